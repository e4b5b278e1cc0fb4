import { z } from 'zod';
import type { StoreCallOptions, StoreTransport } from '../store.ts';
import type { ConsultationStanding } from './consultations.ts';
import { batchSchema, callStore, type InWorkspace } from './storeResult.ts';

type Store = Pick<StoreTransport, 'call'>;

export interface ConsultationEventToAppend {
  /** Names it, so that it is kept once however often it is sent. */
  readonly id?: string;
  /** 1 MB at most. */
  readonly event: { readonly kind: string };
  readonly at?: string;
}

const appendedSchema = batchSchema({
  id: z.string(),
  position: z.number(),
  duplicate: z.boolean(),
}).extend({ position: z.number() });

/** Events get the next positions, in the order sent; `consultation` is written with them or not at all. */
export function appendConsultationEvents(
  store: Store,
  request: InWorkspace & {
    readonly consultation_id: string;
    readonly events: readonly ConsultationEventToAppend[];
    readonly consultation?: ConsultationStanding;
  },
  options?: StoreCallOptions,
) {
  return callStore(store, 'append_consultation_events', request, appendedSchema, options);
}

const listedSchema = z.object({
  events: z.array(
    z.object({
      id: z.string(),
      position: z.number(),
      at: z.string(),
      event: z.looseObject({ kind: z.string() }),
    }),
  ),
  earlier: z.number(),
  later: z.number(),
  position: z.number(),
});

/** The newest, those before a position, or those next after one; always in their order. */
export function listConsultationEvents(
  store: Store,
  request: InWorkspace & {
    readonly consultation_id: string;
    readonly before?: number;
    readonly after?: number;
    readonly kinds?: readonly string[];
    readonly limit?: number;
  },
  options?: StoreCallOptions,
) {
  return callStore(store, 'list_consultation_events', request, listedSchema, options);
}
