import type { A_Expr, Node, SelectStmt } from '@pgsql/types';
import { nodeAs } from '../../sql/sqlStatement.ts';
import { walkTree } from '../../sql/walkTree.ts';
import type { SchemaModel, TableModel } from '../schema/schemaModel.ts';
import { literalText, operatorOf } from './expressionText.ts';
import { columnOf, expressionOf, type Scope, type Source, scopeOf, tableIn } from './queryScope.ts';

/** How one query uses the columns of one table. Names are as the model writes them. */
export interface TableUse {
  readonly table: TableModel;
  /** Columns, or expressions in brackets, that are compared for equality. */
  readonly equalities: readonly EqualityUse[];
  readonly ranges: readonly string[];
  readonly sort: readonly { readonly column: string; readonly descending: boolean }[];
  /** Conditions that another kind of index serves: containment, words in a text. */
  readonly special: readonly SpecialUse[];
  /** Every column that the query reads of the table; undefined when it reads all. */
  readonly columns: readonly string[] | undefined;
}

export interface EqualityUse {
  readonly column: string;
  /** Compared with a column of another table. */
  readonly join: boolean;
  /** The condition as SQL when the value stands in the query: `state = 'open'`. */
  readonly constant?: string;
}

export interface SpecialUse {
  readonly kind: 'containment' | 'text-search' | 'like';
  readonly column: string;
}

interface Draft {
  readonly table: TableModel;
  readonly equalities: EqualityUse[];
  readonly ranges: string[];
  readonly sort: { column: string; descending: boolean }[];
  readonly special: SpecialUse[];
}

/** What the conditions, joins and orders of a statement ask of each table it reads. */
export function tableUses(tree: Node | undefined, model: SchemaModel): readonly TableUse[] {
  const drafts = new Map<Source, Draft>();
  const reader = new UseReader(model, drafts);
  const select = nodeAs(tree, 'SelectStmt');
  if (select) reader.select(select, undefined);
  const update = nodeAs(tree, 'UpdateStmt');
  if (update) {
    reader.conditions(
      [update.relation && { RangeVar: update.relation }, ...(update.fromClause ?? [])],
      update.whereClause,
    );
  }
  const removal = nodeAs(tree, 'DeleteStmt');
  if (removal) {
    reader.conditions(
      [removal.relation && { RangeVar: removal.relation }, ...(removal.usingClause ?? [])],
      removal.whereClause,
    );
  }
  const insert = nodeAs(tree, 'InsertStmt');
  const source = nodeAs(insert?.selectStmt, 'SelectStmt');
  if (source) reader.select(source, undefined);
  const read = columnsRead(
    tree,
    [...drafts.values()].map(({ table }) => table),
  );
  return [...drafts.values()].map((draft) => ({
    ...draft,
    columns: select === undefined ? undefined : read.get(draft.table),
  }));
}

class UseReader {
  readonly #model: SchemaModel;
  readonly #drafts: Map<Source, Draft>;

  constructor(model: SchemaModel, drafts: Map<Source, Draft>) {
    this.#model = model;
    this.#drafts = drafts;
  }

  select(select: SelectStmt, outer: Scope | undefined): void {
    for (const side of [select.larg, select.rarg]) if (side) this.select(side, outer);
    for (const node of select.withClause?.ctes ?? []) {
      const inner = nodeAs(nodeAs(node, 'CommonTableExpr')?.ctequery, 'SelectStmt');
      if (inner) this.select(inner, undefined);
    }
    const ctes = (select.withClause?.ctes ?? []).map(
      (node) => nodeAs(node, 'CommonTableExpr')?.ctename ?? '',
    );
    const scope = scopeOf(select.fromClause ?? [], this.#model, outer, ctes);
    this.#from(select.fromClause ?? [], scope);
    this.#all(select.whereClause, scope);
    for (const target of select.targetList ?? []) this.#subqueries(nodeAs(target, 'ResTarget')?.val, scope);
    // An order over several tables, or of what is grouped, is no index's.
    if (scope.tables.length === 1 || select.limitCount) this.#sort(select, scope);
  }

  conditions(from: readonly (Node | undefined)[], where: Node | undefined): void {
    const given = from.filter((node) => node !== undefined);
    const scope = scopeOf(given, this.#model, undefined, []);
    this.#from(given, scope);
    this.#all(where, scope);
  }

  #from(from: readonly Node[], scope: Scope): void {
    for (const node of from) {
      const join = nodeAs(node, 'JoinExpr');
      if (join) {
        this.#from(
          [join.larg, join.rarg].filter((side) => side !== undefined),
          scope,
        );
        this.#all(join.quals, scope);
        for (const name of join.usingClause ?? []) this.#using(nodeAs(name, 'String')?.sval ?? '', scope);
      }
      const inner = nodeAs(nodeAs(node, 'RangeSubselect')?.subquery, 'SelectStmt');
      if (inner) this.select(inner, nodeAs(node, 'RangeSubselect')?.lateral === true ? scope : undefined);
    }
    for (const source of scope.tables) this.#draft(source);
  }

  #using(name: string, scope: Scope): void {
    for (const source of scope.tables) {
      const column = source.table && tableIn(source.table, name);
      if (column !== undefined) this.#equal(source, { column, join: true });
    }
  }

  /** Every part of a condition that must hold. */
  #all(condition: Node | undefined, scope: Scope): void {
    if (condition === undefined) return;
    const bool = nodeAs(condition, 'BoolExpr');
    if (bool?.boolop === 'AND_EXPR') {
      for (const part of bool.args ?? []) this.#all(part, scope);
      return;
    }
    this.#subqueries(condition, scope);
    if (bool?.boolop === 'NOT_EXPR') {
      this.#flag(bool.args?.[0], scope, false);
      return;
    }
    const expression = nodeAs(condition, 'A_Expr');
    if (expression) this.#compare(expression, scope);
    const test = nodeAs(condition, 'NullTest');
    const tested = test && columnOf(test.arg, scope);
    if (tested && test.nulltesttype === 'IS_NULL') {
      this.#equal(tested.source, {
        column: tested.column,
        join: false,
        constant: `${tested.column} IS NULL`,
      });
    }
    this.#flag(condition, scope, true);
  }

  /** A column of type boolean that stands by itself. */
  #flag(node: Node | undefined, scope: Scope, value: boolean): void {
    const named = nodeAs(node, 'ColumnRef') && columnOf(node, scope);
    if (named) {
      this.#equal(named.source, {
        column: named.column,
        join: false,
        constant: value ? named.column : `NOT ${named.column}`,
      });
    }
  }

  #compare(expression: A_Expr, scope: Scope): void {
    const operator = operatorOf(expression);
    const left = expressionOf(expression.lexpr, scope);
    const right = expressionOf(expression.rexpr, scope);
    const one = left ?? right;
    if (!one) return;
    const isList = expression.kind === 'AEXPR_IN' || expression.kind === 'AEXPR_OP_ANY';
    if (operator === '=' && (expression.kind === 'AEXPR_OP' || isList)) {
      // Two columns of one row are no value to look up.
      if (left && right && left.source === right.source) return;
      const other = left ? expression.rexpr : expression.lexpr;
      const literal = isList ? undefined : literalText(other);
      const constant = literal === undefined ? {} : { constant: `${one.column} = ${literal}` };
      this.#equal(one.source, {
        column: one.column,
        join: right !== undefined && left !== undefined,
        ...constant,
      });
      if (left && right) this.#equal(right.source, { column: right.column, join: true });
      return;
    }
    if (expression.kind === 'AEXPR_BETWEEN' || (expression.kind === 'AEXPR_OP' && RANGES.has(operator))) {
      this.#draft(one.source)?.ranges.push(one.column);
    } else if (expression.kind === 'AEXPR_LIKE' || expression.kind === 'AEXPR_ILIKE') {
      this.#draft(one.source)?.special.push({ kind: 'like', column: one.column });
    } else if (operator === '@@') {
      this.#draft(one.source)?.special.push({ kind: 'text-search', column: one.column });
    } else if (CONTAINMENTS.has(operator)) {
      this.#draft(one.source)?.special.push({ kind: 'containment', column: one.column });
    }
  }

  #subqueries(node: Node | undefined, scope: Scope): void {
    walkTree(node, (inner, ancestors) => {
      const link = nodeAs(inner, 'SubLink');
      // Links inside of links are met when the outer one is read.
      for (let at = ancestors; link && at; at = at.outer) if (at.kind === 'SubLink') return;
      const select = nodeAs(link?.subselect, 'SelectStmt');
      if (!select) return;
      this.select(select, scope);
    });
  }

  #sort({ sortClause = [], groupClause = [] }: SelectStmt, scope: Scope): void {
    if (groupClause.length > 0) return;
    const keys = sortClause.map((node) => {
      const by = nodeAs(node, 'SortBy');
      const named = by && columnOf(by.node, scope);
      return named && { ...named, descending: by.sortby_dir === 'SORTBY_DESC' };
    });
    const [first] = keys;
    if (!first || keys.some((key) => key?.source !== first.source)) return;
    const draft = this.#draft(first.source);
    if (!draft || draft.sort.length > 0) return;
    for (const key of keys) if (key) draft.sort.push({ column: key.column, descending: key.descending });
  }

  #equal(source: Source, { column, join, constant }: EqualityUse): void {
    const equalities = this.#draft(source)?.equalities;
    if (!equalities || equalities.some((known) => known.column === column)) return;
    equalities.push({ column, join, ...(constant !== undefined && { constant }) });
  }

  /** Undefined for what is no table. */
  #draft(source: Source): Draft | undefined {
    const { table } = source;
    if (!table) return undefined;
    let draft = this.#drafts.get(source);
    if (!draft) {
      draft = { table, equalities: [], ranges: [], sort: [], special: [] };
      this.#drafts.set(source, draft);
    }
    return draft;
  }
}

const RANGES: ReadonlySet<string> = new Set(['<', '<=', '>', '>=']);
const CONTAINMENTS: ReadonlySet<string> = new Set(['@>', '<@', '&&', '?', '?|', '?&']);

/** Columns that a statement names, by table; a table whose whole rows are read is left out. */
function columnsRead(
  tree: Node | undefined,
  tables: readonly TableModel[],
): ReadonlyMap<TableModel, readonly string[]> {
  const named = new Set<string>();
  let readsAll = false;
  walkTree(tree, (node) => {
    const reference = nodeAs(node, 'ColumnRef');
    const last = reference?.fields?.at(-1);
    if (nodeAs(last, 'A_Star')) readsAll = true;
    const name = nodeAs(last, 'String')?.sval;
    if (name !== undefined) named.add(name);
  });
  if (readsAll) return new Map();
  return new Map(tables.map((table) => [table, [...named].flatMap((name) => tableIn(table, name) ?? [])]));
}
