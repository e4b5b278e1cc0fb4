import { z } from 'zod';
import { cappedLines } from '../core/advice/cappedText.ts';
import { type ExplainedStatement, explainedStatement, statementWords } from '../core/advice/lockWords.ts';
import { givenMigration, givenPlace, proveGiven } from './givenMigration.ts';
import { defineTool } from './tool.ts';
import { SQL_CHARACTERS_MAX, TEXT_CHARACTERS_MAX } from './toolLimits.ts';

const input = z.strictObject({
  sql: z.string().min(1).max(SQL_CHARACTERS_MAX),
  folder: z.string().max(1_000).optional().describe('Migrations folder that stands before'),
});

export interface ExplainedLocks {
  readonly where: string;
  readonly engine: string;
  readonly statements: readonly ExplainedStatement[];
  /** Why the rest is missing, when a statement failed. */
  readonly failure?: string;
  readonly notes: readonly string[];
}

export const explainLocks = defineTool<z.infer<typeof input>, ExplainedLocks>({
  name: 'explain_locks',
  title: 'Explain locks',
  description: 'Measures on a shadow what each statement locks, blocks, rewrites and scans.',
  input,
  action: 'propose',
  untrustedOutput: false,
  target: () => ({ kind: 'shadow' }),
  run: async ({ sql, folder }, context) => {
    const place = await givenPlace(context, { up: sql }, folder);
    const certificate = await proveGiven(context, place, givenMigration(place, { up: sql }), false);
    const statements = certificate.statements
      .filter(({ direction }) => direction === 'up')
      .map(explainedStatement);
    const failure = certificate.verdict === 'FAILED' ? certificate.reasons[0] : undefined;
    const engine = `Postgres ${certificate.engine.version}`;
    const notes = [...place.notes, ...certificate.notes];
    const lines = [
      `Measured ${place.where}, ${engine}:`,
      ...(failure === undefined ? [] : [failure]),
      ...statements.flatMap(statementWords),
      ...notes.map((note) => `note: ${note}`),
    ];
    return {
      ok: true,
      data: {
        where: place.where,
        engine,
        statements,
        ...(failure !== undefined && { failure }),
        notes,
      },
      text: cappedLines(lines, TEXT_CHARACTERS_MAX),
    };
  },
});
