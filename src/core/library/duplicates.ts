import { tokenize } from '../search/tokenize.ts';
import { plainCode, weightedOverlap } from './likeness.ts';
import type { StoredPattern } from './storedPattern.ts';

export interface Duplicate {
  /** 0–1. */
  readonly likeness: number;
  readonly into: StoredPattern;
  readonly from: StoredPattern;
  readonly reasons: readonly string[];
}

/** From here on two patterns are worth a look side by side. */
const LIKENESS_MIN = 0.6;
/** Shared words below this are what any two patterns about one subject have in common. */
const WORDS_MIN = 0.35;
/** A word that more patterns than this use finds no pairs: comparing all with all would take minutes. */
const COMMON_WORD_MAX = 200;
/** Pairs worth comparing share this much of their rarer words. */
const RARE_SHARE_MIN = 0.3;

interface Profile {
  readonly pattern: StoredPattern;
  readonly words: ReadonlySet<string>;
  readonly rules: ReadonlySet<string>;
  readonly code: string;
}

/** Patterns that say nearly the same, likeliest first, with the one to keep named. Retired patterns are no duplicates. */
export function findDuplicates(patterns: readonly StoredPattern[], limit: number): readonly Duplicate[] {
  const profiles = patterns.filter(({ status }) => status !== 'retired').map(profileOf);
  const users = new Map<string, number>();
  for (const { words } of profiles) for (const word of words) users.set(word, (users.get(word) ?? 0) + 1);
  const weights = new Map([...users].map(([word, count]) => [word, Math.log1p(profiles.length / count)]));
  const weightOf = (word: string): number => weights.get(word) ?? 0;
  const found = new Map<string, Duplicate>();
  for (const [first, second] of candidatePairs(profiles, users, weightOf)) {
    const duplicate = compared(first, second, weightOf);
    if (duplicate) found.set(`${duplicate.into.id} ${duplicate.from.id}`, duplicate);
  }
  return [...found.values()]
    .sort((a, b) => b.likeness - a.likeness || (a.from.content.key < b.from.content.key ? -1 : 1))
    .slice(0, limit);
}

function profileOf(pattern: StoredPattern): Profile {
  const { content } = pattern;
  const prose = [content.title, content.problem_description, ...content.symptoms, ...content.solution_steps];
  return {
    pattern,
    words: new Set(tokenize(prose.join('\n')).map(({ stem }) => stem)),
    rules: new Set(content.rule_ids),
    code:
      plainCode(content.code_after) === '' ? '' : plainCode(`${content.code_before}→${content.code_after}`),
  };
}

function compared(a: Profile, b: Profile, weightOf: (word: string) => number): Duplicate | undefined {
  const words = weightedOverlap(a.words, b.words, weightOf);
  const rules = weightedOverlap(a.rules, b.rules, () => 1);
  const sameCode = a.code !== '' && a.code === b.code;
  const [codeA, codeB] = [a.pattern.content.code_type, b.pattern.content.code_type];
  if (codeA !== undefined && codeB !== undefined && codeA !== codeB) return undefined;
  // Two remedies of one rule are no duplicates: that they share a rule only supports words that are alike.
  const likeness = Math.max(words, sameCode ? 0.95 : 0, words >= WORDS_MIN ? words + 0.3 * rules : 0);
  if (likeness < LIKENESS_MIN) return undefined;
  const [into, from] = preferred(a.pattern, b.pattern);
  const shared = [...a.rules].filter((rule) => b.rules.has(rule));
  return {
    likeness: Math.min(1, Math.round(likeness * 1000) / 1000),
    into,
    from,
    reasons: [
      ...(sameCode ? ['same code'] : []),
      ...(words >= WORDS_MIN ? [`alike words: ${Math.round(words * 100)} %`] : []),
      ...(shared.length > 0 ? [`same rules: ${shared.join(', ')}`] : []),
    ],
  };
}

/** The one to keep goes first. */
function preferred(a: StoredPattern, b: StoredPattern): readonly [StoredPattern, StoredPattern] {
  const order =
    Number(b.reviewed) - Number(a.reviewed) ||
    b.applied_count - a.applied_count ||
    (a.created_at ?? '').localeCompare(b.created_at ?? '') ||
    (a.content.key < b.content.key ? -1 : 1);
  return order <= 0 ? [a, b] : [b, a];
}

/** Pairs that share enough of their rarer words, found through the words; and those with the same code. */
function candidatePairs(
  profiles: readonly Profile[],
  users: ReadonlyMap<string, number>,
  weightOf: (word: string) => number,
): readonly (readonly [Profile, Profile])[] {
  const earlier = new Map<string, number[]>();
  const sameCode = new Map<string, Profile>();
  const rareWeights = new Float64Array(profiles.length);
  const shared = new Float64Array(profiles.length);
  const pairs: (readonly [Profile, Profile])[] = [];
  for (const [index, profile] of profiles.entries()) {
    const touched: number[] = [];
    let rareWeight = 0;
    for (const word of profile.words) {
      const count = users.get(word) ?? 0;
      if (count < 2 || count > COMMON_WORD_MAX) continue;
      const weight = weightOf(word);
      rareWeight += weight;
      const others = earlier.get(word);
      for (const other of others ?? []) {
        if (shared[other] === 0) touched.push(other);
        shared[other] = (shared[other] ?? 0) + weight;
      }
      if (others) others.push(index);
      else earlier.set(word, [index]);
    }
    rareWeights[index] = rareWeight;
    for (const other of touched) {
      const enough = RARE_SHARE_MIN * Math.min(rareWeight, rareWeights[other] ?? 0);
      const first = profiles[other];
      if (first && (shared[other] ?? 0) >= enough) pairs.push([first, profile]);
      shared[other] = 0;
    }
    const twin = profile.code === '' ? undefined : sameCode.get(profile.code);
    if (twin) pairs.push([twin, profile]);
    else if (profile.code !== '') sameCode.set(profile.code, profile);
  }
  return pairs;
}
