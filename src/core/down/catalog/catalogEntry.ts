export const ENTRY_KINDS = [
  'role',
  'schema',
  'extension',
  'type',
  'domain',
  'domainConstraint',
  'sequence',
  'table',
  'column',
  'constraint',
  'index',
  'view',
  'materializedView',
  'function',
  'trigger',
  'rule',
  'policy',
  'statistics',
  'publication',
  'eventTrigger',
  'defaultPrivileges',
] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** Statements without their `;`, run one after the other. */
export type Statements = readonly string[];

/** One thing in a database's catalogs, with the SQL that makes and unmakes it. */
export interface CatalogEntry {
  readonly kind: EntryKind;
  /** Kept by a rename: made of the object's oid. */
  readonly id: string;
  /** Kind and name, unique in a catalog; also how a person reads it: `table public.orders`. */
  readonly key: string;
  /** The `id` of what it belongs to: it goes when that goes. */
  readonly parent?: string;
  /** Columns without which it goes too, by `id`. */
  readonly columns?: readonly string[];
  /** Without schema, not quoted. */
  readonly name: string;
  readonly schema?: string;
  /** What precedes the new name: `ALTER TABLE public.orders RENAME TO`. */
  readonly rename?: string;
  /** What precedes the new schema: `ALTER TABLE public.orders SET SCHEMA`. */
  readonly move?: string;
  /** All of it but its name and facets: equal texts are equal objects. */
  readonly definition: string;
  readonly create: Statements;
  readonly drop: string;
  /** Ways to get here from an entry of another definition, best first; dropping and making it anew is the last. */
  readonly change?: (from: CatalogEntry) => readonly Statements[];
  /** Parts that are set by themselves: owner, comment, privileges, default. */
  readonly facets: Readonly<Record<string, string>>;
  readonly setFacet: (facet: string, from: string, to: string) => Statements;
  /** Rows or values that no statement brings back. */
  readonly holds?: 'rows' | 'values' | 'position';
  /** What rows that are there already get when the column is made anew. */
  readonly placeholder?: string;
  /** Column number. */
  readonly place?: number;
}

export interface Catalog {
  readonly entries: readonly CatalogEntry[];
  /** Postgres' major version. */
  readonly version: number;
}

export function quoteText(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return text.includes('\\') ? `E${quoted.replaceAll('\\', '\\\\')}` : quoted;
}

/** Quoted whenever it is not plain: the catalogs quote what they return themselves. */
export function quoteIdentifier(name: string): string {
  return /^[a-z_][a-z0-9_]*$/u.test(name) && !RESERVED.has(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

/** Key words of Postgres that cannot name a table or column without quotes. */
const RESERVED: ReadonlySet<string> = new Set(
  (
    'all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation ' +
    'column concurrently constraint create cross current_catalog current_date current_role current_schema current_time ' +
    'current_timestamp current_user default deferrable desc distinct do else end except false fetch for foreign freeze ' +
    'from full grant group having ilike in initially inner intersect into is isnull join lateral leading left like ' +
    'limit localtime localtimestamp natural not notnull null offset on only or order outer overlaps placing primary ' +
    'references returning right select session_user similar some symmetric system_user table tablesample then to ' +
    'trailing true union unique user using variadic verbose when where window with between bigint bit boolean char ' +
    'character coalesce dec decimal exists extract float greatest grouping inout int integer interval least national ' +
    'nchar none normalize nullif numeric out overlay position precision real row setof smallint substring time ' +
    'timestamp treat trim values varchar xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces ' +
    'xmlparse xmlpi xmlroot xmlserialize xmltable'
  ).split(' '),
);
