import { successPosterior } from '../../core/confidence/successPosterior.ts';
import type { ConfidenceEvidence, ConfidencePart } from '../../protocol/confidence.ts';

type PartName = ConfidenceEvidence['part'];

export interface ScoreParts {
  readonly known: Partial<Record<PartName, ConfidencePart>>;
  /** Mean of the parts that there are; absent where nothing was looked at. */
  readonly overall?: number;
}

/** Each part from what was looked at of it; a part of which nothing was stays away. */
export function partsOf(evidence: readonly ConfidenceEvidence[]): ScoreParts {
  const known: Partial<Record<PartName, ConfidencePart>> = {};
  for (const part of ['factual', 'reasoning', 'contextual'] as const) {
    const of = evidence.filter((each) => each.part === part);
    if (of.length === 0) continue;
    // A look counts once, however many names it went through.
    const share = of.reduce((sum, { passed, of: all }) => sum + passed / all, 0);
    const { mean, lower05, upper95 } = successPosterior(share, of.length);
    known[part] = { value: mean, lower: lower05, upper: upper95 };
  }
  const values = Object.values(known).map(({ value }) => value);
  if (values.length === 0) return { known };
  return { known, overall: values.reduce((sum, value) => sum + value, 0) / values.length };
}
