import { z } from 'zod';
import type { StoreCallOptions, StoreTransport } from '../store.ts';
import { CONFIDENCE_METHODS, type StoredConfidenceMethod } from './confidenceScores.ts';
import { callStore, type InWorkspace } from './storeResult.ts';

type Store = Pick<StoreTransport, 'call'>;

export const CALIBRATOR_KINDS = ['identity', 'temperature', 'platt', 'beta', 'isotonic'] as const;

export interface CalibratorToSave {
  readonly id?: string;
  readonly method: StoredConfidenceMethod;
  readonly model_family: string;
  readonly kind: (typeof CALIBRATOR_KINDS)[number];
  /** What `applyCalibrator` reads; 256 KB at most. */
  readonly record: Readonly<Record<string, unknown>>;
  /** Outcomes that it was fitted on. */
  readonly outcomes: number;
  readonly fitted_at?: string;
  readonly brier_before?: number;
  readonly brier_after?: number;
  readonly log_loss_before?: number;
  readonly log_loss_after?: number;
}

/** A new version for its method and family of models, or the one of this id that is there already. */
export function saveCalibrator(
  store: Store,
  request: InWorkspace & CalibratorToSave,
  options?: StoreCallOptions,
) {
  const schema = z.object({ id: z.string(), version: z.number(), created: z.boolean() });
  return callStore(store, 'save_calibrator', request, schema, options);
}

const calibratorsSchema = z.object({
  calibrators: z.array(
    z.object({
      id: z.string(),
      method: z.enum(CONFIDENCE_METHODS),
      model_family: z.string(),
      version: z.number(),
      kind: z.enum(CALIBRATOR_KINDS),
      record: z.record(z.string(), z.unknown()),
      outcomes: z.number(),
      fitted_at: z.string(),
      brier_before: z.number().exactOptional(),
      brier_after: z.number().exactOptional(),
      log_loss_before: z.number().exactOptional(),
      log_loss_after: z.number().exactOptional(),
      /** Whether it is the latest of its method and family. */
      current: z.boolean(),
    }),
  ),
});

/** The user's own, the latest first; all versions with `history`, 200 at most. */
export function listCalibrators(
  store: Store,
  request: InWorkspace & {
    readonly method?: StoredConfidenceMethod;
    readonly model_family?: string;
    readonly ids?: readonly string[];
    readonly history?: boolean;
  } = {},
  options?: StoreCallOptions,
) {
  return callStore(store, 'list_calibrators', request, calibratorsSchema, options);
}
