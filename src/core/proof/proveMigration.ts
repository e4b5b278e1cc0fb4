import { withProbedLosses } from '../down/cannotComeBack.ts';
import { proposeDown } from '../down/proposeDown.ts';
import type { Migration, MigrationScript } from '../migrations/migration.ts';
import { repair } from '../replay/repair.ts';
import type { ReplayDatabase } from '../replay/replayDatabase.ts';
import { readScript, type ScriptStatement } from '../replay/scriptStatements.ts';
import { freshSession } from '../replay/session.ts';
import type { Certificate, ProofFingerprints, ProposedDown, ProvenStatement } from './certificate.ts';
import { dataProbeOf, type Found, fingerprintsOf, NO_FINGERPRINTS, NOT_PROBED } from './certificateParts.ts';
import { isCertain, missingReason } from './failureKinds.ts';
import { takeFingerprint } from './fingerprint/fingerprint.ts';
import type { ProbeStyle } from './probeRows/fillTables.ts';
import { type FutureReference, referenceOfViolation } from './probeRows/futureReferences.ts';
import type { ProofOptions, ProofOutcome } from './proofOptions.ts';
import {
  learnTouchedTables,
  type ProbePlan,
  type Rehearsal,
  rehearse,
  type Scripts,
  type StepFailure,
} from './rehearsal.ts';
import { asWritten } from './script/asWritten.ts';
import { runMeasured } from './script/measuredRun.ts';
import { unprovableReason } from './script/unprovableStatement.ts';
import { readSequencePositions, restoreSequences } from './sequences.ts';
import { failureReason, judge, type PlaceOf } from './verdict.ts';

/**
 * Proves one migration on a database that stands where the migration starts: up, down and up again with rows in every
 * table it touches, all in one transaction that is rolled back; then up as the tool runs it, with its locks measured.
 */
export async function proveMigration(
  database: ReplayDatabase,
  migration: Migration,
  options: ProofOptions,
): Promise<ProofOutcome> {
  const proof = new Proof(database, migration, options);
  return proof.run();
}

// As many mendings as there are names one migration can take for granted.
const REPAIRS_MAX = 8;

// Each try shows one reference more that a migration is about to make.
const REFERENCES_MAX = 6;

const STYLES: readonly (ProbeStyle | undefined)[] = [
  { edges: true, texts: 'words' },
  { edges: false, texts: 'words' },
  { edges: false, texts: 'versions' },
  { edges: false, texts: 'numbers' },
  { edges: false, texts: 'json' },
  undefined,
];

interface ProvenProposal {
  readonly proposal: ProposedDown;
  /** The database stands where it stood before, rows included. */
  readonly isClean: boolean;
  /** Of up, as it ran once. */
  readonly statements: readonly ProvenStatement[];
}

class Proof {
  readonly #database: ReplayDatabase;
  readonly #migration: Migration;
  readonly #options: ProofOptions;
  readonly #started: number;
  readonly #notes: string[] = [];
  readonly #placeOf: PlaceOf;
  #positions: ReadonlyMap<string, string> = new Map();

  constructor(database: ReplayDatabase, migration: Migration, options: ProofOptions) {
    this.#database = database;
    this.#migration = migration;
    this.#options = options;
    this.#started = options.now();
    this.#placeOf = (failure) => placeOf(migration, failure);
  }

  async run(): Promise<ProofOutcome> {
    const { up, down } = this.#migration;
    const parser = this.#options.parser;
    const read = readScript(up, parser);
    const scripts: Scripts = {
      up: asWritten(up, read.statements),
      down: down === undefined ? undefined : asWritten(down, readScript(down, parser).statements),
    };
    if (read.metaCommands.length > 0) {
      this.#notes.push(`Lines for psql are left out: ${read.metaCommands.join(', ')}.`);
    }
    const obstacle = this.#obstacle(scripts);
    if (obstacle !== undefined) {
      return this.#outcome({ verdict: 'UNPROVABLE', reasons: [obstacle] }, [], 'spoiled');
    }
    this.#positions = await readSequencePositions(this.#database);
    const found = await this.#find(scripts);
    return this.#measure(scripts, found);
  }

  /** What the throw-away database must not or cannot run. */
  #obstacle(scripts: Scripts): string | undefined {
    for (const [direction, statements] of [
      ['Up', scripts.up],
      ['Down', scripts.down ?? []],
    ] as const) {
      for (const statement of statements) {
        const reason = unprovableReason(statement);
        if (reason !== undefined) {
          return `${direction} has a statement that cannot run on a throw-away database, ${quoted(statement)}: ${reason}.`;
        }
      }
    }
    return undefined;
  }

  async #find(scripts: Scripts): Promise<Found> {
    const learned = await this.#learn(scripts);
    if (learned.failure?.step === 'up') {
      return { ...this.#failed(learned.failure), fingerprints: await this.#fingerprintBefore() };
    }
    if (learned.touched.size === 0) {
      const plan: ProbePlan = { touched: learned.touched, references: [], style: undefined };
      return this.#found(await this.#rehearse(scripts, plan), scripts, []);
    }
    return this.#findWithRows(scripts, learned.touched, learned.failure === undefined);
  }

  /**
   * Tries rows at the edges of their types, then everyday ones, then none: that up refuses rows which a real table need
   * not hold is worth a note, and no verdict.
   *
   * @param passes whether the scripts run on empty tables
   */
  async #findWithRows(scripts: Scripts, touched: ReadonlySet<string>, passes: boolean): Promise<Found> {
    const references: FutureReference[] = [];
    const targets = new Set<string>();
    let attempt: string | undefined;
    for (const [index, style] of STYLES.entries()) {
      const wanted = new Set([...touched, ...(style ? targets : [])]);
      const plan = { touched: wanted, references, style };
      let rehearsal = await this.#rehearse(scripts, plan);
      for (let tries = 0; tries < REFERENCES_MAX && style; tries++) {
        const reference = referenceOfViolation(rehearsal.failure?.failure.message ?? '');
        if (reference === undefined || rehearsal.failure?.step !== 'up') break;
        references.push(reference);
        const name = await this.#qualified(reference.target);
        if (name === undefined) break;
        wanted.add(name);
        targets.add(name);
        rehearsal = await this.#rehearse(scripts, plan);
      }
      const { failure } = rehearsal;
      if (failure?.step !== 'up' || !passes || style === undefined) {
        const needsRows = failure !== undefined && passes && style !== undefined;
        return this.#found(rehearsal, scripts, attempt === undefined ? [] : [attempt], needsRows);
      }
      if (index > 0 && isCertain(failure, rehearsal)) return this.#found(rehearsal, scripts, [], true);
      attempt = `Up fails on ${style.edges ? 'some rows that the schema allows' : 'the rows that were tried'}: ${failure.failure.message}.`;
    }
    return { verdict: 'UNPROVABLE', reasons: ['The proof came to no end.'] };
  }

  /** From where the sequences stood: they take no part in what is rolled back. */
  async #rehearse(scripts: Scripts, plan: ProbePlan): Promise<Rehearsal> {
    await restoreSequences(this.#database, this.#positions);
    return rehearse(this.#database, scripts, plan, this.#options.platform);
  }

  async #qualified(table: string): Promise<string | undefined> {
    const [row] = await this.#database.query(
      `select quote_ident(nspname) || '.' || quote_ident(relname) as name
      from pg_catalog.pg_class class join pg_catalog.pg_namespace n on n.oid = relnamespace
      where relname = $1 and relkind in ('r', 'p') and nspname !~ '^pg_' order by nspname <> 'public' limit 1`,
      [table],
    );
    return typeof row?.name === 'string' ? row.name : undefined;
  }

  /** Adds roles and extensions that the scripts take for granted, as long as there are some. */
  async #learn(scripts: Scripts): ReturnType<typeof learnTouchedTables> {
    const { platform } = this.#options;
    for (let repairs = 0; ; repairs++) {
      const learned = await learnTouchedTables(this.#database, scripts, platform);
      const error = learned.failure?.failure.error;
      if (error === undefined || repairs === REPAIRS_MAX) return learned;
      const note = await repair(this.#database, error, platform);
      if (note === undefined) return learned;
      this.#notes.push(note);
    }
  }

  #failed(failure: StepFailure, needsRows = false): Found {
    const { up, down } = this.#migration;
    const script = failure.step === 'down' ? down : up;
    const missing = missingReason(failure, script?.inTransaction ?? true);
    return {
      verdict: missing === undefined ? 'FAILED' : 'UNPROVABLE',
      reasons: [
        failureReason(failure, this.#placeOf, needsRows),
        ...(missing === undefined ? [] : [missing]),
      ],
    };
  }

  #found(rehearsal: Rehearsal, scripts: Scripts, attempts: readonly string[], needsRows = false): Found {
    const judgement = judge(rehearsal, setsSequences(this.#migration), this.#placeOf);
    const base = {
      leftBehind: judgement.leftBehind,
      lost: judgement.lost,
      fingerprints: fingerprintsOf(rehearsal, judgement),
      dataProbe: dataProbeOf(rehearsal, judgement, attempts, scripts),
      notes: judgement.notes,
    };
    const { failure } = rehearsal;
    if (failure && failure.step !== 'second up') return { ...base, ...this.#failed(failure, needsRows) };
    if (scripts.down === undefined) {
      return { ...base, verdict: 'UNPROVABLE', reasons: ['There is no down migration.'] };
    }
    return { ...base, verdict: judgement.verdict, reasons: judgement.reasons };
  }

  async #fingerprintBefore(): Promise<ProofFingerprints> {
    return { ...NO_FINGERPRINTS, before: (await takeFingerprint(this.#database)).hash };
  }

  /** Runs up as the tool does, for good, and down once more without keeping it. */
  async #measure(scripts: Scripts, found: Found): Promise<ProofOutcome> {
    const { platform, now, proposeDown } = this.#options;
    const database = this.#database;
    const proposed =
      scripts.down === undefined && proposeDown && found.fingerprints?.afterUp != null
        ? await this.#propose(scripts, Object.keys(found.dataProbe?.rows ?? {}).length > 0)
        : undefined;
    if (proposed && !proposed.isClean) {
      return this.#outcome(found, proposed.statements, 'spoiled', proposed.proposal);
    }
    await restoreSequences(database, this.#positions);
    await database.run(freshSession(platform));
    const up = await runMeasured(database, scripts.up, {
      direction: 'up',
      mode: 'tool',
      inTransaction: this.#migration.up.inTransaction,
      now,
    });
    await database.run(freshSession(platform));
    if (up.failure) {
      const failed =
        found.verdict === 'FAILED' || found.verdict === 'UNPROVABLE'
          ? found
          : { ...found, ...this.#failed({ step: 'up', failure: up.failure }) };
      return this.#outcome(failed, up.statements, 'spoiled', proposed?.proposal);
    }
    const statements: ProvenStatement[] = [...up.statements];
    if (scripts.down && found.fingerprints?.afterDown != null) {
      const standing = await readSequencePositions(database);
      const down = await runMeasured(database, scripts.down, {
        direction: 'down',
        mode: 'rehearsal',
        inTransaction: this.#migration.down?.inTransaction ?? true,
        now,
      });
      await database.run(freshSession(platform));
      await restoreSequences(database, standing);
      statements.push(...down.statements);
    }
    return this.#outcome(found, statements, 'afterUp', proposed?.proposal);
  }

  /** Lets the database itself find the way back, and proves it like any other. */
  async #propose(scripts: Scripts, touchesRows: boolean): Promise<ProvenProposal> {
    const database = this.#database;
    const { up } = this.#migration;
    const { now, platform, parser } = this.#options;
    await restoreSequences(database, this.#positions);
    const before = await takeFingerprint(database);
    let statements: readonly ProvenStatement[] = [];
    const proposal = await proposeDown({
      database,
      runUp: async () => {
        const { inTransaction } = up;
        const run = await runMeasured(database, scripts.up, {
          direction: 'up',
          mode: 'tool',
          inTransaction,
          now,
        });
        statements = run.statements;
        await database.run(freshSession(platform));
      },
      up: textOf(up),
      statements: scripts.up.map(({ statement }) => statement),
    });
    await database.run(freshSession(platform));
    await restoreSequences(database, this.#positions);
    const isBack = (await takeFingerprint(database)).hash === before.hash;
    const { sql, cannotComeBack, leftBehind, lost } = proposal;
    if (!isBack) {
      const told: ProposedDown = { sql, verdict: 'NOT_IDENTICAL', cannotComeBack, leftBehind, lost };
      return { proposal: told, isClean: false, statements };
    }
    const script: MigrationScript = {
      path: up.path,
      text: sql,
      span: { start: 0, end: sql.length },
      inTransaction: true,
    };
    const down = readScript(script, parser).statements;
    const found = await this.#find({ up: scripts.up, down });
    return {
      proposal: {
        sql,
        verdict: found.verdict,
        cannotComeBack: withProbedLosses(cannotComeBack, found.dataProbe?.losses ?? []),
        leftBehind: found.leftBehind ?? leftBehind,
        lost: found.lost ?? lost,
      },
      // Rows that up has changed are not put back.
      isClean: !touchesRows,
      statements,
    };
  }

  #outcome(
    found: Found,
    statements: readonly ProvenStatement[],
    state: ProofOutcome['state'],
    proposedDown?: ProposedDown,
  ): ProofOutcome {
    const { name, up, down } = this.#migration;
    const { engine } = this.#database;
    const certificate: Certificate = {
      version: 1,
      name,
      path: up.path,
      ...(down !== undefined && { downPath: down.path }),
      verdict: found.verdict,
      engine: { ...engine, notes: this.#options.engineNotes },
      fingerprints: found.fingerprints ?? NO_FINGERPRINTS,
      leftBehind: found.leftBehind ?? [],
      lost: found.lost ?? [],
      dataProbe: found.dataProbe ?? NOT_PROBED,
      statements,
      reasons: found.reasons,
      notes: [...this.#options.notes, ...this.#notes, ...(found.notes ?? [])],
      ...(proposedDown !== undefined && { proposedDown }),
      findings: [],
      ms: Math.round(this.#options.now() - this.#started),
    };
    return { certificate, state };
  }
}

function setsSequences({ up, down }: Migration): boolean {
  return [up, down].some((script) => script && /\bsetval\b|\brestart\b/iu.test(textOf(script)));
}

function textOf({ text, span }: MigrationScript): string {
  return text.slice(span.start, span.end);
}

function placeOf({ up, down }: Migration, { step, failure }: StepFailure): string {
  const script = step === 'down' ? (down ?? up) : up;
  const line = script.text.slice(0, failure.statement.span.start).split('\n').length;
  return `${script.path}:${line}`;
}

const STATEMENT_LENGTH_MAX = 120;

function quoted({ statement }: ScriptStatement): string {
  const line = statement.text.replace(/\s+/gu, ' ').replace(/;$/u, '');
  const characters = [...line];
  return characters.length > STATEMENT_LENGTH_MAX
    ? `"${characters.slice(0, STATEMENT_LENGTH_MAX).join('')}…"`
    : `"${line}"`;
}
