import { UNIFORM_PRIOR } from '../../core/confidence/successPosterior.ts';
import type { PatternContent } from '../../core/library/fixPattern.ts';
import { candidateOf, RULE_MATCH_SIMILARITY, rankMatches } from '../../core/library/matchPatterns.ts';
import { shippedHit } from '../../core/library/shippedHit.ts';
import { NO_LIBRARY, type ShippedLibrary } from '../../core/library/shippedLibrary.ts';
import { searchInMemory } from '../../core/search/searchInMemory.ts';
import type { PatternMatch, SearchHit } from '../../protocol/service.ts';
import type { LibraryFinding } from './libraryFinding.ts';

/** Patterns offered for one finding. */
export const MATCHES_MAX = 3;

/** The shipped patterns, which answer from memory while the store is away. */
export class ShippedPatterns {
  readonly #read: () => Promise<ShippedLibrary>;
  #loading: Promise<void> | undefined;
  #patterns: readonly PatternContent[] = [];
  #byRule: ReadonlyMap<string, readonly PatternContent[]> = new Map();

  constructor(read: () => Promise<ShippedLibrary>) {
    this.#read = read;
  }

  /** Reads the library's file once; one that cannot be read is an empty library. */
  load(): Promise<void> {
    this.#loading ??= this.#read()
      .catch(() => NO_LIBRARY)
      .then(({ patterns }) => {
        const byRule = new Map<string, PatternContent[]>();
        for (const pattern of patterns) {
          for (const rule of pattern.rule_ids) byRule.set(rule, [...(byRule.get(rule) ?? []), pattern]);
        }
        this.#patterns = patterns;
        this.#byRule = byRule;
      });
    return this.#loading;
  }

  /** Those that were read; all of them once `load` has resolved. */
  get patterns(): readonly PatternContent[] {
    return this.#patterns;
  }

  matchesFor(finding: LibraryFinding): readonly PatternMatch[] {
    const candidates = (this.#byRule.get(finding.ruleId) ?? []).map((pattern) =>
      candidateOf(pattern.key, pattern, RULE_MATCH_SIMILARITY),
    );
    const options = { mode: 'sound', prior: UNIFORM_PRIOR, limit: MATCHES_MAX, autoApply: false } as const;
    return rankMatches(finding, candidates, options).map(({ candidate, confidence, method, advice }) => ({
      patternId: candidate.id,
      key: candidate.key,
      title: candidate.title,
      ruleIds: candidate.rule_ids,
      confidence,
      method,
      successes: 0,
      failures: 0,
      applied: 0,
      advice,
      similarity: candidate.similarity,
      conflicts: [],
    }));
  }

  async search(text: string, code: string | undefined, limit: number): Promise<readonly SearchHit[]> {
    await this.load();
    const searchable = this.#patterns.map((pattern) => ({ ...pattern, id: pattern.key }));
    return (await searchInMemory(searchable, { text, code }, limit)).map(shippedHit);
  }
}
