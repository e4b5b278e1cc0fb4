import { z } from 'zod';
import { bottomMean, groupConfidences } from '../../core/confidence/deepconf/groupConfidence.ts';
import { groupMeter } from '../../core/confidence/deepconf/groupMeter.ts';
import { confidenceOfTokens, traceConfidence } from '../../core/confidence/deepconf/traceConfidence.ts';
import { PUBLISHED_WINDOW_TOKENS } from '../../core/confidence/deepconf/windowTokens.ts';
import { sumOf } from '../../core/confidence/numbers/average.ts';
import type { CaseComparison, Comparison } from './comparison.ts';
import { roundGroup, roundToken } from './referenceRounding.ts';
import { figuresSchema, idSchema } from './vectorShapes.ts';

/** The last decimal kept, and a hair. */
const ROUNDED_TOLERANCE = 0.00101;

export const metricsCaseSchema = z.object({
  id: idSchema,
  window: z.number().int().min(1).default(PUBLISHED_WINDOW_TOKENS),
  tail_tokens: z.number().int().min(1).default(PUBLISHED_WINDOW_TOKENS),
  top_logprobs: z.array(figuresSchema),
  expected: z.looseObject({ unrounded: z.looseObject({}).optional() }),
});

type MetricsCase = z.infer<typeof metricsCaseSchema>;

/** Recomputes one trace's figures from its candidates: as they are, and from tokens rounded as the reference does. */
export function checkMetricsCase(vector: MetricsCase, compare: Comparison): void {
  const at = compare.beginCase(vector.id);
  const found = traceConfidence({
    topLogprobs: vector.top_logprobs,
    windowTokens: vector.window,
    tailTokens: vector.tail_tokens,
  });
  const tokens = found?.token ?? [];
  const exact = vector.expected.unrounded ?? {};
  // The reference calls every figure of an empty trace 0.
  at.nearAll('unrounded.token_confs', tokens, exact.token_confs);
  at.nearAll('unrounded.group_confs', found?.group ?? [], exact.group_confs);
  at.near('unrounded.mean', found?.mean ?? 0, exact.mean);
  at.near('unrounded.tail', found?.tail ?? 0, exact.tail);
  at.near('unrounded.bottom10', found?.bottom10 ?? 0, exact.bottom10);
  at.near('unrounded.lowest', found?.lowestGroup ?? 0, exact.lowest);
  at.same('unrounded.n_groups', found?.group.length ?? 0, exact.n_groups);
  checkRounded(vector, tokens.map(roundToken), at);
}

function checkRounded(
  { window, tail_tokens: tail, expected }: MetricsCase,
  tokens: readonly number[],
  at: CaseComparison,
): void {
  const found = confidenceOfTokens(tokens, window, tail);
  const groups = groupConfidences(tokens, window);
  at.near('mean_confidence', found?.mean ?? 0, expected.mean_confidence);
  at.near('tail_confidence', found?.tail ?? 0, expected.tail_confidence);
  at.near('lowest_group_confidence', found?.lowestGroup ?? 0, expected.lowest_group_confidence);
  for (const [field, value] of Object.entries(expected)) {
    const percent = /^bottom(\d+)_group_confidence$/u.exec(field)?.[1];
    if (percent !== undefined) at.near(field, bottomMean(groups, Number(percent)) ?? 0, value);
  }
  roundedAll(at, 'token_confs_round3', tokens, expected.token_confs_round3);
  at.inexact('token_confs_round3_sum', sumOf(tokens), expected.token_confs_round3_sum, ROUNDED_TOLERANCE);
  const online = onlineGroups(tokens, window);
  roundedAll(at, 'group_confs_round3', online, expected.group_confs_round3);
  at.inexact(
    'lowest_group_confidence_online_round3',
    online.length === 0 ? 0 : Math.min(...online),
    expected.lowest_group_confidence_online_round3,
    ROUNDED_TOLERANCE,
  );
}

/** Groups as they come while tokens stream, each rounded; a short trace is one. */
function onlineGroups(tokens: readonly number[], window: number): readonly number[] {
  const meter = groupMeter(window, roundGroup);
  const full = tokens.flatMap((token) => meter.pushConfidence(token) ?? []);
  return full.length > 0 ? full : [meter.lowest() ?? []].flat();
}

function roundedAll(at: CaseComparison, field: string, actual: readonly number[], expected: unknown): void {
  if (!Array.isArray(expected)) return;
  at.same(`${field}.length`, actual.length, expected.length);
  expected.forEach((each, index) => {
    at.inexact(`${field}[${index}]`, actual[index], each, ROUNDED_TOLERANCE);
  });
}
