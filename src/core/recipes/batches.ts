import type { TableNames } from './sqlNames.ts';

/** Pages of 8 kB written by one batch: short enough that no other writer waits long for a row. */
const BATCH_PAGES = 256;

/**
 * Fills rows batch by batch, each committed by itself. Batches are ranges of the table's pages: every page is read once,
 * whatever the primary key is; rows written meanwhile are the trigger's or the default's.
 *
 * @param where which rows still lack the value
 */
export function batchedUpdate(table: TableNames, assignment: string, where: string): string {
  const relation = `'${table.full.replaceAll("'", "''")}'::regclass`;
  return `DO $$
DECLARE
  pages bigint := (
    SELECT coalesce(max(pg_relation_size(relid)), pg_relation_size(${relation})) / current_setting('block_size')::bigint
    FROM pg_partition_tree(${relation})
  );
  page bigint := 0;
BEGIN
  WHILE page <= pages LOOP
    UPDATE ${table.full} SET ${assignment}
    WHERE ctid >= format('(%s,0)', page)::tid AND ctid < format('(%s,0)', page + ${BATCH_PAGES})::tid
      AND ${where};
    COMMIT;
    page := page + ${BATCH_PAGES};
  END LOOP;
END
$$`;
}
