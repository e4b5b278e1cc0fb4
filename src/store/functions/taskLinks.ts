import { z } from 'zod';
import type { StoreCallOptions, StoreTransport } from '../store.ts';
import { batchSchema, callStore, deletedSchema, type InWorkspace } from './storeResult.ts';

/** Exactly one of `pattern_id`, `pattern_key` and `file_audit_id`. */
export interface TaskLinkToSave {
  readonly task_id: string;
  readonly title?: string;
  readonly url?: string;
  readonly pattern_id?: string;
  readonly pattern_key?: string;
  readonly file_audit_id?: string;
}

const linkedSchema = batchSchema({ id: z.string(), version: z.number(), created: z.boolean() });

export function linkTasks(
  transport: StoreTransport,
  request: InWorkspace & { readonly links: readonly TaskLinkToSave[] },
  options?: StoreCallOptions,
) {
  return callStore(transport, 'link_tasks', request, linkedSchema, options);
}

const linksSchema = z.object({
  links: z.array(
    z.object({
      id: z.string(),
      task_id: z.string(),
      title: z.string().exactOptional(),
      url: z.string().exactOptional(),
      pattern: z.object({ id: z.string(), key: z.string(), title: z.string() }).exactOptional(),
      file: z.object({ id: z.string(), project: z.string(), path: z.string() }).exactOptional(),
      version: z.number(),
    }),
  ),
});

/** Links of any of the patterns, files or tasks; all of the workspace when none is named. */
export function listTaskLinks(
  transport: StoreTransport,
  request: InWorkspace & {
    readonly pattern_ids?: readonly string[];
    readonly file_audit_ids?: readonly string[];
    readonly task_ids?: readonly string[];
    readonly limit?: number;
  } = {},
  options?: StoreCallOptions,
) {
  return callStore(transport, 'list_task_links', request, linksSchema, options);
}

export function deleteTaskLinks(
  transport: StoreTransport,
  request: InWorkspace & { readonly ids: readonly string[] },
  options?: StoreCallOptions,
) {
  return callStore(transport, 'delete_task_links', request, deletedSchema, options);
}
