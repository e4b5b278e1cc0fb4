import { createHash } from 'node:crypto';
import type { SqlSession } from '../../support/storeDatabase.ts';
import type { CampaignTenant } from './tenantRows.ts';

export type Request = Readonly<Record<string, unknown>>;

interface Field {
  readonly record: string;
  readonly field: string;
  readonly kind: string;
  readonly required: boolean;
  readonly allowed: readonly string[] | null;
}

/** What the interface's functions take, as they say themselves. */
export async function readFields(session: SqlSession): Promise<readonly Field[]> {
  const { rows } = await session.query<Field>(
    'select record, field, kind, required, allowed from fixward.api_fields order by record, field',
  );
  return rows;
}

/** Records inside lists, aimed at the other tenant's rows: `function.field` or `field`. */
type Items = Readonly<Record<string, readonly Request[]>>;

function itemsAimedAt({ workspace, owner, ids, marker }: CampaignTenant): Items {
  const text = 'taken over';
  const pattern = {
    title: text,
    problem_type: 'Data',
    severity: 'LOW',
    problem_description: text,
    status: 'active',
    reviewed: true,
  };
  const put = { table: 'fix_patterns', id: ids.pattern, fields: { ...pattern, key: 'shared-key' } };
  const vector = `[1${',0'.repeat(1535)}]`;
  return {
    patterns: [
      { id: ids.pattern, key: 'shared-key', ...pattern },
      { key: 'by-one-who-left', ...pattern },
    ],
    'record_applications.events': [
      { pattern_id: ids.pattern, event: 'applied', verification: 'clean' },
      { pattern_id: ids.otherPattern, event: 'undone', application_id: ids.application },
      { pattern_key: 'other-key', event: 'applied' },
      { id: ids.application, pattern_id: ids.pattern, event: 'failed' },
    ],
    'record_rule_events.events': [{ rule_name: 'some-rule', event: 'dismissed', amount: 1000 }],
    relations: [
      { from_pattern_id: ids.pattern, to_pattern_id: ids.otherPattern, kind: 'follows', rejected: true },
      { from_key: 'shared-key', to_key: 'other-key', kind: 'conflicts' },
    ],
    rules: [
      { id: ids.rule, name: 'some-rule', severity: 'LOW', active: false },
      { name: 'new-rule', severity: 'LOW', source_pattern_id: ids.pattern },
    ],
    files: [
      { id: ids.audit, path: 'main.ts', status: 'Complete', notes: text },
      { path: 'main.ts', technical_debt: 0 },
    ],
    links: [
      { task_id: 'T-1', title: text, pattern_id: ids.pattern },
      { task_id: 'T-2', title: text, file_audit_id: ids.audit },
    ],
    jobs: [{ kind: 'embed', unique_key: 'one', payload: { what: text } }],
    items: [
      { id: ids.pattern, decision: 'approve', notes: text },
      { id: ids.otherPattern, decision: 'retire' },
    ],
    rows: [
      { id: ids.pattern, version: 2, content: vector, problem: vector },
      { id: ids.otherPattern, version: 1, content: vector },
    ],
    'sync_pull.rows': [
      { table: 'fix_patterns', id: ids.pattern },
      { table: 'file_audit', id: ids.audit },
    ],
    changes: [
      { ...put, version: 99 },
      { table: 'guardian_rules', id: ids.rule, version: 99, gone: true, fields: {} },
      {
        table: 'fix_patterns',
        id: ids.otherPattern,
        version: 99,
        deleted: true,
        fields: {},
        created_by: owner,
      },
    ],
    ops: [
      { client_seq: 1, kind: 'patch', base_version: 1, ...put, fields: { title: text } },
      { client_seq: 2, kind: 'put', ...put },
      { client_seq: 3, kind: 'remove', table: 'fix_patterns', id: ids.otherPattern },
      { client_seq: 4, kind: 'remove', table: 'file_audit', id: ids.audit },
      {
        client_seq: 5,
        kind: 'event',
        table: 'pattern_applications',
        id: ids.application,
        fields: { pattern_id: ids.pattern, event: 'failed', workspace_id: workspace },
      },
      {
        client_seq: 6,
        kind: 'put',
        table: 'pattern_relationships',
        id: ids.relation,
        fields: {
          from_pattern_id: ids.otherPattern,
          to_pattern_id: ids.pattern,
          kind: 'conflicts',
          strength: 1,
          found_by: 'manual',
        },
      },
    ],
    consultations: [
      { id: ids.consultation, title: text, shared: true, details: { text } },
      { id: ids.consultation, question: text },
    ],
    'append_consultation_events.events': [
      { id: ids.consultationEvent, event: { kind: 'answer', text } },
      { event: { kind: 'answer', text } },
    ],
    'save_consultation_files.files': [{ path: 'plans/plan.md', text, author: 'user', base_version: 1 }],
    memories: [
      { id: ids.memory, kind: 'fact', text },
      { id: ids.memory, shared: false, stale: true },
    ],
    approvals: [
      { id: ids.approval, state: 'rejected' },
      { id: ids.approval, state: 'approved', note: text },
    ],
    decisions: [
      {
        id: ids.decision,
        principal: 'user',
        tool: 'x',
        action: 'propose',
        target_kind: 'shadow',
        decision: 'deny',
        policy_id: 'x',
      },
    ],
    scores: [
      { id: ids.score, request_id: ids.request, method: 'heuristic', raw_confidence: 0.1, title: text },
      {
        request_id: ids.request,
        method: 'agreement',
        raw_confidence: 0.1,
        consultation_id: ids.consultation,
      },
    ],
    'record_confidence_outcomes.outcomes': [
      { score_id: ids.score, validation_method: 'lint', actual_accuracy: 0, note: text },
      { score_id: ids.score, validation_method: 'human_review', actual_accuracy: 0 },
    ],
    exposures: [{ score_id: ids.score, event: 'withheld' }],
    metrics: [
      { id: ids.metric, response_time_ms: 1, endpoint: text },
      { response_time_ms: 1, confidence_score_id: ids.score },
    ],
    usage: [{ model: 'o3', key_label: marker, tokens_in: 5 }],
    'explain_schema_changes.changes': [{ id: ids.change, explanation: text }],
    values: [{ channel: 'messages', version: '1', type: 'json', bytes: 'e30=' }],
    writes: [{ idx: -1, channel: 'messages', type: 'json', bytes: 'e30=' }],
    results: [{ client_seq: 1, status: 'rejected', code: 'x', reason: text }],
  };
}

/** Requests to one function that name the other tenant's rows; throws for a field the campaign cannot fill. */
export function requestsTo(
  name: string,
  fields: readonly Field[],
  other: CampaignTenant,
  self: string,
): readonly Request[] {
  const items = itemsAimedAt(other);
  const full: Record<string, unknown> = {};
  const least: Record<string, unknown> = {};
  const own = fields.filter(({ record }) => record === name);
  for (const field of own) {
    const value = valueFor(name, field, items, other, self);
    full[field.field] = value;
    if (field.required) least[field.field] = value;
  }
  const requests: Request[] = [full, least];
  // Rows of every kind under the one name: a function that looks in the wrong table is found out as well.
  if (own.some(({ field }) => field === 'id')) {
    for (const id of Object.values(other.ids)) requests.push({ ...least, id });
  }
  for (const { field, required } of own) if (!required) requests.push({ ...least, [field]: full[field] });
  return requests;
}

function valueFor(
  name: string,
  { field, kind, allowed }: Field,
  items: Items,
  other: CampaignTenant,
  self: string,
): unknown {
  switch (kind) {
    case 'uuid':
      if (field === 'organisation_id') return other.organisation;
      if (field === 'user_id') return name === 'remove_member' ? other.owner : self;
      if (field === 'application_id') return other.ids.application;
      if (field === 'new_id') return other.ids.consultationFile;
      if (/consultation/.test(name)) return other.ids.consultation;
      if (name === 'use_approval') return other.ids.approval;
      if (/schema/.test(name)) return other.ids.snapshot;
      return /audit/.test(name) ? other.ids.audit : other.ids.pattern;
    case 'uuids':
      return Object.values(other.ids);
    case 'objects': {
      const found = items[`${name}.${field}`] ?? items[field];
      if (found === undefined) throw new Error(`${name}.${field}: say in the campaign what such items hold`);
      return found;
    }
    case 'object':
      return objectOf(name, field, other);
    case 'texts':
      return allowed ?? ['shared-key', 'other-key', 'some-rule', 'embed', 'main.ts', 'T-1', 'id', 'title'];
    case 'text':
      return textOf(field, allowed, other);
    case 'integer':
    case 'number':
      return field === 'lease_ms' ? 60_000 : field === 'candidates' ? 50 : 1;
    case 'boolean':
      return true;
    case 'time':
      return '2020-01-01T00:00:00Z';
    case 'vector':
      return `[1${',0'.repeat(1535)}]`;
    default:
      throw new Error(`${name}.${field}: say in the campaign what a ${kind} is`);
  }
}

function textOf(field: string, allowed: readonly string[] | null, other: CampaignTenant): string {
  if (allowed !== null) return allowed[0] ?? '';
  if (field === 'key' || field === 'into_key') return 'shared-key';
  if (field === 'url') return 'https://example.org';
  if (field === 'email') return 'someone@example.org';
  if (field === 'query') return 'title problem';
  if (field === 'project') return 'app';
  if (field === 'hash') return createHash('sha256').update(other.marker).digest('hex');
  if (field === 'day' || field === 'since' || field === 'until') return '2020-01-01';
  if (field === 'path') return 'plans/plan.md';
  if (/thread_id$/.test(field)) return 'thread';
  if (/checkpoint_id$/.test(field)) return '1';
  if (field === 'checkpoint') return 'e30=';
  // What was hashed for the other tenant's invitation is not its token.
  if (field === 'token') return 'not-the-token';
  return 'x';
}

function objectOf(name: string, field: string, other: CampaignTenant): Request {
  if (field === 'workspace') {
    return {
      id: other.workspace,
      name: 'x',
      organisation_id: other.organisation,
      organisation_name: 'x',
      role: 'owner',
    };
  }
  if (field === 'consultation') return { title: 'taken over', shared: true };
  if (field === 'record') return {};
  if (field === 'metadata' || field === 'channel_versions' || field === 'explanations') return {};
  if (field === 'objects') return { 'public.app': 'taken over' };
  if (field === 'filters' || field === 'vectors' || field === 'weights' || field === 'progress') return {};
  throw new Error(`${name}.${field}: say in the campaign what such an object holds`);
}
