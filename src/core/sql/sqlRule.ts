import type { FixProposal, RelatedSpan } from '../rules/finding.ts';
import type { FindingTag } from '../rules/ruleModel.ts';
import type { Span } from '../text/span.ts';
import type { SqlFileContext } from './sqlFileContext.ts';
import type { SqlStatement } from './sqlStatement.ts';

/**
 * One thing a SQL rule reports. Spans and edits count UTF-16 offsets from the start of the statement,
 * so that a cached report stays right when text before the statement changes.
 */
export interface SqlReport {
  readonly span: Span;
  /** Replaces the rule's own message. */
  readonly message?: string;
  readonly fixes?: readonly FixProposal[];
  readonly related?: readonly RelatedSpan[];
  readonly tags?: readonly FindingTag[];
}

/** Pure: the same statement and context give the same reports. */
export type SqlCheck = (statement: SqlStatement, context: SqlFileContext) => readonly SqlReport[];
