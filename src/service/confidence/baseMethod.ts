import { type TraceConfidence, traceConfidence } from '../../core/confidence/deepconf/traceConfidence.ts';
import type { ConfidenceDetail, ConfidenceMethod } from '../../protocol/confidence.ts';
import type { AnswerConfidence } from '../../protocol/consult.ts';

/** What the model's own words and tokens tell of an answer. */
export interface BaseConfidence {
  readonly method: Extract<ConfidenceMethod, 'logprob' | 'verbalized' | 'heuristic'>;
  /** 0 to 1; absent for token figures, which are nats, and where nothing was said. */
  readonly raw?: number;
  /** Nats that stand for the answer: of its tail, where answers are decided. */
  readonly nats?: number;
  readonly tokens?: ConfidenceDetail['tokens'];
}

/** Tokens weigh more than words: models say that they are sure whatever they write. */
export function baseConfidence({ topLogprobs, verbalized }: AnswerConfidence): BaseConfidence {
  const trace = topLogprobs && traceConfidence({ topLogprobs });
  if (trace) return { method: 'logprob', nats: trace.tail, tokens: tokenFigures(trace) };
  if (verbalized !== undefined) return { method: 'verbalized', raw: verbalized };
  return { method: 'heuristic' };
}

function tokenFigures(trace: TraceConfidence): NonNullable<ConfidenceDetail['tokens']> {
  const { topK, windowTokens, tailTokens, tokenCount, mean, tail, bottom10, lowestGroup } = trace;
  return { topK, windowTokens, tailTokens, count: tokenCount, mean, tail, bottom10, lowestGroup };
}
