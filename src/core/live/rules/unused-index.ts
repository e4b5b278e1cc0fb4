import type { Rule } from '../../rules/ruleModel.ts';
import { isNoExtensions, isProjectSchema, qualifiedName } from '../../schema/catalogSql.ts';
import { indexObject } from '../../schema/keySql.ts';
import { textIn } from '../../schema/schemaRow.ts';
import type { SchemaMatcher } from '../../schema/schemaRule.ts';

const matcher: SchemaMatcher = {
  kind: 'schema',
  live: true,
  // One that keeps rows unique, or that a constraint or the replication needs, works without ever being read.
  query: (
    settings,
  ) => `SELECT ic.oid::pg_catalog.text AS oid, ${qualifiedName('n.nspname', 'ic.relname')} AS name,
    ${qualifiedName('n.nspname', 'c.relname')} AS relation,
    pg_catalog.pg_size_pretty(pg_catalog.pg_relation_size(ic.oid)) AS size
  FROM pg_catalog.pg_stat_all_indexes AS s
    JOIN pg_catalog.pg_index AS i ON i.indexrelid = s.indexrelid
    JOIN pg_catalog.pg_class AS ic ON ic.oid = i.indexrelid
    JOIN pg_catalog.pg_class AS c ON c.oid = i.indrelid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  WHERE s.idx_scan = 0 AND NOT i.indisunique AND NOT i.indisprimary AND NOT i.indisexclusion AND NOT i.indisreplident
    AND i.indisvalid AND NOT EXISTS (SELECT FROM pg_catalog.pg_inherits AS part WHERE part.inhrelid = ic.oid)
    AND ${isProjectSchema('n.nspname', settings)} AND ${isNoExtensions('c.oid')}
  ORDER BY pg_catalog.pg_relation_size(ic.oid) DESC, n.nspname, ic.relname`,
  report: (row) => ({
    object: indexObject(row),
    message: `Index ${textIn(row, 'name')} on ${textIn(row, 'relation')} (${textIn(row, 'size')}) was never read while use was counted.`,
  }),
};

export const rule: Rule = {
  id: 'unused-index',
  title: 'Index that no query reads',
  kind: 'detection',
  severity: 'LOW',
  problemType: 'Performance',
  languages: ['sql'],
  message: 'This index was never read while use was counted.',
  actionRequired: 'Make sure that use was counted long enough, on replicas too, then drop the index.',
  why: 'Every insert and most updates write each index, and each keeps memory from what is read. An index that serves no query only costs.',
  howToFix:
    'See how old the statistics are: they must span the rarest job that counts. Ask the replicas too. Then `DROP INDEX CONCURRENTLY orders_note_idx;`, with its definition at hand. An index under a foreign key may be needed by deletes alone.',
  references: ['https://supabase.com/docs/guides/database/database-advisors?lint=0005_unused_index'],
  aliases: ['unused_index', '0005_unused_index'],
  match: [matcher],
  examples: {
    fires: [
      { code: 'create table orders (id bigint primary key, note text);\ncreate index on orders (note);' },
    ],
    silent: [
      { code: 'create table orders (id bigint primary key, note text unique);' },
      {
        code: "create table orders (id bigint primary key, note text);\ncreate index on orders (note);\nset enable_seqscan = off;\nselect from orders where note = 'a';\nselect pg_stat_force_next_flush();",
      },
    ],
  },
};
