import { z } from 'zod';
import { cappedLines } from '../core/advice/cappedText.ts';
import { counted } from '../core/report/textReport.ts';
import type { ProposalFinding } from '../protocol/consult.ts';
import { analysedSql, projectForSql, toldFinding } from './guardianFindings.ts';
import { defineTool } from './tool.ts';
import { SQL_CHARACTERS_MAX, TEXT_CHARACTERS_MAX } from './toolLimits.ts';

const input = z.strictObject({
  sql: z.string().min(1).max(SQL_CHARACTERS_MAX),
  path: z.string().max(1_000).optional().describe('Where the text would stand'),
});

export interface SqlCheck {
  readonly findings: readonly (ProposalFinding & { readonly fixes: readonly string[] })[];
  readonly syntaxErrors: readonly { readonly line: number; readonly message: string }[];
  readonly statements: number;
}

/** A text that stands nowhere is judged as a migration is. */
const GIVEN_PATH = 'migrations/given.sql';

export const checkSql = defineTool<z.infer<typeof input>, SqlCheck>({
  name: 'check_sql',
  title: 'Check SQL',
  description: 'Guardian findings and syntax errors of a SQL text. Quick; nothing is run.',
  input,
  action: 'read_workspace',
  untrustedOutput: false,
  target: () => ({ kind: 'workspace' }),
  run: async ({ sql, path = GIVEN_PATH }, context) => {
    const project = await projectForSql(context);
    const document = analysedSql(project, path, sql);
    const { findings: found, syntaxProblems, statementCount } = document.analysis;
    const findings = found.map((finding) => ({
      ...toldFinding(document, finding),
      fixes: finding.fixes.map(({ title }) => title),
    }));
    const syntaxErrors = syntaxProblems.map(({ span, message }) => ({
      line: document.lines.positionAt(span.start).line + 1,
      message,
    }));
    const lines = [
      `${counted(findings.length, 'finding')} in ${counted(statementCount, 'statement')}`,
      ...syntaxErrors.map(({ line, message }) => `line ${line}: syntax: ${message}`),
      ...findings.map(
        ({ line, severity, ruleId, message, fixes }) =>
          `line ${line}: ${severity} ${ruleId}: ${message}${fixes.length === 0 ? '' : ` Fix: ${fixes.join('; ')}.`}`,
      ),
    ];
    return {
      ok: true,
      data: { findings, syntaxErrors, statements: statementCount },
      text: cappedLines(lines, TEXT_CHARACTERS_MAX),
    };
  },
});
