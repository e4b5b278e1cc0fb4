import { z } from 'zod';
import type { ConfidenceConfigureParams } from '../../protocol/confidence.ts';

/** More samples cost more than they tell. */
const SAMPLES_MAX = 5;
const CONSENSUS_MODELS_MAX = 4;
const PORT_MIN = 1024;
const PORT_MAX = 65_535;

/** 0 would withhold everything for ever, 1 nothing: neither is a limit. */
const errorRateSchema = z.number().gt(0).lt(1);

export const configureSchema = z.object({
  samples: z.int().min(0).max(SAMPLES_MAX).optional(),
  consensusModels: z.array(z.string().trim().min(1).max(200)).max(CONSENSUS_MODELS_MAX).optional(),
  errorRateMax: errorRateSchema.optional(),
  metricsPort: z.int().min(PORT_MIN).max(PORT_MAX).optional(),
});

/** As the user set them; nothing more is asked of models and nothing is withheld until he does. */
export interface ConfidenceSettings {
  readonly samples: number;
  readonly consensusModels: readonly string[];
  readonly errorRateMax?: number;
  readonly metricsPort?: number;
}

export const NO_SETTINGS: ConfidenceSettings = { samples: 0, consensusModels: [] };

export function settingsOf(params: ConfidenceConfigureParams): ConfidenceSettings {
  const { samples = 0, consensusModels = [], errorRateMax, metricsPort } = params;
  return {
    samples,
    consensusModels: [...new Set(consensusModels)],
    ...(errorRateMax !== undefined && { errorRateMax }),
    ...(metricsPort !== undefined && { metricsPort }),
  };
}
