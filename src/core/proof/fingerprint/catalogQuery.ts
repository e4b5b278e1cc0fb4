import { ACCESS_ROWS } from './catalog/access.ts';
import { type CatalogRows, catalogRowsSql } from './catalog/catalogRows.ts';
import { COLUMN_ROWS } from './catalog/columns.ts';
import { COMMENT_ROWS } from './catalog/comments.ts';
import { DATABASE_ROWS } from './catalog/database.ts';
import { OPERATOR_ROWS } from './catalog/operators.ts';
import { RELATION_ROWS } from './catalog/relations.ts';
import { ROUTINE_ROWS } from './catalog/routines.ts';
import { SHARED_ROWS } from './catalog/shared.ts';
import { TABLE_PART_ROWS } from './catalog/tableParts.ts';
import { TYPE_ROWS } from './catalog/types.ts';

/** Everything a dump would hold, kind by kind. */
const CATALOG: readonly CatalogRows[] = [
  ...RELATION_ROWS,
  ...COLUMN_ROWS,
  ...TABLE_PART_ROWS,
  ...ROUTINE_ROWS,
  ...TYPE_ROWS,
  ...ACCESS_ROWS,
  ...DATABASE_ROWS,
  ...OPERATOR_ROWS,
  ...COMMENT_ROWS,
];

/**
 * One row for each kind, its `objects` in one text. Run it with an empty search path, so that every name is written
 * with its schema.
 */
export const CATALOG_QUERY = `with ${SHARED_ROWS}
select objects from (
${CATALOG.map(catalogRowsSql).join('\nunion all\n')}
) kinds (objects)
where objects is not null`;
