import type { Journal, JournalEntry } from './journal.ts';

interface PendingFix {
  readonly ruleId: string;
  readonly uri: string;
  readonly fixTitle: string;
  readonly textBefore: string;
}

/** Fixes watched at a time; older ones count as kept, nobody undoes that far back. */
const PENDING_MAX = 50;

/** Follows applied fixes until it is known whether their author kept or undid them. */
export class FixTracker {
  readonly #journal: Journal;
  readonly #now: () => Date;
  readonly #firstShown = new Map<string, number>();
  /** The present text of each open document and the one before it. */
  readonly #texts = new Map<string, { readonly text: string; readonly before: string | undefined }>();
  #pending: readonly PendingFix[] = [];

  constructor(journal: Journal, now: () => Date) {
    this.#journal = journal;
    this.#now = now;
  }

  /** Notes when the findings of a document were first shown, for the time a fix took. */
  shown(uri: string, ruleIds: Iterable<string>): void {
    const present = new Set(ruleIds);
    for (const ruleId of present) {
      const key = keyOf(uri, ruleId);
      if (!this.#firstShown.has(key)) this.#firstShown.set(key, this.#now().getTime());
    }
    for (const key of this.#firstShown.keys()) {
      const [at, ruleId] = key.split('\n');
      if (at === uri && ruleId !== undefined && !present.has(ruleId) && !this.#isPending(uri, ruleId))
        this.#firstShown.delete(key);
    }
  }

  /** Called right after a fix's edit has arrived: the text before the last change is the one without the fix. */
  applied(uri: string, ruleId: string, fixTitle: string): void {
    const textBefore = this.#texts.get(uri)?.before;
    if (textBefore === undefined) return;
    const fix = { uri, ruleId, fixTitle, textBefore };
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
  }

  #settle(fix: PendingFix, event: 'kept' | 'undone'): void {
    this.#pending = this.#pending.filter((other) => other !== fix);
    this.#record(event, fix);
  }

  #record(event: JournalEntry['event'], { ruleId, uri, fixTitle }: PendingFix): void {
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
