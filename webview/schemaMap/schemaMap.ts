/** Tables and their foreign keys, as the tool that maps a schema gives them. */
export interface SchemaMap {
  readonly origin: string;
  readonly nodes: readonly MapTable[];
  readonly edges: readonly MapKey[];
  /** Tables that are there and not on the map. */
  readonly leftOut: number;
  readonly notes: readonly string[];
}

export interface MapTable {
  /** `public.orders` */
  readonly id: string;
  readonly name: string;
  readonly schema: string;
  readonly columns: readonly MapColumn[];
  readonly moreColumns: number;
  /** Of a schema that was not read. */
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

export interface MapKey {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly columns: readonly string[];
  readonly targetColumns: readonly string[];
  /** Each row of `to` has at most one of `from`. */
  readonly one: boolean;
  readonly optional: boolean;
  readonly onDelete?: string;
}

/** A map in what a tool gave; undefined when there is none in it. */
export function readSchemaMap(value: unknown): SchemaMap | undefined {
  if (!isRecord(value) || !Array.isArray(value.nodes) || !Array.isArray(value.edges)) return undefined;
  const nodes = value.nodes.filter(isRecord).map(tableOf);
  const known = new Set(nodes.map(({ id }) => id));
  return {
    origin: text(value.origin),
    nodes,
    edges: value.edges
      .filter(isRecord)
      .map(keyOf)
      .filter(({ from, to }) => known.has(from) && known.has(to)),
    leftOut: typeof value.leftOut === 'number' ? value.leftOut : 0,
    notes: texts(value.notes),
  };
}

function tableOf(row: Readonly<Record<string, unknown>>): MapTable {
  const columns = Array.isArray(row.columns) ? row.columns.filter(isRecord) : [];
  const { rowEstimate, comment } = row;
  return {
    id: text(row.id),
    name: text(row.name),
    schema: text(row.schema),
    columns: columns.map((column): MapColumn => {
      const key = (['primary', 'foreign', 'both'] as const).find((one) => one === column.key);
      return {
        name: text(column.name),
        type: text(column.type),
        required: column.required === true,
        ...(key && { key }),
      };
    }),
    moreColumns: typeof row.moreColumns === 'number' ? row.moreColumns : 0,
    outside: row.outside === true,
    ...(typeof rowEstimate === 'number' && { rowEstimate }),
    ...(typeof comment === 'string' && { comment }),
  };
}

function keyOf(row: Readonly<Record<string, unknown>>): MapKey {
  const { onDelete } = row;
  return {
    name: text(row.name),
    from: text(row.from),
    to: text(row.to),
    columns: texts(row.columns),
    targetColumns: texts(row.targetColumns),
    one: row.one === true,
    optional: row.optional === true,
    ...(typeof onDelete === 'string' && { onDelete }),
  };
}

/** A table with those that a foreign key joins to it, and the keys among them. */
export function around(map: SchemaMap, id: string): SchemaMap {
  const near = new Set([id]);
  for (const { from, to } of map.edges) {
    if (from === id) near.add(to);
    if (to === id) near.add(from);
  }
  return {
    ...map,
    nodes: map.nodes.filter((node) => near.has(node.id)),
    edges: map.edges.filter(({ from, to }) => near.has(from) && near.has(to)),
  };
}

/** The table that a reader sees at first where there are too many: the most connected. */
export function busiestTable(map: SchemaMap): string | undefined {
  const counts = new Map<string, number>();
  for (const { from, to } of map.edges) {
    counts.set(from, (counts.get(from) ?? 0) + 1);
    counts.set(to, (counts.get(to) ?? 0) + 1);
  }
  const [first] = [...counts].toSorted(([, a], [, b]) => b - a);
  return first?.[0] ?? map.nodes[0]?.id;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}
