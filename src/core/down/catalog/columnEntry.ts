import { type CatalogEntry, quoteText, type Statements } from './catalogEntry.ts';
import type { CatalogRow } from './catalogQuery.ts';
import { commonFacet } from './facets.ts';
import { setOrDrop } from './readTypes.ts';

/** A column as `CREATE TABLE` and `ADD COLUMN` write it; constraints with a name of their own stand apart. */
export function columnText(row: CatalogRow): string {
  const collation = row.text('collation');
  return [
    `${row.text('quoted')} ${row.text('type')}`,
    collation === '' ? '' : ` COLLATE ${collation}`,
    generation(row),
    row.text('initial') !== '' && row.text('generated') === '' ? ` DEFAULT ${row.text('initial')}` : '',
    row.flag('required') ? ' NOT NULL' : '',
  ].join('');
}

function generation(row: CatalogRow): string {
  const identity = row.text('identity');
  if (identity !== '') return ` GENERATED ${identity === 'a' ? 'ALWAYS' : 'BY DEFAULT'} AS IDENTITY`;
  const generated = row.text('generated');
  if (generated === '') return '';
  return ` GENERATED ALWAYS AS (${row.text('initial')}) ${generated === 'v' ? 'VIRTUAL' : 'STORED'}`;
}

/** Rows that are there already must get something in a column that allows no nulls. */
function needsPlaceholder(row: CatalogRow): boolean {
  const given = row.text('initial') !== '' || row.text('identity') !== '' || row.text('generated') !== '';
  return row.flag('required') && !given && row.text('placeholder') !== '';
}

function addColumn(row: CatalogRow, table: string, alter: string): Statements {
  const add = `ALTER TABLE ${table} ADD COLUMN ${columnText(row)}`;
  return needsPlaceholder(row)
    ? [`${add} DEFAULT ${row.text('placeholder')}`, `${alter} DROP DEFAULT`]
    : [add];
}

const STORAGE: Readonly<Record<string, string>> = { p: 'PLAIN', e: 'EXTERNAL', m: 'MAIN', x: 'EXTENDED' };

export function columnEntry(row: CatalogRow): CatalogEntry {
  const [table, quoted] = [row.text('table'), row.text('quoted')];
  const relkind = row.text('relkind');
  const isTable = relkind === 'r' || relkind === 'p';
  const generated = row.text('generated') !== '';
  const alter = `ALTER TABLE ${table} ALTER COLUMN ${quoted}`;
  const collation = row.text('collation');
  const type = `${row.text('type')}${collation === '' ? '' : ` COLLATE ${collation}`}`;
  const tableFacets: Readonly<Record<string, string>> = isTable
    ? {
        default: generated ? '' : row.text('initial'),
        required: row.flag('required') ? 'NOT NULL' : '',
        identity: row.text('identity'),
        storage: row.text('storage'),
        compression: row.text('compression'),
        statistics: row.text('statistics'),
        options: row.text('options'),
      }
    : {};
  return {
    kind: 'column',
    id: `column:${row.text('table_id')}.${row.text('place')}`,
    key: `column ${table}.${quoted}`,
    parent: `${isTable ? 'table' : 'view'}:${row.text('table_id')}`,
    name: row.text('name'),
    ...(isTable && { rename: `ALTER TABLE ${table} RENAME COLUMN ${quoted} TO` }),
    definition: isTable ? `${type}${generated ? generation(row) : ''}` : '',
    // What a view has for columns its query says; a partition's and an heir's come from above.
    create: isTable && row.flag('local') ? addColumn(row, table, alter) : [],
    drop: isTable && row.flag('local') ? `ALTER TABLE ${table} DROP COLUMN ${quoted}` : '',
    change: (from) => changeType(from, alter, type, row),
    facets: { ...tableFacets, comment: row.text('comment'), privileges: row.text('privileges') },
    setFacet: (facet, before, after) => setFacet(facet, before, after, { alter, table, quoted }),
    ...(isTable && !generated && { holds: 'values' as const }),
    ...(needsPlaceholder(row) && { placeholder: row.text('placeholder') }),
    place: Number(row.text('place')),
  };
}

/** A default that does not convert by itself is taken away first; it comes back as a facet. */
function changeType(from: CatalogEntry, alter: string, type: string, row: CatalogRow): readonly Statements[] {
  if (row.text('generated') !== '' || from.definition.includes(' GENERATED ALWAYS AS (')) {
    // A column does not become generated: it is made anew.
    return [];
  }
  const convert = [`${alter} TYPE ${type}`];
  const cast = [`${alter} TYPE ${type} USING ${row.text('quoted')}::${row.text('type')}`];
  const throughText = [`${alter} TYPE ${type} USING ${row.text('quoted')}::text::${row.text('type')}`];
  const hasDefault = (from.facets.default ?? '') !== '';
  const bare = (statements: Statements): Statements => [`${alter} DROP DEFAULT`, ...statements];
  const plain = [convert, cast, throughText];
  return hasDefault ? [...plain, ...plain.map(bare)] : plain;
}

interface ColumnNames {
  readonly alter: string;
  readonly table: string;
  readonly quoted: string;
}

function setFacet(
  facet: string,
  from: string,
  to: string,
  { alter, table, quoted }: ColumnNames,
): Statements {
  switch (facet) {
    case 'default':
      return [`${alter} ${setOrDrop('DEFAULT', to)}`];
    case 'required':
      return [`${alter} ${to === '' ? 'DROP' : 'SET'} NOT NULL`];
    case 'identity':
      if (to === '') return [`${alter} DROP IDENTITY`];
      return [
        `${alter} ${from === '' ? 'ADD' : 'SET'} GENERATED ${to === 'a' ? 'ALWAYS' : 'BY DEFAULT'}${from === '' ? ' AS IDENTITY' : ''}`,
      ];
    case 'storage':
      return [`${alter} SET STORAGE ${STORAGE[to] ?? 'DEFAULT'}`];
    case 'compression':
      return [
        `${alter} SET COMPRESSION ${to === '' ? 'DEFAULT' : ({ p: 'pglz', l: 'lz4' }[to] ?? quoteText(to))}`,
      ];
    case 'statistics':
      return [`${alter} SET STATISTICS ${to}`];
    case 'options':
      return to === '' ? [`${alter} RESET (${from.replace(/=[^,]*/gu, '')})`] : [`${alter} SET (${to})`];
    default:
      return (
        commonFacet(
          { comment: `COLUMN ${table}.${quoted}`, grant: `TABLE ${table}`, grantColumn: quoted },
          facet,
          from,
          to,
        ) ?? []
      );
  }
}
