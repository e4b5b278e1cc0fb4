import { z } from 'zod';
import { groupMeter } from '../../core/confidence/deepconf/groupMeter.ts';
import { type OnlineStopper, onlineStopper } from '../../core/confidence/deepconf/onlineStopper.ts';
import { PUBLISHED_WINDOW_TOKENS } from '../../core/confidence/deepconf/windowTokens.ts';
import type { CaseComparison, Comparison } from './comparison.ts';
import { roundGroup } from './referenceRounding.ts';
import { figuresSchema, idSchema } from './vectorShapes.ts';

const ROUNDED_TOLERANCE = 0.00101;

const confidences = z.array(figuresSchema);
const answers = z.array(z.union([z.string(), z.number()]).transform(String).nullable());

const modeSchema = z.looseObject({
  eta_percent: z.number().min(0).max(100).optional(),
  consensus_tau: z.number().optional(),
  threshold: z.number().nullish(),
  warmup_kept: z.array(z.number()).optional(),
  stop_index_per_new_trace: z.array(z.number().nullable()).optional(),
  beta_after_each_step: z.array(z.number()).optional(),
  stopped_after_traces: z.number().nullish(),
  tokens_used: z.number().optional(),
  answer: z.union([z.string(), z.number()]).transform(String).nullish(),
});

export const onlineCaseSchema = z
  .object({
    id: idSchema,
    window: z.number().int().min(1).default(PUBLISHED_WINDOW_TOKENS),
    warmup_token_confs: confidences,
    warmup_answers: answers,
    new_token_confs: confidences.default([]),
    new_answers: answers.default([]),
    warmup_min_group: z.array(z.number()).optional(),
    modes: z.record(z.string(), modeSchema),
  })
  .refine(({ warmup_token_confs: traces, warmup_answers: given }) => traces.length === given.length, {
    path: ['warmup_answers'],
    message: 'must be as many as warmup_token_confs',
  })
  .refine(({ new_token_confs: traces, new_answers: given }) => traces.length === given.length, {
    path: ['new_answers'],
    message: 'must be as many as new_token_confs',
  });

type OnlineCase = z.infer<typeof onlineCaseSchema>;
type OnlineMode = z.infer<typeof modeSchema>;

/** What the two published modes keep, for a file that only names them. */
const KEEP_BY_NAME: Readonly<Record<string, number>> = { low: 10, high: 90 };

/** Runs the stopper over a case's traces, one after another, in each mode. */
export function checkOnlineCase(vector: OnlineCase, compare: Comparison): void {
  const at = compare.beginCase(vector.id);
  const lowest = vector.warmup_token_confs.map((trace) => {
    const meter = groupMeter(vector.window, roundGroup);
    for (const token of trace) meter.pushConfidence(token);
    return meter.lowest();
  });
  vector.warmup_min_group?.forEach((expected, index) => {
    at.inexact(`warmup_min_group[${index}]`, lowest[index], expected, ROUNDED_TOLERANCE);
  });
  for (const [name, mode] of Object.entries(vector.modes)) checkMode(vector, name, mode, lowest, at);
}

function checkMode(
  vector: OnlineCase,
  name: string,
  mode: OnlineMode,
  lowest: readonly (number | undefined)[],
  at: CaseComparison,
): void {
  const warmups = vector.warmup_token_confs.length;
  const stopper = onlineStopper({
    windowTokens: vector.window,
    keepTopPercent: mode.eta_percent ?? KEEP_BY_NAME[name] ?? 90,
    warmupTraces: warmups,
    tracesMax: warmups + vector.new_token_confs.length,
    ...(mode.consensus_tau !== undefined && { consensusShare: mode.consensus_tau }),
    // The reference rounds every window's mean before it compares it.
    roundGroup,
  });
  vector.warmup_token_confs.forEach((trace, index) => {
    run(stopper, trace, vector.warmup_answers[index]);
  });
  const shares = [shareOf(stopper)];
  vector.new_token_confs.forEach((trace, index) => {
    if (run(stopper, trace, vector.new_answers[index])) shares.push(shareOf(stopper));
  });
  const { threshold, vote, tokens, phase, begun } = stopper.state();
  at.near(`${name}.threshold`, threshold, mode.threshold);
  const kept = lowest.flatMap((group = 0, index) =>
    threshold !== undefined && group >= threshold ? [index] : [],
  );
  at.same(`${name}.warmup_kept`, kept, mode.warmup_kept);
  at.same(
    `${name}.stop_index_per_new_trace`,
    vector.new_token_confs.map((trace) => stopIndex(trace, vector.window, threshold)),
    mode.stop_index_per_new_trace,
  );
  // The file gives shares to twelve decimals.
  at.nearAll(`${name}.beta_after_each_step`, shares, mode.beta_after_each_step);
  at.same(`${name}.stopped_after_traces`, phase === 'agreed' ? begun : undefined, mode.stopped_after_traces);
  at.same(`${name}.tokens_used`, tokens, mode.tokens_used);
  at.same(`${name}.answer`, vote?.answer, mode.answer);
}

/** Writes one trace out to its end or its stop; false when none was begun any more. */
function run(stopper: OnlineStopper, trace: readonly number[], answer: string | null | undefined): boolean {
  const running = stopper.begin();
  if (!running) return false;
  if (!trace.some((token) => running.pushConfidence(token))) running.finish(answer ?? undefined);
  return true;
}

function shareOf(stopper: OnlineStopper): number {
  return stopper.state().vote?.share ?? 0;
}

/** Where a trace would be stopped, whether or not the vote was over by then. */
function stopIndex(trace: readonly number[], window: number, threshold: number | undefined): number | null {
  const meter = groupMeter(window, roundGroup);
  const index = trace.findIndex((token) => {
    const group = meter.pushConfidence(token);
    return group !== undefined && threshold !== undefined && group < threshold;
  });
  return index < 0 ? null : index;
}
