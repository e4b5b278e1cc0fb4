import type { ShadowDatabase, ShadowRow } from '../shadowDatabase.ts';

/** A column as far as its values go. */
export interface ProbeColumn {
  /** Without quotes. */
  readonly name: string;
  /** As Postgres writes it, with length and precision. */
  readonly type: string;
  /** Name of the type below all domains: `int4`, `varchar`, `_text`. */
  readonly baseType: string;
  readonly kind: 'base' | 'enum' | 'composite' | 'range' | 'multirange' | 'array' | 'pseudo';
  /** Base type of an array's items or a range's bounds. */
  readonly itemType: string | undefined;
  readonly enumValues: readonly string[];
  readonly required: boolean;
  /** Postgres gives the value: a sequence, an identity. */
  readonly numbersItself: boolean;
  readonly hasDefault: boolean;
}

export interface ForeignKey {
  readonly columns: readonly string[];
  readonly target: string;
  readonly targetColumns: readonly string[];
}

export interface CheckRule {
  readonly name: string;
  readonly columns: readonly string[];
  readonly definition: string;
}

export interface TableShape {
  /** With its schema, quoted where needed. */
  readonly name: string;
  /** Columns a row can be written with. */
  readonly columns: readonly ProbeColumn[];
  readonly foreignKeys: readonly ForeignKey[];
  readonly checks: readonly CheckRule[];
  /** Columns of primary keys and unique indexes. */
  readonly uniqueColumns: ReadonlySet<string>;
  readonly primaryKey: readonly string[];
}

const NAME = `quote_ident(nspname) || '.' || quote_ident(relname)`;

/** Tables by name, with every table their foreign keys lead to. */
export async function readTableShapes(
  database: ShadowDatabase,
  names: readonly string[],
): Promise<ReadonlyMap<string, TableShape>> {
  if (names.length === 0) return new Map();
  const [row] = await database.query(
    `with recursive wanted as (
      select class.oid from pg_catalog.pg_class class join pg_catalog.pg_namespace n on n.oid = relnamespace
      where ${NAME} in (select jsonb_array_elements_text($1::jsonb))
      union
      select confrelid from wanted join pg_catalog.pg_constraint on conrelid = wanted.oid and contype = 'f'
    )
    select jsonb_agg(jsonb_build_object(
      'name', ${NAME},
      'columns', (${COLUMNS}),
      'foreignKeys', (${FOREIGN_KEYS}),
      'checks', (${CHECKS}),
      'primaryKey', (${PRIMARY_KEY}),
      'uniqueColumns', (${UNIQUE_COLUMNS})
    )) as tables
    from wanted join pg_catalog.pg_class class on class.oid = wanted.oid
    join pg_catalog.pg_namespace n on n.oid = relnamespace`,
    [JSON.stringify(names)],
  );
  const shapes = listOf(row?.tables).map(readShape);
  return new Map(shapes.map((shape) => [shape.name, shape]));
}

const COLUMNS = `select jsonb_agg(jsonb_build_object(
    'name', attname, 'type', format_type(atttypid, atttypmod),
    'baseType', base.typname, 'typtype', base.typtype, 'category', base.typcategory,
    'itemType', coalesce(item.typname, bound.typname),
    'enumValues', (select jsonb_agg(enumlabel order by enumsortorder) from pg_catalog.pg_enum where enumtypid = base.oid),
    'required', attnotnull or type.typnotnull,
    'numbersItself', attidentity <> '' or coalesce(pg_get_expr(adbin, adrelid) like '%nextval(%', false),
    'hasDefault', atthasdef) order by attnum)
  from pg_catalog.pg_attribute
  join pg_catalog.pg_type type on type.oid = atttypid
  join lateral (
    with recursive down as (
      select type.oid, type.typtype, type.typbasetype
      union all
      select inner_type.oid, inner_type.typtype, inner_type.typbasetype
      from down join pg_catalog.pg_type inner_type on inner_type.oid = down.typbasetype where down.typtype = 'd')
    select * from pg_catalog.pg_type where oid = (select oid from down where typtype <> 'd')
  ) base on true
  left join pg_catalog.pg_type item on item.oid = base.typelem and base.typcategory = 'A'
  left join pg_catalog.pg_range on rngtypid = base.oid or rngmultitypid = base.oid
  left join pg_catalog.pg_type bound on bound.oid = rngsubtype
  left join pg_catalog.pg_attrdef on adrelid = attrelid and adnum = attnum
  where attrelid = class.oid and attnum > 0 and not attisdropped and attgenerated = ''`;

const FOREIGN_KEYS = `select jsonb_agg(jsonb_build_object(
    'columns', (${columnNames('con.conrelid', 'con.conkey')}),
    'target', (select ${NAME} from pg_catalog.pg_class target join pg_catalog.pg_namespace n on n.oid = relnamespace
      where target.oid = con.confrelid),
    'targetColumns', (${columnNames('con.confrelid', 'con.confkey')})) order by conname)
  from pg_catalog.pg_constraint con where conrelid = class.oid and contype = 'f'`;

const CHECKS = `select jsonb_agg(jsonb_build_object('name', conname, 'definition', pg_get_constraintdef(con.oid),
    'columns', (${columnNames('con.conrelid', 'con.conkey')})) order by conname)
  from pg_catalog.pg_constraint con where conrelid = class.oid and contype = 'c'`;

const PRIMARY_KEY = `select jsonb_agg(attname order by position)
  from pg_catalog.pg_constraint con
  cross join unnest(con.conkey) with ordinality key (number, position)
  join pg_catalog.pg_attribute on attrelid = con.conrelid and attnum = number
  where conrelid = class.oid and contype = 'p'`;

const UNIQUE_COLUMNS = `select jsonb_agg(distinct attname)
  from pg_catalog.pg_index join pg_catalog.pg_attribute on attrelid = indrelid and attnum = any(indkey::int2[])
  where indrelid = class.oid and indisunique`;

function columnNames(relation: string, numbers: string): string {
  return `select jsonb_agg(attname order by position)
    from unnest(${numbers}) with ordinality key (number, position)
    join pg_catalog.pg_attribute on attrelid = ${relation} and attnum = number`;
}

function readShape(row: ShadowRow): TableShape {
  return {
    name: String(row.name),
    columns: listOf(row.columns).map(readColumn),
    foreignKeys: listOf(row.foreignKeys).map((key) => ({
      columns: textsOf(key.columns),
      target: String(key.target),
      targetColumns: textsOf(key.targetColumns),
    })),
    checks: listOf(row.checks).map((check) => ({
      name: String(check.name),
      columns: textsOf(check.columns),
      definition: String(check.definition),
    })),
    primaryKey: textsOf(row.primaryKey),
    uniqueColumns: new Set(textsOf(row.uniqueColumns)),
  };
}

const KINDS: Readonly<Record<string, ProbeColumn['kind']>> = {
  b: 'base',
  e: 'enum',
  c: 'composite',
  r: 'range',
  m: 'multirange',
};

function readColumn(row: ShadowRow): ProbeColumn {
  return {
    name: String(row.name),
    type: String(row.type),
    baseType: String(row.baseType),
    kind: row.category === 'A' ? 'array' : (KINDS[String(row.typtype)] ?? 'pseudo'),
    itemType: typeof row.itemType === 'string' ? row.itemType : undefined,
    enumValues: textsOf(row.enumValues),
    required: row.required === true,
    numbersItself: row.numbersItself === true,
    hasDefault: row.hasDefault === true,
  };
}

function listOf(value: unknown): readonly ShadowRow[] {
  // SAFETY: the query builds these lists of objects itself.
  return Array.isArray(value) ? (value as readonly ShadowRow[]) : [];
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
