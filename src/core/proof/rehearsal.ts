import type { ScriptStatement } from '../replay/scriptStatements.ts';
import { freshSession, type Platform } from '../replay/session.ts';
import { compareFingerprints, SAME_SCHEMA } from './compare/compareFingerprints.ts';
import { lastPart, type Rename } from './compare/renames.ts';
import { type Fingerprint, takeFingerprint } from './fingerprint/fingerprint.ts';
import { strengthOf } from './locks/lockModes.ts';
import { type KnownRelation, readHeld, readRelations } from './locks/relations.ts';
import { compareRows, type RowComparison } from './probeRows/compareRows.ts';
import { fillTables, type ProbeStyle } from './probeRows/fillTables.ts';
import { type FutureReference, withReferences } from './probeRows/futureReferences.ts';
import { readTableRows, type TableRows } from './probeRows/tableRows.ts';
import { readTableShapes, type TableShape } from './probeRows/tableShape.ts';
import { runInside, type StatementFailure } from './script/runScript.ts';
import type { ShadowDatabase } from './shadowDatabase.ts';

export interface Scripts {
  readonly up: readonly ScriptStatement[];
  /** Undefined when there is no way down. */
  readonly down: readonly ScriptStatement[] | undefined;
}

/** The step of a proof that a statement failed in. */
export type ProofStep = 'up' | 'down' | 'second up';

export interface StepFailure {
  readonly step: ProofStep;
  readonly failure: StatementFailure;
}

/** What one pass of up, down and up again has shown; what was not reached is undefined. */
export interface Rehearsal {
  readonly before: Fingerprint | undefined;
  readonly afterUp: Fingerprint | undefined;
  readonly afterDown: Fingerprint | undefined;
  readonly afterSecondUp: Fingerprint | undefined;
  /** Rows written, by table. */
  readonly rows: ReadonlyMap<string, number>;
  readonly fate: ReadonlyMap<string, RowComparison>;
  readonly notes: readonly string[];
  readonly failure: StepFailure | undefined;
}

/**
 * Tables with rows that the scripts lock for writing or stronger, told by running them and rolling back; or the first
 * failure, which no row can be blamed for.
 */
export async function learnTouchedTables(
  database: ShadowDatabase,
  scripts: Scripts,
  platform: Platform,
): Promise<{ readonly touched: ReadonlySet<string>; readonly failure: StepFailure | undefined }> {
  const known = await readRelations(database);
  const touched = new Set<string>();
  await database.run(`${freshSession(platform)} begin`);
  try {
    let failure = await runStep(database, scripts.up, 'up', platform);
    if (!failure) addTouched(touched, known, await readHeld(database));
    if (!failure && scripts.down) {
      await database.run('savepoint fixward_down');
      failure = await runStep(database, scripts.down, 'down', platform);
      if (failure) await database.run('rollback to savepoint fixward_down');
      addTouched(touched, known, await readHeld(database));
    }
    return { touched, failure };
  } finally {
    await database.run(`rollback; ${freshSession(platform)}`);
  }
}

function addTouched(
  touched: Set<string>,
  known: ReadonlyMap<string, KnownRelation>,
  held: Awaited<ReturnType<typeof readHeld>>,
): void {
  for (const [oid, { mode }] of held) {
    const relation = known.get(oid);
    if (relation?.isTable && strengthOf(mode) >= strengthOf('ROW EXCLUSIVE')) touched.add(relation.name);
  }
}

/** Runs up, down and up again in one transaction that is rolled back, with rows in the touched tables before it. */
export async function rehearse(
  database: ShadowDatabase,
  scripts: Scripts,
  plan: ProbePlan,
  platform: Platform,
): Promise<Rehearsal> {
  await database.run(`${freshSession(platform)} begin`);
  try {
    return await new Pass(database, scripts, plan, platform).run();
  } finally {
    await database.run(`rollback; ${freshSession(platform)}`);
  }
}

/** The rows to try a migration with. */
export interface ProbePlan {
  readonly touched: ReadonlySet<string>;
  /** References that the migration is about to make, which rows had better keep. */
  readonly references: readonly FutureReference[];
  /** No rows when absent. */
  readonly style: ProbeStyle | undefined;
}

interface Mutable {
  before: Fingerprint | undefined;
  afterUp: Fingerprint | undefined;
  afterDown: Fingerprint | undefined;
  afterSecondUp: Fingerprint | undefined;
  failure: StepFailure | undefined;
}

class Pass {
  readonly #database: ShadowDatabase;
  readonly #scripts: Scripts;
  readonly #plan: ProbePlan;
  readonly #platform: Platform;

  constructor(database: ShadowDatabase, scripts: Scripts, plan: ProbePlan, platform: Platform) {
    this.#database = database;
    this.#scripts = scripts;
    this.#plan = plan;
    this.#platform = platform;
  }

  async run(): Promise<Rehearsal> {
    const database = this.#database;
    const { style, touched, references } = this.#plan;
    const shapes = withReferences(await readTableShapes(database, [...touched]), references);
    const filled =
      style === undefined
        ? { rows: new Map<string, number>(), notes: [] }
        : await fillTables(database, shapes, touched, style);
    await database.run('set constraints all immediate');
    const contents = await this.#readContents(shapes);
    const fate = new Map<string, RowComparison>();
    const result: Mutable = {
      before: await takeFingerprint(database),
      afterUp: undefined,
      afterDown: undefined,
      afterSecondUp: undefined,
      failure: undefined,
    };
    await this.#steps(result, shapes, contents, fate);
    return { ...result, rows: filled.rows, notes: filled.notes, fate };
  }

  async #steps(
    result: Mutable,
    shapes: ReadonlyMap<string, TableShape>,
    contents: ReadonlyMap<string, TableRows>,
    fate: Map<string, RowComparison>,
  ): Promise<void> {
    const { up, down } = this.#scripts;
    const database = this.#database;
    result.failure = await runStep(database, up, 'up', this.#platform);
    if (result.failure) return;
    result.afterUp = await takeFingerprint(database);
    if (!down) return;
    result.failure = await runStep(database, down, 'down', this.#platform);
    if (result.failure) return;
    result.afterDown = await takeFingerprint(database);
    const [time] = await database.query('select now()::timestamp::text as now');
    const now = String(time?.now);
    const names = newNames(result.before, result.afterDown);
    for (const [table, before] of contents) {
      const nowCalled = names.tables.get(table) ?? table;
      const after = await readTableRows(database, nowCalled, before.columns, names.columns(table));
      const key = shapes.get(table)?.primaryKey ?? [];
      fate.set(table, compareRows({ table, primaryKey: key, before, after, now }));
    }
    result.failure = await runStep(database, up, 'second up', this.#platform);
    if (!result.failure) result.afterSecondUp = await takeFingerprint(database);
  }

  async #readContents(shapes: ReadonlyMap<string, TableShape>): Promise<ReadonlyMap<string, TableRows>> {
    const contents = new Map<string, TableRows>();
    for (const table of this.#plan.touched) {
      const columns = shapes.get(table)?.columns.map(({ name }) => name) ?? [];
      const rows = await readTableRows(this.#database, table, columns);
      if (rows) contents.set(table, rows);
    }
    return contents;
  }
}

interface NewNames {
  readonly tables: ReadonlyMap<string, string>;
  /** Without quotes, for one table. */
  columns(table: string): ReadonlyMap<string, string>;
}

/** A row under another name is not lost. */
function newNames(before: Fingerprint | undefined, after: Fingerprint): NewNames {
  const { renames } = before ? compareFingerprints(before, after) : SAME_SCHEMA;
  const of = (kind: string): readonly Rename[] => renames.filter((rename) => rename.before.kind === kind);
  return {
    tables: new Map(of('table').map((rename) => [rename.before.name, rename.after.name])),
    columns: (table) =>
      new Map(
        of('column')
          .filter((rename) => rename.before.parent === `table ${table}`)
          .map((rename) => [unquoted(rename.before.name), unquoted(rename.after.name)]),
      ),
  };
}

function unquoted(name: string): string {
  const last = lastPart(name);
  return last.startsWith('"') ? last.slice(1, -1).replaceAll('""', '"') : last;
}

async function runStep(
  database: ShadowDatabase,
  statements: readonly ScriptStatement[],
  step: ProofStep,
  platform: Platform,
): Promise<StepFailure | undefined> {
  await database.run(freshSession(platform));
  await deferAgain(database);
  const failure = await runInside(database, statements);
  if (failure) return { step, failure };
  await database.run(freshSession(platform));
  return undefined;
}

/** The check at the end of the step before has made every constraint immediate. */
async function deferAgain(database: ShadowDatabase): Promise<void> {
  const rows = await database.query(
    `select quote_ident(nspname) || '.' || quote_ident(conname) as name
    from pg_catalog.pg_constraint con join pg_catalog.pg_namespace n on n.oid = connamespace where condeferred`,
  );
  const names = rows.map(({ name }) => String(name)).join(', ');
  if (names !== '') await database.run(`set constraints ${names} deferred`);
}
