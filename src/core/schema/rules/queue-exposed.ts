import type { Rule } from '../../rules/ruleModel.ts';
import { isReadableOverApi, qualifiedName } from '../catalogSql.ts';
import { textIn } from '../schemaRow.ts';
import type { SchemaMatcher } from '../schemaRule.ts';

const matcher: SchemaMatcher = {
  kind: 'schema',
  // Supabase serves queues through functions of this schema, with the caller's rights on the tables of `pgmq`.
  applies: ({ platform, exposedSchemas }) =>
    platform === 'supabase' && exposedSchemas.includes('pgmq_public'),
  query: () => `SELECT c.oid::pg_catalog.text AS oid, ${qualifiedName('n.nspname', 'c.relname')} AS relation
  FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  WHERE n.nspname = 'pgmq' AND c.relname LIKE 'q\\_%' AND c.relkind IN ('r', 'p') AND NOT c.relrowsecurity
    AND ${isReadableOverApi('c.oid')}
  ORDER BY c.relname`,
  report: (row) => {
    const relation = textIn(row, 'relation');
    const queue = relation.replace(/^pgmq\."?q_/u, '').replace(/"$/u, '');
    return {
      object: { catalog: 'pg_class', oid: textIn(row, 'oid'), name: relation },
      message: `Anyone who holds the public key can read the messages of queue ${queue}: row level security is off for ${relation}.`,
      marks: [queue],
      remedies: [
        {
          title: `Enable row level security on ${relation}`,
          kind: 'auto',
          sql: `ALTER TABLE ${relation} ENABLE ROW LEVEL SECURITY;`,
        },
      ],
    };
  },
};

export const rule: Rule = {
  id: 'queue-exposed',
  title: 'Queue open to the API',
  kind: 'detection',
  severity: 'HIGH',
  problemType: 'Security',
  languages: ['sql'],
  message: 'Anyone who holds the public key can read the messages of this queue.',
  actionRequired: 'Enable row level security on the queue’s table.',
  why: 'With schema `pgmq_public` exposed, Supabase serves queues over the API with the caller’s rights. The table behind a queue then needs row level security like any other: without it, every visitor reads and takes messages.',
  howToFix:
    'Run `ALTER TABLE pgmq.q_jobs ENABLE ROW LEVEL SECURITY;` and write policies for those who may use the queue, or take `pgmq_public` out of the exposed schemas.',
  references: [
    'https://supabase.com/docs/guides/database/database-advisors?lint=0019_insecure_queue_exposed_in_api',
  ],
  aliases: ['insecure_queue_exposed_in_api', '0019_insecure_queue_exposed_in_api'],
  match: [matcher],
  examples: {
    fires: [
      {
        code: 'create schema if not exists pgmq;\ncreate table pgmq.q_jobs (msg_id bigint primary key, message jsonb);\ngrant select on pgmq.q_jobs to anon;',
        path: 'supabase/migrations/1_jobs.sql',
      },
    ],
    silent: [
      {
        code: 'create schema if not exists pgmq;\ncreate table pgmq.q_jobs (msg_id bigint primary key, message jsonb);\ngrant select on pgmq.q_jobs to anon;\nalter table pgmq.q_jobs enable row level security;',
        path: 'supabase/migrations/1_jobs.sql',
      },
      {
        code: 'create schema if not exists pgmq;\ncreate table pgmq.q_jobs (msg_id bigint primary key, message jsonb);\nrevoke all on pgmq.q_jobs from public, anon, authenticated;',
        path: 'supabase/migrations/1_jobs.sql',
      },
    ],
  },
};
