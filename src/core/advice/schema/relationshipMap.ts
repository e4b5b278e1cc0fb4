import type { SchemaModel, TableModel } from './schemaModel.ts';

/** A table as a diagram draws it; one outside of the schema that is read, such as `auth.users`, has no columns. */
export interface MapNode {
  /** `public.orders` */
  readonly id: string;
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly MapColumn[];
  /** Columns that are not shown. */
  readonly moreColumns: number;
  readonly outside: boolean;
  readonly rowEstimate?: number;
  readonly comment?: string;
}

export interface MapColumn {
  readonly name: string;
  readonly type: string;
  readonly key?: 'primary' | 'foreign' | 'both';
  readonly required: boolean;
}

/** A foreign key, from the table that has it. */
export interface MapEdge {
  /** Name of the constraint, which is unique on its table. */
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly columns: readonly string[];
  readonly targetColumns: readonly string[];
  /** Each row of `to` has at most one of `from`. */
  readonly one: boolean;
  /** A row of `from` may have none of `to`. */
  readonly optional: boolean;
  /** What happens to the rows when theirs is deleted: `cascade`, `set null`; absent when nothing may. */
  readonly onDelete?: string;
}

export interface RelationshipMap {
  readonly nodes: readonly MapNode[];
  readonly edges: readonly MapEdge[];
  /** Tables that are there and not on the map. */
  readonly leftOut: number;
}

export interface MapOptions {
  /** Full name of the table in the middle; the whole schema when absent. */
  readonly focus?: string;
  /** Steps from the focus. */
  readonly distance?: number;
  readonly nodesMax?: number;
}

/** A diagram of more tables is a wall. */
const NODES_MAX = 150;
const COLUMNS_MAX = 30;

/** Tables and their foreign keys; around one table, or all of them, the most connected first where there are too many. */
export function relationshipMap(model: SchemaModel, options: MapOptions = {}): RelationshipMap {
  const tables = new Map(
    model.tables
      .filter(({ partitionOf }) => partitionOf === undefined)
      .map((table) => [table.full, table] as const),
  );
  const edges = [...tables.values()].flatMap(edgesOf);
  const names = new Set([...tables.keys(), ...edges.map(({ to }) => to)]);
  const near = options.focus === undefined ? names : neighbours(options.focus, edges, options.distance ?? 1);
  const kept = mostConnected([...near], edges, options.nodesMax ?? NODES_MAX, options.focus);
  return {
    nodes: [...kept].map((name) => nodeOf(name, tables.get(name))),
    edges: edges.filter(({ from, to }) => kept.has(from) && kept.has(to)),
    leftOut: names.size - kept.size,
  };
}

function neighbours(focus: string, edges: readonly MapEdge[], distance: number): ReadonlySet<string> {
  const reached = new Set([focus]);
  let border: readonly string[] = [focus];
  for (let step = 0; step < distance && border.length > 0; step++) {
    const next = edges
      .flatMap(({ from, to }) => [
        ...(border.includes(from) ? [to] : []),
        ...(border.includes(to) ? [from] : []),
      ])
      .filter((name) => !reached.has(name));
    for (const name of next) reached.add(name);
    border = [...new Set(next)];
  }
  return reached;
}

function mostConnected(
  names: readonly string[],
  edges: readonly MapEdge[],
  nodesMax: number,
  focus: string | undefined,
): ReadonlySet<string> {
  if (names.length <= nodesMax) return new Set(names);
  const counts = new Map<string, number>();
  for (const { from, to } of edges) {
    counts.set(from, (counts.get(from) ?? 0) + 1);
    counts.set(to, (counts.get(to) ?? 0) + 1);
  }
  const rank = (name: string): number =>
    name === focus ? Number.POSITIVE_INFINITY : (counts.get(name) ?? 0);
  const kept = new Set([...names].sort((a, b) => rank(b) - rank(a)).slice(0, nodesMax));
  return new Set(names.filter((name) => kept.has(name)));
}

function nodeOf(name: string, table: TableModel | undefined): MapNode {
  if (!table) {
    const [schema = '', ...rest] = name.split('.');
    return { id: name, schema, name: rest.join('.'), columns: [], moreColumns: 0, outside: true };
  }
  const primary = columnsOf(table, 'primary key');
  const foreign = columnsOf(table, 'foreign key');
  const columns = [...table.columns].map((column): MapColumn => {
    const [isPrimary, isForeign] = [primary.has(column.name), foreign.has(column.name)];
    const key = isPrimary && isForeign ? 'both' : isPrimary ? 'primary' : isForeign ? 'foreign' : undefined;
    return { name: column.name, type: column.type, required: column.required, ...(key && { key }) };
  });
  // Keys are what the map is about: where columns are left out, others go.
  const shown =
    columns.length <= COLUMNS_MAX
      ? columns
      : [...columns.filter(({ key }) => key), ...columns.filter(({ key }) => !key)].slice(0, COLUMNS_MAX);
  return {
    id: table.full,
    schema: table.schema,
    name: table.name,
    columns: shown,
    moreColumns: columns.length - shown.length,
    outside: false,
    ...(table.rowEstimate !== undefined && { rowEstimate: table.rowEstimate }),
    ...(table.comment !== undefined && { comment: table.comment }),
  };
}

function columnsOf(table: TableModel, kind: 'primary key' | 'foreign key'): ReadonlySet<string> {
  return new Set(
    table.constraints.filter((constraint) => constraint.kind === kind).flatMap(({ columns }) => columns),
  );
}

function edgesOf(table: TableModel): readonly MapEdge[] {
  return table.constraints.flatMap(({ name, columns, references, definition }) => {
    if (!references) return [];
    const onDelete = /\bON DELETE (CASCADE|SET NULL|SET DEFAULT|RESTRICT)/u.exec(definition)?.[1];
    return [
      {
        name,
        from: table.full,
        to: references.table,
        columns,
        targetColumns: references.columns,
        one: isUnique(table, columns),
        optional: columns.some(
          (column) => table.columns.find((own) => own.name === column)?.required !== true,
        ),
        ...(onDelete !== undefined && { onDelete: onDelete.toLowerCase() }),
      },
    ];
  });
}

function isUnique(table: TableModel, columns: readonly string[]): boolean {
  return table.indexes.some(
    (index) =>
      index.unique &&
      index.valid &&
      index.predicate === undefined &&
      index.columns.every((column) => column !== undefined && columns.includes(column)),
  );
}
