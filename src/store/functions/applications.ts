import { z } from 'zod';
import { PATTERN_STATUSES } from '../../core/library/fixPattern.ts';
import type { StoreCallOptions, StoreTransport } from '../store.ts';
import { trackRecordShape } from './patternRow.ts';
import { batchSchema, callStore, type InWorkspace } from './storeResult.ts';

const APPLICATION_EVENTS = ['offered', 'applied', 'kept', 'undone', 'dismissed', 'failed'] as const;
const VERIFICATIONS = ['clean', 'finding_stays', 'new_findings', 'parses_worse'] as const;

/** One thing that became of a pattern; never changed afterwards. The pattern is named by id or by key. */
export interface ApplicationEvent {
  /** Names the event, so that it counts once however often it is sent. */
  readonly id?: string;
  readonly pattern_id?: string;
  readonly pattern_key?: string;
  readonly rule_name?: string;
  readonly event: (typeof APPLICATION_EVENTS)[number];
  /** Absent: nobody checked. */
  readonly verification?: (typeof VERIFICATIONS)[number];
  readonly project?: string;
  readonly path?: string;
  /** That the fix saved. */
  readonly minutes?: number;
  readonly confidence?: number;
  readonly confidence_method?: string;
  /** The id of the `applied` event that `kept`, `undone` and `failed` belong to. */
  readonly application_id?: string;
  readonly happened_at?: string;
}

const recordedSchema = batchSchema({ id: z.string(), duplicate: z.boolean() });

export function recordApplications(
  transport: StoreTransport,
  request: InWorkspace & { readonly events: readonly ApplicationEvent[] },
  options?: StoreCallOptions,
) {
  return callStore(transport, 'record_applications', request, recordedSchema, options);
}

const recordsSchema = z.object({
  records: z.array(
    z.object({
      ...trackRecordShape,
      id: z.string(),
      key: z.string(),
      title: z.string(),
      status: z.enum(PATTERN_STATUSES),
      version: z.number(),
      /** How often each was written down. */
      events: z.record(z.enum(APPLICATION_EVENTS), z.number()),
      recent: z.array(
        z.object({
          id: z.string(),
          /** One that was merged into the record's pattern may stand here. */
          pattern_id: z.string(),
          event: z.enum(APPLICATION_EVENTS),
          verification: z.enum(VERIFICATIONS).exactOptional(),
          rule_name: z.string().exactOptional(),
          project: z.string().exactOptional(),
          path: z.string().exactOptional(),
          minutes: z.number().exactOptional(),
          confidence: z.number().exactOptional(),
          confidence_method: z.string().exactOptional(),
          application_id: z.string().exactOptional(),
          happened_at: z.string(),
          created_by: z.string().exactOptional(),
        }),
      ),
    }),
  ),
});

/** How patterns fared, with the last `recent` events of each. */
export function patternTrackRecords(
  transport: StoreTransport,
  request: InWorkspace & {
    readonly ids?: readonly string[];
    readonly keys?: readonly string[];
    readonly rule_ids?: readonly string[];
    readonly recent?: number;
  },
  options?: StoreCallOptions,
) {
  return callStore(transport, 'pattern_track_records', request, recordsSchema, options);
}
