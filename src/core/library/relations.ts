import { tokenize } from '../search/tokenize.ts';
import { weightedOverlap } from './likeness.ts';
import type { StoredPattern } from './storedPattern.ts';

export interface ProposedRelation {
  readonly from_key: string;
  readonly to_key: string;
  readonly kind: 'prerequisite' | 'follows' | 'conflicts' | 'enhances';
  readonly strength: number;
  readonly found_by: 'similarity';
  readonly evidence: Readonly<Record<string, unknown>>;
}

/** Words alike below this relate nothing. */
const LIKENESS_MIN = 0.12;
/** More proposals than this for one pattern are noise for whoever has to confirm them. */
const PROPOSALS_MAX = 5;

/**
 * Relations of one pattern that its text and rules suggest; a person confirms them. Patterns for the same finding enhance
 * each other; one that undoes what the other does, conflicts; one whose steps name the other's title, needs it first.
 */
export function proposeRelations(
  pattern: StoredPattern,
  others: readonly StoredPattern[],
): readonly ProposedRelation[] {
  const own = wordsOf(pattern);
  const proposals: ProposedRelation[] = [];
  for (const other of others) {
    if (other.id === pattern.id || other.status === 'retired') continue;
    const rules = pattern.content.rule_ids.filter((rule) => other.content.rule_ids.includes(rule));
    const words = weightedOverlap(own, wordsOf(other), () => 1);
    const kind = kindOf(pattern, other, rules.length > 0, words);
    if (kind === undefined) continue;
    // The step that a pattern names comes first: the other is its prerequisite.
    const [from, to] = kind === 'prerequisite' ? [other, pattern] : [pattern, other];
    proposals.push({
      from_key: from.content.key,
      to_key: to.content.key,
      kind,
      strength: Math.min(0.9, Math.round((words + (rules.length > 0 ? 0.4 : 0)) * 1000) / 1000),
      found_by: 'similarity',
      evidence: { rules, words: Math.round(words * 1000) / 1000 },
    });
  }
  return proposals.sort((a, b) => b.strength - a.strength).slice(0, PROPOSALS_MAX);
}

function kindOf(
  pattern: StoredPattern,
  other: StoredPattern,
  sharesRule: boolean,
  words: number,
): ProposedRelation['kind'] | undefined {
  if (undoes(pattern, other)) return 'conflicts';
  const steps = pattern.content.solution_steps.join('\n').toLowerCase();
  if (steps.includes(other.content.title.toLowerCase())) return 'prerequisite';
  return sharesRule && words >= LIKENESS_MIN ? 'enhances' : undefined;
}

/** One pattern's result is the other's problem. */
function undoes(a: StoredPattern, b: StoredPattern): boolean {
  const plain = (code: string | undefined): string => (code ?? '').replaceAll(/\s+/gu, ' ').trim();
  const [beforeA, afterA] = [plain(a.content.code_before), plain(a.content.code_after)];
  const [beforeB, afterB] = [plain(b.content.code_before), plain(b.content.code_after)];
  return (afterA !== '' && afterA === beforeB) || (afterB !== '' && afterB === beforeA);
}

function wordsOf({ content }: StoredPattern): ReadonlySet<string> {
  return new Set(
    tokenize([content.title, content.problem_description, ...content.tags].join('\n')).map(
      ({ stem }) => stem,
    ),
  );
}
