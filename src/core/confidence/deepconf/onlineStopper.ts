import { percentile } from '../numbers/percentile.ts';
import { type VoteResult, vote } from '../voting/vote.ts';
import { type GroupMeter, groupMeter } from './groupMeter.ts';

/** Traces that set the threshold, as published. */
const WARMUP_TRACES = 16;
/** Share of the weight that one answer needs to end the vote. */
const CONSENSUS_SHARE = 0.95;

export interface OnlineStopperOptions {
  readonly windowTokens: number;
  /** Traces as sure as this highest percentage of the warm-up go on: 10 stops most of them, 90 few. */
  readonly keepTopPercent: number;
  /** Most traces, warm-up included. */
  readonly tracesMax: number;
  readonly warmupTraces?: number;
  readonly consensusShare?: number;
  /** Brings each window's mean to the form in which it is compared; as it is when absent. */
  readonly roundGroup?: (mean: number) => number;
}

/** One trace being written. */
export interface OnlineTrace {
  /** Takes the next token's candidates; true: abort its request, nothing that follows can count. */
  push(logprobs: readonly number[]): boolean;
  /** As `push`, of a token whose confidence is known. */
  pushConfidence(confidence: number): boolean;
  /** The trace came to its end with this answer, in one form for all traces. Ignored once it was stopped. */
  finish(answer: string | undefined): void;
  /** Its request failed: another trace takes its place. */
  abandon(): void;
}

export interface OnlineState {
  /** `agreed`: one answer has the weight; `exhausted`: no trace is left to begin or to end. */
  readonly phase: 'warm-up' | 'running' | 'agreed' | 'exhausted';
  /** Lowest window below which a trace is stopped; known after the warm-up. */
  readonly threshold?: number;
  readonly vote?: VoteResult;
  /** Tokens of all traces so far, warm-up and stopped ones included: each is paid for. */
  readonly tokens: number;
  readonly begun: number;
  readonly stopped: number;
}

export interface OnlineStopper {
  /** Begins a trace; undefined when no more is needed or allowed. */
  begin(): OnlineTrace | undefined;
  state(): OnlineState;
}

interface Entry {
  readonly meter: GroupMeter;
  readonly warmup: boolean;
  status: 'open' | 'ended' | 'stopped' | 'abandoned';
  answer?: string | undefined;
}

/**
 * Decides, while answers stream, which of them to abort and when enough agree. The first traces set the threshold by
 * their lowest windows; a later trace is stopped at its first window below it and has no vote; warm-up traces vote if
 * they reach it. A vote weighs the trace's lowest window. Traces may run side by side.
 */
export function onlineStopper(options: OnlineStopperOptions): OnlineStopper {
  const { windowTokens, keepTopPercent, tracesMax, roundGroup } = options;
  const { warmupTraces = WARMUP_TRACES, consensusShare = CONSENSUS_SHARE } = options;
  const warmupNeeded = Math.max(1, Math.min(warmupTraces, tracesMax));
  const entries: Entry[] = [];
  /** In the order in which they ended, which decides between equals. */
  const ended: Entry[] = [];
  let threshold: number | undefined;
  let result: VoteResult | undefined;

  const live = (): readonly Entry[] => entries.filter(({ status }) => status !== 'abandoned');
  const agreed = (): boolean => result !== undefined && result.share >= consensusShare;
  const count = (): void => {
    const warmups = ended.filter(({ warmup }) => warmup);
    if (threshold === undefined && warmups.length >= warmupNeeded) {
      threshold = percentile(warmups.map(lowestOf), 100 - keepTopPercent);
    }
    if (threshold === undefined || agreed()) return;
    const least = threshold;
    // Warm-up traces came first, whichever trace ended first.
    const order = [...warmups, ...ended.filter(({ warmup }) => !warmup)];
    const ballots = order.map((entry) => ({ answer: entry.answer, weight: lowestOf(entry) }));
    result = vote(ballots.filter(({ weight }) => weight >= least));
  };

  return {
    begin: () => {
      if (live().length >= tracesMax || agreed()) return undefined;
      const warmup = live().filter((entry) => entry.warmup).length < warmupNeeded;
      const entry: Entry = { meter: groupMeter(windowTokens, roundGroup), warmup, status: 'open' };
      entries.push(entry);
      return traceOf(entry, {
        threshold: () => (entry.warmup ? undefined : threshold),
        agreed,
        ended: () => {
          ended.push(entry);
          count();
        },
      });
    },
    state: () => {
      const open = live().some(({ status }) => status === 'open');
      const spent = live().length >= tracesMax && !open;
      const running = threshold === undefined ? 'warm-up' : 'running';
      return {
        phase: agreed() ? 'agreed' : spent ? 'exhausted' : running,
        ...(threshold !== undefined && { threshold }),
        ...(result && { vote: result }),
        tokens: entries.reduce((sum, { meter }) => sum + meter.tokens(), 0),
        begun: live().length,
        stopped: entries.filter(({ status }) => status === 'stopped').length,
      };
    },
  };
}

function traceOf(
  entry: Entry,
  run: { threshold(): number | undefined; agreed(): boolean; ended(): void },
): OnlineTrace {
  const { meter } = entry;
  /** Also for a trace begun before the threshold was known: one low window is enough, whenever it was. */
  const judge = (full: boolean): boolean => {
    const least = run.threshold();
    if (
      entry.status === 'open' &&
      (run.agreed() || (full && least !== undefined && lowestOf(entry) < least))
    ) {
      entry.status = 'stopped';
    }
    return entry.status !== 'open';
  };
  return {
    push: (logprobs) => (entry.status === 'open' ? judge(meter.push(logprobs) !== undefined) : true),
    pushConfidence: (confidence) =>
      entry.status === 'open' ? judge(meter.pushConfidence(confidence) !== undefined) : true,
    finish: (answer) => {
      if (entry.status !== 'open') return;
      entry.status = 'ended';
      entry.answer = answer;
      run.ended();
    },
    abandon: () => {
      if (entry.status === 'open') entry.status = 'abandoned';
    },
  };
}

/** A trace without any token is as unsure as can be. */
function lowestOf({ meter }: Entry): number {
  return meter.lowest() ?? 0;
}
