import { z } from 'zod';
import { PATTERN_STATUSES } from '../../core/library/fixPattern.ts';
import { SEVERITIES } from '../../core/rules/ruleModel.ts';
import type { StoreCallOptions, StoreTransport } from '../store.ts';
import { RELATION_KINDS, RELATION_SOURCES, type RelationKind, type RelationSource } from './relationKinds.ts';
import { batchSchema, callStore, deletedSchema, type InWorkspace } from './storeResult.ts';

/** Each side is named by id or by key. */
export interface RelationToSave {
  readonly from_pattern_id?: string;
  readonly from_key?: string;
  readonly to_pattern_id?: string;
  readonly to_key?: string;
  readonly kind: RelationKind;
  /** 0–1; the strongest ever said stays. */
  readonly strength?: number;
  /** `manual` when absent. */
  readonly found_by?: RelationSource;
  readonly confirmed?: boolean;
  readonly rejected?: boolean;
  readonly evidence?: Readonly<Record<string, unknown>>;
}

const relatedSchema = batchSchema({ id: z.string(), version: z.number(), created: z.boolean() });

export function relatePatterns(
  transport: StoreTransport,
  request: InWorkspace & { readonly relations: readonly RelationToSave[] },
  options?: StoreCallOptions,
) {
  return callStore(transport, 'relate_patterns', request, relatedSchema, options);
}

export function deleteRelations(
  transport: StoreTransport,
  request: InWorkspace & { readonly ids: readonly string[] },
  options?: StoreCallOptions,
) {
  return callStore(transport, 'delete_relations', request, deletedSchema, options);
}

const verdictShape = {
  id: z.string(),
  kind: z.enum(RELATION_KINDS),
  strength: z.number(),
  found_by: z.enum(RELATION_SOURCES),
  confirmed: z.boolean(),
  rejected: z.boolean(),
  evidence: z.record(z.string(), z.unknown()),
};
const namedSchema = z.object({ id: z.string(), key: z.string(), title: z.string() });

const neighboursSchema = z.object({
  id: z.string(),
  key: z.string(),
  relations: z.array(
    z.object({
      ...verdictShape,
      /** The pattern asked about is the relation's first. */
      outgoing: z.boolean(),
      other: z.object({
        ...namedSchema.shape,
        status: z.enum(PATTERN_STATUSES),
        severity: z.enum(SEVERITIES),
        successes: z.number(),
        failures: z.number(),
        applied_count: z.number(),
      }),
    }),
  ),
  /** As `similar_patterns` answers them. */
  similar: z.array(z.unknown()),
});

/** A pattern's relations, conflicts first, and as many patterns like it as asked for. */
export function relatedPatterns(
  transport: StoreTransport,
  request: InWorkspace & {
    readonly id?: string;
    readonly key?: string;
    readonly include_rejected?: boolean;
    readonly similar?: number;
  },
  options?: StoreCallOptions,
) {
  return callStore(transport, 'related_patterns', request, neighboursSchema, options);
}

const listSchema = z.object({
  relations: z.array(z.object({ ...verdictShape, from: namedSchema, to: namedSchema })),
  total: z.number(),
});

export function listRelations(
  transport: StoreTransport,
  request: InWorkspace & {
    readonly kinds?: readonly RelationKind[];
    readonly pattern_ids?: readonly string[];
    readonly include_rejected?: boolean;
    readonly limit?: number;
  } = {},
  options?: StoreCallOptions,
) {
  return callStore(transport, 'list_relations', request, listSchema, options);
}

const suggestionsSchema = z.object({
  /** Runs of applications without a long pause. */
  sittings: z.number(),
  suggested: z.array(
    z.object({
      from: namedSchema,
      to: namedSchema,
      kind: z.enum(['follows', 'enhances']),
      strength: z.number(),
      evidence: z.object({
        support: z.number(),
        lift: z.number(),
        sittings: z.number(),
        order_share: z.number(),
      }),
    }),
  ),
  written: z.number(),
});

/** Relates patterns that are applied together more often than by chance; a dry run only shows them. */
export function suggestRelations(
  transport: StoreTransport,
  request: InWorkspace & {
    readonly minutes?: number;
    readonly days?: number;
    readonly minimum_support?: number;
    readonly minimum_lift?: number;
    readonly limit?: number;
    readonly dry_run?: boolean;
  } = {},
  options?: StoreCallOptions,
) {
  return callStore(transport, 'suggest_relations', request, suggestionsSchema, options);
}
