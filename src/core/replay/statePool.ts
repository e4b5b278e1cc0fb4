import type { Migration, MigrationScript } from '../migrations/migration.ts';
import type { SqlParser } from '../ports.ts';
import { hashText } from '../text/hash.ts';
import { applyScript } from './applyScript.ts';
import { preparePlatform } from './platform/preparePlatform.ts';
import { NO_PROVENANCE, type Provenance } from './provenance.ts';
import { recordProvenance } from './recordProvenance.ts';
import type { ReplayDatabase } from './replayDatabase.ts';
import type { ReplayFailure } from './replayReport.ts';
import type { Platform } from './session.ts';
import { type Snapshot, type SnapshotLimits, SnapshotShelf } from './snapshotShelf.ts';

/** A database that the pool may throw away, keep, and open again from a snapshot. */
export interface PoolDatabase<S extends Snapshot> extends ReplayDatabase {
  snapshot(): Promise<S>;
  close(): Promise<void>;
}

export interface PoolDeps<S extends Snapshot> {
  readonly parser: SqlParser;
  /** Without a snapshot an empty database, which may be made to look as the platform's already; see `isPrepared`. */
  readonly open: (snapshot: S | undefined, platform: Platform) => Promise<PoolDatabase<S>>;
  /** `open` prepares empty databases for the platform by itself, as only their administrator may. */
  readonly isPrepared?: boolean;
  readonly now: () => number;
  readonly limits?: SnapshotLimits;
}

export interface StateRequest {
  readonly platform: Platform;
  /** States that proofs leave know nothing of where things came from, so they are kept apart from replayed ones. */
  readonly purpose: 'replay' | 'prove';
  /** Runs before the first migration. */
  readonly baseSchema?: { readonly path: string; readonly text: string };
  /** Whose up scripts make the state, in order. */
  readonly migrations: readonly Migration[];
  /** Names of migrations that are left out because they cannot be run at all. */
  readonly leftOut?: readonly string[];
}

/** What running scripts up to a state said. */
export interface StateReport {
  readonly provenance: Provenance;
  readonly failures: readonly ReplayFailure[];
  readonly notes: readonly string[];
  readonly statementCount: number;
}

export interface State<S extends Snapshot> extends StateReport {
  readonly database: PoolDatabase<S>;
  /** Migrations that did not have to be run. */
  readonly reusedCount: number;
}

export interface StateOptions {
  /** Before each script that has to be run; `name` is its migration's. */
  readonly onScript?: (done: number, total: number, name: string) => void;
}

// Work worth this long is worth the tenth of a second that a snapshot takes.
const WORK_PER_SNAPSHOT_MS = 1000;

const EMPTY_REPORT: StateReport = { provenance: NO_PROVENANCE, failures: [], notes: [], statementCount: 0 };

/** Makes databases in the state after a number of migrations, starting from the nearest state it still has. */
export class StatePool<S extends Snapshot> {
  readonly #deps: PoolDeps<S>;
  readonly #shelf: SnapshotShelf<S, StateReport>;
  /** An open database that still is in the state of its key. */
  #parked:
    | { readonly key: string; readonly database: PoolDatabase<S>; readonly report: StateReport }
    | undefined;

  constructor(deps: PoolDeps<S>) {
    this.#deps = deps;
    this.#shelf = new SnapshotShelf(deps.limits);
  }

  /** The caller owns the database until it gives it to `park` or closes it. */
  async stateAfter(request: StateRequest, options: StateOptions = {}): Promise<State<S>> {
    const scripts = scriptsOf(request);
    const keys = keysOf(request, scripts);
    const start = await this.#start(request, keys);
    let { report } = start;
    try {
      report = await this.#applyFrom(start.database, start.count, report, request, scripts, keys, options);
    } catch (error) {
      await start.database.close();
      throw error;
    }
    const baseCount = request.baseSchema === undefined ? 0 : 1;
    return { ...report, database: start.database, reusedCount: Math.max(0, start.count - baseCount) };
  }

  /** Keeps an open database for the next request; it must be in the state after `request`. */
  async park(request: StateRequest, report: StateReport, database: PoolDatabase<S>): Promise<void> {
    await this.#parked?.database.close();
    this.#parked = { key: keysOf(request, scriptsOf(request)).at(-1) ?? '', database, report };
  }

  /** Puts a copy of the database on the shelf when there is none and the work since the last one is worth it. */
  async keep(request: StateRequest, report: StateReport, database: PoolDatabase<S>): Promise<void> {
    const key = keysOf(request, scriptsOf(request)).at(-1) ?? '';
    if (this.#shelf.has(key)) return;
    this.#shelf.put(key, await database.snapshot(), report);
  }

  /** Opens the state ahead of the next request, when a copy of it is on the shelf. */
  async warm(request: StateRequest): Promise<void> {
    const key = keysOf(request, scriptsOf(request)).at(-1) ?? '';
    if (this.#parked?.key === key || !this.#shelf.has(key)) return;
    const snapshot = this.#shelf.nearest([key])?.snapshot;
    await this.park(request, EMPTY_REPORT, await this.#deps.open(snapshot, request.platform));
  }

  async dispose(): Promise<void> {
    await this.#parked?.database.close();
    this.#parked = undefined;
    this.#shelf.clear();
  }

  async #start(
    request: StateRequest,
    keys: readonly string[],
  ): Promise<{ database: PoolDatabase<S>; count: number; report: StateReport }> {
    const parked = this.#parked;
    const parkedAt = parked === undefined ? -1 : keys.lastIndexOf(parked.key);
    const shelved = this.#shelf.nearest(keys);
    if (parked !== undefined && parkedAt >= 0 && parkedAt >= (shelved?.index ?? -1)) {
      this.#parked = undefined;
      return { database: parked.database, count: parkedAt, report: parked.report };
    }
    // Two open databases need twice the memory.
    await parked?.database.close();
    this.#parked = undefined;
    if (shelved !== undefined) {
      const database = await this.#deps.open(shelved.snapshot, request.platform);
      return { database, count: shelved.index, report: shelved.extra };
    }
    const database = await this.#deps.open(undefined, request.platform);
    if (this.#deps.isPrepared !== true) await preparePlatform(database, request.platform);
    this.#shelf.put(keys[0] ?? '', await database.snapshot(), EMPTY_REPORT, true);
    return { database, count: 0, report: EMPTY_REPORT };
  }

  async #applyFrom(
    database: PoolDatabase<S>,
    count: number,
    start: StateReport,
    request: StateRequest,
    scripts: readonly NamedScript[],
    keys: readonly string[],
    { onScript }: StateOptions,
  ): Promise<StateReport> {
    const { parser, now } = this.#deps;
    let report = start;
    let snapshotAt = now();
    for (let index = count; index < scripts.length; index++) {
      const next = scripts[index];
      if (next === undefined) break;
      const { name, script } = next;
      onScript?.(index, scripts.length, name);
      // The last script is the one most likely to change next.
      const isLast = index === scripts.length - 1 && index > count;
      if (isLast || now() - snapshotAt > WORK_PER_SNAPSHOT_MS) {
        this.#shelf.put(keys[index] ?? '', await database.snapshot(), report);
        snapshotAt = now();
      }
      const recorder = recordProvenance(report.provenance);
      const applied = await applyScript(database, script, { parser, platform: request.platform, recorder });
      report = {
        provenance: recorder.result(),
        failures: [...report.failures, ...applied.failures],
        notes: [...report.notes, ...applied.notes],
        statementCount: report.statementCount + applied.statementCount,
      };
    }
    return report;
  }
}

interface NamedScript {
  readonly name: string;
  readonly script: MigrationScript;
}

function scriptsOf({ baseSchema, migrations, leftOut = [] }: StateRequest): readonly NamedScript[] {
  const runnable = migrations.map(({ name, up }) => ({
    name,
    script: leftOut.includes(name) ? { ...up, span: { start: up.span.end, end: up.span.end } } : up,
  }));
  if (baseSchema === undefined) return runnable;
  const { path, text } = baseSchema;
  return [
    { name: path, script: { path, text, span: { start: 0, end: text.length }, inTransaction: false } },
    ...runnable,
  ];
}

/** One key per state: before the first script, after the first, and so on. */
function keysOf({ platform, purpose }: StateRequest, scripts: readonly NamedScript[]): readonly string[] {
  const keys = [hashText(platform)];
  for (const { script } of scripts) {
    const { path, text, span, inTransaction } = script;
    const parts = [purpose, path, span.start, inTransaction, text.slice(span.start, span.end)];
    // Two hashes: a state taken for another one would prove the wrong thing.
    keys.push(hashText([keys.at(-1), ...parts].join('\0')) + hashText(parts.join('\x01')));
  }
  return keys;
}
