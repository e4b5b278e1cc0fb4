-- Fixward store, migration 003: tables of features whose functions come later: knowledge; and of consultations with the
-- checkpoints of the consultant's graph and of the confidence of answers, whose functions are in 050, 051 and 060 to 064.
-- What a model said to a user is that user's; what a team reads is the workspace's.
begin;
set local search_path = fixward, extensions, public, pg_temp;

-- ---------------------------------------------------------------------------------------- confidence of answers

create table if not exists fixward.archon_confidence_scores (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references fixward.workspaces (id) on delete cascade,
  user_id uuid not null default fixward.current_user_id(),
  -- Names the answer; one that was asked again, or measured in another way, has a row of its own.
  request_id uuid not null,
  session_id uuid,
  request_type text not null default 'chat' check (length(request_type) between 1 and 100),
  prompt_hash text check (prompt_hash ~ '^[0-9a-f]{64}$'),
  model_provider text,
  model_version text,
  -- What calibrators are fitted for.
  model_family text check (length(model_family) <= 200),
  consultation_id uuid,
  title text check (length(title) <= 300),
  temperature numeric(3, 2) check (temperature between 0 and 2),
  max_tokens integer check (max_tokens > 0),
  -- A part of which there is no evidence is null; 0.5 would say something that nobody measured.
  factual_confidence numeric(5, 4) check (factual_confidence between 0 and 1),
  reasoning_confidence numeric(5, 4) check (reasoning_confidence between 0 and 1),
  contextual_relevance numeric(5, 4) check (contextual_relevance between 0 and 1),
  -- {"factual": {"lower": 0.2, "upper": 0.7}, …}
  part_bounds jsonb not null default '{}' check (jsonb_typeof(part_bounds) = 'object'),
  uncertainty_lower numeric(5, 4) check (uncertainty_lower between 0 and 1),
  uncertainty_upper numeric(5, 4) check (uncertainty_upper between 0 and 1),
  -- The mean of the parts that there are, null without any. It hides the weak one; shown_confidence is what people see.
  overall_confidence numeric(5, 4) generated always as
    (round((coalesce(factual_confidence, 0) + coalesce(reasoning_confidence, 0) + coalesce(contextual_relevance, 0))
      / nullif(num_nonnulls(factual_confidence, reasoning_confidence, contextual_relevance), 0), 4)) stored,
  model_consensus jsonb not null default '{}' check (jsonb_typeof(model_consensus) = 'object'),
  -- What was looked at, and what it showed: [{part, kind, text, passed, of}].
  evidence jsonb not null default '[]' check (jsonb_typeof(evidence) = 'array'),
  metadata jsonb not null default '{}' check (jsonb_typeof(metadata) = 'object'),
  method text not null
    check (method in ('logprob', 'agreement', 'semantic_entropy', 'verbalized', 'hybrid', 'heuristic')),
  top_k integer check (top_k > 0),
  window_tokens integer check (window_tokens > 0),
  tail_tokens integer check (tail_tokens > 0),
  token_count integer check (token_count >= 0),
  -- Negative mean log probabilities in nats, no scores; infinity and NaN compare as greater than any number.
  mean_conf double precision check (mean_conf >= 0 and mean_conf < 'infinity'),
  tail_conf double precision check (tail_conf >= 0 and tail_conf < 'infinity'),
  bottom10_conf double precision check (bottom10_conf >= 0 and bottom10_conf < 'infinity'),
  lowest_group_conf double precision check (lowest_group_conf >= 0 and lowest_group_conf < 'infinity'),
  samples integer check (samples > 0),
  agreement numeric(5, 4) check (agreement between 0 and 1),
  raw_confidence numeric(5, 4) check (raw_confidence between 0 and 1),
  -- Null while there are too few outcomes to calibrate with.
  calibrated_confidence numeric(5, 4) check (calibrated_confidence between 0 and 1),
  calibrator_id text,
  -- What people are shown: calibrated, else as the method gave it, else the mean of the parts.
  shown_confidence numeric(5, 4) generated always as
    (coalesce(calibrated_confidence, raw_confidence,
      round((coalesce(factual_confidence, 0) + coalesce(reasoning_confidence, 0) + coalesce(contextual_relevance, 0))
        / nullif(num_nonnulls(factual_confidence, reasoning_confidence, contextual_relevance), 0), 4))) stored,
  -- Kept by the store: the verdict that counts among those of archon_confidence_calibration, and when somebody saw it.
  outcome numeric(5, 4),
  outcome_method text,
  outcome_at timestamptz,
  outcome_weight numeric,
  exposed_at timestamptz,
  -- Which write of which machine this is, so that it is sent as often as needed and kept once.
  client_id uuid,
  client_seq bigint,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check (uncertainty_lower <= uncertainty_upper),
  check ((uncertainty_lower is null) = (uncertainty_upper is null)),
  check (calibrated_confidence between uncertainty_lower and uncertainty_upper),
  check (method <> 'logprob' or (top_k is not null and mean_conf is not null)),
  check ((client_id is null) = (client_seq is null)),
  unique (id, workspace_id),
  unique (user_id, client_id, client_seq),
  -- Requests first: it is their index as well.
  unique (request_id, method, user_id)
);
create index if not exists archon_scores_created_idx on fixward.archon_confidence_scores (created_at desc);
create index if not exists archon_scores_overall_idx on fixward.archon_confidence_scores (overall_confidence desc);
create index if not exists archon_scores_session_idx
  on fixward.archon_confidence_scores (user_id, session_id, created_at desc);
create index if not exists archon_scores_type_idx on fixward.archon_confidence_scores (request_type, created_at desc);
create index if not exists archon_scores_model_idx on fixward.archon_confidence_scores (model_version, created_at desc);
create index if not exists archon_scores_method_idx on fixward.archon_confidence_scores (method, created_at desc);
create index if not exists archon_scores_prompt_idx on fixward.archon_confidence_scores (prompt_hash);
create index if not exists archon_scores_consensus_idx
  on fixward.archon_confidence_scores using gin (model_consensus jsonb_path_ops);
create index if not exists archon_scores_uncalibrated_idx
  on fixward.archon_confidence_scores (created_at) where calibrated_confidence is null;
create index if not exists archon_scores_known_idx on fixward.archon_confidence_scores
  (user_id, workspace_id, created_at desc, id desc, method, model_family, request_type) where outcome is not null;
create index if not exists archon_scores_consultation_idx
  on fixward.archon_confidence_scores (consultation_id) where consultation_id is not null;
create index if not exists archon_scores_workspace_idx
  on fixward.archon_confidence_scores (workspace_id, created_at desc);

create table if not exists fixward.archon_performance_metrics (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references fixward.workspaces (id) on delete cascade,
  user_id uuid not null default fixward.current_user_id(),
  "timestamp" timestamptz not null default now(),
  metric_date date generated always as (("timestamp" at time zone 'UTC')::date) stored,
  -- Null: not measured. Nothing is ever filled in for it.
  token_efficiency numeric(5, 4) check (token_efficiency between 0 and 1),
  confidence_accuracy numeric(5, 4) check (confidence_accuracy between 0 and 1),
  hallucination_rate numeric(5, 4) check (hallucination_rate between 0 and 1),
  response_time_ms integer not null check (response_time_ms >= 0),
  system_load numeric(7, 4) check (system_load >= 0 and system_load < 'NaN'),
  memory_usage_mb integer check (memory_usage_mb >= 0),
  cpu_usage_percent numeric(5, 2) check (cpu_usage_percent between 0 and 100),
  cache_hit_rate numeric(5, 4) check (cache_hit_rate between 0 and 1),
  error_rate numeric(5, 4) check (error_rate between 0 and 1),
  request_type text,
  model_version text,
  endpoint text,
  user_satisfaction_score numeric(3, 2) check (user_satisfaction_score between 1 and 5),
  tokens_in integer check (tokens_in >= 0),
  tokens_out integer check (tokens_out >= 0),
  metadata jsonb not null default '{}' check (jsonb_typeof(metadata) = 'object'),
  confidence_score_id uuid,
  client_id uuid,
  client_seq bigint,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check ((client_id is null) = (client_seq is null)),
  unique (user_id, client_id, client_seq),
  foreign key (confidence_score_id, workspace_id) references fixward.archon_confidence_scores (id, workspace_id)
    on update cascade on delete set null (confidence_score_id)
);
create index if not exists archon_metrics_time_idx on fixward.archon_performance_metrics ("timestamp" desc);
create index if not exists archon_metrics_date_idx on fixward.archon_performance_metrics (metric_date);
create index if not exists archon_metrics_type_idx
  on fixward.archon_performance_metrics (request_type, "timestamp" desc) include (response_time_ms);
create index if not exists archon_metrics_endpoint_idx
  on fixward.archon_performance_metrics (endpoint, "timestamp" desc);
create index if not exists archon_metrics_metadata_idx on fixward.archon_performance_metrics using gin (metadata);
create index if not exists archon_metrics_workspace_idx
  on fixward.archon_performance_metrics (workspace_id, "timestamp" desc);

-- What became of an answer, next to what was predicted of it.
create table if not exists fixward.archon_confidence_calibration (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null,
  confidence_score_id uuid not null,
  -- Copied from what was shown, and frozen; null where the answer had figures in nats and nothing to calibrate them with.
  predicted_confidence numeric(5, 4) check (predicted_confidence between 0 and 1),
  actual_accuracy numeric(5, 4) not null check (actual_accuracy between 0 and 1),
  -- One answer's residual. Its mean is no calibration error, which needs answers in bins.
  calibration_error numeric(5, 4) generated always as (abs(actual_accuracy - predicted_confidence)) stored,
  validation_method text not null check (validation_method in
    ('human_review', 'automated_test', 'cross_validation', 'compile', 'lint', 'user_accept', 'user_revert')),
  validator_id uuid default fixward.current_user_id(),
  validation_timestamp timestamptz not null default now(),
  feedback_score numeric(3, 2) check (feedback_score between 1 and 5),
  feedback_comments text,
  weight numeric not null default 1 check (weight >= 0 and weight < 'infinity'),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique nulls not distinct (workspace_id, confidence_score_id, validation_method, validator_id),
  foreign key (confidence_score_id, workspace_id) references fixward.archon_confidence_scores (id, workspace_id)
    on update cascade on delete cascade
);
create index if not exists archon_calibration_score_idx
  on fixward.archon_confidence_calibration (confidence_score_id);
create index if not exists archon_calibration_time_idx
  on fixward.archon_confidence_calibration (validation_timestamp desc);
create index if not exists archon_calibration_method_idx
  on fixward.archon_confidence_calibration (validation_method, validation_timestamp desc);

-- ---------------------------------------------------------------------------------------- consultations

create table if not exists fixward.consultations (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references fixward.workspaces (id) on delete cascade,
  -- The user's alone until he shares it with the workspace.
  shared boolean not null default false,
  title text not null default '' check (length(title) <= 300),
  -- What it began with; for finding it again.
  question text not null default '' check (length(question) <= 50000),
  project text check (length(project) <= 4000),
  state text not null default 'open' check (state in ('open', 'waiting', 'running', 'done', 'failed', 'stopped')),
  model text check (length(model) <= 300),
  tokens_in bigint not null default 0 check (tokens_in >= 0),
  tokens_out bigint not null default 0 check (tokens_out >= 0),
  -- US dollars; null where the price is unknown.
  cost_usd numeric(14, 6) check (cost_usd >= 0 and cost_usd < 'infinity'),
  -- Counts for the list: steps, proposals, what waits.
  summary jsonb not null default '{}' check (jsonb_typeof(summary) = 'object'),
  -- What the program needs to go on with it.
  details jsonb not null default '{}' check (jsonb_typeof(details) = 'object'),
  -- Of the last event.
  last_position integer not null default 0 check (last_position >= 0),
  -- The consultation that this one is a copy of; it may be gone.
  forked_from uuid,
  created_by uuid not null default fixward.current_user_id(),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  deleted_at timestamptz,
  unique (id, workspace_id)
);
create index if not exists consultations_workspace_idx on fixward.consultations (workspace_id, updated_at desc);
create index if not exists consultations_user_idx on fixward.consultations (created_by, updated_at desc);

-- What was said and done, in order; never changed.
create table if not exists fixward.consultation_events (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null,
  consultation_id uuid not null,
  position integer not null check (position > 0),
  kind text not null check (kind ~ '^[a-z][a-z_]{0,39}$'),
  content jsonb not null default '{}' check (jsonb_typeof(content) = 'object'),
  confidence_score_id uuid,
  pattern_id uuid,
  created_by uuid not null default fixward.current_user_id(),
  happened_at timestamptz not null default now(),
  unique (workspace_id, consultation_id, position),
  foreign key (consultation_id, workspace_id) references fixward.consultations (id, workspace_id) on delete cascade,
  foreign key (confidence_score_id, workspace_id) references fixward.archon_confidence_scores (id, workspace_id)
    on update cascade on delete set null (confidence_score_id),
  foreign key (pattern_id, workspace_id) references fixward.fix_patterns (id, workspace_id) on update cascade
    on delete set null (pattern_id)
);

-- ---------------------------------------------------------------------------------------- knowledge

-- Every unique key begins with the workspace: uniqueness is checked before references are, and would tell of others' rows.

create table if not exists fixward.knowledge_sources (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references fixward.workspaces (id) on delete cascade,
  name text not null check (length(name) between 1 and 300),
  kind text not null check (kind in ('files', 'repository', 'website', 'database', 'notes')),
  location text not null,
  settings jsonb not null default '{}' check (jsonb_typeof(settings) = 'object'),
  state text not null default 'waiting' check (state in ('waiting', 'reading', 'ready', 'failed', 'paused')),
  last_error text,
  last_read_at timestamptz,
  created_by uuid default fixward.current_user_id(),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  deleted_at timestamptz,
  unique (workspace_id, kind, location),
  unique (id, workspace_id)
);

create table if not exists fixward.knowledge_documents (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null,
  source_id uuid not null,
  path text not null check (length(path) between 1 and 4000),
  title text not null default '',
  media_type text not null default 'text/plain',
  language text,
  -- SHA-256 of the content; the same content is not read twice.
  content_hash text not null check (content_hash ~ '^[0-9a-f]{64}$'),
  size_bytes bigint not null check (size_bytes >= 0),
  metadata jsonb not null default '{}' check (jsonb_typeof(metadata) = 'object'),
  created_by uuid default fixward.current_user_id(),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  deleted_at timestamptz,
  unique (workspace_id, source_id, path),
  unique (id, workspace_id),
  foreign key (source_id, workspace_id) references fixward.knowledge_sources (id, workspace_id) on delete cascade
);
create index if not exists knowledge_documents_hash_idx on fixward.knowledge_documents (workspace_id, content_hash);

create table if not exists fixward.knowledge_chunks (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null,
  document_id uuid not null,
  position integer not null check (position >= 0),
  heading text not null default '',
  content text not null,
  line_start integer check (line_start >= 0),
  line_end integer check (line_end >= line_start),
  token_count integer check (token_count >= 0),
  embedding vector(1536),
  embedder_id text,
  embedder_version text,
  search_text tsvector not null default ''::tsvector,
  created_at timestamptz not null default now(),
  check ((embedder_id is null) = (embedding is null)),
  check ((embedder_id is null) = (embedder_version is null)),
  unique (workspace_id, document_id, position),
  foreign key (document_id, workspace_id) references fixward.knowledge_documents (id, workspace_id) on delete cascade
);
create index if not exists knowledge_chunks_search_idx on fixward.knowledge_chunks using gin (search_text);
create index if not exists knowledge_chunks_embedder_idx
  on fixward.knowledge_chunks (workspace_id, embedder_id, embedder_version);

-- ---------------------------------------------------------------------------------------- checkpoints

-- Thread names are chosen by programs: they are unique for a user, so that nobody meets another's thread.
create table if not exists fixward.langgraph_checkpoints (
  user_id uuid not null default fixward.current_user_id(),
  workspace_id uuid not null references fixward.workspaces (id) on delete cascade,
  thread_id text not null check (length(thread_id) between 1 and 500),
  checkpoint_ns text not null default '' check (length(checkpoint_ns) <= 1000),
  -- Ids rise with time; in this collation they sort as their bytes do, whatever the database's own.
  checkpoint_id text collate "C" not null check (length(checkpoint_id) between 1 and 200),
  parent_checkpoint_id text check (length(parent_checkpoint_id) between 1 and 200),
  -- How the bytes were written, as the graph's library names it.
  type text not null check (length(type) <= 50),
  -- Without the channels' values, which stand in langgraph_blobs under the version that "channel_versions" names.
  checkpoint bytea not null,
  channel_versions jsonb not null default '{}' check (jsonb_typeof(channel_versions) = 'object'),
  metadata jsonb not null default '{}' check (jsonb_typeof(metadata) = 'object'),
  created_at timestamptz not null default now(),
  primary key (user_id, workspace_id, thread_id, checkpoint_ns, checkpoint_id)
);

create table if not exists fixward.langgraph_blobs (
  user_id uuid not null default fixward.current_user_id(),
  workspace_id uuid not null references fixward.workspaces (id) on delete cascade,
  thread_id text not null check (length(thread_id) between 1 and 500),
  checkpoint_ns text not null default '' check (length(checkpoint_ns) <= 1000),
  channel text not null check (length(channel) between 1 and 500),
  version text not null check (length(version) between 1 and 100),
  type text not null check (length(type) <= 50),
  blob bytea not null,
  primary key (user_id, workspace_id, thread_id, checkpoint_ns, channel, version)
);

create table if not exists fixward.langgraph_writes (
  user_id uuid not null default fixward.current_user_id(),
  workspace_id uuid not null references fixward.workspaces (id) on delete cascade,
  thread_id text not null check (length(thread_id) between 1 and 500),
  checkpoint_ns text not null default '' check (length(checkpoint_ns) <= 1000),
  checkpoint_id text collate "C" not null check (length(checkpoint_id) between 1 and 200),
  task_id text not null check (length(task_id) between 1 and 200),
  idx integer not null,
  channel text not null check (length(channel) between 1 and 500),
  type text not null check (length(type) <= 50),
  blob bytea not null,
  primary key (user_id, workspace_id, thread_id, checkpoint_ns, checkpoint_id, task_id, idx)
);

select fixward.secure_schema();

insert into fixward.schema_version (version, name) values (3, 'reserved') on conflict do nothing;

commit;
