import { z } from 'zod';
import { RULE_KINDS, type RuleKind, SEVERITIES, type Severity } from '../../core/rules/ruleModel.ts';
import type { StoreCallOptions, StoreTransport } from '../store.ts';
import { batchSchema, callStore, deletedSchema, type InWorkspace } from './storeResult.ts';

const STORED_RULE_ORIGINS = ['builtin', 'workspace', 'learned', 'imported'] as const;
type StoredRuleOrigin = (typeof STORED_RULE_ORIGINS)[number];

/** A rule is its name; fields that are not sent stay as they are. */
export interface RuleToSave {
  readonly name: string;
  readonly severity: Severity;
  readonly layer?: number | null;
  readonly type?: RuleKind;
  /** In the rule files' format. */
  readonly pattern?: Readonly<Record<string, unknown>>;
  readonly action?: string;
  readonly origin?: StoredRuleOrigin;
  readonly source_pattern_id?: string | null;
  readonly source_pattern_key?: string;
  readonly active?: boolean;
  readonly base_version?: number;
}

const savedSchema = batchSchema({
  id: z.string(),
  name: z.string(),
  version: z.number(),
  created: z.boolean(),
  changed: z.boolean(),
});

/** For maintainers. */
export function saveRules(
  transport: StoreTransport,
  request: InWorkspace & { readonly rules: readonly RuleToSave[] },
  options?: StoreCallOptions,
) {
  return callStore(transport, 'save_rules', request, savedSchema, options);
}

const ruleRowSchema = z.object({
  id: z.string(),
  workspace_id: z.string(),
  name: z.string(),
  layer: z.number().exactOptional(),
  type: z.enum(RULE_KINDS),
  pattern: z.record(z.string(), z.unknown()),
  severity: z.enum(SEVERITIES),
  action: z.string(),
  origin: z.enum(STORED_RULE_ORIGINS),
  source_pattern_id: z.string().exactOptional(),
  active: z.boolean(),
  fired: z.number(),
  fixed: z.number(),
  dismissed: z.number(),
  suppressed: z.number(),
  last_fired: z.string().exactOptional(),
  created_by: z.string().exactOptional(),
  created_at: z.string(),
  updated_at: z.string(),
  version: z.number(),
});

const pageSchema = z.object({
  rules: z.array(ruleRowSchema),
  next_cursor: z.string().exactOptional(),
  total: z.number(),
});

/** Rules that were saved, and those of which only the counts are known. */
export function listRules(
  transport: StoreTransport,
  request: InWorkspace & {
    readonly filters?: {
      readonly names?: readonly string[];
      readonly layers?: readonly number[];
      readonly types?: readonly RuleKind[];
      readonly severities?: readonly Severity[];
      readonly origins?: readonly StoredRuleOrigin[];
      readonly active?: boolean;
      readonly prefix?: string;
      readonly source_pattern_ids?: readonly string[];
    };
    readonly order?: 'name' | 'fired' | 'waved_away' | 'recent';
    readonly limit?: number;
    readonly cursor?: string;
  } = {},
  options?: StoreCallOptions,
) {
  return callStore(transport, 'list_rules', request, pageSchema, options);
}

/** For maintainers. */
export function deleteRules(
  transport: StoreTransport,
  request: InWorkspace & { readonly ids: readonly string[] },
  options?: StoreCallOptions,
) {
  return callStore(transport, 'delete_rules', request, deletedSchema, options);
}

export interface RuleEvent {
  /** Names the event, so that it counts once however often it is sent. */
  readonly id?: string;
  readonly rule_name: string;
  readonly event: 'fired' | 'fixed' | 'dismissed' | 'suppressed';
  /** 1 when absent. */
  readonly amount?: number;
  readonly project?: string;
  readonly happened_at?: string;
  /** Describe a rule that the store does not know yet. */
  readonly severity?: Severity;
  readonly layer?: number;
  readonly type?: RuleKind;
}

const recordedSchema = batchSchema({ id: z.string(), duplicate: z.boolean() });

export function recordRuleEvents(
  transport: StoreTransport,
  request: InWorkspace & { readonly events: readonly RuleEvent[] },
  options?: StoreCallOptions,
) {
  return callStore(transport, 'record_rule_events', request, recordedSchema, options);
}
