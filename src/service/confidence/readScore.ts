import type {
  ConfidenceDetail,
  ConfidencePart,
  ConfidenceScore,
  ListedScore,
} from '../../protocol/confidence.ts';
import type { StoredConfidenceScore } from '../../store/functions/confidenceScores.ts';

export interface CalibrationKnown {
  readonly state: ConfidenceScore['state'];
  readonly outcomes: number;
}

/** A stored score as clients see it. */
export function readScore(
  row: Omit<StoredConfidenceScore, 'evidence' | 'model_consensus' | 'metadata'>,
  known: CalibrationKnown,
): ListedScore {
  const { factual, reasoning, contextual } = row.part_bounds ?? {};
  return {
    scoreId: row.id,
    requestId: row.request_id,
    requestType: row.request_type,
    at: row.created_at,
    method: row.method,
    ...(row.model_version !== undefined && { model: row.model_version }),
    ...(row.consultation_id !== undefined && { consultationId: row.consultation_id }),
    ...(row.title !== undefined && { title: row.title }),
    ...(row.raw_confidence !== undefined && { raw: row.raw_confidence }),
    ...(row.calibrated_confidence !== undefined && { calibrated: row.calibrated_confidence }),
    ...(row.uncertainty_lower !== undefined && { lower: row.uncertainty_lower }),
    ...(row.uncertainty_upper !== undefined && { upper: row.uncertainty_upper }),
    ...(row.samples !== undefined && { samples: row.samples }),
    ...(row.outcome !== undefined && { outcome: row.outcome }),
    // What was calibrated then stays so, whatever became of its calibrator since.
    state: row.calibrated_confidence === undefined ? 'uncalibrated' : known.state,
    outcomes: known.outcomes,
    ...part('factual', row.factual_confidence, factual),
    ...part('reasoning', row.reasoning_confidence, reasoning),
    ...part('contextual', row.contextual_relevance, contextual),
  };
}

function part<Name extends 'factual' | 'reasoning' | 'contextual'>(
  name: Name,
  value: number | undefined,
  bounds: { readonly lower: number; readonly upper: number } | undefined,
): Partial<Record<Name, ConfidencePart>> {
  if (value === undefined) return {};
  const read: ConfidencePart = { value, lower: bounds?.lower ?? value, upper: bounds?.upper ?? value };
  // SAFETY: an object with this one name.
  return { [name]: read } as Partial<Record<Name, ConfidencePart>>;
}

/** Token figures of a score by log probabilities; undefined for any other. */
export function readTokens(row: StoredConfidenceScore): ConfidenceDetail['tokens'] {
  const { top_k: topK, window_tokens: windowTokens, tail_tokens: tailTokens, mean_conf: mean } = row;
  if (topK === undefined || windowTokens === undefined || tailTokens === undefined || mean === undefined) {
    return undefined;
  }
  return {
    topK,
    windowTokens,
    tailTokens,
    count: row.token_count ?? 0,
    mean,
    ...(row.tail_conf !== undefined && { tail: row.tail_conf }),
    ...(row.bottom10_conf !== undefined && { bottom10: row.bottom10_conf }),
    ...(row.lowest_group_conf !== undefined && { lowestGroup: row.lowest_group_conf }),
  };
}
