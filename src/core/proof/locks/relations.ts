import type { LockMode } from '../../sql/lockModes.ts';
import type { ShadowDatabase } from '../shadowDatabase.ts';
import { lockModeOf, strongest } from './lockModes.ts';

export interface KnownRelation {
  /** Digits. */
  readonly oid: string;
  /** With its schema. */
  readonly name: string;
  readonly isIndex: boolean;
  /** Ordinary and partitioned tables, which hold rows of users. */
  readonly isTable: boolean;
  /** Oid of an index's table. */
  readonly tableOid: string | undefined;
  /** Changes when the relation is written anew. */
  readonly fileNode: string;
  /** Reads from end to end so far, as this session counts them. */
  readonly scanCount: number;
}

const CATALOG_SCHEMAS = `('pg_catalog', 'information_schema', 'pg_toast')`;

// What a session has not yet handed over counts on from one transaction to the next.
const SCAN_COUNT = `case when relkind in ('r', 'm', 'p') then pg_stat_get_xact_numscans(class.oid)::text else '0' end`;

/** Every relation outside of the catalogs, by oid. */
export async function readRelations(database: ShadowDatabase): Promise<ReadonlyMap<string, KnownRelation>> {
  const rows = await database.query(
    `select class.oid::text as oid, quote_ident(nspname) || '.' || quote_ident(relname) as name,
      relkind in ('i', 'I') as is_index, relkind in ('r', 'p') as is_table, indrelid::text as table_oid,
      relfilenode::text as file_node, ${SCAN_COUNT} as scan_count
    from pg_catalog.pg_class class
    join pg_catalog.pg_namespace n on n.oid = relnamespace
    left join pg_catalog.pg_index on indexrelid = class.oid
    where nspname not in ${CATALOG_SCHEMAS} and relkind <> 'c'`,
  );
  return new Map(
    rows.map((row) => [
      String(row.oid),
      {
        oid: String(row.oid),
        name: String(row.name),
        isIndex: row.is_index === true,
        isTable: row.is_table === true,
        tableOid: row.table_oid === null ? undefined : String(row.table_oid),
        fileNode: String(row.file_node),
        scanCount: Number(row.scan_count),
      },
    ]),
  );
}

/** What the session holds at one moment, by oid: its strongest lock, the file and the reads from end to end. */
export type HeldRelations = ReadonlyMap<string, HeldRelation>;

export interface HeldRelation {
  readonly mode: LockMode;
  /** Undefined when the relation is gone. */
  readonly fileNode: string | undefined;
  readonly scanCount: number;
}

/** Asks `pg_locks` for the locks of this session's open transaction. */
export async function readHeld(database: ShadowDatabase): Promise<HeldRelations> {
  const rows = await database.query(
    `select relation::text as oid, mode, relfilenode::text as file_node,
      ${SCAN_COUNT} as scan_count
    from pg_catalog.pg_locks
    left join pg_catalog.pg_class class on class.oid = relation
    where locktype = 'relation' and pid = pg_backend_pid() and relation >= 16384`,
  );
  const held = new Map<string, HeldRelation>();
  for (const row of rows) {
    const mode = lockModeOf(String(row.mode));
    if (mode === undefined) continue;
    const oid = String(row.oid);
    held.set(oid, {
      mode: strongest(mode, held.get(oid)?.mode ?? mode),
      fileNode: row.file_node === null ? undefined : String(row.file_node),
      scanCount: Number(row.scan_count ?? 0),
    });
  }
  return held;
}
