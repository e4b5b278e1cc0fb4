import type { CalibrationMap, RawScale } from './calibrationMap.ts';
import { type CalibrationCase, fitBeta, fitPlatt, fitTemperature } from './fitParametric.ts';
import { compactCurve, fitIsotonic } from './isotonic.ts';

/** Fewer outcomes than this calibrate nothing. */
export const OUTCOMES_MIN = 20;
/** From here on two and three coefficients stand on their own, without a pull towards the raw value. */
const FREE_FROM = 100;
/** A free curve fits noise before this. */
const CURVE_FROM = 500;

/** A pull worth about one outcome. */
const SMALL_SAMPLE_SHRINKAGE = 1;

export interface CandidateMap {
  readonly kind: CalibrationMap['kind'];
  readonly learn: (cases: readonly CalibrationCase[]) => CalibrationMap | undefined;
}

/** What may be fitted to so many outcomes, simplest first. */
export function candidateMaps(outcomes: number, scale: RawScale): readonly CandidateMap[] {
  if (outcomes < OUTCOMES_MIN) return [];
  const shrinkage = outcomes < FREE_FROM ? SMALL_SAMPLE_SHRINKAGE : 0;
  const temperature: CandidateMap = {
    kind: 'temperature',
    // Even many outcomes may all be alike, and a temperature without a pull then has no end.
    learn: (cases) => fitTemperature(cases, { shrinkage: SMALL_SAMPLE_SHRINKAGE }),
  };
  const platt: CandidateMap = {
    kind: 'platt',
    learn: (cases) => rising(fitPlatt(cases, { scale, shrinkage })),
  };
  const beta: CandidateMap = { kind: 'beta', learn: fitBeta };
  const isotonic: CandidateMap = { kind: 'isotonic', learn: fitSafeCurve };
  return [
    ...(scale === 'probability' ? [temperature] : []),
    platt,
    ...(scale === 'probability' && outcomes >= FREE_FROM ? [beta] : []),
    ...(outcomes > CURVE_FROM ? [isotonic] : []),
  ];
}

/** A map that falls would turn the order of answers round: better none. */
function rising(map: ReturnType<typeof fitPlatt>): ReturnType<typeof fitPlatt> {
  return map && map.slope > 0 ? map : undefined;
}

/** The curve's ends, kept from claiming a certainty that so many outcomes cannot show. */
function fitSafeCurve(cases: readonly CalibrationCase[]): CalibrationMap | undefined {
  const curve = fitIsotonic(cases);
  if (!curve) return undefined;
  const edge = 1 / (cases.length + 2);
  return compactCurve({ ...curve, y: curve.y.map((value) => Math.min(1 - edge, Math.max(edge, value))) });
}
