import type { ShadowDatabase } from '../../proof/shadowDatabase.ts';
import { type CatalogEntry, quoteIdentifier, quoteText, type Statements } from './catalogEntry.ts';
import { aclText, type CatalogRow, catalogRows, commentText, isOwn } from './catalogQuery.ts';
import { commonFacet } from './facets.ts';

/** Enums, composite types, ranges and domains with their constraints. */
export async function readTypes(database: ShadowDatabase): Promise<readonly CatalogEntry[]> {
  const users = await readEnumColumns(database);
  const rows = await catalogRows(
    database,
    `SELECT t.oid::text AS id, t.typname::text AS name, t.oid::regtype::text AS type, t.typnamespace::regnamespace::text AS schema,
       t.typtype::text AS form, t.typowner::regrole::text AS owner,
       ${aclText('t.typacl', "'T'", 't.typowner')} AS privileges, ${commentText('t.oid', 'pg_type')} AS comment,
       (SELECT jsonb_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid) AS labels,
       (SELECT jsonb_agg(e.oid::text ORDER BY e.enumsortorder) FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid) AS label_ids,
       (SELECT jsonb_agg(quote_ident(a.attname) || ' ' || pg_catalog.format_type(a.atttypid, a.atttypmod) ORDER BY a.attnum)
          FROM pg_catalog.pg_attribute a WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped) AS attributes,
       CASE WHEN t.typbasetype <> 0 THEN pg_catalog.format_type(t.typbasetype, t.typtypmod) END AS base,
       COALESCE(t.typdefault, '') AS initial, t.typnotnull AS required,
       (SELECT pg_catalog.format_type(r.rngsubtype, NULL) FROM pg_catalog.pg_range r WHERE r.rngtypid = t.oid) AS subtype
     FROM pg_catalog.pg_type t LEFT JOIN pg_catalog.pg_class c ON c.oid = t.typrelid
     WHERE t.typtype IN ('e', 'd', 'r') AND ${isOwn('pg_type', 't.oid', 't.typnamespace')}
        OR t.typtype = 'c' AND c.relkind = 'c' AND ${isOwn('pg_type', 't.oid', 't.typnamespace')}
     ORDER BY t.oid`,
  );
  const constraints = await catalogRows(
    database,
    `SELECT c.oid::text AS id, c.conname::text AS name, quote_ident(c.conname) AS quoted, c.contypid::text AS parent,
       c.contypid::regtype::text AS type, pg_catalog.pg_get_constraintdef(c.oid) AS definition
     FROM pg_catalog.pg_constraint c WHERE c.contypid <> 0 AND c.contype = 'c' ORDER BY c.oid`,
  );
  return [...rows.map((row) => typeEntry(row, users)), ...constraints.map(domainConstraint)];
}

/** A column whose type is an enum or an array of it. */
interface EnumColumn {
  readonly type: string;
  readonly table: string;
  readonly column: string;
  readonly isArray: boolean;
  readonly initial: string;
}

async function readEnumColumns(database: ShadowDatabase): Promise<readonly EnumColumn[]> {
  const rows = await catalogRows(
    database,
    `SELECT t.oid::text AS type, a.attrelid::regclass::text AS table, quote_ident(a.attname) AS column, a.atttypid = t.typarray AS is_array,
       COALESCE(pg_catalog.pg_get_expr(d.adbin, d.adrelid), '') AS initial
     FROM pg_catalog.pg_type t JOIN pg_catalog.pg_attribute a ON a.atttypid IN (t.oid, t.typarray) AND NOT a.attisdropped
     JOIN pg_catalog.pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p') AND NOT c.relispartition
     LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
     WHERE t.typtype = 'e' ORDER BY a.attrelid, a.attnum`,
  );
  return rows.map((row) => ({
    type: row.text('type'),
    table: row.text('table'),
    column: row.text('column'),
    isArray: row.flag('is_array'),
    initial: row.text('initial'),
  }));
}

function typeEntry(row: CatalogRow, users: readonly EnumColumn[]): CatalogEntry {
  const [type, form] = [row.text('type'), row.text('form')];
  const word = form === 'd' ? 'DOMAIN' : 'TYPE';
  const noun = { e: 'enum type', d: 'domain', r: 'range type', c: 'composite type' }[form] ?? 'type';
  const required = row.flag('required') ? ' NOT NULL' : '';
  const initial = row.text('initial');
  const definitions: Readonly<Record<string, string>> = {
    e: `ENUM (${row.list('labels').map(quoteText).join(', ')})`,
    c: `(${row.list('attributes').join(', ')})`,
    r: `RANGE (SUBTYPE = ${row.text('subtype')})`,
    d: row.text('base'),
  };
  const definition = definitions[form] ?? '';
  const extra = form === 'd' ? `${initial === '' ? '' : ` DEFAULT ${initial}`}${required}` : '';
  return {
    kind: form === 'd' ? 'domain' : 'type',
    id: `type:${row.text('id')}`,
    key: `${noun} ${type}`,
    name: row.text('name'),
    schema: row.text('schema'),
    rename: `ALTER ${word} ${type} RENAME TO`,
    move: `ALTER ${word} ${type} SET SCHEMA`,
    definition:
      form === 'e' ? [...row.list('labels'), row.list('label_ids').join(' ')].join('\n') : definition,
    create: [`CREATE ${word} ${type} AS ${definition}${extra}`],
    drop: `DROP ${word} ${type}`,
    change: (from) =>
      form === 'e'
        ? changeEnum(from, type, row.list('labels'), row.list('label_ids'), users)
        : form === 'c'
          ? [changeComposite(type, from.definition, definition)]
          : [],
    facets: {
      owner: row.text('owner'),
      privileges: row.text('privileges'),
      comment: row.text('comment'),
      ...(form === 'd' && { default: initial, required: required.trim() }),
    },
    setFacet: (facet, before, after) => {
      if (facet === 'default') return [`ALTER DOMAIN ${type} ${setOrDrop('DEFAULT', after)}`];
      if (facet === 'required') return [`ALTER DOMAIN ${type} ${after === '' ? 'DROP' : 'SET'} NOT NULL`];
      const target = {
        alter: `ALTER ${word} ${type}`,
        comment: `${word} ${type}`,
        grant: `${word} ${type}`,
      };
      return commonFacet(target, facet, before, after) ?? [];
    },
  };
}

/** `SET DEFAULT 0` or `DROP DEFAULT`. */
export function setOrDrop(what: string, value: string): string {
  return value === '' ? `DROP ${what}` : `SET ${what} ${value}`;
}

/** Labels that only changed their name keep their oid; any other change needs a new type in the old one's place. */
function changeEnum(
  from: CatalogEntry,
  type: string,
  labels: readonly string[],
  ids: readonly string[],
  users: readonly EnumColumn[],
): readonly Statements[] {
  const lines = from.definition.split('\n');
  const oldIds = (lines.at(-1) ?? '').split(' ');
  const oldLabels = lines.slice(0, -1);
  if (oldLabels.join('\n') === labels.join('\n')) return [[]];
  if (oldIds.join(' ') === ids.join(' ')) {
    return [
      labels.flatMap((label, index) => {
        const old = oldLabels[index] ?? label;
        return old === label
          ? []
          : [`ALTER TYPE ${type} RENAME VALUE ${quoteText(old)} TO ${quoteText(label)}`];
      }),
    ];
  }
  const spare = `${from.name}_to_drop`;
  const spareType = type.includes('.')
    ? `${type.slice(0, type.lastIndexOf('.'))}.${quoteIdentifier(spare)}`
    : quoteIdentifier(spare);
  const columns = users.filter(({ type: id }) => `type:${id}` === from.id);
  return [
    [
      `ALTER TYPE ${type} RENAME TO ${quoteIdentifier(spare)}`,
      `CREATE TYPE ${type} AS ENUM (${labels.map(quoteText).join(', ')})`,
      ...columns.flatMap(({ table, column, isArray, initial }) => {
        const suffix = isArray ? '[]' : '';
        const cast = `${column}::text${suffix}::${type}${suffix}`;
        // A default still names the type under its spare name.
        const value = initial.replaceAll(`::${spareType}`, `::${type}`);
        return [
          ...(initial === '' ? [] : [`ALTER TABLE ${table} ALTER COLUMN ${column} DROP DEFAULT`]),
          `ALTER TABLE ${table} ALTER COLUMN ${column} TYPE ${type}${suffix} USING ${cast}`,
          ...(initial === '' ? [] : [`ALTER TABLE ${table} ALTER COLUMN ${column} SET DEFAULT ${value}`]),
        ];
      }),
      `DROP TYPE ${spareType}`,
    ],
  ];
}

function changeComposite(type: string, from: string, to: string): Statements {
  const attributes = (definition: string): ReadonlyMap<string, string> =>
    new Map(
      definition
        .slice(1, -1)
        .split(', ')
        .map((attribute) => {
          const name = /^(?:"(?:[^"]|"")*"|\S+)/u.exec(attribute)?.[0] ?? attribute;
          return [name, attribute.slice(name.length + 1)];
        }),
    );
  const [before, after] = [attributes(from), attributes(to)];
  const actions = [
    ...[...before.keys()].filter((name) => !after.has(name)).map((name) => `DROP ATTRIBUTE ${name}`),
    ...[...after].flatMap(([name, kind]) => {
      const old = before.get(name);
      if (old === undefined) return [`ADD ATTRIBUTE ${name} ${kind}`];
      return old === kind ? [] : [`ALTER ATTRIBUTE ${name} TYPE ${kind}`];
    }),
  ];
  return actions.length === 0 ? [] : [`ALTER TYPE ${type} ${actions.join(', ')}`];
}

function domainConstraint(row: CatalogRow): CatalogEntry {
  const [type, quoted] = [row.text('type'), row.text('quoted')];
  const definition = row.text('definition');
  return {
    kind: 'domainConstraint',
    id: `constraint:${row.text('id')}`,
    key: `constraint ${quoted} of domain ${type}`,
    parent: `type:${row.text('parent')}`,
    name: row.text('name'),
    rename: `ALTER DOMAIN ${type} RENAME CONSTRAINT ${quoted} TO`,
    definition,
    create: [`ALTER DOMAIN ${type} ADD CONSTRAINT ${quoted} ${definition}`],
    drop: `ALTER DOMAIN ${type} DROP CONSTRAINT ${quoted}`,
    facets: {},
    setFacet: () => [],
  };
}
