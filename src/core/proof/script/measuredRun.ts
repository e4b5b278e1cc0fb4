import type { ScriptStatement } from '../../replay/scriptStatements.ts';
import { setsTransaction } from '../../replay/transactionStep.ts';
import { statementNode } from '../../sql/sqlStatement.ts';
import type { ProvenStatement } from '../certificate.ts';
import { knownScans } from '../locks/knownScans.ts';
import { effectsOf, type MeasuredEffects } from '../locks/measuredEffects.ts';
import { relationsNamedIn } from '../locks/namedRelations.ts';
import { type HeldRelations, type KnownRelation, readHeld, readRelations } from '../locks/relations.ts';
import { unmeasuredNote } from '../locks/unmeasuredLocks.ts';
import type { ShadowDatabase } from '../shadowDatabase.ts';
import { failureOf, type StatementFailure } from './runScript.ts';
import { refusesTransaction, transactionalForm } from './transactionRules.ts';

export interface MeasuredRun {
  readonly statements: readonly ProvenStatement[];
  readonly failure: StatementFailure | undefined;
}

export interface MeasuredRunOptions {
  readonly direction: 'up' | 'down';
  /** `tool`: as the tool runs it, committed. `rehearsal`: in one transaction that is rolled back. */
  readonly mode: 'tool' | 'rehearsal';
  /** The tool runs the script in one transaction. */
  readonly inTransaction: boolean;
  readonly now: () => number;
}

const NOTHING_HELD: HeldRelations = new Map();

/** Runs a script and measures each statement's locks, rewrites, scans and time. */
export async function runMeasured(
  database: ShadowDatabase,
  statements: readonly ScriptStatement[],
  options: MeasuredRunOptions,
): Promise<MeasuredRun> {
  const run = new Run(database, options);
  return run.all(statements);
}

class Run {
  readonly #database: ShadowDatabase;
  readonly #options: MeasuredRunOptions;
  readonly #proven: ProvenStatement[] = [];
  #known: ReadonlyMap<string, KnownRelation> = new Map();
  #held = NOTHING_HELD;
  #isOpen = false;

  constructor(database: ShadowDatabase, options: MeasuredRunOptions) {
    this.#database = database;
    this.#options = options;
  }

  async all(statements: readonly ScriptStatement[]): Promise<MeasuredRun> {
    const { mode, inTransaction } = this.#options;
    this.#known = await readRelations(this.#database);
    if (mode === 'rehearsal' || inTransaction) await this.#begin();
    let failure: StatementFailure | undefined;
    for (const [index, item] of statements.entries()) {
      failure = await this.#one(item, index);
      if (failure) break;
    }
    const last = statements.at(-1);
    if (this.#isOpen) {
      const isWhole = failure === undefined && mode === 'tool' && inTransaction;
      try {
        await this.#database.run(isWhole ? 'commit' : 'rollback');
      } catch (error) {
        if (last) failure ??= failureOf(error, last, statements.length - 1);
      }
    }
    return { statements: this.#proven, failure };
  }

  async #one(item: ScriptStatement, index: number): Promise<StatementFailure | undefined> {
    const isAboutTransactions = item.step !== undefined || setsTransaction(item.statement);
    if (isAboutTransactions && this.#options.mode === 'rehearsal') {
      this.#add(item, null, undefined, null);
      return undefined;
    }
    const outside = refusesTransaction(item.statement);
    if (item.step !== undefined || outside) return this.#runPlain(item, index, outside);
    const opensOwn = !this.#isOpen;
    if (opensOwn) await this.#begin();
    const started = this.#options.now();
    try {
      await this.#database.run(item.statement.text);
      const ms = this.#options.now() - started;
      const after = await readHeld(this.#database);
      const names = relationsNamedIn(item.statement);
      const effects = effectsOf(this.#known, this.#held, after, names);
      this.#held = after;
      this.#add(item, this.#withKnownScans(item, effects), undefined, ms);
      if (opensOwn) await this.#commitOwn();
      return undefined;
    } catch (error) {
      return this.#fail(item, index, error);
    }
  }

  /** Statements about transactions, and those that refuse one. */
  async #runPlain(
    item: ScriptStatement,
    index: number,
    outside: boolean,
  ): Promise<StatementFailure | undefined> {
    const isRehearsal = this.#options.mode === 'rehearsal';
    const sql = isRehearsal ? transactionalForm(item.statement) : item.statement.text;
    const started = this.#options.now();
    try {
      if (sql !== undefined) await this.#database.run(sql);
    } catch (error) {
      return this.#fail(item, index, error);
    }
    const ms = isRehearsal ? null : this.#options.now() - started;
    this.#add(item, null, outside ? unmeasuredNote(item.statement) : undefined, ms);
    if (item.step === 'begin') this.#isOpen = true;
    if (item.step === 'commit' || item.step === 'rollback') this.#isOpen = false;
    // What was made since is there for the statements to come.
    if (item.step !== 'savepoint' && !isRehearsal) {
      this.#held = NOTHING_HELD;
      if (item.step !== 'begin') this.#known = await readRelations(this.#database);
    }
    return undefined;
  }

  #fail(item: ScriptStatement, index: number, error: unknown): StatementFailure {
    const failure = failureOf(error, item, index);
    this.#add(item, null, `Fails: ${failure.message}`, null);
    return failure;
  }

  async #begin(): Promise<void> {
    // With plans that use an index wherever one can be used, a scan that shows is one that cannot be avoided.
    await this.#database.run('begin; set local enable_seqscan = off');
    this.#isOpen = true;
    this.#held = NOTHING_HELD;
  }

  async #commitOwn(): Promise<void> {
    this.#isOpen = false;
    await this.#database.run('commit');
    this.#held = NOTHING_HELD;
    this.#known = await readRelations(this.#database);
  }

  #withKnownScans(item: ScriptStatement, effects: MeasuredEffects): MeasuredEffects {
    const names = knownScans(item.statement);
    const known = effects.locks.map(({ relation }) => relation).filter((name) => names.has(lastName(name)));
    return { ...effects, scans: [...new Set([...effects.scans, ...known])].sort() };
  }

  #add(
    { span, statement, step }: ScriptStatement,
    effects: MeasuredEffects | null,
    note: string | undefined,
    ms: number | null,
  ): void {
    const said = note ?? (effects?.carriesLocks === true ? CARRIED : undefined);
    this.#proven.push({
      direction: this.#options.direction,
      sql: statement.text,
      span,
      locks: step === undefined ? (effects?.locks ?? null) : [],
      rewrites: effects?.rewrites ?? [],
      scans: isRead(statement) ? [] : (effects?.scans ?? []),
      ms: ms === null ? null : Math.round(ms * 10) / 10,
      ...(said !== undefined && { note: said }),
    });
  }
}

const CARRIED = 'A lock that an earlier statement of the transaction took is still held.';

/** A query that only reads is the author's to judge: nobody waits for its scan. */
function isRead(statement: ScriptStatement['statement']): boolean {
  const select = statementNode(statement, 'SelectStmt');
  return select !== undefined && select.intoClause === undefined;
}

function lastName(qualified: string): string {
  const last = /(?:"((?:[^"]|"")*)"|([^."]+))$/u.exec(qualified);
  return last?.[1]?.replaceAll('""', '"') ?? last?.[2] ?? qualified;
}
