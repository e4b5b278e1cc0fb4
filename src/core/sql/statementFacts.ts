import type { AlterObjectSchemaStmt, DropStmt, Node, RangeVar } from '@pgsql/types';
import { hasNarrowKey } from './narrowKeys.ts';
import { nodeAs, type SqlStatement } from './sqlStatement.ts';
import type { SqlToken } from './token.ts';

/** What a statement makes. */
export type CreatedKind =
  | 'table'
  | 'index'
  | 'type'
  | 'view'
  | 'function'
  | 'constraint'
  | 'column'
  | 'schema';

/**
 * What one statement means for the others of its file, as `verb:object:name`. Rules ask for them through
 * `SqlFileContext`; they are all that ties one statement's findings to another's text.
 */
export type SqlFact = string;

/** A statement that cannot run inside a transaction. */
export const CONCURRENTLY_FACT: SqlFact = 'concurrently';

export const BEGIN_FACT: SqlFact = 'transaction:begin';
export const COMMIT_FACT: SqlFact = 'transaction:commit';

export function createdFact(kind: CreatedKind, name: string): SqlFact {
  return `create:${kind}:${name}`;
}

/** A temporary table, which has no schema of its own and is gone with its session. */
export function createdTemporaryFact(table: string): SqlFact {
  return `create:temporary:${table}`;
}

/** The table's primary key is smaller than bigint. */
export function narrowKeyFact(table: string): SqlFact {
  return `narrow-key:${table}`;
}

export function enablesRlsFact(table: string): SqlFact {
  return `rls:${table}`;
}

export function setsFact(setting: string): SqlFact {
  return `set:${setting}`;
}

/** One spelling per object: the default schema is left out. */
function qualifiedName(schema: string | undefined, name: string): string {
  return schema === undefined || schema === '' || schema === 'public' ? name : `${schema}.${name}`;
}

export function relationName(relation: RangeVar | undefined): string {
  return qualifiedName(relation?.schemaname, relation?.relname ?? '');
}

/** Joins the parts of a name that the tree keeps as a list of strings. */
export function nameOfParts(parts: readonly Node[] | undefined): string {
  const names = (parts ?? []).map((part) => nodeAs(part, 'String')?.sval ?? '');
  return names.length <= 1 ? (names[0] ?? '') : qualifiedName(names.at(-2), names.at(-1) ?? '');
}

const NO_FACTS: readonly SqlFact[] = [];

export function factsOfStatement(statement: SqlStatement): readonly SqlFact[] {
  const { tree } = statement;
  if (tree === undefined) return factsOfTokens(statement.tokens);
  if ('CreateStmt' in tree) {
    const created = createTable(tree.CreateStmt.relation, tree.CreateStmt.tableElts);
    const table = relationName(tree.CreateStmt.relation);
    return hasNarrowKey(tree.CreateStmt) ? [...created, narrowKeyFact(table)] : created;
  }
  if ('CreateTableAsStmt' in tree) {
    const { objtype, into } = tree.CreateTableAsStmt;
    if (objtype === 'OBJECT_MATVIEW') return [createdFact('view', relationName(into?.rel))];
    return [createdFact('table', relationName(into?.rel)), ...temporary(into?.rel)];
  }
  if ('SelectStmt' in tree) {
    const into = tree.SelectStmt.intoClause?.rel;
    return into ? [createdFact('table', relationName(into))] : settingFacts(statement.tokens);
  }
  if ('IndexStmt' in tree) {
    const { idxname, relation } = tree.IndexStmt;
    const created = createdFact('index', qualifiedName(relation?.schemaname, idxname ?? ''));
    return tree.IndexStmt.concurrent ? [created, CONCURRENTLY_FACT] : [created];
  }
  if ('ViewStmt' in tree) return [createdFact('view', relationName(tree.ViewStmt.view))];
  if ('CreateEnumStmt' in tree) return [createdFact('type', nameOfParts(tree.CreateEnumStmt.typeName))];
  if ('CreateDomainStmt' in tree) return [createdFact('type', nameOfParts(tree.CreateDomainStmt.domainname))];
  if ('CompositeTypeStmt' in tree) return [createdFact('type', relationName(tree.CompositeTypeStmt.typevar))];
  if ('CreateFunctionStmt' in tree)
    return [createdFact('function', nameOfParts(tree.CreateFunctionStmt.funcname))];
  if ('CreateSchemaStmt' in tree) return [createdFact('schema', tree.CreateSchemaStmt.schemaname ?? '')];
  if ('AlterTableStmt' in tree) {
    const { relation, cmds, objtype } = tree.AlterTableStmt;
    if (objtype === 'OBJECT_VIEW')
      return setsInvoker(cmds) ? [`invoker:${relationName(relation)}`] : NO_FACTS;
    return alterTable(relation, cmds);
  }
  if ('AlterFunctionStmt' in tree) return alterFunction(statement);
  if ('DropStmt' in tree) return drops(tree.DropStmt);
  if ('DoStmt' in tree)
    return /row\s+level\s+security/iu.test(statement.text) ? [enablesRlsFact('*')] : NO_FACTS;
  if ('RenameStmt' in tree) return renamed(statement);
  if ('AlterObjectSchemaStmt' in tree) return movedExtension(tree.AlterObjectSchemaStmt);
  if ('TransactionStmt' in tree) return transaction(tree.TransactionStmt.kind);
  if ('VariableSetStmt' in tree) {
    const { name, kind } = tree.VariableSetStmt;
    return kind === 'VAR_SET_VALUE' && name !== undefined ? [setsFact(name)] : NO_FACTS;
  }
  return NO_FACTS;
}

function createTable(
  relation: RangeVar | undefined,
  elements: readonly Node[] | undefined,
): readonly SqlFact[] {
  const table = relationName(relation);
  const constraints = (elements ?? []).flatMap((element) => {
    const name = nodeAs(element, 'Constraint')?.conname;
    return name === undefined ? [] : [createdFact('constraint', `${table}.${name}`)];
  });
  return [createdFact('table', table), ...temporary(relation), ...constraints];
}

function temporary(relation: RangeVar | undefined): readonly SqlFact[] {
  return relation?.relpersistence === 't' ? [createdTemporaryFact(relationName(relation))] : NO_FACTS;
}

function alterTable(
  relation: RangeVar | undefined,
  commands: readonly Node[] | undefined,
): readonly SqlFact[] {
  const table = relationName(relation);
  return (commands ?? []).flatMap((node) => {
    const command = nodeAs(node, 'AlterTableCmd');
    switch (command?.subtype) {
      case 'AT_EnableRowSecurity':
        return [enablesRlsFact(table)];
      case 'AT_AddColumn':
        return [createdFact('column', `${table}.${nodeAs(command.def, 'ColumnDef')?.colname ?? ''}`)];
      case 'AT_AddConstraint': {
        const constraint = nodeAs(command.def, 'Constraint');
        const verb = constraint?.skip_validation ? 'not-valid' : 'create:constraint';
        const named = constraint?.conname === undefined ? [] : [`${verb}:${table}.${constraint.conname}`];
        const proven = provenColumn(constraint?.raw_expr);
        return proven === undefined ? named : [...named, `proves-not-null:${table}.${proven}`];
      }
      case 'AT_ValidateConstraint':
        return [`validate:${table}.${command.name ?? ''}`];
      default:
        return [];
    }
  });
}

function setsInvoker(commands: readonly Node[] | undefined): boolean {
  return (commands ?? []).some((node) => {
    const options = nodeAs(nodeAs(node, 'AlterTableCmd')?.def, 'List')?.items ?? [];
    return options.some((option) => nodeAs(option, 'DefElem')?.defname === 'security_invoker');
  });
}

function alterFunction(statement: SqlStatement): readonly SqlFact[] {
  const alter = nodeAs(statement.tree, 'AlterFunctionStmt');
  const sets = statement.tokens.some(({ word }) => word === 'search_path');
  return sets ? [`search-path:${nameOfParts(alter?.func?.objname)}`] : NO_FACTS;
}

function drops(drop: DropStmt): readonly SqlFact[] {
  if (drop.concurrent) return [CONCURRENTLY_FACT];
  if (drop.removeType !== 'OBJECT_TABLE') return NO_FACTS;
  return (drop.objects ?? []).map((object) => `drop:table:${nameOfParts(nodeAs(object, 'List')?.items)}`);
}

/** The column of a check that says nothing but `column IS NOT NULL`. */
export function provenColumn(expression: Node | undefined): string | undefined {
  const test = nodeAs(expression, 'NullTest');
  if (test?.nulltesttype !== 'IS_NOT_NULL') return undefined;
  return nodeAs(nodeAs(test.arg, 'ColumnRef')?.fields?.at(-1), 'String')?.sval;
}

function movedExtension({ objectType, object }: AlterObjectSchemaStmt): readonly SqlFact[] {
  const name = nodeAs(object, 'String')?.sval;
  return objectType === 'OBJECT_EXTENSION' && name !== undefined ? [`extension-schema:${name}`] : NO_FACTS;
}

/** A table under a new name is as new as it was under the old one. */
function renamed(statement: SqlStatement): readonly SqlFact[] {
  const rename = nodeAs(statement.tree, 'RenameStmt');
  if (rename?.renameType !== 'OBJECT_TABLE') return NO_FACTS;
  const to = qualifiedName(rename.relation?.schemaname, rename.newname ?? '');
  return [`rename:${relationName(rename.relation)}>${to}`];
}

function transaction(kind: string | undefined): readonly SqlFact[] {
  if (kind === 'TRANS_STMT_BEGIN' || kind === 'TRANS_STMT_START') return [BEGIN_FACT];
  const ends =
    kind === 'TRANS_STMT_COMMIT' || kind === 'TRANS_STMT_ROLLBACK' || kind === 'TRANS_STMT_PREPARE';
  return ends ? [COMMIT_FACT] : NO_FACTS;
}

/** `SELECT set_config('lock_timeout', …)`. */
function settingFacts(tokens: readonly SqlToken[]): readonly SqlFact[] {
  return tokens.some(({ word }) => word === 'set_config') ? [setsFact('?')] : NO_FACTS;
}

/** What can still be told of a statement that does not parse: the table it makes, so that others stay quiet. */
function factsOfTokens(tokens: readonly SqlToken[]): readonly SqlFact[] {
  if (tokens[0]?.word !== 'create') return NO_FACTS;
  const at = tokens.findIndex(({ word }) => word === 'table');
  if (at < 0 || at > 3) return NO_FACTS;
  const words = tokens.slice(at + 1, at + 8);
  const start = words[0]?.word === 'if' ? 3 : 0;
  const [name, dot, second] = words.slice(start);
  if (name?.kind !== 'word') return NO_FACTS;
  return dot?.word === '.' && second?.kind === 'word'
    ? [createdFact('table', qualifiedName(name.word, second.word))]
    : [createdFact('table', name.word)];
}
