import { z } from 'zod';
import type { StoreCallOptions, StoreTransport } from '../store.ts';
import { batchSchema, callStore, deletedSchema, type InWorkspace } from './storeResult.ts';

const AUDIT_STATUSES = ['Not Started', 'In Progress', 'Complete', 'Failed'] as const;
type AuditStatus = (typeof AUDIT_STATUSES)[number];

/** Fields that are not sent stay as they are. */
export interface FileAuditToSave {
  readonly path: string;
  readonly layer?: number | null;
  readonly workflows?: readonly string[];
  readonly technical_debt?: number;
  readonly findings?: Readonly<Record<string, unknown>>;
  readonly status?: AuditStatus;
  readonly owner?: string | null;
  readonly notes?: string;
  readonly task_ids?: readonly string[];
  /** Why status or debt changed; stands in the history. */
  readonly cause?: string;
  readonly base_version?: number;
}

const savedSchema = batchSchema({
  id: z.string(),
  path: z.string(),
  version: z.number(),
  created: z.boolean(),
  changed: z.boolean(),
});

export function saveFileAudits(
  transport: StoreTransport,
  request: InWorkspace & {
    /** Names the repository alike on every machine. */
    readonly project: string;
    readonly files: readonly FileAuditToSave[];
  },
  options?: StoreCallOptions,
) {
  return callStore(transport, 'save_file_audits', request, savedSchema, options);
}

const fileAuditRowSchema = z.object({
  id: z.string(),
  workspace_id: z.string(),
  project: z.string(),
  path: z.string(),
  layer: z.number().exactOptional(),
  workflows: z.array(z.string()),
  technical_debt: z.number(),
  findings: z.record(z.string(), z.unknown()),
  status: z.enum(AUDIT_STATUSES),
  owner: z.string().exactOptional(),
  notes: z.string(),
  task_ids: z.array(z.string()),
  created_by: z.string().exactOptional(),
  created_at: z.string(),
  updated_at: z.string(),
  version: z.number(),
});

const pageSchema = z.object({
  files: z.array(fileAuditRowSchema),
  next_cursor: z.string().exactOptional(),
  total: z.number(),
  /** Of all files that the filters pick. */
  summary: z.object({ technical_debt: z.number(), by_status: z.record(z.enum(AUDIT_STATUSES), z.number()) }),
  /** Of the whole workspace. */
  projects: z.array(z.object({ project: z.string(), files: z.number(), technical_debt: z.number() })),
});

export function listFileAudits(
  transport: StoreTransport,
  request: InWorkspace & {
    readonly project?: string;
    readonly filters?: {
      readonly ids?: readonly string[];
      readonly paths?: readonly string[];
      readonly statuses?: readonly AuditStatus[];
      readonly layers?: readonly number[];
      readonly workflows?: readonly string[];
      readonly owners?: readonly string[];
      readonly task_ids?: readonly string[];
      readonly minimum_debt?: number;
      /** Beginning of the path. */
      readonly prefix?: string;
    };
    /** `debt` when absent. */
    readonly order?: 'debt' | 'path' | 'recent';
    readonly limit?: number;
    readonly cursor?: string;
  } = {},
  options?: StoreCallOptions,
) {
  return callStore(transport, 'list_file_audits', request, pageSchema, options);
}

const historySchema = z.object({
  id: z.string(),
  project: z.string(),
  path: z.string(),
  history: z.array(
    z.object({
      status: z.enum(AUDIT_STATUSES),
      technical_debt: z.number(),
      cause: z.string(),
      changed_by: z.string().exactOptional(),
      changed_at: z.string(),
    }),
  ),
});

/** The course of a file's status and debt, the latest first. */
export function fileAuditHistory(
  transport: StoreTransport,
  request: InWorkspace & { readonly id: string; readonly limit?: number },
  options?: StoreCallOptions,
) {
  return callStore(transport, 'file_audit_history', request, historySchema, options);
}

export function deleteFileAudits(
  transport: StoreTransport,
  request: InWorkspace & { readonly ids: readonly string[] },
  options?: StoreCallOptions,
) {
  return callStore(transport, 'delete_file_audits', request, deletedSchema, options);
}
