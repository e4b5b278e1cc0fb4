import { planAttachPartition } from './plans/planAttachPartition.ts';
import { planChangeType } from './plans/planChangeType.ts';
import { planDefaultLater } from './plans/planDefaultLater.ts';
import { planIndexFirst } from './plans/planIndexFirst.ts';
import { planProveNotNull } from './plans/planProveNotNull.ts';
import { planRenameColumn } from './plans/planRenameColumn.ts';
import { planRenameTable } from './plans/planRenameTable.ts';
import { planMoveValidation, planValidateLater } from './plans/planValidateLater.ts';
import type { RecipeId, RecipePlan, RecipeSubject } from './recipe.ts';

const PLANNERS: Readonly<Record<RecipeId, (subject: RecipeSubject) => RecipePlan | undefined>> = {
  'validate-later': planValidateLater,
  'index-first': planIndexFirst,
  'prove-not-null': planProveNotNull,
  'rename-column': planRenameColumn,
  'rename-table': planRenameTable,
  'change-type': planChangeType,
  'default-later': planDefaultLater,
  'move-validation': planMoveValidation,
  'attach-partition': planAttachPartition,
};

/** The steps of a recipe for one statement; undefined where it does not fit, as for a generated column. */
export function planRecipe(id: RecipeId, subject: RecipeSubject): RecipePlan | undefined {
  return subject.statement.tree === undefined ? undefined : PLANNERS[id](subject);
}
