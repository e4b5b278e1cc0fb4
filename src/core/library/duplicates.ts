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
/** Of the words that find pairs, only the rarest of each pattern are used. */
const RARE_WORDS_PER_PATTERN = 12;

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
  const weightOf = (word: string): number => Math.log1p(profiles.length / (users.get(word) ?? 1));
  const found: Duplicate[] = [];
  for (const [first, second] of candidatePairs(profiles, users)) {
    const duplicate = compared(first, second, weightOf);
    if (duplicate) found.push(duplicate);
  }
  return found
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

function candidatePairs(
  profiles: readonly Profile[],
  users: ReadonlyMap<string, number>,
): readonly (readonly [Profile, Profile])[] {
  const groups = new Map<string, number[]>();
  const add = (name: string, index: number): void => {
    const group = groups.get(name) ?? [];
    group.push(index);
    groups.set(name, group);
  };
  for (const [index, { words, rules, code }] of profiles.entries()) {
    const rare = [...words].sort((a, b) => (users.get(a) ?? 0) - (users.get(b) ?? 0));
    const useful = rare.filter((word) => (users.get(word) ?? 0) > 1).slice(0, RARE_WORDS_PER_PATTERN);
    for (const word of useful) add(`word ${word}`, index);
    for (const rule of rules) add(`rule ${rule}`, index);
    if (code !== '') add(`code ${code}`, index);
  }
  const pairs = new Map<string, readonly [Profile, Profile]>();
  for (const group of groups.values()) {
    if (group.length > COMMON_WORD_MAX) continue;
    for (const [at, first] of group.entries()) {
      for (const second of group.slice(at + 1)) {
        const [a, b] = [profiles[first], profiles[second]];
        if (a && b) pairs.set(`${first} ${second}`, [a, b]);
      }
    }
  }
  return [...pairs.values()];
}
