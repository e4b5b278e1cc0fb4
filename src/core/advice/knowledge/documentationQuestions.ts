import type { ProblemType } from '../../rules/ruleModel.ts';

/** Something that Postgres or Supabase may document anew, and how to ask for it. */
export interface DocumentationQuestion {
  /** Stable: what was answered before is kept under it. */
  readonly id: string;
  readonly topic: string;
  readonly query: string;
  /** What a pattern about it would be for. */
  readonly problemType: ProblemType;
}

/** What the weekly round asks; one subject each, in the words that documentation uses. */
export const DOCUMENTATION_QUESTIONS: readonly DocumentationQuestion[] = [
  question(
    'postgres-18',
    'PostgreSQL 18',
    'PostgreSQL 18 release notes new features and incompatibilities',
    'Standards',
  ),
  question(
    'postgres-next',
    'The next PostgreSQL',
    'PostgreSQL 19 new features under development',
    'Standards',
  ),
  question(
    'postgres-minor',
    'Minor releases of PostgreSQL',
    'PostgreSQL latest minor release security fixes and actions after the upgrade',
    'Security',
  ),
  question(
    'rls-performance',
    'Row level security',
    'Row level security policy performance recommendations',
    'Performance',
  ),
  question('locks', 'Locks of migrations', 'ALTER TABLE lock levels and migrations without downtime', 'Data'),
  question(
    'indexes',
    'Indexes',
    'Postgres index types, concurrent builds, skip scan and when indexes are used',
    'Performance',
  ),
  question(
    'partitioning',
    'Partitioning',
    'Postgres declarative partitioning attach, detach concurrently, pruning',
    'Data',
  ),
  question(
    'constraints',
    'Constraints',
    'Postgres NOT VALID constraints, NOT NULL, temporal keys and validation',
    'Data',
  ),
  question(
    'vacuum',
    'Vacuum and statistics',
    'Postgres autovacuum tuning, statistics and bloat',
    'Performance',
  ),
  question(
    'functions',
    'Functions',
    'Postgres security definer functions search_path and privileges',
    'Security',
  ),
  question('vectors', 'Vectors', 'pgvector HNSW index, filtering and iterative scans', 'Performance'),
  question(
    'supabase-auth',
    'Supabase Auth',
    'Supabase Auth changes to JWT signing keys, API keys and sessions',
    'Security',
  ),
  question(
    'supabase-storage',
    'Supabase Storage',
    'Supabase Storage access policies, buckets and limits',
    'Security',
  ),
  question(
    'supabase-realtime',
    'Supabase Realtime',
    'Supabase Realtime broadcast, authorization and limits',
    'Architecture',
  ),
  question(
    'supabase-edge',
    'Supabase Edge Functions',
    'Supabase Edge Functions runtime, secrets and limits',
    'Architecture',
  ),
  question(
    'supabase-branching',
    'Supabase branching',
    'Supabase branching and migrations with the command line',
    'Standards',
  ),
  question(
    'supabase-connections',
    'Supabase connections',
    'Supabase connection pooling, Supavisor modes and prepared statements',
    'Performance',
  ),
  question(
    'supabase-advisors',
    'Supabase advisors',
    'Supabase database advisors security and performance lints',
    'Security',
  ),
];

function question(id: string, topic: string, query: string, problemType: ProblemType): DocumentationQuestion {
  return { id, topic, query, problemType };
}
