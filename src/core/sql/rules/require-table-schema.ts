import type { Node, RangeVar } from '@pgsql/types';
import type { Rule } from '../../rules/ruleModel.ts';
import { droppedObjects } from '../droppedObjects.ts';
import type { SqlFileContext } from '../sqlFileContext.ts';
import type { SqlCheck } from '../sqlRule.ts';
import { type NodeKind, nodeAs, type SqlStatement } from '../sqlStatement.ts';
import { createdTemporaryFact, setsFact } from '../statementFacts.ts';
import { afterName, spanOfTokens, tokenIndexAt } from '../statementTokens.ts';

/** An unqualified name and its only token. */
interface BareName {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

const check: SqlCheck = (statement, context) => {
  const bare = bareNames(statement, context);
  if (bare.length === 0 || context.happensEarlier(setsFact('search_path'))) return [];
  return bare.map(({ name, start, end }) => ({
    span: { start, end },
    message: `Which ${name} is meant depends on the search path of whoever runs this.`,
    fixes: [
      {
        title: 'Name the schema public',
        kind: 'suggest' as const,
        edits: [{ span: { start, end: start }, newText: 'public.' }],
      },
    ],
  }));
};

function bareNames(statement: SqlStatement, context: SqlFileContext): readonly BareName[] {
  // A table that this file makes is reported where it is made; a temporary one has no schema to name.
  const isKnown = (name: string): boolean =>
    context.createdEarlier('table', name) || context.happensAnywhere(createdTemporaryFact(name));
  if (statement.kind === 'DropStmt') {
    return droppedObjects(statement)
      .filter(({ kind, partCount, name }) => IN_SCHEMAS.has(kind) && partCount === 1 && !isKnown(name))
      .map(({ name, span }) => ({ name, start: span.start, end: span.end }));
  }
  if (DATA_STATEMENTS.has(statement.kind ?? '')) return [];
  const names: BareName[] = [...ownName(statement)];
  for (const relation of relationsOutsideQueries(statement.tree)) {
    if (!relation.relname || relation.schemaname || relation.relpersistence === 't') continue;
    if (relation.location === undefined || isKnown(relation.relname)) continue;
    const token = statement.tokens[tokenIndexAt(statement, statement.offsetOf(relation.location))];
    if (token) names.push({ name: relation.relname, start: token.start, end: token.end });
  }
  return names;
}

/** Kinds of `DROP` whose objects live in schemas under a name of their own. */
const IN_SCHEMAS: ReadonlySet<string> = new Set([
  'OBJECT_TABLE',
  'OBJECT_FOREIGN_TABLE',
  'OBJECT_VIEW',
  'OBJECT_MATVIEW',
  'OBJECT_SEQUENCE',
  'OBJECT_INDEX',
  'OBJECT_TYPE',
  'OBJECT_DOMAIN',
  'OBJECT_FUNCTION',
  'OBJECT_PROCEDURE',
  'OBJECT_ROUTINE',
  'OBJECT_AGGREGATE',
  'OBJECT_COLLATION',
]);

const DATA_STATEMENTS: ReadonlySet<string> = new Set([
  'SelectStmt',
  'InsertStmt',
  'UpdateStmt',
  'DeleteStmt',
  'MergeStmt',
  'TransactionStmt',
  'VariableSetStmt',
] satisfies readonly NodeKind[]);

/** Names in a query may be those of its `WITH`, so only the others are looked at. */
function relationsOutsideQueries(tree: unknown): readonly RangeVar[] {
  const relations: RangeVar[] = [];
  const pending: unknown[] = [tree];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (typeof next !== 'object' || next === null) continue;
    if (isRangeVar(next)) {
      relations.push(next);
      continue;
    }
    for (const [key, child] of Object.entries(next).reverse())
      if (!DATA_STATEMENTS.has(key)) pending.push(child);
  }
  return relations;
}

/** The tree keeps most of them as plain values of a field, without their kind. */
function isRangeVar(value: object): value is RangeVar {
  return 'relname' in value && 'relpersistence' in value;
}

/** Types and functions are lists of names without a place: theirs stands after the word for them. */
function ownName(statement: SqlStatement): readonly BareName[] {
  const { tree } = statement;
  const parts =
    nodeAs(tree, 'CreateEnumStmt')?.typeName ??
    nodeAs(tree, 'AlterEnumStmt')?.typeName ??
    nodeAs(tree, 'CreateDomainStmt')?.domainname ??
    nodeAs(tree, 'AlterDomainStmt')?.typeName ??
    nodeAs(tree, 'CreateFunctionStmt')?.funcname ??
    nodeAs(tree, 'AlterFunctionStmt')?.func?.objname;
  return parts === undefined ? [] : afterKeyword(statement, parts);
}

const KEYWORDS: ReadonlySet<string> = new Set(['type', 'domain', 'function', 'procedure', 'routine']);

function afterKeyword(statement: SqlStatement, parts: readonly Node[]): readonly BareName[] {
  if (parts.length > 1) return [];
  const at = statement.tokens.findIndex(({ word }) => KEYWORDS.has(word)) + 1;
  const span = spanOfTokens(statement, at, afterName(statement, at) - 1);
  return [{ name: nodeAs(parts[0], 'String')?.sval ?? '', start: span.start, end: span.end }];
}

export const rule: Rule = {
  id: 'require-table-schema',
  title: 'Name without a schema',
  kind: 'enforcement',
  severity: 'LOW',
  problemType: 'Standards',
  languages: ['sql'],
  message: 'Which object is meant depends on the search path of whoever runs this.',
  actionRequired: 'Write the schema before the name.',
  why: 'A name without a schema means the first match on the search path of the role that runs the file. Run as another role, or after someone set the path, the same migration makes its table in another schema or alters another one’s.',
  howToFix:
    'Write `public.orders`. Where a whole file is meant for one schema, `SET search_path = shop;` at its top says so, and nothing after it is reported. Temporary tables have no schema to name.',
  references: ['https://www.postgresql.org/docs/current/ddl-schemas.html#DDL-SCHEMAS-PATH'],
  aliases: ['SM001'],
  optIn: true,
  match: [{ kind: 'sqlCheck', check }],
  examples: {
    fires: [
      {
        code: 'CREATE TABLE "größen 🎉" (id bigint REFERENCES orders);',
        count: 2,
        marks: '"größen 🎉"',
        fixed: 'CREATE TABLE public."größen 🎉" (id bigint REFERENCES public.orders);',
      },
      {
        code: 'drop view if exists shop.a, b cascade;',
        fixed: 'drop view if exists shop.a, public.b cascade;',
      },
      {
        code: 'create or replace function touch() returns trigger language plpgsql as $$ begin end $$;',
        marks: 'touch',
      },
      { code: "alter type state add value 'paid';", marks: 'state' },
      { code: 'create index on orders (id);', marks: 'orders' },
      { code: 'create view open as with o as (select 1) select * from o;', marks: 'open' },
    ],
    silent: [
      { code: 'CREATE TABLE shop.orders (id bigint);\nALTER TABLE shop.orders ADD COLUMN note text;' },
      {
        code: 'create temp table scratch (id int);\nalter table scratch add note text;\ndrop table scratch;',
      },
      { code: 'SET search_path = shop;\nCREATE TABLE orders (id bigint);' },
      { code: 'SELECT * FROM orders;' },
      { code: 'DROP SCHEMA shop;' },
      { code: 'DROP TRIGGER touch ON shop.orders;' },
    ],
  },
};
