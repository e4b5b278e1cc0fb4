import type { RecipeId } from '../recipes/recipe.ts';
import type { Span, SpanEdit } from '../text/span.ts';
import type { FindingTag, FixKind, RuleOrigin, Severity } from './ruleModel.ts';

/** A fix rendered for one finding; not yet verified (see `patterns/verifyFix.ts`). */
export interface FixProposal {
  readonly title: string;
  readonly kind: FixKind;
  readonly edits: readonly SpanEdit[];
  /** Files that the fix writes beside its edits, in order; paths are workspace-relative. Only recipes have them. */
  readonly newFiles?: readonly NewFile[];
  /** Edits and files are not known before the folder is looked at; see `Analyzer.resolveFix`. */
  readonly recipe?: RecipeId;
  /** Why it is shown but applied by nothing that applies several fixes at once; one line. */
  readonly doubt?: string;
}

export interface NewFile {
  readonly path: string;
  readonly text: string;
  /** The file is there already and is written anew. */
  readonly replaces?: boolean;
}

export interface RelatedSpan {
  readonly span: Span;
  readonly message: string;
}

export interface Finding {
  readonly ruleId: string;
  readonly severity: Severity;
  readonly message: string;
  readonly span: Span;
  readonly origin: RuleOrigin;
  readonly layer?: number;
  readonly patternId?: string;
  readonly tags?: readonly FindingTag[];
  readonly related?: readonly RelatedSpan[];
  readonly fixes: readonly FixProposal[];
}
