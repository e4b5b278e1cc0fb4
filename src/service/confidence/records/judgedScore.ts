import type { ConfidenceScoreToRecord } from '../../../store/functions/confidenceScores.ts';
import type { Judged } from '../calibration.ts';

/** A score with what its value is worth by the calibrator of its kind, as far as there is one. */
export function judgedScore(
  score: ConfidenceScoreToRecord,
  { calibrated, lower, upper, calibratorId }: Judged,
): ConfidenceScoreToRecord {
  return {
    ...score,
    ...(calibrated !== undefined && { calibrated_confidence: calibrated }),
    ...(lower !== undefined && upper !== undefined && { uncertainty_lower: lower, uncertainty_upper: upper }),
    ...(calibratorId !== undefined && { calibrator_id: calibratorId }),
  };
}
