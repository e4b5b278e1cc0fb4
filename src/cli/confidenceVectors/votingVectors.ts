import { z } from 'zod';
import { PUBLISHED_WINDOW_TOKENS } from '../../core/confidence/deepconf/windowTokens.ts';
import { vote } from '../../core/confidence/voting/vote.ts';
import {
  type AllVotes,
  type Ballotage,
  filterTraces,
  type TraceFigure,
  voteAllWays,
  votingTraces,
} from '../../core/confidence/voting/voteAllWays.ts';
import type { CaseComparison, Comparison } from './comparison.ts';
import { figuresSchema, idSchema } from './vectorShapes.ts';

const answerSchema = z.union([z.string(), z.number(), z.boolean()]).transform(String).nullish();

export const votingCaseSchema = z.object({
  id: idSchema,
  window: z.number().int().min(1).default(PUBLISHED_WINDOW_TOKENS),
  tail_tokens: z.number().int().min(1).default(PUBLISHED_WINDOW_TOKENS),
  traces: z.array(z.object({ extracted_answer: answerSchema, confs: figuresSchema.default([]) })),
  expected: z.record(
    z.string(),
    z
      .looseObject({
        answer: answerSchema,
        num_votes: z.number().optional(),
        confidence: z.number().nullish(),
        kept_indices: z.array(z.number()).optional(),
        threshold: z.number().nullish(),
      })
      .nullable(),
  ),
});

type VotingCase = z.infer<typeof votingCaseSchema>;
type ExpectedVote = NonNullable<VotingCase['expected'][string]>;

/** The reference's names of the elections. */
const ELECTIONS: Readonly<Record<string, keyof AllVotes>> = {
  majority: 'majority',
  mean_confidence_weighted: 'mean',
  tail_confidence_weighted: 'tail',
  bottom_window_weighted: 'bottom10',
  min_window_weighted: 'lowestGroup',
  top10_tail_filtered: 'topTail',
  top10_bottom_window_filtered: 'topBottom10',
};

const FIGURES: Readonly<Record<string, TraceFigure>> = {
  mean: 'mean',
  tail: 'tail',
  bottom_window: 'bottom10',
  min_window: 'lowestGroup',
};

/** Holds every election that the case names. */
export function checkVotingCase(vector: VotingCase, compare: Comparison): void {
  const at = compare.beginCase(vector.id);
  const traces = vector.traces.map(({ extracted_answer, confs }) => ({
    answer: extracted_answer ?? undefined,
    token: confs,
  }));
  const all = voteAllWays(traces, vector.window, vector.tail_tokens);
  const voting = votingTraces(traces, vector.window, vector.tail_tokens);
  for (const [name, expected] of Object.entries(vector.expected)) {
    const election = ELECTIONS[name];
    const [, figureName = '', percent] = /^filter_(\w+)_top(\d+)$/u.exec(name) ?? [];
    const figure = FIGURES[figureName];
    if (election !== undefined) checkElection(at, name, all[election], expected);
    else if (figure !== undefined)
      checkFilter(at, name, { voting, figure, percent: Number(percent) }, expected);
  }
}

function checkElection(
  at: CaseComparison,
  name: string,
  found: Ballotage | undefined,
  expected: ExpectedVote | null,
): void {
  if (expected === null) {
    at.same(name, found, null);
    return;
  }
  at.same(`${name}.answer`, found?.answer, expected.answer);
  at.same(`${name}.num_votes`, found?.votes ?? 0, expected.num_votes);
  at.near(`${name}.confidence`, found?.confidence, expected.confidence);
}

function checkFilter(
  at: CaseComparison,
  name: string,
  asked: {
    readonly voting: ReturnType<typeof votingTraces>;
    readonly figure: TraceFigure;
    readonly percent: number;
  },
  expected: ExpectedVote | null,
): void {
  const { voting, figure, percent } = asked;
  const top = filterTraces(voting, figure, percent);
  if (expected === null) {
    at.same(name, top, null);
    return;
  }
  const ballots = (top?.kept ?? []).flatMap((index) => voting[index] ?? []);
  const winner = vote(ballots.map(({ answer, weights }) => ({ answer, weight: weights[figure] })));
  at.same(`${name}.kept_indices`, top?.kept ?? [], expected.kept_indices);
  at.near(`${name}.threshold`, top?.threshold, expected.threshold);
  at.same(`${name}.answer`, winner?.answer, expected.answer);
}
