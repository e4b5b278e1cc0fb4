import { meanOf } from '../numbers/average.ts';
import { bottomMean, groupConfidences } from './groupConfidence.ts';
import { realCandidates, tokenConfidence } from './tokenConfidence.ts';
import { PUBLISHED_WINDOW_TOKENS, windowTokensFor } from './windowTokens.ts';

const BOTTOM_PERCENT = 10;

/** All in nats: no probability, and comparable only with equal `topK`, window, tail, provider and temperature. */
export interface TraceConfidence {
  /** Of each token that had candidates, in order. */
  readonly token: readonly number[];
  /** Of each window of consecutive tokens, in order. */
  readonly group: readonly number[];
  readonly mean: number;
  /** Mean of the last `tailTokens` tokens. */
  readonly tail: number;
  /** Mean of the lowest tenth of the windows. */
  readonly bottom10: number;
  readonly lowestGroup: number;
  /** Most candidates that any token had. */
  readonly topK: number;
  readonly windowTokens: number;
  readonly tailTokens: number;
  /** Tokens counted: those with candidates. */
  readonly tokenCount: number;
  /** Window or tail is not the published one: Fixward's adaptation for short answers, and named so. */
  readonly adapted: boolean;
}

export interface TraceRequest {
  /** Natural log probabilities of each token's candidates, as the provider sent them. */
  readonly topLogprobs: readonly (readonly number[])[];
  /** Absent: chosen for the answer's length. */
  readonly windowTokens?: number;
  /** Absent: as the window. */
  readonly tailTokens?: number;
}

/** How sure a model was of one answer, by the candidates of its tokens; undefined where no token had any. */
export function traceConfidence({
  topLogprobs,
  windowTokens,
  tailTokens,
}: TraceRequest): TraceConfidence | undefined {
  const token = topLogprobs
    .map(tokenConfidence)
    .filter((confidence): confidence is number => confidence !== undefined);
  const topK = topLogprobs.reduce((most, candidates) => Math.max(most, realCandidates(candidates).length), 0);
  const sized = confidenceOfTokens(token, windowTokens, tailTokens);
  return sized && { ...sized, topK };
}

/** As `traceConfidence`, of a trace whose tokens' confidences are known. */
export function confidenceOfTokens(
  token: readonly number[],
  windowTokens = windowTokensFor(token.length),
  tailTokens = windowTokens,
): Omit<TraceConfidence, 'topK'> | undefined {
  const window = wholeTokens(windowTokens);
  const tail = wholeTokens(tailTokens);
  const groups = groupConfidences(token, window);
  const mean = meanOf(token);
  const tailMean = meanOf(token.slice(-tail));
  const bottom10 = bottomMean(groups, BOTTOM_PERCENT);
  if (mean === undefined || tailMean === undefined || bottom10 === undefined) return undefined;
  return {
    token,
    group: [...groups],
    mean,
    tail: tailMean,
    bottom10,
    lowestGroup: groups.reduce((lowest, group) => Math.min(lowest, group), Number.POSITIVE_INFINITY),
    windowTokens: window,
    tailTokens: tail,
    tokenCount: token.length,
    adapted: window !== PUBLISHED_WINDOW_TOKENS || tail !== PUBLISHED_WINDOW_TOKENS,
  };
}

function wholeTokens(tokens: number): number {
  return Math.max(1, Math.trunc(tokens));
}
