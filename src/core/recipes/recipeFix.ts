import type { FixProposal } from '../rules/finding.ts';
import type { RecipeId } from './recipe.ts';

const TITLES: Readonly<Record<RecipeId, string>> = {
  'validate-later': 'Add it NOT VALID, and validate it in a migration of its own',
  'index-first': 'Build the index concurrently first, each step in a migration of its own',
  'prove-not-null': 'Prove it by a validated check first, in a migration of its own',
  'rename-column': 'Keep both names in step until every client has moved, in three migrations',
  'rename-table': 'Keep the old name as a view until every client has moved',
  'change-type': 'Move to a column of the new type step by step, each in a migration of its own',
  'default-later': 'Add the column bare, and fill old rows in batches in a migration of its own',
  'move-validation': 'Validate it in a migration of its own',
  'attach-partition': 'Prove its bounds by a validated check first, in a migration of its own',
};

/** Offers a recipe; what it writes is found out when somebody looks at it. */
export function recipeFix(recipe: RecipeId): FixProposal {
  return { title: TITLES[recipe], kind: 'recipe', edits: [], recipe };
}
