import { randomUUID } from 'node:crypto';
import type { Journal, JournalEntry } from './journal.ts';

/** What became of a fix or a finding, for whoever counts beside the journal. */
export interface TrackedEvent {
  readonly event: JournalEntry['event'] | 'fired' | 'suppressed';
  readonly ruleId: string;
  readonly uri: string;
  readonly fixTitle?: string;
  /** The same for a fix's `applied` and what follows it. */
  readonly applicationId?: string;
  /** The fix was tried on a copy before it was offered. */
  readonly verified?: boolean;
  /** Key of the pattern whose fix it was, where that is known. */
  readonly pattern?: string;
  readonly amount?: number;
  /** Of `kept` and `undone`: the document before the fix and right after it; never written anywhere. */
  readonly textBefore?: string;
  readonly textAfter?: string;
}

/** What the light bulb knew of a fix when it was chosen. */
export interface AppliedFix {
  readonly verified?: boolean;
  readonly pattern?: string;
}

interface PendingFix extends AppliedFix {
  readonly id: string;
  readonly ruleId: string;
  readonly uri: string;
  readonly fixTitle: string;
  readonly textBefore: string;
  readonly textAfter: string;
}

/** Fixes watched at a time; older ones count as kept, nobody undoes that far back. */
const PENDING_MAX = 50;

/** Follows applied fixes until it is known whether their author kept or undid them. */
export class FixTracker {
  readonly #journal: Journal;
  readonly #now: () => Date;
  readonly #tell: (event: TrackedEvent) => void;
  readonly #firstShown = new Map<string, number>();
  /** Most findings of a rule seen in a document at once. */
  readonly #fired = new Map<string, number>();
  /** The present text of each open document and the one before it. */
  readonly #texts = new Map<string, { readonly text: string; readonly before: string | undefined }>();
  #pending: readonly PendingFix[] = [];

  constructor(journal: Journal, now: () => Date, tell: (event: TrackedEvent) => void = () => undefined) {
    this.#journal = journal;
    this.#now = now;
    this.#tell = tell;
  }

  /** Notes when the findings of a document were first shown, for the time a fix took. */
  shown(uri: string, ruleIds: Iterable<string>): void {
    const present = new Map<string, number>();
    for (const ruleId of ruleIds) present.set(ruleId, (present.get(ruleId) ?? 0) + 1);
    for (const [ruleId, amount] of present) {
      const key = keyOf(uri, ruleId);
      if (!this.#firstShown.has(key)) this.#firstShown.set(key, this.#now().getTime());
      // What is shown again after a fix or in another window of the file has fired once.
      const fired = this.#fired.get(key) ?? 0;
      if (amount <= fired) continue;
      this.#fired.set(key, amount);
      this.#tell({ event: 'fired', ruleId, uri, amount: amount - fired });
    }
    for (const key of this.#firstShown.keys()) {
      const [at, ruleId] = key.split('\n');
      if (at === uri && ruleId !== undefined && !present.has(ruleId) && !this.#isPending(uri, ruleId))
        this.#firstShown.delete(key);
    }
  }

  /** Called right after a fix's edit has arrived: the text before the last change is the one without the fix. */
  applied(uri: string, ruleId: string, fixTitle: string, known: AppliedFix = {}): void {
    const texts = this.#texts.get(uri);
    if (texts?.before === undefined) return;
    const [textBefore, textAfter] = [texts.before, texts.text];
    const fix = { ...known, id: randomUUID(), uri, ruleId, fixTitle, textBefore, textAfter };
    this.#record('applied', fix);
    this.#firstShown.delete(keyOf(uri, ruleId));
    const [oldest] = this.#pending.length >= PENDING_MAX ? this.#pending : [];
    if (oldest) this.#settle(oldest, 'kept');
    this.#pending = [...this.#pending, fix];
  }

  /** Notes a new text; one that equals the text from before a fix means that the fix was undone. */
  changed(uri: string, text: string): void {
    this.#texts.set(uri, { text, before: this.#texts.get(uri)?.text });
    for (const fix of this.#pending) {
      if (fix.uri === uri && fix.textBefore === text) this.#settle(fix, 'undone');
    }
  }

  closed(uri: string): void {
    this.#texts.delete(uri);
    for (const key of this.#firstShown.keys()) if (key.startsWith(`${uri}\n`)) this.#firstShown.delete(key);
  }

  /** Saving a document says that what stands in it is wanted. */
  saved(uri: string): void {
    for (const fix of this.#pending) if (fix.uri === uri) this.#settle(fix, 'kept');
  }

  other(event: JournalEntry['event'], ruleId: string, uri: string): void {
    this.#journal.append({ at: this.#now().toISOString(), event, ruleId, uri });
    this.#tell({ event, ruleId, uri });
  }

  /** A comment hides the finding from now on; for the journal that is a dismissal. */
  suppressed(ruleId: string, uri: string): void {
    this.#journal.append({ at: this.#now().toISOString(), event: 'dismissed', ruleId, uri });
    this.#tell({ event: 'suppressed', ruleId, uri });
  }

  #settle(fix: PendingFix, event: 'kept' | 'undone'): void {
    this.#pending = this.#pending.filter((other) => other !== fix);
    this.#record(event, fix);
  }

  #record(event: JournalEntry['event'], fix: PendingFix): void {
    const { id, ruleId, uri, fixTitle, verified, pattern } = fix;
    this.#tell({
      event,
      ruleId,
      uri,
      fixTitle,
      applicationId: id,
      ...(verified !== undefined && { verified }),
      ...(pattern !== undefined && { pattern }),
      ...(event !== 'applied' && { textBefore: fix.textBefore, textAfter: fix.textAfter }),
    });
    const shownAt = this.#firstShown.get(keyOf(uri, ruleId));
    const now = this.#now();
    this.#journal.append({
      at: now.toISOString(),
      event,
      ruleId,
      uri,
      fixTitle,
      ...(event === 'applied' && shownAt !== undefined && { sinceShownMs: now.getTime() - shownAt }),
    });
  }

  #isPending(uri: string, ruleId: string): boolean {
    return this.#pending.some((fix) => fix.uri === uri && fix.ruleId === ruleId);
  }
}

function keyOf(uri: string, ruleId: string): string {
  return `${uri}\n${ruleId}`;
}
