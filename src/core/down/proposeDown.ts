import type { ShadowDatabase } from '../proof/shadowDatabase.ts';
import type { SqlStatement } from '../sql/sqlStatement.ts';
import { columnOrderChanges, lossesOfData, lossesOfSchema } from './cannotComeBack.ts';
import type { Catalog, Statements } from './catalog/catalogEntry.ts';
import { readCatalog } from './catalog/readCatalog.ts';
import { toLowerCase, writesLowerCase } from './keywordCase.ts';
import { differenceOf } from './matchCatalogs.ts';
import { performOperations } from './performOperations.ts';
import { plainStatement } from './plainStatement.ts';
import { type Operation, PHASES, planInverse, planRemaking } from './planInverse.ts';

export interface ProposeDownInput {
  /** Stands where the migration starts, outside a transaction; ends where the down migration leads. */
  readonly database: ShadowDatabase;
  /** Runs the up script on the database. */
  readonly runUp: () => Promise<void>;
  /** Text of the up script: its author's habits are kept. */
  readonly up: string;
  readonly statements: readonly SqlStatement[];
}

export interface DownProposal {
  /** Statements each on lines of its own, ended by `;`; empty when there is nothing to undo. */
  readonly sql: string;
  /** In words: what no down migration brings back. */
  readonly cannotComeBack: readonly string[];
  /** What the proposal could not undo, as the catalogs show it. */
  readonly leftBehind: readonly string[];
  readonly lost: readonly string[];
}

/** A change may uncover the next one: a default that waited for its type, a grant that waited for its role. */
const ROUNDS_MAX = 5;

/**
 * Writes the down migration of an up script by running it: whatever the catalogs show to be different afterwards is
 * undone, step by step, on the database itself, and the steps that worked are the proposal. Objects keep their identity
 * through a rename, so a rename is undone by a rename, wherever it was written.
 */
export async function proposeDown(input: ProposeDownInput): Promise<DownProposal> {
  const { database, runUp, up, statements } = input;
  const searchPath = /\bpublic\s*\./iu.test(up) ? '' : 'public';
  const before = await readCatalog(database, searchPath);
  await runUp();
  const after = await readCatalog(database, searchPath);
  const { done, end } = await undo(database, before, after, searchPath);
  const { leftBehind, lost } = differenceOf(end, before);
  const sql = done.map((statement) => `${plainStatement(statement, searchPath)};\n`).join('');
  return {
    sql: writesLowerCase(up) ? toLowerCase(sql) : sql,
    cannotComeBack: [
      ...lossesOfSchema(before, after),
      ...columnOrderChanges(end, before),
      ...lossesOfData(statements),
    ],
    leftBehind,
    lost,
  };
}

interface Undone {
  readonly done: Statements;
  readonly end: Catalog;
}

async function undo(
  database: ShadowDatabase,
  before: Catalog,
  after: Catalog,
  searchPath: string,
): Promise<Undone> {
  const done: string[] = [];
  let now = after;
  let refused: readonly Operation[] = [];
  let isStuck = false;
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const doneBefore = done.length;
    const refusedBefore = refused;
    refused = [];
    for (const phase of PHASES) {
      // What was refused once may go by itself now; only what does not needs others dropped and made anew.
      const remakes = isStuck && phase === 'remove';
      const remaking = remakes ? planRemaking(now, before, refusedBefore) : [];
      const operations = [...remaking, ...planInverse(now, before, phase)];
      if (operations.length === 0) continue;
      const { statements, refused: left } = await performOperations(database, operations);
      done.push(...statements);
      refused = [...refused, ...left];
      if (statements.length > 0) now = await readCatalog(database, searchPath);
    }
    if (done.length === doneBefore && (refused.length === 0 || isStuck)) break;
    isStuck = refused.length > 0 && (done.length === doneBefore || isStuck);
  }
  return { done, end: now };
}
