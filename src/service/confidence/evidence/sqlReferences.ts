import type { Node } from '@pgsql/types';
import { nodeAs } from '../../../core/sql/sqlStatement.ts';
import { walkTree } from '../../../core/sql/walkTree.ts';

/** Relations and columns that SQL takes for granted, as far as its text tells for certain. */
export interface SqlReferences {
  /** `schema.name`, or the name alone where no schema is written. */
  readonly relations: readonly string[];
  /** Columns whose relation is named beside them. */
  readonly columns: readonly { readonly relation: string; readonly column: string }[];
}

const SYSTEM_SCHEMAS: ReadonlySet<string> = new Set(['pg_catalog', 'information_schema', 'pg_temp']);

/** What the statements need to be there before they run; what they make themselves is left out. */
export function sqlReferences(trees: readonly unknown[]): SqlReferences {
  const made = new Set<string>();
  const relations = new Set<string>();
  const columns = new Map<string, { readonly relation: string; readonly column: string }>();
  for (const tree of trees) {
    const one = referencesOf(tree);
    const outside = (relation: string): boolean => !made.has(ownName(relation));
    for (const relation of one.relations) if (outside(relation)) relations.add(relation);
    for (const found of one.columns) {
      if (outside(found.relation)) columns.set(`${found.relation}\u0000${found.column}`, found);
    }
    for (const name of one.made) made.add(ownName(name));
  }
  return { relations: [...relations], columns: [...columns.values()] };
}

interface OfStatement {
  readonly made: readonly string[];
  readonly relations: readonly string[];
  readonly columns: readonly { readonly relation: string; readonly column: string }[];
}

function referencesOf(tree: unknown): OfStatement {
  const made: string[] = [];
  const read: { readonly name: string; readonly alias: string }[] = [];
  const ctes = new Set<string>();
  const qualified: { readonly qualifier: string; readonly column: string }[] = [];
  const written: { readonly relation: string; readonly column: string }[] = [];
  walkTree(tree, (node) => {
    const cte = nodeAs(node, 'CommonTableExpr')?.ctename;
    if (cte !== undefined) ctes.add(cte);
    made.push(...madeBy(node));
    const column = qualifiedColumn(node);
    if (column) qualified.push(column);
    written.push(...writtenColumns(node));
  });
  const madeHere = new Set(made.map(ownName));
  eachRelation(tree, (schema, name, alias) => {
    if (schema !== undefined && SYSTEM_SCHEMAS.has(schema)) return;
    if (schema === undefined && (ctes.has(name) || name.startsWith('pg_'))) return;
    if (madeHere.has(name)) return;
    read.push({ name: schema === undefined ? name : `${schema}.${name}`, alias: alias ?? name });
  });
  // An alias that stands for two things in one statement says nothing certain.
  const byAlias = new Map<string, string | undefined>();
  for (const { name, alias } of read) {
    const known = byAlias.get(alias);
    byAlias.set(alias, byAlias.has(alias) && known !== name ? undefined : name);
  }
  const columns = qualified.flatMap(({ qualifier, column }) => {
    const relation = byAlias.get(qualifier);
    return relation === undefined ? [] : [{ relation, column }];
  });
  const known = new Set(read.map(({ name }) => name));
  return {
    made,
    relations: [...known],
    columns: [...columns, ...written.filter(({ relation }) => known.has(relation))],
  };
}

/** Relations stand as nodes in `FROM`, and as bare fields of statements. */
function eachRelation(
  tree: unknown,
  visit: (schema: string | undefined, name: string, alias: string | undefined) => void,
): void {
  const pending: unknown[] = [tree];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (typeof next !== 'object' || next === null) continue;
    if (!Array.isArray(next) && 'relname' in next && typeof next.relname === 'string') {
      const schema =
        'schemaname' in next && typeof next.schemaname === 'string' ? next.schemaname : undefined;
      const alias = 'alias' in next ? next.alias : undefined;
      const named =
        typeof alias === 'object' && alias !== null && 'aliasname' in alias ? alias.aliasname : undefined;
      visit(schema, next.relname, typeof named === 'string' ? named : undefined);
    }
    for (const child of Object.values(next))
      if (typeof child === 'object' && child !== null) pending.push(child);
  }
}

function madeBy(node: Node): readonly string[] {
  const relation =
    nodeAs(node, 'CreateStmt')?.relation ??
    nodeAs(node, 'ViewStmt')?.view ??
    nodeAs(node, 'CreateTableAsStmt')?.into?.rel ??
    nodeAs(node, 'CreateSeqStmt')?.sequence ??
    nodeAs(node, 'CreateForeignTableStmt')?.base?.relation ??
    nodeAs(node, 'SelectStmt')?.intoClause?.rel;
  if (relation?.relname !== undefined) return [relation.relname];
  const rename = nodeAs(node, 'RenameStmt');
  return rename?.renameType === 'OBJECT_TABLE' && rename.newname !== undefined ? [rename.newname] : [];
}

function qualifiedColumn(node: Node): { readonly qualifier: string; readonly column: string } | undefined {
  const fields = nodeAs(node, 'ColumnRef')?.fields;
  if (fields?.length !== 2) return undefined;
  const [qualifier, column] = fields.map((field) => nodeAs(field, 'String')?.sval);
  return qualifier !== undefined && column !== undefined ? { qualifier, column } : undefined;
}

/** Columns that an `INSERT`, an `UPDATE` or an index names of its one relation. */
function writtenColumns(node: Node): readonly { readonly relation: string; readonly column: string }[] {
  const insert = nodeAs(node, 'InsertStmt');
  const update = nodeAs(node, 'UpdateStmt');
  const index = nodeAs(node, 'IndexStmt');
  const { relation } = insert ?? update ?? index ?? {};
  if (relation?.relname === undefined) return [];
  const name =
    relation.schemaname === undefined ? relation.relname : `${relation.schemaname}.${relation.relname}`;
  const targets = (insert?.cols ?? update?.targetList ?? []).map((each) => nodeAs(each, 'ResTarget')?.name);
  const keys = (index?.indexParams ?? []).map((each) => nodeAs(each, 'IndexElem')?.name);
  return [...targets, ...keys].flatMap((column) =>
    column === undefined || column === '' ? [] : [{ relation: name, column }],
  );
}

function ownName(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}
