import { logit, sigmoid } from '../numbers/logOdds.ts';
import { type BetaMap, logOf, type PlattMap, type TemperatureMap } from './fitParametric.ts';
import { type IsotonicMap, onCurve } from './isotonic.ts';

/** Raw values stand as they are. */
interface IdentityMap {
  readonly kind: 'identity';
}

export type CalibrationMap = IdentityMap | TemperatureMap | PlattMap | BetaMap | IsotonicMap;

/** What a raw value is: 0 to 1, or a DeepConf figure without an upper end. */
export type RawScale = 'probability' | 'nats';

/** The frequency that a map gives a raw value; undefined where there is none, as for nats that nothing was fitted to. */
export function mapped(map: CalibrationMap, raw: number, scale: RawScale): number | undefined {
  if (!Number.isFinite(raw)) return undefined;
  const inner = scale === 'nats' ? raw : Math.min(1, Math.max(0, raw));
  switch (map.kind) {
    case 'identity':
      return scale === 'nats' ? undefined : inner;
    case 'temperature':
      return scale === 'nats' ? undefined : sigmoid(map.inverse * logit(inner));
    case 'platt':
      return sigmoid(map.slope * (scale === 'nats' ? inner : logit(inner)) + map.intercept);
    case 'beta':
      return scale === 'nats' ? undefined : sigmoid(map.a * logOf(inner) - map.b * logOf(1 - inner) + map.c);
    case 'isotonic':
      return onCurve(map, inner);
  }
}
