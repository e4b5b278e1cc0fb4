import { type SuccessPrior, successPosterior, UNIFORM_PRIOR } from './successPosterior.ts';

/** How well a pattern fits one finding, and how it fared. */
export interface ConfidenceEvidence {
  /** 0–1: how alike finding and pattern are. */
  readonly similarity: number;
  /** 0–1: the pattern is for the finding's layer. */
  readonly layerMatch: number;
  /** 0–1: share of the finding's workflows that the pattern is for. */
  readonly workflowOverlap: number;
  /** 0–1: the pattern is for the finding's kind of file. */
  readonly fileTypeMatch: number;
  readonly successes: number;
  /** Applications whose outcome is known. */
  readonly applied: number;
}

export interface PatternConfidence {
  /** 0–1. */
  readonly score: number;
  /** Orders patterns where scores are tied: beyond 1 in the seed's formula, the log-odds else. */
  readonly raw: number;
  readonly method: 'log-odds' | 'seed';
}

/** The seed's boosts; the sound score adds their logarithms instead of multiplying a similarity past 1. */
const LAYER_BOOST = 1.2;
const WORKFLOW_BOOST = 1.3;
const FILE_TYPE_BOOST = 1.1;
/** The seed moves a score between these factors as the success rate goes from 0 to 1. */
const SUCCESS_FACTOR_MIN = 0.9;
const SUCCESS_FACTOR_SPAN = 0.2;

/** Similarities of exactly 0 and 1 have no odds. */
const PROBABILITY_EDGE = 1e-12;

/**
 * Chance that a pattern suits a finding: the odds that their likeness gives, raised by each thing that fits and by the
 * pattern's record. Rises with every part and never saturates.
 */
export function patternConfidence(
  evidence: ConfidenceEvidence,
  prior: SuccessPrior = UNIFORM_PRIOR,
): PatternConfidence {
  const similarity = Math.min(1 - PROBABILITY_EDGE, Math.max(PROBABILITY_EDGE, evidence.similarity));
  const mean = (prior.a + evidence.successes) / (prior.a + prior.b + evidence.applied);
  const raw =
    Math.log(similarity / (1 - similarity)) +
    Math.log(LAYER_BOOST) * evidence.layerMatch +
    Math.log(WORKFLOW_BOOST) * evidence.workflowOverlap +
    Math.log(FILE_TYPE_BOOST) * evidence.fileTypeMatch +
    2 * Math.log(FILE_TYPE_BOOST) * (mean - 0.5);
  return { score: 1 / (1 + Math.exp(-raw)), raw, method: 'log-odds' };
}

/**
 * The product of similarity and boosts that Fixward's first design named, capped at 1; a pattern never tried counts as
 * neither good nor bad. Kept to compare with: half of its scores are the same 1, whatever lies under them.
 */
export function seedConfidence(evidence: ConfidenceEvidence): PatternConfidence {
  const success =
    evidence.applied > 0
      ? SUCCESS_FACTOR_MIN + SUCCESS_FACTOR_SPAN * (evidence.successes / evidence.applied)
      : 1;
  const raw =
    evidence.similarity *
    (1 + (LAYER_BOOST - 1) * evidence.layerMatch) *
    (1 + (WORKFLOW_BOOST - 1) * evidence.workflowOverlap) *
    (1 + (FILE_TYPE_BOOST - 1) * evidence.fileTypeMatch) *
    success;
  return { score: Math.min(1, raw), raw, method: 'seed' };
}

/** Lower end of the 90 % interval of success; undefined for a pattern that was never tried. */
export function successLowerBound(
  { successes, applied }: Pick<ConfidenceEvidence, 'successes' | 'applied'>,
  prior: SuccessPrior = UNIFORM_PRIOR,
): number | undefined {
  return applied > 0 ? successPosterior(successes, applied, prior).lower05 : undefined;
}
