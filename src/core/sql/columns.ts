import type { ColumnDef, Constraint, TypeName } from '@pgsql/types';
import type { Span } from '../text/span.ts';
import { alterCommands } from './alterCommands.ts';
import type { SqlFileContext } from './sqlFileContext.ts';
import { nodeAs, type SqlStatement, statementNode } from './sqlStatement.ts';
import { relationName } from './statementFacts.ts';
import { afterName, closingIndex, spanOfTokens, tokenIndexAt } from './statementTokens.ts';

/** A column that a statement makes or gives a new type. */
export interface WrittenColumn {
  /** `create`: in `CREATE TABLE`; `add`: in `ADD COLUMN`; `retype`: in `ALTER COLUMN … TYPE`. */
  readonly place: 'create' | 'add' | 'retype';
  readonly table: string;
  readonly name: string;
  readonly definition: ColumnDef;
  /** The type's own name, as Postgres calls it inside: `int4`, `bpchar`, `serial`. */
  readonly type: string;
  /** Token indexes of the type as written, both included. */
  readonly typeFirst: number;
  readonly typeLast: number;
}

const NONE: readonly WrittenColumn[] = [];

/** A dozen rules ask for the columns of the same statement. */
const known = new WeakMap<SqlStatement, readonly WrittenColumn[]>();

/** Columns with a type in `CREATE TABLE` and `ALTER TABLE`; empty for other statements. */
export function writtenColumns(statement: SqlStatement): readonly WrittenColumn[] {
  let columns = known.get(statement);
  if (!columns) {
    columns = columnsOf(statement);
    known.set(statement, columns);
  }
  return columns;
}

function columnsOf(statement: SqlStatement): readonly WrittenColumn[] {
  const create = statementNode(statement, 'CreateStmt');
  if (create) {
    if (create.relation?.relpersistence === 't') return NONE;
    const table = relationName(create.relation);
    return (create.tableElts ?? []).flatMap((element) =>
      column(statement, 'create', table, nodeAs(element, 'ColumnDef')),
    );
  }
  return alterCommands(statement).flatMap(({ command, table }) => {
    const definition = nodeAs(command.def, 'ColumnDef');
    if (command.subtype === 'AT_AddColumn') return column(statement, 'add', table, definition);
    if (command.subtype !== 'AT_AlterColumnType' || !definition) return [];
    return column(statement, 'retype', table, { ...definition, colname: command.name ?? '' });
  });
}

function column(
  statement: SqlStatement,
  place: WrittenColumn['place'],
  table: string,
  definition: ColumnDef | undefined,
): readonly WrittenColumn[] {
  const typeName = definition?.typeName;
  if (!definition || !typeName || typeName.location === -1) return [];
  const typeFirst = tokenIndexAt(statement, statement.offsetOf(typeName.location));
  return [
    {
      place,
      table,
      name: definition.colname ?? '',
      definition,
      type: typeOf(typeName),
      typeFirst,
      typeLast: lastTypeToken(statement, typeFirst),
    },
  ];
}

function typeOf(typeName: TypeName): string {
  return nodeAs(typeName.names?.at(-1), 'String')?.sval ?? '';
}

const TYPE_WORDS: ReadonlySet<string> = new Set([
  'varying',
  'precision',
  'with',
  'without',
  'time',
  'zone',
  'array',
]);

function lastTypeToken(statement: SqlStatement, first: number): number {
  let index = afterName(statement, first);
  if (statement.tokens[first]?.word === 'national') index++;
  for (;;) {
    const word = statement.tokens[index]?.word ?? '';
    if (word === '(' || word === '[') index = closingIndex(statement, index) + 1;
    else if (TYPE_WORDS.has(word)) index++;
    else return index - 1;
  }
}

export function typeSpan(statement: SqlStatement, { typeFirst, typeLast }: WrittenColumn): Span {
  return spanOfTokens(statement, typeFirst, typeLast);
}

/** The type's words without length and array brackets. */
export function typeNameSpan(statement: SqlStatement, { typeFirst, typeLast }: WrittenColumn): Span {
  for (let index = typeFirst; index <= typeLast; index++) {
    const word = statement.tokens[index]?.word;
    if (word === '(' || word === '[') return spanOfTokens(statement, typeFirst, index - 1);
  }
  return spanOfTokens(statement, typeFirst, typeLast);
}

/** The table is made by this statement or by an earlier one of the file, so it holds no rows yet. */
export function isInNewTable(written: WrittenColumn, context: SqlFileContext): boolean {
  return written.place === 'create' || context.createdEarlier('table', written.table);
}

/** The first column constraint of this kind, such as `CONSTR_NOTNULL`. */
export function columnConstraint(
  { definition }: WrittenColumn,
  kind: NonNullable<Constraint['contype']>,
): Constraint | undefined {
  for (const node of definition.constraints ?? []) {
    const constraint = nodeAs(node, 'Constraint');
    if (constraint?.contype === kind) return constraint;
  }
  return undefined;
}

/** The column's name as written. */
export function columnNameSpan(statement: SqlStatement, written: WrittenColumn): Span {
  const { location } = written.definition;
  if (written.place !== 'retype' && location !== undefined && location >= 0) {
    return spanOfTokens(statement, tokenIndexAt(statement, statement.offsetOf(location)));
  }
  return spanOfTokens(statement, Math.max(0, written.typeFirst - 1));
}
