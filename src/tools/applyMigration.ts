import { z } from 'zod';
import { cappedLines } from '../core/advice/cappedText.ts';
import type { ToolFailureCode } from '../core/consult/consultTool.ts';
import { confirmationWord, destroys } from '../core/policy/sql/destroys.ts';
import { sha256 } from '../core/proof/fingerprint/sha256.ts';
import { counted } from '../core/report/textReport.ts';
import type { StatementResult, WriteOutcome } from '../engines/database/approvedWrite.ts';
import { databaseTarget, profileOf } from './connectionProfile.ts';
import { defineTool, type ToolApproval } from './tool.ts';
import type { ToolContext } from './toolContext.ts';
import { ToolFailure } from './toolFailure.ts';
import { SQL_CHARACTERS_MAX, TEXT_CHARACTERS_MAX } from './toolLimits.ts';

const input = z.strictObject({
  sql: z.string().min(1).max(SQL_CHARACTERS_MAX).describe('Exactly the up text of a proposal'),
  connection: z.string().max(200).optional(),
});

type Wanted = z.infer<typeof input>;

export interface AppliedMigration {
  readonly connection: string;
  readonly hash: string;
  readonly statements: readonly StatementResult[];
  readonly ms: number;
}

export const applyMigration = defineTool<Wanted, AppliedMigration>({
  name: 'apply_migration',
  title: 'Apply a migration',
  description: 'Runs a proposed migration on a writable connection, once the user approved its exact text.',
  input,
  action: 'write_database',
  untrustedOutput: true,
  target: ({ connection }, context) => databaseTarget(connection ?? context.connection, context),
  approval: askFor,
  run: async ({ sql, connection }, context) => {
    await context.engines.prepare('sql');
    const profile = profileOf(connection, context);
    const { runApprovedWrite } = await import('../engines/database/approvedWrite.ts');
    const hash = sha256(sql);
    const outcome = await runApprovedWrite({
      address: profile.url,
      environment: profile.environment,
      writable: profile.writable,
      text: sql,
      // Who calls has used up the approval of this very text.
      hash,
      parse: context.engines.sqlParser.parseScript,
      signal: context.signal,
    });
    if (!outcome.ok) throw new ToolFailure(FAILURES[outcome.code], failureWords(outcome));
    const lines = [
      `${counted(outcome.statements.length, 'statement')} on ${profile.name}, ${outcome.ms} ms`,
      ...outcome.statements.map(statementLine),
    ];
    return {
      ok: true,
      data: { connection: profile.name, hash, statements: outcome.statements, ms: outcome.ms },
      text: cappedLines(lines, TEXT_CHARACTERS_MAX),
    };
  },
});

/** The text itself is approved; what it destroys has its name typed. */
async function askFor({ sql, connection }: Wanted, context: ToolContext): Promise<ToolApproval> {
  await context.engines.prepare('sql');
  const profile = profileOf(connection, context);
  const proposal = context.proposals.list().findLast(({ up }) => up === sql);
  const word = confirmationWord(destroys(context.engines.sqlParser.parseScript, sql) ?? []);
  return {
    title: `Apply ${proposal === undefined ? 'a migration' : `“${proposal.title}”`} to ${profile.name} (${profile.environment})`,
    text: sql,
    ...(word !== undefined && { typedConfirmation: word }),
    ...(proposal !== undefined && { proposalId: proposal.id }),
  };
}

const FAILURES: Readonly<Record<Extract<WriteOutcome, { readonly ok: false }>['code'], ToolFailureCode>> = {
  refused: 'refused',
  unavailable: 'unavailable',
  timeout: 'failed',
  cancelled: 'cancelled',
  failed: 'failed',
};

/** What stands already matters more than why it stopped. */
function failureWords({ message, statements }: Extract<WriteOutcome, { readonly ok: false }>): string {
  const failed = statements.find(({ state }) => state === 'failed');
  const done = statements.filter(({ state }) => state === 'done').length;
  const at = failed === undefined ? '' : ` At statement ${failed.index + 1}: ${failed.head}`;
  const kept =
    done === 0 ? ' Nothing was changed.' : ` ${counted(done, 'statement')} before it took effect and stay.`;
  return `${message}${at}${statements.length === 0 ? '' : kept}`;
}

function statementLine({ index, head, state, command, ms }: StatementResult): string {
  return `${index + 1}. ${state}${command === undefined ? '' : ` ${command}`}${ms === undefined ? '' : ` ${ms} ms`}: ${head}`;
}
