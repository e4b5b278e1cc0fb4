import type { FixProposal } from '../../rules/finding.ts';
import type { Rule } from '../../rules/ruleModel.ts';
import { fullVacuum } from '../fullVacuum.ts';
import type { SqlCheck } from '../sqlRule.ts';
import { nodeAs, type SqlStatement, statementNode } from '../sqlStatement.ts';
import {
  afterName,
  inAuthorsCase,
  indexOfWord,
  spanOfTokens,
  textOfSpan,
  tokenIndexAt,
} from '../statementTokens.ts';
import { optionIsOn } from '../tableLocks.ts';

/** `REPACK` came with this release. */
export const HAS_REPACK = 19;

/** The table and index as written, and the options that go with them; undefined where one table is not all of it. */
function repack(statement: SqlStatement): string | undefined {
  const cluster = statementNode(statement, 'ClusterStmt');
  const vacuum = fullVacuum(statement);
  const [first, second] = vacuum?.rels ?? [];
  const target = nodeAs(first, 'VacuumRelation');
  const relation = cluster?.relation ?? target?.relation;
  if (!relation || second !== undefined || (target?.va_cols ?? []).length > 0) return undefined;
  const options = ['CONCURRENTLY'];
  for (const node of cluster?.params ?? vacuum?.options ?? []) {
    const name = nodeAs(node, 'DefElem')?.defname ?? '';
    if (name === 'full' || !optionIsOn([node], name)) continue;
    // The others have no counterpart.
    if (name !== 'verbose' && name !== 'analyze') return undefined;
    options.push(name.toUpperCase());
  }
  const at = tokenIndexAt(statement, statement.offsetOf(relation.location));
  const table = textOfSpan(statement, spanOfTokens(statement, at, afterName(statement, at) - 1));
  // `CLUSTER t` means the index it was clustered on before, which is what the clause means without a name.
  const name = cluster?.indexname === undefined ? '' : ` ${indexAsWritten(statement)}`;
  const index = cluster ? ` ${inAuthorsCase(statement, 'USING INDEX')}${name}` : '';
  return `${inAuthorsCase(statement, `REPACK (${options.join(', ')})`)} ${table}${index}`;
}

/** `CLUSTER t USING i`, or as long ago `CLUSTER i ON t`. */
function indexAsWritten(statement: SqlStatement): string {
  const using = indexOfWord(statement, 'using');
  const at = using < 0 ? indexOfWord(statement, 'on') - 1 : using + 1;
  return textOfSpan(statement, spanOfTokens(statement, at));
}

const check: SqlCheck = (statement, context) => {
  if (context.targetVersion < HAS_REPACK) return [];
  const isCluster = statementNode(statement, 'ClusterStmt') !== undefined;
  if (!isCluster && !fullVacuum(statement)) return [];
  const newText = context.inTransaction ? undefined : repack(statement);
  const span = { start: 0, end: statement.bodyEnd };
  const fixes: readonly FixProposal[] =
    newText === undefined ? [] : [{ title: 'Repack concurrently', kind: 'auto', edits: [{ span, newText }] }];
  return [{ span: spanOfTokens(statement, isCluster ? 0 : indexOfWord(statement, 'full')), fixes }];
};

export const rule: Rule = {
  id: 'prefer-repack',
  title: 'VACUUM FULL or CLUSTER where REPACK would do',
  kind: 'prevention',
  severity: 'HIGH',
  problemType: 'Performance',
  languages: ['sql'],
  message:
    'This writes the table anew while nobody can read or write it; REPACK can do it while the table is in use.',
  actionRequired: 'Use REPACK (CONCURRENTLY).',
  why: '`VACUUM FULL` and `CLUSTER` lock everybody out until the table is copied. Postgres 19 has `REPACK`, which with `CONCURRENTLY` copies the table beside itself, carries changes over and only locks it for the swap.',
  howToFix:
    'Write `REPACK (CONCURRENTLY) orders`, or `REPACK (CONCURRENTLY) orders USING INDEX orders_pkey` for what `CLUSTER` did, outside a transaction and one table at a time. Before Postgres 19, where this rule is silent, `pg_repack` does the same; see `ban-vacuum-full`.',
  references: ['https://www.postgresql.org/docs/devel/sql-repack.html'],
  match: [{ kind: 'sqlCheck', statements: ['VacuumStmt', 'ClusterStmt'], check }],
  examples: {
    fires: [
      {
        code: 'VACUUM FULL orders;',
        postgres: 19,
        marks: 'FULL',
        fixed: 'REPACK (CONCURRENTLY) orders;',
      },
      {
        code: 'vacuum (full, verbose) shop.orders;',
        postgres: 19,
        marks: 'full',
        fixed: 'repack (concurrently, verbose) shop.orders;',
      },
      {
        code: 'CLUSTER orders_pkey ON orders;',
        postgres: 19,
        marks: 'CLUSTER',
        fixed: 'REPACK (CONCURRENTLY) orders USING INDEX orders_pkey;',
      },
      {
        code: 'cluster shop.orders;',
        postgres: 19,
        fixed: 'repack (concurrently) shop.orders using index;',
      },
      { code: 'CLUSTER;', postgres: 19, fixed: 'CLUSTER;' },
    ],
    silent: [
      { code: 'VACUUM FULL orders;' },
      { code: 'VACUUM (FULL off) orders;', postgres: 19 },
      { code: 'VACUUM FREEZE orders;', postgres: 19 },
    ],
  },
};
