import type { ShadowRow } from '../proof/shadowDatabase.ts';
import { listIn, textIn, unquoted } from './schemaRow.ts';
import type { CatalogObject } from './schemaRule.ts';

/** The constraint of a row with `oid`, `name` and `relation`. */
export function constraintObject(row: ShadowRow): CatalogObject {
  return {
    catalog: 'pg_constraint',
    oid: textIn(row, 'oid'),
    name: `${textIn(row, 'name')} on ${textIn(row, 'relation')}`,
  };
}

/** Where a key stands in its statement: its name when the author gave one, else its first column. */
export function keyMarks(row: ShadowRow): readonly string[] {
  return [unquoted(textIn(row, 'name')), ...listIn(row, 'columns').map(unquoted)];
}

/** The index of a row with `oid`, the index's own, and `name`. */
export function indexObject(row: ShadowRow): CatalogObject {
  return { catalog: 'pg_index', oid: textIn(row, 'oid'), name: textIn(row, 'name') };
}
