import { z } from 'zod';
import type { StoreCallOptions, StoreTransport } from '../store.ts';
import { batchSchema, callStore, type InWorkspace } from './storeResult.ts';

const JOB_STATES = ['waiting', 'running', 'done', 'failed'] as const;

export interface JobToDo {
  readonly kind: string;
  /** A job whose key waits or runs already is that job. */
  readonly unique_key?: string;
  readonly payload?: Readonly<Record<string, unknown>>;
  /** 5 when absent. */
  readonly attempts_max?: number;
  readonly run_after?: string;
}

const queuedSchema = batchSchema({ id: z.string(), created: z.boolean() });

export function enqueueJobs(
  transport: StoreTransport,
  request: InWorkspace & { readonly jobs: readonly JobToDo[] },
  options?: StoreCallOptions,
) {
  return callStore(transport, 'enqueue_jobs', request, queuedSchema, options);
}

const jobRowSchema = z.object({
  id: z.string(),
  kind: z.string(),
  unique_key: z.string().exactOptional(),
  payload: z.record(z.string(), z.unknown()),
  state: z.enum(JOB_STATES),
  attempts: z.number(),
  attempts_max: z.number(),
  run_after: z.string(),
  leased_until: z.string().exactOptional(),
  leased_by: z.string().exactOptional(),
  progress: z.record(z.string(), z.unknown()).exactOptional(),
  last_error: z.string().exactOptional(),
  created_by: z.string().exactOptional(),
  created_at: z.string(),
  updated_at: z.string(),
});

const jobsSchema = z.object({ jobs: z.array(jobRowSchema) });

/** Takes jobs for the time of the lease; no two workers get the same one. */
export function takeJobs(
  transport: StoreTransport,
  request: InWorkspace & {
    readonly kinds: readonly string[];
    readonly lease_ms: number;
    readonly worker: string;
    readonly limit?: number;
  },
  options?: StoreCallOptions,
) {
  return callStore(transport, 'take_jobs', request, jobsSchema, options);
}

/** `running` prolongs the lease; `failed` has the job tried again later. A conflict: another worker has it now. */
export function reportJob(
  transport: StoreTransport,
  request: InWorkspace & {
    readonly id: string;
    readonly state: 'running' | 'done' | 'failed';
    readonly worker?: string;
    readonly progress?: Readonly<Record<string, unknown>>;
    readonly error?: string;
    readonly lease_ms?: number;
  },
  options?: StoreCallOptions,
) {
  return callStore(transport, 'report_job', request, z.object({ job: jobRowSchema }), options);
}

export function listJobs(
  transport: StoreTransport,
  request: InWorkspace & {
    readonly kinds?: readonly string[];
    readonly states?: readonly (typeof JOB_STATES)[number][];
    readonly limit?: number;
  } = {},
  options?: StoreCallOptions,
) {
  return callStore(transport, 'list_jobs', request, jobsSchema, options);
}
