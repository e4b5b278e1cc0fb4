import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ConfidenceScoreToRecord } from '../../../store/functions/confidenceScores.ts';

export type LegacyScore = ConfidenceScoreToRecord & { readonly id: string };

/** Of version 5 ids made of a record's task and time: the same record has the same id on every machine. */
const NAMESPACE = '6f2b1d0e-7c55-5d0a-9e0b-3a4d1c8f7a21';
/** Seconds since 1970 stay below it until the year 5138; milliseconds are above it since 1973. */
const SECONDS_MAX = 1e11;
const DAY_MS = 86_400_000;
/** The store's own limit for names of models. */
const MODEL_CHARACTERS_MAX = 300;
/** Notes of other programs that are kept; longer ones are cut. */
const NOTE_CHARACTERS_MAX = 2000;

/** What other fields say that nobody measured: it is counted, and left where it is. */
export const INVENTED_FIELDS = [
  'success',
  'result_quality',
  'gaming_detection_score',
  'execution_duration',
  'calibration_applied',
] as const;

const part = z.number().min(0).max(1).nullish();
const note = z
  .string()
  .transform((text) => text.slice(0, NOTE_CHARACTERS_MAX))
  .nullish();

const recordSchema = z.object({
  task_id: z.string().min(1),
  timestamp: z.union([z.number(), z.string()]),
  agent_id: note,
  agent_type: note,
  domain: note,
  complexity: note,
  phase: note,
  overall_confidence: part,
  factual_confidence: part,
  reasoning_confidence: part,
  contextual_confidence: part,
  epistemic_uncertainty: z.number().nullish(),
  aleatoric_uncertainty: z.number().nullish(),
  uncertainty_bounds_lower: part,
  uncertainty_bounds_upper: part,
  confidence_reasoning: note,
  model_source: note,
  user_prompt: z.string().nullish(),
});

/**
 * One record of another program as the store's score. What it calls overall is its method's own value; the store makes the
 * mean of the parts itself.
 */
export function legacyScore(
  record: unknown,
  now: Date,
): { readonly score: LegacyScore } | { readonly problem: string } {
  const read = recordSchema.safeParse(record);
  if (!read.success) {
    const [issue] = read.error.issues;
    return { problem: `${issue?.path.map(String).join('.') ?? 'record'}: ${issue?.message ?? 'unreadable'}` };
  }
  const given = read.data;
  const at = timeOf(given.timestamp);
  if (at === undefined) return { problem: `timestamp: is no time: ${String(given.timestamp)}` };
  if (at.getTime() > now.getTime() + DAY_MS)
    return { problem: `timestamp: lies in the future: ${at.toISOString()}` };
  const [lower, upper] = [
    given.uncertainty_bounds_lower ?? undefined,
    given.uncertainty_bounds_upper ?? undefined,
  ];
  if ((lower === undefined) !== (upper === undefined))
    return { problem: 'uncertainty_bounds: one of the two is missing' };
  if (lower !== undefined && upper !== undefined && lower > upper)
    return { problem: `uncertainty_bounds: ${lower} is above ${upper}` };
  const values = {
    ...present('raw_confidence', given.overall_confidence),
    ...present('factual_confidence', given.factual_confidence),
    ...present('reasoning_confidence', given.reasoning_confidence),
    ...present('contextual_relevance', given.contextual_confidence),
  };
  if (Object.keys(values).length === 0) return { problem: 'confidence: the record holds no value' };
  const id = uuidOfName(`${given.task_id}\n${at.toISOString()}`);
  return {
    score: {
      id,
      request_id: id,
      request_type: 'legacy',
      method: 'heuristic',
      created_at: at.toISOString(),
      ...values,
      ...present('uncertainty_lower', lower),
      ...present('uncertainty_upper', upper),
      ...present('model_version', given.model_source?.slice(0, MODEL_CHARACTERS_MAX)),
      ...present('prompt_hash', given.user_prompt ? sha256(given.user_prompt) : undefined),
      metadata: {
        legacy: true,
        task_id: given.task_id.slice(0, NOTE_CHARACTERS_MAX),
        ...present('agent', given.agent_id),
        ...present('agent_type', given.agent_type),
        ...present('domain', given.domain),
        ...present('complexity', given.complexity),
        ...present('phase', given.phase),
        ...present('reasoning', given.confidence_reasoning),
        ...present('epistemic_uncertainty', given.epistemic_uncertainty),
        ...present('aleatoric_uncertainty', given.aleatoric_uncertainty),
      },
    },
  };
}

function present<Name extends string, Value>(
  name: Name,
  value: Value | null | undefined,
): Partial<Readonly<Record<Name, Value>>> {
  // SAFETY: the one entry has the name given.
  return value === undefined || value === null || value === ''
    ? {}
    : ({ [name]: value } as Readonly<Record<Name, Value>>);
}

function timeOf(value: number | string): Date | undefined {
  const number = typeof value === 'number' ? value : /^\d+(\.\d+)?$/u.test(value) ? Number(value) : undefined;
  if (number !== undefined && number <= 0) return undefined;
  const at = number === undefined ? new Date(value) : new Date(number < SECONDS_MAX ? number * 1000 : number);
  return Number.isNaN(at.getTime()) ? undefined : at;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** RFC 9562, version 5. */
function uuidOfName(name: string): string {
  const bytes = createHash('sha1')
    .update(Buffer.from(NAMESPACE.replaceAll('-', ''), 'hex'))
    .update(name)
    .digest()
    .subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/u, '$1-$2-$3-$4-$5');
}
