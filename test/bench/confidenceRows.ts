import type { OpenStore, Tenant } from '../support/storeDatabase.ts';

/** As many answers as one user of an assistant gives in a quarter, and what requests took, made in SQL. */
const DAYS = 90;
const CHUNK_ROWS = 50_000;

const TYPES = `(array['chat', 'proposal', 'plan', 'search', 'pattern'])[1 + (hashint4(i) & 3) + (i % 17 = 0)::integer]`;
const MODELS = `(array['gpt-4.1', 'qwen3-32b', 'claude-sonnet', 'local-8b'])[1 + (hashint4(i + 1) & 3)]`;
/** Each model answers by the method that it allows: with the types, twenty series. */
const METHODS = `(array['logprob', 'agreement', 'verbalized', 'heuristic'])[1 + (hashint4(i + 1) & 3)]`;
/** 0 to 1, the same each time. */
const share = (salt: number): string => `((hashint4(i + ${salt})::bigint + 2147483648) / 4294967296.0)`;

const TABLES = `('fixward.archon_confidence_scores'::regclass, 'fixward.archon_confidence_calibration'::regclass,
  'fixward.archon_performance_metrics'::regclass)`;

/**
 * Fills the tables with answers, an outcome for every fifth, and metrics. Indexes are made when all rows are there, and the
 * sums are made anew, as their own function does.
 */
export async function fillConfidence(store: OpenStore, tenant: Tenant, rows: number): Promise<void> {
  const { session } = store;
  const { rows: indexes } = await session.query<{ name: string; definition: string }>(
    `select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition
     from pg_index where indrelid in ${TABLES} and not indisunique`,
  );
  for (const { name } of indexes) await session.exec(`drop index ${name}`);
  await session.exec('set session_replication_role = replica');
  for (let from = 1; from <= rows; from += CHUNK_ROWS)
    await session.exec(chunkSql(tenant, rows, from, Math.min(rows, from + CHUNK_ROWS - 1)));
  await session.exec('set session_replication_role = origin');
  for (const { definition } of indexes) await session.exec(definition);
  await session.exec('analyze');
  await store.as(tenant.userId).data('rebuild_confidence_rollups');
}

function chunkSql({ workspaceId, userId }: Tenant, rows: number, from: number, to: number): string {
  const at = `now() - make_interval(secs => (${rows} - i) * ${(DAYS * 86_400) / rows})`;
  const known = 'i % 5 = 0';
  return `
    with made as (
      insert into fixward.archon_confidence_scores (workspace_id, user_id, request_id, request_type, model_version, model_family,
        method, top_k, mean_conf, raw_confidence, factual_confidence, reasoning_confidence, prompt_hash, created_at,
        outcome, outcome_method, outcome_at)
      select '${workspaceId}', '${userId}', gen_random_uuid(), ${TYPES}, ${MODELS}, ${MODELS}, ${METHODS}, 20,
        3 + 4 * ${share(3)}, round(${share(4)}, 4), round(${share(5)}, 4), round(${share(6)}, 4),
        encode(sha256(i::text::bytea), 'hex'), ${at},
        case when ${known} then (${share(9)} < ${share(4)} * 0.8)::integer end, case when ${known} then 'user_accept' end,
        case when ${known} then ${at} end
      from generate_series(${from}, ${to}) i
      returning *
    )
    insert into fixward.archon_confidence_calibration (workspace_id, confidence_score_id, predicted_confidence,
      actual_accuracy, validation_method, validator_id, validation_timestamp)
    select m.workspace_id, m.id, m.shown_confidence, m.outcome, m.outcome_method, m.user_id, m.outcome_at
    from made m where m.outcome is not null;
    insert into fixward.archon_performance_metrics (workspace_id, user_id, "timestamp", response_time_ms, request_type,
      model_version, endpoint, error_rate, cache_hit_rate, tokens_in, tokens_out, memory_usage_mb)
    select '${workspaceId}', '${userId}', ${at}, (50 + 8000 * ${share(7)} ^ 4)::integer, ${TYPES}, ${MODELS}, 'consult/ask',
      (hashint4(i) % 50 = 0)::integer, case when i % 2 = 0 then round(${share(8)}, 4) end, 100 + i % 900, 20 + i % 300,
      200 + i % 100
    from generate_series(${from}, ${to}) i;`;
}
