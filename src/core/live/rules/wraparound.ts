import type { Rule } from '../../rules/ruleModel.ts';
import { qualifiedName } from '../../schema/catalogSql.ts';
import { numberIn, textIn } from '../../schema/schemaRow.ts';
import type { SchemaMatcher } from '../../schema/schemaRule.ts';

/** Transactions after which Postgres takes no more writes. */
const TRANSACTIONS_MAX = 2 ** 31 - 3_000_000;

/** Autovacuum freezes rows at 200 million; a table so much older is one that it does not get done. */
const AGE_MIN = 1_000_000_000;

const matcher: SchemaMatcher = {
  kind: 'schema',
  live: true,
  query: () => `SELECT c.oid::pg_catalog.text AS oid, ${qualifiedName('n.nspname', 'c.relname')} AS relation,
    greatest(pg_catalog.age(c.relfrozenxid), coalesce(pg_catalog.age(t.relfrozenxid), 0))::pg_catalog.float8 AS age
  FROM pg_catalog.pg_class AS c
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    LEFT JOIN pg_catalog.pg_class AS t ON t.oid = c.reltoastrelid
  WHERE c.relkind IN ('r', 'm') AND greatest(pg_catalog.age(c.relfrozenxid), coalesce(pg_catalog.age(t.relfrozenxid), 0)) >= ${AGE_MIN}
  ORDER BY age DESC LIMIT 20`,
  report: (row) => {
    const age = numberIn(row, 'age');
    const relation = textIn(row, 'relation');
    return {
      object: { catalog: 'pg_class', oid: textIn(row, 'oid'), name: relation },
      message: `${relation} was last frozen ${millions(age)} transactions ago; in ${millions(Math.max(0, TRANSACTIONS_MAX - age))} more the server takes no writes.`,
      remedies: [{ title: `Freeze ${relation}`, kind: 'suggest', sql: `VACUUM (FREEZE) ${relation};` }],
    };
  },
};

function millions(count: number): string {
  return `${Math.floor(count / 1_000_000)} million`;
}

export const rule: Rule = {
  id: 'wraparound',
  title: 'Table that keeps transaction numbers from being used again',
  kind: 'detection',
  severity: 'HIGH',
  problemType: 'Data',
  languages: ['sql'],
  message: 'This table has not been frozen for more than a thousand million transactions.',
  actionRequired: 'Find what keeps autovacuum from the table, and freeze it.',
  why: 'Transaction numbers go round. Before they do, each table must be frozen; one that is not stops the whole server from taking writes. A long open transaction, a forgotten replication slot or a prepared transaction keeps autovacuum from its work.',
  howToFix:
    'Look at `pg_stat_activity` for old `backend_xmin`, at `pg_replication_slots` and `pg_prepared_xacts`; end what is stale. Then `VACUUM (FREEZE) orders;`.',
  references: ['https://www.postgresql.org/docs/current/routine-vacuuming.html#VACUUM-FOR-WRAPAROUND'],
  match: [matcher],
  examples: {
    fires: [
      {
        code: "create table orders (id bigint primary key);\nupdate pg_catalog.pg_class set relfrozenxid = '2500000000'::xid where oid = 'orders'::regclass;",
      },
    ],
    silent: [{ code: 'create table orders (id bigint primary key);' }],
  },
};
