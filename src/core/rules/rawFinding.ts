import type { Span } from '../text/span.ts';
import type { FixProposal, RelatedSpan } from './finding.ts';
import type { ActiveRule, FindingTag } from './ruleModel.ts';

/** What a rule reports before configuration and suppressions have their say. */
export interface RawFinding {
  readonly rule: ActiveRule;
  readonly span: Span;
  readonly message: string;
  readonly fixes: readonly FixProposal[];
  readonly related?: readonly RelatedSpan[];
  readonly tags?: readonly FindingTag[];
}
