import type { StoredPattern } from '../../core/library/storedPattern.ts';
import { retirementReason } from '../../core/patterns/mine/retirePattern.ts';
import type { LearnedKnowledge } from '../../core/rules/learned/learnedRules.ts';
import type { TrackRecord } from '../journal.ts';

export interface KnowledgeParts {
  readonly recordOf: (ruleId: string) => TrackRecord;
  readonly raiseAfter: () => number;
}

/** What store and journal know of learned patterns: which there are, how they fared, and which are used no more. */
export class LearnedPatterns implements LearnedKnowledge {
  readonly #parts: KnowledgeParts;
  #stored: readonly StoredPattern[] = [];

  constructor(parts: KnowledgeParts) {
    this.#parts = parts;
  }

  get stored(): LearnedKnowledge['stored'] {
    return this.#stored.filter(({ status }) => status === 'active').map(({ content }) => content);
  }

  readonly isRaised = (key: string): boolean => {
    const accepted = Math.max(this.#parts.recordOf(key).kept, this.#storedOf(key)?.successes ?? 0);
    return accepted >= this.#parts.raiseAfter();
  };

  readonly retired = (key: string): string | undefined => {
    const { kept, undone, latest } = this.#parts.recordOf(key);
    const reason = retirementReason({ kept, undone, latest, refused: 0 });
    if (reason !== undefined) return reason;
    return this.#storedOf(key)?.status === 'retired' ? 'it is retired in the store' : undefined;
  };

  /** The store's id of a pattern, where it is known. */
  idOf(key: string): string | undefined {
    return this.#storedOf(key)?.id;
  }

  /** @returns whether anything that decides about rules has changed */
  update(stored: readonly StoredPattern[]): boolean {
    const before = this.#mark();
    this.#stored = stored;
    return this.#mark() !== before;
  }

  #storedOf(key: string): StoredPattern | undefined {
    return this.#stored.find(({ content }) => content.key === key);
  }

  #mark(): string {
    return JSON.stringify(
      this.#stored.map(({ content, status, version }) => [
        content.key,
        version,
        status,
        this.isRaised(content.key),
      ]),
    );
  }
}
