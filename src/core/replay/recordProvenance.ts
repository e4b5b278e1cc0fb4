import type { ShadowDatabase, ShadowRow } from '../proof/shadowDatabase.ts';
import { nodeAs, type SqlStatement, statementNode } from '../sql/sqlStatement.ts';
import { PINNED_ROWS, type PinnedCatalog, pinnedRows } from './pinnedCatalogs.ts';
import type { Place, Provenance, StatementMark } from './provenance.ts';

/** Collects, while statements run, which of them wrote what. */
export interface ProvenanceRecorder {
  /** Before a statement: keeps what its rewriting of rows would lose. */
  before(database: ShadowDatabase, statement: SqlStatement): Promise<void>;
  /** After a statement, still inside its savepoint. */
  afterInTransaction(database: ShadowDatabase, place: Place): Promise<void>;
  /** Before a statement that is a transaction by itself. */
  beforeAlone(database: ShadowDatabase, place: Place): Promise<void>;
  result(): Provenance;
}

// A part of a transaction holds a lock on its own number until it ends.
const HIGHEST_OWN_XID = `select max(transactionid::text::bigint) as xid from pg_catalog.pg_locks
  where locktype = 'transactionid' and pid = pg_catalog.pg_backend_pid()`;
const NEXT_XID = 'select pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot())::text::bigint as xid';

export function recordProvenance(start: Provenance): ProvenanceRecorder {
  const marks: StatementMark[] = [...start.marks];
  const pins = new Map(start.pins);
  const mark = async (database: ShadowDatabase, query: string, place: Place): Promise<void> => {
    const [row] = await database.query(query);
    const xid = Number(row?.xid ?? 0);
    // A statement that writes nothing has no number of its own.
    if (xid > (marks.at(-1)?.xid ?? 0)) marks.push({ xid, ...place });
  };
  const keep = (row: ShadowRow): void => {
    const keys = [row.key, row.name_key].filter((key) => typeof key === 'string');
    const content = String(row.content);
    const known = keys.map((key) => pins.get(key)).find((pin) => pin?.content === content);
    for (const key of keys) pins.set(key, known ?? { xid: Number(row.xid), content });
  };
  return {
    before: async (database, statement) => {
      for (const { sql, parameters } of pinQueries(statement)) {
        for (const row of await database.query(sql, parameters)) keep(row);
      }
    },
    afterInTransaction: (database, place) => mark(database, HIGHEST_OWN_XID, place),
    beforeAlone: (database, place) => mark(database, NEXT_XID, place),
    result: () => ({ marks, pins }),
  };
}

interface PinQuery {
  readonly sql: string;
  readonly parameters: readonly string[];
}

const FIRST_USER_OID = 16384;

const REWRITING_WORDS = /\b(?:alter|grant|revoke|rename|owner)\b/iu;

/** The rows that a statement may write anew without meaning them. */
function pinQueries(statement: SqlStatement): readonly PinQuery[] {
  const relation = relationOf(statement);
  if (relation !== undefined) {
    return [
      ofRelation('pg_attribute', relation),
      ofRelation('pg_constraint', relation),
      ofRelation('pg_index', relation),
    ];
  }
  switch (statement.kind) {
    case 'GrantStmt':
      return pinsOfGrant(statementNode(statement, 'GrantStmt')?.objtype);
    case 'AlterFunctionStmt':
    case 'AlterOwnerStmt':
    case 'AlterObjectSchemaStmt':
    case 'RenameStmt':
      return [ofAny('pg_proc'), ofAny('pg_type'), ofAny('pg_namespace')];
    case 'DoStmt':
    case 'SelectStmt':
    case 'CallStmt':
      if (!REWRITING_WORDS.test(statement.text)) return [];
      return [
        ...[ofAny('pg_attribute'), ofAny('pg_constraint'), ofAny('pg_index')],
        ...[ofAny('pg_proc'), ofAny('pg_type')],
      ];
    default:
      return [];
  }
}

function pinsOfGrant(objectType: string | undefined): readonly PinQuery[] {
  switch (objectType) {
    case 'OBJECT_FUNCTION':
    case 'OBJECT_PROCEDURE':
    case 'OBJECT_ROUTINE':
      return [ofAny('pg_proc')];
    case 'OBJECT_SCHEMA':
      return [ofAny('pg_namespace')];
    case 'OBJECT_TYPE':
    case 'OBJECT_DOMAIN':
      return [ofAny('pg_type')];
    default:
      return [];
  }
}

function relationOf(statement: SqlStatement): string | undefined {
  const { tree } = statement;
  const relation =
    nodeAs(tree, 'AlterTableStmt')?.relation ??
    nodeAs(tree, 'RenameStmt')?.relation ??
    nodeAs(tree, 'AlterObjectSchemaStmt')?.relation;
  if (relation?.relname === undefined) return undefined;
  const quoted = [relation.schemaname, relation.relname].filter((name) => name !== undefined && name !== '');
  return quoted.map((name) => `"${String(name).replaceAll('"', '""')}"`).join('.');
}

function ofAny(catalog: PinnedCatalog): PinQuery {
  return { sql: pinnedRows(catalog, `${PINNED_ROWS[catalog].oid} >= ${FIRST_USER_OID}`), parameters: [] };
}

function ofRelation(catalog: PinnedCatalog, relation: string): PinQuery {
  const column = PINNED_ROWS[catalog].relation ?? PINNED_ROWS[catalog].oid;
  return { sql: pinnedRows(catalog, `${column} = pg_catalog.to_regclass($1)`), parameters: [relation] };
}
