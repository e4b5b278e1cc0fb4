import type { Rule } from '../../rules/ruleModel.ts';
import { isNoExtensions, isProjectSchema, qualifiedName } from '../../schema/catalogSql.ts';
import { numberIn, textIn } from '../../schema/schemaRow.ts';
import type { SchemaMatcher } from '../../schema/schemaRule.ts';

/** Below these, what a rewrite would give back is not worth its lock. */
const WASTE_MIN_BYTES = 20 * 1024 * 1024;
const WASTE_MIN_SHARE = 0.5;

/** Bytes of a row's header and its item pointer, and of a page's header. */
const ROW_OVERHEAD = 28;
const PAGE_OVERHEAD = 24;

const matcher: SchemaMatcher = {
  kind: 'schema',
  live: true,
  // Rows of the average width in the column statistics would need so many pages; the rest is empty or dead.
  query: (settings) => `WITH width AS (
    SELECT s.schemaname, s.tablename, sum((1 - s.null_frac) * s.avg_width) AS bytes
    FROM pg_catalog.pg_stats AS s GROUP BY s.schemaname, s.tablename
  )
  SELECT c.oid::pg_catalog.text AS oid, ${qualifiedName('n.nspname', 'c.relname')} AS relation,
    (c.relpages::pg_catalog.int8 * block.size)::pg_catalog.float8 AS bytes,
    (pg_catalog.ceil(c.reltuples * (pg_catalog.ceil((width.bytes + ${ROW_OVERHEAD}) / 8) * 8)
      / (block.size - ${PAGE_OVERHEAD}) / (coalesce(fill.factor, 100) / 100.0)) * block.size)::pg_catalog.float8 AS needed
  FROM pg_catalog.pg_class AS c
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    JOIN width ON width.schemaname = n.nspname AND width.tablename = c.relname
    CROSS JOIN (SELECT pg_catalog.current_setting('block_size')::pg_catalog.int4 AS size) AS block
    LEFT JOIN LATERAL (SELECT o.option_value::pg_catalog.int4 AS factor
      FROM pg_catalog.pg_options_to_table(c.reloptions) AS o WHERE o.option_name = 'fillfactor') AS fill ON true
  WHERE c.relkind IN ('r', 'm') AND c.reltuples >= 0
    AND ${isProjectSchema('n.nspname', settings)} AND ${isNoExtensions('c.oid')}
  ORDER BY n.nspname, c.relname`,
  report: (row) => {
    const [bytes, needed] = [numberIn(row, 'bytes'), numberIn(row, 'needed')];
    const waste = bytes - needed;
    if (waste < WASTE_MIN_BYTES || waste < bytes * WASTE_MIN_SHARE) return undefined;
    const relation = textIn(row, 'relation');
    return {
      object: { catalog: 'pg_class', oid: textIn(row, 'oid'), name: relation },
      message: `About ${megabytes(waste)} of the ${megabytes(bytes)} of ${relation} hold no rows (estimated from statistics).`,
    };
  },
};

function megabytes(bytes: number): string {
  return `${Math.round(bytes / (1024 * 1024))} MB`;
}

export const rule: Rule = {
  id: 'table-bloat',
  title: 'Table that is mostly empty space',
  kind: 'detection',
  severity: 'LOW',
  problemType: 'Performance',
  languages: ['sql'],
  message: 'Most of this table’s pages hold no rows.',
  actionRequired: 'Let autovacuum run more often on the table, and pack it once.',
  why: 'Each update and delete leaves a dead row. When they come faster than autovacuum removes them, or one long transaction keeps it from doing so, the table grows for good: every scan and every backup reads the empty pages too.',
  howToFix:
    'Look for transactions that stay open. Lower `autovacuum_vacuum_scale_factor` for the table. To give the space back, `pg_repack` works beside writers; `VACUUM FULL` locks everyone out.',
  references: [
    'https://www.postgresql.org/docs/current/routine-vacuuming.html',
    'https://supabase.com/docs/guides/database/database-advisors?lint=0020_table_bloat',
  ],
  aliases: ['table_bloat', '0020_table_bloat'],
  match: [matcher],
  examples: {
    fires: [
      {
        code: "create table logs (id bigint, line text) with (autovacuum_enabled = off);\ninsert into logs select n, repeat('x', 1500) from generate_series(1, 30000) as n;\ndelete from logs where id % 10 <> 0;\nanalyze logs;",
      },
    ],
    silent: [
      {
        code: "create table logs (id bigint, line text);\ninsert into logs select n, repeat('x', 1500) from generate_series(1, 30000) as n;\nanalyze logs;",
      },
      { code: 'create table empty (id bigint);\nanalyze empty;' },
    ],
  },
};
