import { z } from 'zod';
import type { PatternMatch } from '../../protocol/service.ts';
import type { LibraryFinding } from './libraryFinding.ts';
import type { ServiceLink } from './serviceLink.ts';
import { MATCHES_MAX, type ShippedPatterns } from './shippedPatterns.ts';

/** Findings asked about within this time make one request. */
const GATHER_MS = 20;
/** Records move slowly, and the service says when they do; this is for changes made elsewhere. */
const FRESH_MS = 5 * 60_000;
/** After this many rules and files the oldest answers are worth less than their memory. */
const ENTRIES_MAX = 2_000;
const FINDINGS_PER_REQUEST_MAX = 100;

interface Entry {
  readonly matches: readonly PatternMatch[];
  readonly atMs: number;
  readonly generation: number;
}

/** The service is of the same Fixward; what another one answers is passed over. */
const answerSchema = z.object({
  matches: z.array(
    z.array(
      z.object({
        patternId: z.string(),
        key: z.string(),
        title: z.string(),
        ruleIds: z.array(z.string()),
        confidence: z.number(),
        method: z.enum(['log-odds', 'seed']),
        successLower: z.number().exactOptional(),
        successes: z.number(),
        failures: z.number(),
        applied: z.number(),
        advice: z.enum(['auto', 'ask', 'fresh']),
        similarity: z.number(),
        conflicts: z.array(z.string()),
      }),
    ),
  ),
});

export interface FindingMatchesParts {
  readonly link: ServiceLink;
  readonly shipped: ShippedPatterns;
  readonly autoApply: () => boolean;
  /** False: the store is not asked, the shipped patterns answer. */
  readonly usesStore: () => boolean;
  readonly nowMs: () => number;
}

/** Which patterns suit a finding, answered at once from what is known and brought up to date in the background. */
export class FindingMatches {
  readonly #parts: FindingMatchesParts;
  readonly #entries = new Map<string, Entry>();
  readonly #wanted = new Map<string, LibraryFinding>();
  #timer: NodeJS.Timeout | undefined;
  #generation = 0;

  constructor(parts: FindingMatchesParts) {
    this.#parts = parts;
  }

  /** Never waits: a rule that was not asked about yet is answered by the shipped patterns. */
  of(finding: LibraryFinding): readonly PatternMatch[] {
    if (!this.#parts.usesStore()) return this.#parts.shipped.matchesFor(finding);
    const inFile = this.#entries.get(fileKey(finding));
    const known = inFile ?? this.#entries.get(ruleKey(finding));
    if (!inFile || this.#isStale(inFile)) this.#want(finding);
    const matches = known?.matches ?? this.#parts.shipped.matchesFor(finding);
    // The setting counts as it is now, not as it was when the service was asked.
    return this.#parts.autoApply() ? matches : matches.map(withoutAuto);
  }

  /** Patterns or their records have changed: what is known serves until the next answer. */
  outdated(): void {
    this.#generation++;
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  #isStale({ atMs, generation }: Entry): boolean {
    return generation !== this.#generation || this.#parts.nowMs() - atMs > FRESH_MS;
  }

  #want(finding: LibraryFinding): void {
    if (this.#wanted.size >= FINDINGS_PER_REQUEST_MAX) return;
    this.#wanted.set(fileKey(finding), finding);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.#fetch();
    }, GATHER_MS);
  }

  async #fetch(): Promise<void> {
    const findings = [...this.#wanted.values()];
    this.#wanted.clear();
    const generation = this.#generation;
    const answer = await this.#parts.link.background('library/match', {
      findings,
      limit: MATCHES_MAX,
      autoApply: true,
      // Fixes are tried on a copy before they are offered; those that do not hold are not.
      verification: 'clean',
    });
    const parsed = answerSchema.safeParse(answer);
    if (!parsed.success) return;
    if (this.#entries.size > ENTRIES_MAX) this.#entries.clear();
    for (const [index, finding] of findings.entries()) {
      const matches = parsed.data.matches[index];
      if (!matches) continue;
      const entry = { matches, atMs: this.#parts.nowMs(), generation };
      this.#entries.set(fileKey(finding), entry);
      // Conflicts are of one file; everything else holds for the rule.
      this.#entries.set(ruleKey(finding), {
        ...entry,
        matches: matches.map((match) => ({ ...match, conflicts: [] })),
      });
    }
  }
}

function withoutAuto(match: PatternMatch): PatternMatch {
  return match.advice === 'auto' ? { ...match, advice: 'ask' } : match;
}

function ruleKey({ ruleId, language }: LibraryFinding): string {
  return `${ruleId}\n${language}`;
}

function fileKey(finding: LibraryFinding): string {
  return `${ruleKey(finding)}\n${finding.path}`;
}
