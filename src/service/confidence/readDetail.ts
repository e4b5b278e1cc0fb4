import { parseCalibrator } from '../../core/confidence/calibration/calibratorRecord.ts';
import type { ConfidenceDetail, OutcomeMethod } from '../../protocol/confidence.ts';
import { listCalibrators } from '../../store/functions/confidenceCalibrators.ts';
import type { getConfidenceScore, StoredConfidenceScore } from '../../store/functions/confidenceScores.ts';
import type { StoreTransport } from '../../store/store.ts';
import { readOpinions } from './opinions.ts';
import { type CalibrationKnown, readScore, readTokens } from './readScore.ts';
import { storeData } from './storeData.ts';

type StoredDetail = Extract<Awaited<ReturnType<typeof getConfidenceScore>>, { ok: true }>['data'];

const UNKNOWN_NOTE = 'Uncalibrated: no outcomes of answers like it are known yet.';

/** Why a score is what it is. */
export async function readDetail(
  store: Pick<StoreTransport, 'call'>,
  { score, outcomes, similar }: StoredDetail,
  known: CalibrationKnown & { readonly note: string | undefined },
): Promise<ConfidenceDetail> {
  const calibrator = await calibratorOf(store, score);
  const tokens = readTokens(score);
  const models = readOpinions(score.model_consensus);
  return {
    ...readScore(score, known),
    evidence: score.evidence ?? [],
    ...(tokens && { tokens }),
    ...(calibrator && { calibrator: calibrator.shown }),
    calibrationNote: calibrator?.note ?? known.note ?? UNKNOWN_NOTE,
    results: outcomes.map(
      ({ validation_method: method, actual_accuracy: actual, validated_at: at, note }) => ({
        // SAFETY: the column takes these names alone.
        method: method as OutcomeMethod,
        actual,
        at,
        ...(note !== undefined && { note }),
      }),
    ),
    similar: similar.map(
      ({
        id,
        created_at: at,
        consultation_id: consultationId,
        same_family: sameFamily,
        shared_evidence: sharedEvidence,
        ...rest
      }) => ({
        scoreId: id,
        at,
        ...(consultationId !== undefined && { consultationId }),
        sameFamily,
        sharedEvidence,
        ...rest,
      }),
    ),
    ...(models.length > 0 && { models }),
  };
}

/** The calibrator that was applied then, which may not be the present one. */
async function calibratorOf(
  store: Pick<StoreTransport, 'call'>,
  { calibrator_id: id }: StoredConfidenceScore,
) {
  if (id === undefined) return undefined;
  const [found] = storeData(await listCalibrators(store, { ids: [id], history: true })).calibrators;
  if (!found) return undefined;
  const { kind, outcomes, fitted_at: fittedAt, brier_before: before, brier_after: after } = found;
  return {
    note: parseCalibrator(found.record)?.note,
    shown: {
      id,
      kind,
      outcomes,
      fittedAt,
      ...(before !== undefined && { brierBefore: before }),
      ...(after !== undefined && { brierAfter: after }),
    },
  };
}
