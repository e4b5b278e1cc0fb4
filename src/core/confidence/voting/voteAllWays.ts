import { confidenceOfTokens, type TraceConfidence } from '../deepconf/traceConfidence.ts';
import { meanOf } from '../numbers/average.ts';
import { filterTopPercent, type TopPercent } from './filterTopPercent.ts';
import { majority, vote } from './vote.ts';

/** Which of a trace's figures its vote weighs. */
export type TraceFigure = 'mean' | 'tail' | 'bottom10' | 'lowestGroup';

export interface AnsweredTrace {
  /** In one form for all; a trace without an answer, or with an empty one, has no vote. */
  readonly answer: string | undefined;
  /** Confidence of each token. */
  readonly token: readonly number[];
}

export interface Ballotage {
  readonly answer: string;
  readonly votes: number;
  /** Mean weight of the votes; absent where all weigh the same. */
  readonly confidence?: number;
}

/** Share that the filtered votes keep. */
const FILTER_TOP_PERCENT = 10;

export interface AllVotes {
  readonly majority?: Ballotage;
  readonly mean?: Ballotage;
  readonly tail?: Ballotage;
  readonly bottom10?: Ballotage;
  readonly lowestGroup?: Ballotage;
  /** Only the surest tenth votes, by its tail or by its lowest windows. */
  readonly topTail?: Ballotage;
  readonly topBottom10?: Ballotage;
}

/** A figure of the traces that have a vote, in order; a trace without tokens weighs nothing. */
export function votingTraces(
  traces: readonly AnsweredTrace[],
  windowTokens?: number,
  tailTokens?: number,
): readonly { readonly answer: string; readonly weights: Readonly<Record<TraceFigure, number>> }[] {
  return traces.flatMap(({ answer, token }) =>
    answer === undefined || answer === ''
      ? []
      : [{ answer, weights: weightsOf(confidenceOfTokens(token, windowTokens, tailTokens)) }],
  );
}

/** The election held in every way that the method was published with, to set them side by side. */
export function voteAllWays(
  traces: readonly AnsweredTrace[],
  windowTokens?: number,
  tailTokens?: number,
): AllVotes {
  const voting = votingTraces(traces, windowTokens, tailTokens);
  const plain = majority(voting.map(({ answer }) => answer));
  const by = (figure: TraceFigure, kept = voting) =>
    ballotage(kept.map(({ answer, weights }) => ({ answer, weight: weights[figure] })));
  const top = (figure: TraceFigure) => {
    const kept = filterTraces(voting, figure, FILTER_TOP_PERCENT)?.kept ?? [];
    return by(
      figure,
      kept.flatMap((index) => voting[index] ?? []),
    );
  };
  const found = {
    majority: plain && { answer: plain.answer, votes: plain.cast },
    mean: by('mean'),
    tail: by('tail'),
    bottom10: by('bottom10'),
    lowestGroup: by('lowestGroup'),
    topTail: top('tail'),
    topBottom10: top('bottom10'),
  };
  return Object.fromEntries(Object.entries(found).filter(([, result]) => result !== undefined));
}

/** Which voting traces are the surest by one figure; indices are those among the voting ones. */
export function filterTraces(
  voting: ReturnType<typeof votingTraces>,
  figure: TraceFigure,
  keepTopPercent: number,
): TopPercent | undefined {
  return filterTopPercent(
    voting.map(({ weights }) => weights[figure]),
    keepTopPercent,
  );
}

function ballotage(
  ballots: readonly { readonly answer: string; readonly weight: number }[],
): Ballotage | undefined {
  const result = ballots.some(({ weight }) => weight > 0) ? vote(ballots) : undefined;
  const confidence = meanOf(ballots.map(({ weight }) => weight));
  return result && confidence !== undefined
    ? { answer: result.answer, votes: result.cast, confidence }
    : undefined;
}

function weightsOf(
  confidence: Omit<TraceConfidence, 'topK'> | undefined,
): Readonly<Record<TraceFigure, number>> {
  return {
    mean: confidence?.mean ?? 0,
    tail: confidence?.tail ?? 0,
    bottom10: confidence?.bottom10 ?? 0,
    lowestGroup: confidence?.lowestGroup ?? 0,
  };
}
