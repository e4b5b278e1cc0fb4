import type { ProposalFinding } from '../../../protocol/consult.ts';
import { analysedSql, projectForSql, toldFinding } from '../../../tools/guardianFindings.ts';
import type { ToolContext } from '../../../tools/toolContext.ts';

/** A text that stands nowhere is judged as a migration is. */
const GIVEN_PATH = 'migrations/given.sql';

/** What the guardian finds in SQL texts, by the project's own rules where it is open. */
export async function guardianFindings(
  context: ToolContext,
  texts: readonly string[],
): Promise<readonly ProposalFinding[]> {
  const project = await projectForSql(context);
  return texts.flatMap((text) => {
    const document = analysedSql(project, GIVEN_PATH, text);
    return document.analysis.findings.map((finding) => toldFinding(document, finding));
  });
}
