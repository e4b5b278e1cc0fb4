import { successPosterior } from './successPosterior.ts';

export type ConfidencePartName = 'factual' | 'reasoning' | 'contextual';

/** One thing that was looked at, and in how many of its cases it held. */
export interface EvidenceItem {
  readonly part: ConfidencePartName;
  readonly kind: string;
  readonly passed: number;
  readonly of: number;
}

/** 0 to 1, with the ends of its 90 % band. */
export interface PartConfidence {
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
}

/** Checks of one kind are much alike: beyond so many, more of them say no more than a share. */
const CASES_PER_KIND_MAX = 10;

/**
 * How well each part of an answer is borne out by its evidence: the posterior of a share whose every value was as
 * likely before. A part that nothing was looked at for is absent. No kind of check, however often it was made, outweighs
 * the others by more than ten cases.
 */
export function partsFromEvidence(
  evidence: readonly EvidenceItem[],
): Readonly<Partial<Record<ConfidencePartName, PartConfidence>>> {
  const factual = partOf(evidence.filter(({ part }) => part === 'factual'));
  const reasoning = partOf(evidence.filter(({ part }) => part === 'reasoning'));
  const contextual = partOf(evidence.filter(({ part }) => part === 'contextual'));
  return {
    ...(factual && { factual }),
    ...(reasoning && { reasoning }),
    ...(contextual && { contextual }),
  };
}

function partOf(items: readonly EvidenceItem[]): PartConfidence | undefined {
  const kinds = new Map<string, { passed: number; of: number }>();
  for (const { kind, passed, of } of items) {
    if (!(of > 0) || !Number.isFinite(of) || !Number.isFinite(passed)) continue;
    const sum = kinds.get(kind) ?? { passed: 0, of: 0 };
    kinds.set(kind, { passed: sum.passed + Math.min(of, Math.max(0, passed)), of: sum.of + of });
  }
  if (kinds.size === 0) return undefined;
  let passed = 0;
  let cases = 0;
  for (const kind of kinds.values()) {
    const weight = Math.min(1, CASES_PER_KIND_MAX / kind.of);
    passed += kind.passed * weight;
    cases += kind.of * weight;
  }
  const { mean, lower05, upper95 } = successPosterior(passed, cases);
  return { value: mean, lower: lower05, upper: upper95 };
}
