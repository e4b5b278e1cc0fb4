import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorMessage } from '../core/errorMessage.ts';
import type { JournalParams } from '../protocol/lsp.ts';

export interface JournalEntry extends JournalParams {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** From the moment the finding was first shown to the event. */
  readonly sinceShownMs?: number;
}

/** What became of a rule's fixes on this machine. */
export interface TrackRecord {
  readonly applied: number;
  readonly kept: number;
  readonly undone: number;
  /** Whether the last of them were kept, newest first. */
  readonly latest: readonly boolean[];
}

/** What lies further back says little about a rule as it is today. */
const LATEST_MAX = 10;

const NO_RECORD: TrackRecord = { applied: 0, kept: 0, undone: 0, latest: [] };

/** A line that ends a record: what it counted was of another form of the rule. */
const REVISED = 'revised';

/**
 * Record of fixes in `journal.jsonl`, one JSON object a line, appended only. Text of the user's files is never in it.
 * A journal that cannot be written is reported once and then does without.
 */
export class Journal {
  readonly #path: string;
  readonly #report: (message: string) => void;
  readonly #records = new Map<string, TrackRecord>();
  #writing: Promise<void> = Promise.resolve();
  #broken = false;

  constructor(path: string, report: (message: string) => void) {
    this.#path = path;
    this.#report = report;
  }

  /** Reads the track records of earlier sessions; lines that cannot be read are passed over. */
  async load(): Promise<void> {
    const text = await readFile(this.#path, 'utf8').catch(() => '');
    for (const line of text.split('\n')) {
      const entry = parseEntry(line);
      if (entry) this.#count(entry.ruleId, entry.event);
    }
  }

  append(entry: JournalEntry): void {
    this.#write(entry);
  }

  /** A rule is another one from now on: what was counted of it was of the old one. */
  revised(ruleId: string, at: string): void {
    this.#write({ at, event: REVISED, ruleId });
  }

  #write(entry: { readonly at: string; readonly event: string; readonly ruleId: string }): void {
    this.#count(entry.ruleId, entry.event);
    if (this.#broken) return;
    const line = `${JSON.stringify(entry)}\n`;
    this.#writing = this.#writing
      .then(async () => {
        await mkdir(dirname(this.#path), { recursive: true });
        await appendFile(this.#path, line, { encoding: 'utf8', mode: 0o600 });
      })
      .catch((error: unknown) => {
        this.#broken = true;
        this.#report(`${this.#path} cannot be written (${errorMessage(error)}); fixes are not counted`);
      });
  }

  recordOf(ruleId: string): TrackRecord {
    return this.#records.get(ruleId) ?? NO_RECORD;
  }

  /** Resolves when everything appended so far is on disk. */
  flush(): Promise<void> {
    return this.#writing;
  }

  #count(ruleId: string, event: string): void {
    if (event === REVISED) this.#records.delete(ruleId);
    if (event !== 'applied' && event !== 'kept' && event !== 'undone') return;
    const record = this.recordOf(ruleId);
    const latest = event === 'applied' ? record.latest : [event === 'kept', ...record.latest];
    this.#records.set(ruleId, {
      ...record,
      [event]: record[event] + 1,
      latest: latest.slice(0, LATEST_MAX),
    });
  }
}

function parseEntry(line: string): { readonly ruleId: string; readonly event: string } | undefined {
  if (line === '') return undefined;
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null) return undefined;
    const { ruleId, event } = value as { ruleId?: unknown; event?: unknown };
    return typeof ruleId === 'string' && typeof event === 'string' ? { ruleId, event } : undefined;
  } catch {
    return undefined;
  }
}
