import type { SqlSession } from '../../support/storeDatabase.ts';

/** One tenant of the campaign: its ids are known beforehand, so that the other can name them. */
export interface CampaignTenant {
  readonly organisation: string;
  readonly workspace: string;
  readonly owner: string;
  /** Stands in every text of the tenant's rows, and so in whatever leaks. */
  readonly marker: string;
  readonly ids: Readonly<Record<RowName, string>>;
}

const ROW_NAMES = [
  'pattern',
  'otherPattern',
  'relation',
  'rule',
  'ruleEvent',
  'audit',
  'application',
  'task',
  'job',
  'request',
  'score',
  'metric',
  'calibration',
  'exposure',
  'calibrator',
  'consultation',
  'consultationEvent',
  'consultationFile',
  'memory',
  'approval',
  'decision',
  'snapshot',
  'change',
  'source',
  'document',
  'chunk',
  'invitation',
  'membership',
  'letter',
] as const;
type RowName = (typeof ROW_NAMES)[number];

/** UUIDs of version 4 with the tenant's digit in front and the row's number behind. */
export function campaignTenant(digit: string, marker: string): CampaignTenant {
  const uuid = (number: number): string =>
    `${digit.repeat(8)}-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
  // SAFETY: every name has an entry, for the entries are made of the names.
  const ids = Object.fromEntries(ROW_NAMES.map((name, place) => [name, uuid(100 + place)])) as Record<
    RowName,
    string
  >;
  return { organisation: uuid(1), workspace: uuid(2), owner: uuid(3), marker, ids };
}

/** Writes at least one row of the tenant into every table that holds rows of tenants. */
export async function seedTenant(session: SqlSession, tenant: CampaignTenant): Promise<void> {
  const claims = JSON.stringify({ sub: tenant.owner, role: 'authenticated' });
  await session.exec(`select set_config('request.jwt.claims', '${claims}', false)`);
  await session.exec(tenantSql(tenant));
  await session.exec(`select set_config('request.jwt.claims', '', false)`);
}

function tenantSql({ organisation, workspace, owner, marker, ids }: CampaignTenant): string {
  const hash = (text: string): string => `encode(sha256('${text}'), 'hex')`;
  return `
insert into fixward.organisations (id, name) values ('${organisation}', '${marker} organisation');
insert into fixward.workspaces (id, organisation_id, name) values ('${workspace}', '${organisation}', '${marker} workspace');
insert into fixward.memberships (id, organisation_id, user_id, role)
  values ('${ids.membership}', '${organisation}', '${owner}', 'owner');
insert into fixward.invitations (id, organisation_id, email, role, token_hash, expires_at)
  values ('${ids.invitation}', '${organisation}', '${marker}@example.org', 'owner', sha256('${marker}'), now() + interval '1 day');
insert into fixward.file_audit (id, workspace_id, project, path, technical_debt, notes)
  values ('${ids.audit}', '${workspace}', 'app', 'main.ts', 3, '${marker} notes');
insert into fixward.fix_patterns (id, workspace_id, key, title, problem_type, severity, problem_description, solution_steps,
    code_after, rule_ids, status, reviewed, source_file_audit_id)
  values ('${ids.pattern}', '${workspace}', 'shared-key', '${marker} title', 'Security', 'HIGH', '${marker} problem',
    array['${marker} step'], '${marker}()', array['some-rule'], 'draft', false, '${ids.audit}'),
  ('${ids.otherPattern}', '${workspace}', 'other-key', '${marker} other', 'Data', 'LOW', '${marker} other problem', '{}',
    null, '{}', 'active', true, null);
update fixward.fix_patterns set title = title || ' again' where id = '${ids.pattern}';
insert into fixward.pattern_relationships (id, workspace_id, from_pattern_id, to_pattern_id, kind, strength, found_by, evidence)
  values ('${ids.relation}', '${workspace}', '${ids.pattern}', '${ids.otherPattern}', 'follows', 0.5, 'manual', '{"why": "${marker}"}');
insert into fixward.guardian_rules (id, workspace_id, name, type, severity, action, source_pattern_id)
  values ('${ids.rule}', '${workspace}', 'some-rule', 'detection', 'HIGH', '${marker} action', '${ids.pattern}');
insert into fixward.rule_events (id, workspace_id, rule_name, event, project)
  values ('${ids.ruleEvent}', '${workspace}', 'some-rule', 'fired', '${marker}');
insert into fixward.pattern_applications (id, workspace_id, pattern_id, event, verification, path, minutes)
  values ('${ids.application}', '${workspace}', '${ids.pattern}', 'applied', 'clean', '${marker}.ts', 5);
insert into fixward.task_links (id, workspace_id, task_id, title, pattern_id)
  values ('${ids.task}', '${workspace}', 'T-1', '${marker} task', '${ids.pattern}');
insert into fixward.jobs (id, workspace_id, kind, unique_key, payload)
  values ('${ids.job}', '${workspace}', 'embed', 'one', '{"what": "${marker}"}');
insert into fixward.call_results (request_id, name, result) values ('${ids.request}', 'save_patterns', '{"data": "${marker}"}');
insert into fixward.archon_confidence_scores (id, workspace_id, request_id, factual_confidence, reasoning_confidence,
    contextual_relevance, uncertainty_lower, uncertainty_upper, method, model_version)
  values ('${ids.score}', '${workspace}', '${ids.request}', 0.5, 0.5, 0.5, 0, 1, 'heuristic', '${marker}');
insert into fixward.archon_performance_metrics (id, workspace_id, response_time_ms, endpoint, confidence_score_id)
  values ('${ids.metric}', '${workspace}', 10, '${marker}', '${ids.score}');
insert into fixward.archon_confidence_calibration (id, workspace_id, confidence_score_id, predicted_confidence,
    actual_accuracy, validation_method, feedback_comments)
  values ('${ids.calibration}', '${workspace}', '${ids.score}', 0.5, 1, 'lint', '${marker}');
insert into fixward.confidence_exposures (id, workspace_id, confidence_score_id, event)
  values ('${ids.exposure}', '${workspace}', '${ids.score}', 'shown');
insert into fixward.confidence_calibrators (id, workspace_id, method, model_family, version, kind, record, outcomes)
  values ('${ids.calibrator}', '${workspace}', 'heuristic', '${marker}', 1, 'identity', '{"text": "${marker}"}', 0);
insert into fixward.confidence_horizons (user_id, workspace_id, rows_since, hours_since)
  values ('${owner}', '${workspace}', '2020-01-01', '2020-01-01');
insert into fixward.consultations (id, workspace_id, shared, title) values ('${ids.consultation}', '${workspace}', true, '${marker}');
insert into fixward.consultation_events (id, workspace_id, consultation_id, position, kind, content, confidence_score_id, pattern_id)
  values ('${ids.consultationEvent}', '${workspace}', '${ids.consultation}', 1, 'question', '{"text": "${marker}"}', '${ids.score}', '${ids.pattern}');
insert into fixward.consultation_files (id, workspace_id, consultation_id, path, version, content, hash, author)
  values ('${ids.consultationFile}', '${workspace}', '${ids.consultation}', 'plans/plan.md', 1, '${marker}', ${hash(marker)}, 'user');
insert into fixward.memories (id, workspace_id, shared, kind, content, objects)
  values ('${ids.memory}', '${workspace}', true, 'fact', '${marker} title problem', array['public.app']);
insert into fixward.approvals (id, workspace_id, consultation_id, title, tool, agent, content, hash, policy_id, reason, expires_at)
  values ('${ids.approval}', '${workspace}', '${ids.consultation}', '${marker}', 'apply_migration', 'consultant', '${marker}',
    ${hash(marker)}, 'ask-writes', '${marker}', now() + interval '1 hour');
update fixward.approvals set state = 'approved' where id = '${ids.approval}';
insert into fixward.policy_decisions (id, workspace_id, principal, tool, action, target_kind, decision, policy_id, reason)
  values ('${ids.decision}', '${workspace}', 'consultant', 'x', 'propose', 'shadow', 'allow', 'x', '${marker}');
insert into fixward.model_usage (workspace_id, day, key_label, model, requests) values ('${workspace}', current_date, '${marker}', 'o3', 1);
insert into fixward.schema_snapshots (id, workspace_id, source, fingerprint, objects, object_count)
  values ('${ids.snapshot}', '${workspace}', 'x', '${marker}', '{"public.app": "${marker}"}', 1);
insert into fixward.schema_changes (id, workspace_id, snapshot_id, source, object, change, explanation)
  values ('${ids.change}', '${workspace}', '${ids.snapshot}', 'x', 'public.app', 'added', '${marker}');
insert into fixward.knowledge_sources (id, workspace_id, name, kind, location)
  values ('${ids.source}', '${workspace}', '${marker}', 'files', 'docs');
insert into fixward.knowledge_documents (id, workspace_id, source_id, path, title, content_hash, size_bytes)
  values ('${ids.document}', '${workspace}', '${ids.source}', 'a.md', '${marker}', ${hash(marker)}, 1);
insert into fixward.knowledge_chunks (id, workspace_id, document_id, position, content)
  values ('${ids.chunk}', '${workspace}', '${ids.document}', 0, '${marker}');
insert into fixward.langgraph_checkpoints (workspace_id, thread_id, checkpoint_id, type, checkpoint, metadata, channel_versions)
  values ('${workspace}', 'thread', '1', 'json', convert_to('${marker}', 'UTF8'), '{"text": "${marker}"}', '{"messages": "1"}');
insert into fixward.langgraph_blobs (workspace_id, thread_id, channel, version, type, blob)
  values ('${workspace}', 'thread', 'messages', '1', 'json', convert_to('${marker}', 'UTF8'));
insert into fixward.langgraph_writes (workspace_id, thread_id, checkpoint_id, task_id, idx, channel, type, blob)
  values ('${workspace}', 'thread', '1', 'task', 0, 'messages', 'json', convert_to('${marker}', 'UTF8'));
insert into fixward.sync_received (user_id, client_id, client_seq, digest, workspace_id, result)
  values ('${owner}', '${ids.request}', 1, '${marker}', '${workspace}', '{"status": "${marker}"}');
insert into fixward.sync_settings (workspace_id, url, publishable_key, remote_user_id)
  values ('${workspace}', 'https://example.org', '${marker}', '${owner}');
insert into fixward.outbox (workspace_id, table_name, row_id, kind, fields)
  values ('${workspace}', 'fix_patterns', '${ids.pattern}', 'patch', '{"title": "${marker}"}');
insert into fixward.dead_letters (id, client_seq, workspace_id, table_name, row_id, kind, code, reason)
  values ('${ids.letter}', 1, '${workspace}', 'fix_patterns', '${ids.pattern}', 'put', 'invalid', '${marker}');
insert into fixward.sync_rows (table_name, row_id, workspace_id, server_version, problem)
  values ('fix_patterns', '${ids.pattern}', '${workspace}', 1, '${marker}');
`;
}
