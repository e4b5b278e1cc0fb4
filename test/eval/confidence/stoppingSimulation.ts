import { onlineStopper } from '../../../src/core/confidence/deepconf/onlineStopper.ts';
import { auroc } from '../../../src/core/confidence/metrics/auroc.ts';
import { meanOf } from '../../../src/core/confidence/numbers/average.ts';
import { seededRandom } from '../../../src/core/confidence/numbers/seededRandom.ts';
import { majority, vote } from '../../../src/core/confidence/voting/vote.ts';
import { filterTraces, votingTraces } from '../../../src/core/confidence/voting/voteAllWays.ts';
import { printTable } from './printTable.ts';
import { type SimulatedTrace, type TraceWorld, tracesOf } from './traceWorld.ts';

const QUESTIONS = 80;
const TRACES = 96;
const WINDOW_TOKENS = 32;

const WORLDS: readonly TraceWorld[] = [
  { name: 'confidence knows much', apart: 1.2, doubtRight: 0.15, doubtWrong: 0.75 },
  { name: 'confidence knows a little', apart: 0.3, doubtRight: 0.35, doubtWrong: 0.55 },
  { name: 'confidence knows nothing', apart: 0, doubtRight: 0.4, doubtWrong: 0.4 },
  { name: 'surest when wrong', apart: -0.6, doubtRight: 0.55, doubtWrong: 0.35 },
];

interface Outcome {
  readonly right: boolean;
  readonly tokens: number;
}

type Strategy = (traces: readonly SimulatedTrace[]) => Outcome;

function tokensOf(traces: readonly SimulatedTrace[]): number {
  return traces.reduce((sum, { token }) => sum + token.length, 0);
}

const majorityVote: Strategy = (traces) => ({
  right: majority(traces.map(({ answer }) => answer))?.answer === 'right',
  tokens: tokensOf(traces),
});

const weightedVote: Strategy = (traces) => {
  const ballots = votingTraces(traces, WINDOW_TOKENS, WINDOW_TOKENS);
  const winner = vote(ballots.map(({ answer, weights }) => ({ answer, weight: weights.lowestGroup })));
  return { right: winner?.answer === 'right', tokens: tokensOf(traces) };
};

const surestTenth: Strategy = (traces) => {
  const ballots = votingTraces(traces, WINDOW_TOKENS, WINDOW_TOKENS);
  const kept = filterTraces(ballots, 'lowestGroup', 10)?.kept ?? [];
  const winner = vote(
    kept
      .flatMap((index) => ballots[index] ?? [])
      .map(({ answer, weights }) => ({ answer, weight: weights.lowestGroup })),
  );
  return { right: winner?.answer === 'right', tokens: tokensOf(traces) };
};

/** Without any stop inside a trace: ends as soon as enough traces agree by number. */
const agreementAlone: Strategy = (traces) => online(traces, 100);

function stopping(keepTopPercent: number): Strategy {
  return (traces) => online(traces, keepTopPercent);
}

function online(traces: readonly SimulatedTrace[], keepTopPercent: number): Outcome {
  const stopper = onlineStopper({ windowTokens: WINDOW_TOKENS, keepTopPercent, tracesMax: traces.length });
  for (const { token, answer } of traces) {
    const trace = stopper.begin();
    if (!trace) break;
    if (!token.some((each) => trace.pushConfidence(each))) trace.finish(answer);
  }
  const { vote: winner, tokens } = stopper.state();
  return { right: winner?.answer === 'right', tokens };
}

const STRATEGIES: readonly (readonly [string, Strategy])[] = [
  ['majority of all', majorityVote],
  ['weighted by lowest group', weightedVote],
  ['surest tenth, weighted', surestTenth],
  ['online, agreement alone', agreementAlone],
  ['online, keep 90 %', stopping(90)],
  ['online, keep 50 %', stopping(50)],
  ['online, keep 10 %', stopping(10)],
];

function aurocOf(traces: readonly SimulatedTrace[]): number | undefined {
  const ballots = votingTraces(traces, WINDOW_TOKENS, WINDOW_TOKENS);
  return auroc(
    ballots.map(({ answer, weights }) => ({ p: weights.lowestGroup, y: answer === 'right' ? 1 : 0 })),
  );
}

export interface StrategyFigures {
  readonly world: string;
  /** Chance that a right trace of the same question has the surer lowest group than a wrong one. */
  readonly auroc: number;
  readonly strategy: string;
  /** Share of questions answered right. */
  readonly right: number;
  /** Tokens written, as a share of those that all traces have. */
  readonly used: number;
}

/** Accuracy and tokens of stopping early beside voting over everything. */
export function stoppingFigures(questions: number): readonly StrategyFigures[] {
  return WORLDS.flatMap((world) => {
    const random = seededRandom(2_024);
    const sets = Array.from({ length: questions }, () => tracesOf(world, TRACES, random));
    const all = sets.reduce((sum, traces) => sum + tokensOf(traces), 0);
    const knows = meanOf(sets.flatMap((traces) => aurocOf(traces) ?? [])) ?? 0.5;
    return STRATEGIES.map(([strategy, decide]) => {
      const outcomes = sets.map(decide);
      return {
        world: world.name,
        auroc: knows,
        strategy,
        right: outcomes.filter(({ right }) => right).length / questions,
        used: outcomes.reduce((sum, { tokens }) => sum + tokens, 0) / all,
      };
    });
  });
}

/** Prints the figures of early stopping. */
export function simulateStopping(): void {
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  printTable(
    `early stopping: ${QUESTIONS} questions, up to ${TRACES} traces each, 16 of them warm-up, window ${WINDOW_TOKENS} tokens, consensus 0.95`,
    ['traces', 'AUROC', 'strategy', 'questions right', 'tokens used', 'tokens saved'],
    stoppingFigures(QUESTIONS).map(({ world, auroc: knows, strategy, right, used }) => [
      world,
      knows.toFixed(2),
      strategy,
      percent(right),
      percent(used),
      percent(1 - used),
    ]),
  );
}
