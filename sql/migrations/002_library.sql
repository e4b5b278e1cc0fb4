-- Fixward store, migration 002: patterns, rules, audits, applications, and what keeps the store running.
begin;
set local search_path = fixward, extensions, public, pg_temp;

create table if not exists fixward.fix_patterns (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references fixward.workspaces (id) on delete cascade,
  key text not null check (key ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(key) <= 120),
  title text not null check (length(title) between 1 and 300),
  problem_type text not null
    check (problem_type in ('Security', 'Architecture', 'Standards', 'UI-UX', 'Performance', 'Data')),
  code_type text,
  severity text not null check (severity in ('CRITICAL', 'HIGH', 'MEDIUM', 'LOW')),
  tags text[] not null default '{}',
  layers smallint[] not null default '{}' check (layers <@ array[1, 2, 3, 4, 5, 6, 7]::smallint[]),
  workflows text[] not null default '{}',
  file_types text[] not null default '{}',
  problem_description text not null,
  symptoms text[] not null default '{}',
  solution_steps text[] not null default '{}',
  code_before text,
  code_after text,
  verification_steps text[] not null default '{}',
  learnings text[] not null default '{}',
  prevention_guidance text,
  anti_patterns text[] not null default '{}',
  pattern jsonb check (pattern is null or jsonb_typeof(pattern) = 'object'),
  rule jsonb check (rule is null or jsonb_typeof(rule) = 'object'),
  rule_ids text[] not null default '{}',
  examples jsonb not null default '[]' check (jsonb_typeof(examples) = 'array'),
  counter_examples jsonb not null default '[]' check (jsonb_typeof(counter_examples) = 'array'),
  "references" text[] not null default '{}',
  related_files text[] not null default '{}',
  source_file_audit_id uuid,
  applied_to_files text[] not null default '{}',
  task_ids text[] not null default '{}',
  -- Counts are kept by a trigger on pattern_applications; nobody writes them.
  successes integer not null default 0 check (successes >= 0),
  failures integer not null default 0 check (failures >= 0),
  applied_count integer not null default 0 check (applied_count >= 0),
  success_rate numeric(5, 4) generated always as
    (case when successes + failures > 0 then round(successes::numeric / (successes + failures), 4) end) stored,
  avg_time_saved numeric(8, 2) check (avg_time_saved >= 0),
  confidence_score numeric(5, 4) generated always as
    (round((1 + successes)::numeric / (2 + successes + failures), 4)) stored,
  last_applied timestamptz,
  content_embedding vector(1536),
  code_embedding vector(1536),
  problem_embedding vector(1536),
  embedder_id text,
  embedder_version text,
  -- What full text search reads; kept by a trigger.
  search_text tsvector not null default ''::tsvector,
  identifiers text not null default '',
  reviewed boolean not null default false,
  reviewer_notes text,
  status text not null default 'draft' check (status in ('draft', 'suggested', 'active', 'retired')),
  origin text not null default 'authored' check (origin in ('learned', 'authored', 'imported', 'shipped')),
  created_by uuid default fixward.current_user_id(),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1 check (version > 0),
  deleted_at timestamptz,
  check ((embedder_id is null) = (content_embedding is null)),
  check ((embedder_id is null) = (embedder_version is null)),
  unique (id, workspace_id)
);
create unique index if not exists fix_patterns_key_idx on fixward.fix_patterns (workspace_id, key) where deleted_at is null;
create index if not exists fix_patterns_search_idx on fixward.fix_patterns using gin (search_text);
create index if not exists fix_patterns_identifiers_idx on fixward.fix_patterns using gin (identifiers gin_trgm_ops);
create index if not exists fix_patterns_layers_idx on fixward.fix_patterns using gin (layers);
create index if not exists fix_patterns_workflows_idx on fixward.fix_patterns using gin (workflows);
create index if not exists fix_patterns_rule_ids_idx on fixward.fix_patterns using gin (rule_ids);
create index if not exists fix_patterns_embedder_idx on fixward.fix_patterns (workspace_id, embedder_id, embedder_version);

create table if not exists fixward.pattern_revisions (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null,
  pattern_id uuid not null,
  version integer not null,
  content jsonb not null,
  changed_by uuid,
  changed_at timestamptz not null default now(),
  unique (pattern_id, version),
  foreign key (pattern_id, workspace_id) references fixward.fix_patterns (id, workspace_id) on update cascade on delete cascade
);

create table if not exists fixward.pattern_relationships (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references fixward.workspaces (id) on delete cascade,
  from_pattern_id uuid not null,
  to_pattern_id uuid not null,
  kind text not null check (kind in ('prerequisite', 'follows', 'conflicts', 'enhances')),
  strength numeric(4, 3) not null check (strength between 0 and 1),
  -- How it was found: by a person, from the order of applications, from similarity, or shipped.
  found_by text not null check (found_by in ('manual', 'sequence', 'similarity', 'shipped', 'imported')),
  confirmed boolean not null default false,
  rejected boolean not null default false,
  evidence jsonb not null default '{}',
  created_by uuid default fixward.current_user_id(),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  deleted_at timestamptz,
  check (from_pattern_id <> to_pattern_id),
  check (not (confirmed and rejected)),
  unique (workspace_id, from_pattern_id, to_pattern_id, kind),
  foreign key (from_pattern_id, workspace_id) references fixward.fix_patterns (id, workspace_id) on update cascade on delete cascade,
  foreign key (to_pattern_id, workspace_id) references fixward.fix_patterns (id, workspace_id) on update cascade on delete cascade
);
create index if not exists pattern_relationships_to_idx on fixward.pattern_relationships (to_pattern_id);

create table if not exists fixward.guardian_rules (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references fixward.workspaces (id) on delete cascade,
  -- The rule's id as findings show it.
  name text not null check (length(name) between 1 and 200),
  layer smallint check (layer between 1 and 7),
  type text not null check (type in ('prevention', 'detection', 'enforcement')),
  -- The rule file's content; empty for built-in rules, of which only the counts are kept.
  pattern jsonb not null default '{}' check (jsonb_typeof(pattern) = 'object'),
  severity text not null check (severity in ('CRITICAL', 'HIGH', 'MEDIUM', 'LOW')),
  action text not null default '',
  origin text not null default 'learned' check (origin in ('builtin', 'workspace', 'learned', 'imported')),
  source_pattern_id uuid,
  active boolean not null default true,
  fired integer not null default 0 check (fired >= 0),
  fixed integer not null default 0 check (fixed >= 0),
  dismissed integer not null default 0 check (dismissed >= 0),
  suppressed integer not null default 0 check (suppressed >= 0),
  last_fired timestamptz,
  created_by uuid default fixward.current_user_id(),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  deleted_at timestamptz,
  unique (workspace_id, name),
  unique (id, workspace_id),
  foreign key (source_pattern_id, workspace_id) references fixward.fix_patterns (id, workspace_id) on update cascade
    on delete set null (source_pattern_id)
);
create index if not exists guardian_rules_source_idx on fixward.guardian_rules (source_pattern_id);

-- Counts of rules arrive as events, so that two machines' counts add up instead of overwriting each other.
create table if not exists fixward.rule_events (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references fixward.workspaces (id) on delete cascade,
  rule_name text not null,
  event text not null check (event in ('fired', 'fixed', 'dismissed', 'suppressed')),
  amount integer not null default 1 check (amount > 0),
  project text,
  happened_at timestamptz not null default now(),
  created_by uuid default fixward.current_user_id()
);
create index if not exists rule_events_rule_idx on fixward.rule_events (workspace_id, rule_name, happened_at desc);

create table if not exists fixward.file_audit (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references fixward.workspaces (id) on delete cascade,
  -- Names the repository on every machine alike, never by a local folder.
  project text not null,
  path text not null check (length(path) between 1 and 4000),
  layer smallint check (layer between 1 and 7),
  workflows text[] not null default '{}',
  -- Rises with number and severity of findings; 0 is none.
  technical_debt numeric(10, 2) not null default 0 check (technical_debt >= 0),
  findings jsonb not null default '{}' check (jsonb_typeof(findings) = 'object'),
  status text not null default 'Not Started' check (status in ('Not Started', 'In Progress', 'Complete', 'Failed')),
  owner text,
  notes text not null default '',
  task_ids text[] not null default '{}',
  created_by uuid default fixward.current_user_id(),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  deleted_at timestamptz,
  unique (workspace_id, project, path),
  unique (id, workspace_id)
);
create index if not exists file_audit_debt_idx on fixward.file_audit (workspace_id, project, technical_debt desc);

create table if not exists fixward.file_audit_history (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null,
  file_audit_id uuid not null,
  status text not null,
  technical_debt numeric(10, 2) not null,
  cause text not null default '',
  changed_by uuid,
  changed_at timestamptz not null default now(),
  foreign key (file_audit_id, workspace_id) references fixward.file_audit (id, workspace_id) on update cascade on delete cascade
);
create index if not exists file_audit_history_file_idx on fixward.file_audit_history (file_audit_id, changed_at);

-- Every offer, application, undo and dismissal of a pattern; never changed, never removed.
create table if not exists fixward.pattern_applications (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null,
  pattern_id uuid not null,
  rule_name text,
  event text not null check (event in ('offered', 'applied', 'kept', 'undone', 'dismissed', 'failed')),
  -- What checking the applied fix said; null when it was not checked.
  verification text check (verification in ('clean', 'finding_stays', 'new_findings', 'parses_worse')),
  project text,
  path text,
  minutes numeric(8, 2) check (minutes >= 0),
  -- The score shown with the offer, and how it was made.
  confidence numeric(5, 4) check (confidence between 0 and 1),
  confidence_method text,
  -- The applied event that kept and undone belong to.
  application_id uuid,
  happened_at timestamptz not null default now(),
  created_by uuid default fixward.current_user_id(),
  foreign key (pattern_id, workspace_id) references fixward.fix_patterns (id, workspace_id) on update cascade on delete cascade
);
create index if not exists pattern_applications_pattern_idx on fixward.pattern_applications (pattern_id, happened_at desc);
create index if not exists pattern_applications_time_idx on fixward.pattern_applications (workspace_id, happened_at desc);

create table if not exists fixward.task_links (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references fixward.workspaces (id) on delete cascade,
  task_id text not null check (length(task_id) between 1 and 500),
  title text,
  url text check (url is null or url ~ '^https?://'),
  pattern_id uuid,
  file_audit_id uuid,
  created_by uuid default fixward.current_user_id(),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  deleted_at timestamptz,
  check (num_nonnulls(pattern_id, file_audit_id) = 1),
  unique nulls not distinct (workspace_id, task_id, pattern_id, file_audit_id),
  foreign key (pattern_id, workspace_id) references fixward.fix_patterns (id, workspace_id) on update cascade on delete cascade,
  foreign key (file_audit_id, workspace_id) references fixward.file_audit (id, workspace_id) on update cascade on delete cascade
);

-- Who changed what; written by triggers alone.
create table if not exists fixward.audit_log (
  id bigint generated always as identity primary key,
  organisation_id uuid,
  -- Null: the row belongs to the organisation as a whole.
  workspace_id uuid,
  table_name text not null,
  row_id text not null,
  action text not null check (action in ('insert', 'update', 'delete')),
  changed_fields text[] not null default '{}',
  actor uuid,
  happened_at timestamptz not null default now()
);
create index if not exists audit_log_workspace_idx on fixward.audit_log (workspace_id, happened_at desc);
create index if not exists audit_log_organisation_idx on fixward.audit_log (organisation_id, happened_at desc);

-- Work in the background: taken with a lease, tried again with growing pauses, unique by key while it waits.
create table if not exists fixward.jobs (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid references fixward.workspaces (id) on delete cascade,
  kind text not null,
  unique_key text,
  payload jsonb not null default '{}',
  state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed')),
  attempts integer not null default 0,
  attempts_max integer not null default 5,
  run_after timestamptz not null default now(),
  leased_until timestamptz,
  leased_by text,
  progress jsonb,
  last_error text,
  created_by uuid default fixward.current_user_id(),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create unique index if not exists jobs_unique_key_idx on fixward.jobs (workspace_id, kind, unique_key)
  nulls not distinct where unique_key is not null and state in ('waiting', 'running');
create index if not exists jobs_ready_idx on fixward.jobs (run_after) where state = 'waiting';

-- Answers already given, by the caller's request id: a call that is sent again is answered, not run, again.
create table if not exists fixward.call_results (
  request_id uuid not null,
  user_id uuid not null default fixward.current_user_id(),
  name text not null,
  result jsonb not null,
  created_at timestamptz not null default now(),
  primary key (user_id, request_id)
);
create index if not exists call_results_created_idx on fixward.call_results (created_at);

alter table fixward.fix_patterns drop constraint if exists fix_patterns_source_audit_fkey;
alter table fixward.fix_patterns add constraint fix_patterns_source_audit_fkey
  foreign key (source_file_audit_id, workspace_id) references fixward.file_audit (id, workspace_id) on update cascade
  on delete set null (source_file_audit_id);

select fixward.secure_schema();

insert into fixward.schema_version (version, name) values (2, 'library') on conflict do nothing;

commit;
