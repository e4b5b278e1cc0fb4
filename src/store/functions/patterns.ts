import { z } from 'zod';
import type { PatternContentInput, PatternOrigin, PatternStatus } from '../../core/library/fixPattern.ts';
import type { SearchFilters } from '../../protocol/service.ts';
import type { StoreCallOptions, StoreTransport } from '../store.ts';
import { patternRowSchema } from './patternRow.ts';
import { batchSchema, callStore, deletedSchema, type InWorkspace } from './storeResult.ts';

/** What may stand beside a pattern's content when it is saved. */
interface SavedBeside {
  readonly id?: string;
  readonly status?: PatternStatus;
  readonly origin?: PatternOrigin;
  readonly reviewed?: boolean;
  readonly reviewer_notes?: string | null;
  readonly source_file_audit_id?: string | null;
  readonly applied_to_files?: readonly string[];
  readonly task_ids?: readonly string[];
  /** The version that was read; another one stored is a conflict. */
  readonly base_version?: number;
  readonly embedder_id?: string;
  readonly embedder_version?: string;
  /** Vectors are written `[0.1,0.2,…]`. */
  readonly content_embedding?: string;
  readonly code_embedding?: string;
  readonly problem_embedding?: string;
}

export type PatternToSave = PatternContentInput & SavedBeside;

/** Null empties a field. */
export type PatternPatch = {
  readonly [Field in keyof PatternContentInput]?: PatternContentInput[Field] | null;
};

const savedSchema = batchSchema({
  id: z.string(),
  key: z.string(),
  version: z.number(),
  created: z.boolean(),
  /** False: everything was stored so already. */
  changed: z.boolean(),
});

/** Saves whole patterns, by id, else by key: content that is not sent is emptied. */
export function savePatterns(
  transport: StoreTransport,
  request: InWorkspace & { readonly patterns: readonly PatternToSave[] },
  options?: StoreCallOptions,
) {
  return callStore(transport, 'save_patterns', { ...request, mode: 'replace' }, savedSchema, options);
}

/** Changes the fields that are sent, by id or key; null empties. */
export function patchPatterns(
  transport: StoreTransport,
  request: InWorkspace & { readonly patterns: readonly (PatternPatch & SavedBeside)[] },
  options?: StoreCallOptions,
) {
  return callStore(transport, 'save_patterns', { ...request, mode: 'patch' }, savedSchema, options);
}

const foundSchema = z.object({ patterns: z.array(patternRowSchema), missing: z.array(z.string()) });

/** Patterns by id, by key or by the rules whose findings they mend; the latter the surest first. */
export function getPatterns(
  transport: StoreTransport,
  request: InWorkspace & {
    readonly ids?: readonly string[];
    readonly keys?: readonly string[];
    readonly rule_ids?: readonly string[];
    readonly statuses?: readonly PatternStatus[];
  },
  options?: StoreCallOptions,
) {
  return callStore(transport, 'get_patterns', request, foundSchema, options);
}

export interface ListPatternsRequest extends InWorkspace {
  /** `prefix`: the beginning of key or title. */
  readonly filters?: SearchFilters & { readonly prefix?: string };
  /** `recent` when absent. */
  readonly order?: 'confidence' | 'recent' | 'title' | 'applied';
  /** At most 1,000; 50 when absent. */
  readonly limit?: number;
  readonly cursor?: string;
}

const pageShape = { next_cursor: z.string().exactOptional(), total: z.number() };
const pageSchema = z.object({ patterns: z.array(patternRowSchema), ...pageShape });

/** One page; the cursor stays good while patterns come and go. */
export function listPatterns(
  transport: StoreTransport,
  request: ListPatternsRequest,
  options?: StoreCallOptions,
) {
  return callStore(transport, 'list_patterns', request, pageSchema, options);
}

const partsPageSchema = z.object({
  patterns: z.array(patternRowSchema.partial().required({ id: true })),
  ...pageShape,
});

/** As `listPatterns`, with the named fields alone: long lists show little of each. */
export function listPatternParts(
  transport: StoreTransport,
  request: ListPatternsRequest & { readonly fields: readonly string[] },
  options?: StoreCallOptions,
) {
  return callStore(transport, 'list_patterns', request, partsPageSchema, options);
}

/** Deletes patterns everywhere; for maintainers. */
export function deletePatterns(
  transport: StoreTransport,
  request: InWorkspace & { readonly ids: readonly string[] },
  options?: StoreCallOptions,
) {
  return callStore(transport, 'delete_patterns', request, deletedSchema, options);
}

const historySchema = z.object({
  id: z.string(),
  version: z.number(),
  revisions: z.array(
    z.object({
      version: z.number(),
      content: z.record(z.string(), z.unknown()),
      /** Fields that the change after this version changed. */
      changed_fields: z.array(z.string()),
      changed_by: z.string().exactOptional(),
      changed_at: z.string(),
    }),
  ),
});

/** What a pattern was before each of its changes, the latest first. */
export function patternHistory(
  transport: StoreTransport,
  request: InWorkspace & { readonly id: string; readonly limit?: number },
  options?: StoreCallOptions,
) {
  return callStore(transport, 'pattern_history', request, historySchema, options);
}
