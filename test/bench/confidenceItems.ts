import { randomUUID } from 'node:crypto';

/** What is written again and again to measure writing: a function of the store, the field of its items, and one of them. */
export interface ConfidenceItem {
  readonly name: string;
  readonly field: string;
  make(place: number): object;
}

export const CONFIDENCE_ITEMS: readonly ConfidenceItem[] = [
  { name: 'record_confidence_scores', field: 'scores', make: scoreToRecord },
  { name: 'record_performance', field: 'metrics', make: metricToRecord },
];

/** How many are sent with one call. */
export const BATCH_SIZES = [1, 100, 500, 1000];
const SINGLE_CALLS = 100;
const BATCHED_ITEMS = 5000;

/** Calls' requests for one size of batch, with ids of their own: each writes. */
export function itemBatches({ field, make }: ConfidenceItem, size: number): readonly object[] {
  const calls = size === 1 ? SINGLE_CALLS : Math.ceil(BATCHED_ITEMS / size);
  return Array.from({ length: calls }, (_call, batch) => ({
    [field]: Array.from({ length: size }, (_item, place) => make(batch * size + place)),
  }));
}

function scoreToRecord(place: number): object {
  return {
    request_id: randomUUID(),
    method: 'agreement',
    request_type: place % 3 === 0 ? 'plan' : 'chat',
    model_version: 'gpt-4.1',
    consultation_id: randomUUID(),
    title: 'Why is the orders page slow?',
    raw_confidence: Math.random(),
    factual_confidence: Math.random(),
    reasoning_confidence: Math.random(),
    samples: 3,
    agreement: 0.6667,
    evidence: [{ part: 'factual', kind: 'sql_parses', text: 'The SQL parses', passed: 1, of: 1 }],
  };
}

function metricToRecord(place: number): object {
  return {
    response_time_ms: 100 + (place % 4000),
    request_type: 'chat',
    model_version: 'gpt-4.1',
    endpoint: 'consult/ask',
    error_rate: 0,
    tokens_in: 812,
    tokens_out: 240,
    memory_usage_mb: 240,
  };
}
