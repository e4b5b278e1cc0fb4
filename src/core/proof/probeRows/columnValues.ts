import type { ProbeColumn } from './tableShape.ts';

/** Values at home in a column and at its edges, as text that Postgres casts to the column's type. */
export interface ColumnValues {
  /** An everyday value for each row; no two rows share one where the type has as many. */
  plain(row: number): string;
  readonly high: string;
  readonly low: string;
}

/** What everyday texts look like: scripts may read numbers, versions or JSON out of them. */
export const TEXT_STYLES = ['words', 'versions', 'numbers', 'json'] as const;
export type TextStyle = (typeof TEXT_STYLES)[number];

/** Undefined for types whose values Fixward does not know how to write. */
export function valuesOf(
  column: ProbeColumn,
  isUnique: boolean,
  style: TextStyle = 'words',
): ColumnValues | undefined {
  const { kind, enumValues, itemType, type } = column;
  if (kind === 'enum') return listed(enumValues);
  if (kind === 'array') {
    const item =
      itemType === undefined ? undefined : scalar(itemType, type.replace(/\[\]$/u, ''), column.name, true);
    if (!item) return { plain: () => '{}', high: '{}', low: '{}' };
    const list = (...texts: readonly string[]): string => `{${texts.map(quotedItem).join(',')}}`;
    return {
      plain: (row) => list(item.plain(row), item.plain(row + 1)),
      high: `{${quotedItem(item.high)},NULL}`,
      low: '{}',
    };
  }
  if (kind === 'range' || kind === 'multirange') {
    const bound = itemType === undefined ? undefined : scalar(itemType, itemType, column.name, true);
    const wrap = (text: string): string => (kind === 'range' ? text : text === 'empty' ? '{}' : `{${text}}`);
    if (!bound) return { plain: () => wrap('empty'), high: wrap('empty'), low: wrap('empty') };
    const from = (row: number): string => `["${bound.plain(row)}","${bound.plain(row)}"]`;
    return { plain: (row) => wrap(from(row)), high: wrap('(,)'), low: wrap('empty') };
  }
  return kind === 'base' ? scalar(column.baseType, type, column.name, isUnique, style) : undefined;
}

function scalar(
  baseType: string,
  type: string,
  name: string,
  isUnique: boolean,
  style: TextStyle = 'words',
): ColumnValues | undefined {
  const known = SCALARS[baseType];
  if (known) return known;
  const numbers = INTEGERS[baseType];
  // Keys of seed data are small numbers, and so are the values of most checks.
  const base = isUnique ? 1000 : 0;
  if (numbers) return { plain: (row) => String(base + row + 1), high: numbers[1], low: numbers[0] };
  if (TEXTS.has(baseType)) return texts(name, lengthOf(type), style);
  if (baseType === 'numeric') return numeric(type);
  if (baseType === 'bit' || baseType === 'varbit') return bits(baseType, lengthOf(type));
  if (baseType === 'vector' || baseType === 'halfvec') return vector(lengthOf(type) ?? 3);
  return undefined;
}

const INTEGERS: Readonly<Record<string, readonly [low: string, high: string]>> = {
  int2: ['-32768', '32767'],
  int4: ['-2147483648', '2147483647'],
  int8: ['-9223372036854775808', '9223372036854775807'],
  oid: ['0', '4294967295'],
};

const TEXTS: ReadonlySet<string> = new Set(['text', 'varchar', 'bpchar', 'citext', 'name', 'char']);

function texts(name: string, length: number | undefined, style: TextStyle): ColumnValues {
  const cut = (text: string): string => (length === undefined ? text : [...text].slice(0, length).join(''));
  const short = length !== undefined && length < SHORT_TEXT_LENGTH && style === 'words';
  return {
    plain: (row) =>
      short ? cut(String.fromCharCode(97 + (row % 26)).repeat(length)) : cut(styled(name, row, style)),
    high: cut('Zoë 漢字 👩‍💻 "quoted" it\'s \\ ñandú'),
    low: '',
  };
}

const SHORT_TEXT_LENGTH = 8;

function styled(name: string, row: number, style: TextStyle): string {
  switch (style) {
    case 'words':
      return plainText(name, row);
    case 'versions':
      return `${row + 1}.0.0`;
    case 'numbers':
      return String(row + 1);
    case 'json':
      return `{"probe": ${row + 1}}`;
  }
}

/** Checks on texts are mostly about what the name says. */
function plainText(name: string, row: number): string {
  if (/e?mail/iu.test(name)) return `probe${row + 1}@example.com`;
  if (/ur[il]|link|href|website|avatar/iu.test(name)) return `https://example.com/${row + 1}`;
  if (/phone|mobile|fax/iu.test(name)) return `+1202555010${row % 10}`;
  if (/slug|handle|username|subdomain|identifier|code/iu.test(name)) return `probe-${row + 1}`;
  return `probe ${row + 1}`;
}

function numeric(type: string): ColumnValues {
  const [, digits, places = '0'] = /\((\d+)(?:,(-?\d+))?\)/u.exec(type) ?? [];
  if (digits === undefined) {
    return { plain: (row) => `${row + 1}.25`, high: '12345678901234567890.123456789', low: '-0.000001' };
  }
  const [whole, fraction] = [Number(digits) - Number(places), Math.max(0, Number(places))];
  const high = `${'9'.repeat(Math.max(1, whole))}${fraction > 0 ? `.${'9'.repeat(fraction)}` : ''}`;
  if (whole <= 0) return { plain: () => '0', high: '0', low: '0' };
  return {
    plain: (row) => (fraction > 0 ? `${(row % 9) + 1}.${'5'.padEnd(fraction, '0')}` : String((row % 9) + 1)),
    high,
    low: `-${high}`,
  };
}

function bits(baseType: string, length = 1): ColumnValues {
  const fill = (digit: string): string => digit.repeat(length);
  return {
    plain: (row) => (row + 1).toString(2).slice(-length).padStart(length, '0'),
    high: fill('1'),
    low: baseType === 'varbit' ? '' : fill('0'),
  };
}

function vector(dimensions: number): ColumnValues {
  const of = (value: (index: number) => number): string =>
    `[${Array.from({ length: dimensions }, (_, index) => value(index)).join(',')}]`;
  return {
    plain: (row) => of((index) => (index === 0 ? row + 1 : 0.5)),
    high: of(() => 1000),
    low: of(() => -1),
  };
}

function listed(values: readonly string[]): ColumnValues | undefined {
  const [first] = values;
  if (first === undefined) return undefined;
  const last = values.at(-1) ?? first;
  return { plain: (row) => values[row % values.length] ?? first, high: last, low: first };
}

function counted(plain: (row: number) => string, high: string, low: string): ColumnValues {
  return { plain, high, low };
}

function two(row: number): string {
  return String((row % 27) + 1).padStart(2, '0');
}

const SCALARS: Readonly<Record<string, ColumnValues>> = {
  bool: counted((row) => (row % 2 === 0 ? 'true' : 'false'), 'true', 'false'),
  float4: counted((row) => `${row + 1}.5`, '3.4e38', '-1e-30'),
  float8: counted((row) => `${row + 1}.5`, '1.7e308', '-1e-300'),
  money: counted((row) => `${row + 1}.25`, '92233720368547758.07', '-92233720368547758.08'),
  date: counted((row) => `2024-02-${two(row)}`, '9999-12-31', '0001-01-01'),
  timestamp: counted(
    (row) => `2024-02-${two(row)} 12:34:56.789012`,
    '9999-12-31 23:59:59.999999',
    '0001-01-01 00:00:00',
  ),
  timestamptz: counted(
    (row) => `2024-02-${two(row)} 12:34:56.789012+00`,
    '9999-12-31 00:00:00.999999+00',
    '0001-01-02 00:00:00+00',
  ),
  time: counted((row) => `12:34:${two(row)}.789012`, '23:59:59.999999', '00:00:00'),
  timetz: counted((row) => `12:34:${two(row)}.789012+02`, '23:59:59.999999+00', '00:00:00+00'),
  interval: counted((row) => `${row + 1} mon 2 days 03:04:05.678901`, '100 years', '-00:00:00.000001'),
  uuid: counted(
    (row) => `6ba7b810-9dad-41d1-80b4-${String(row + 1).padStart(12, '0')}`,
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
    '00000000-0000-0000-0000-000000000000',
  ),
  json: counted((row) => `{"probe": ${row + 1}}`, '{"a": [1, null, {"b": "ü👍"}]}', '{}'),
  jsonb: counted((row) => `{"probe": ${row + 1}}`, '{"a": [1, null, {"b": "ü👍"}]}', '{}'),
  bytea: counted((row) => `\\x0${(row % 9) + 1}`, '\\x00ff10', '\\x'),
  inet: counted((row) => `192.0.2.${row + 1}`, '2001:db8::ffff', '0.0.0.0'),
  cidr: counted((row) => `10.${row + 1}.0.0/16`, '2001:db8::/32', '0.0.0.0/0'),
  macaddr: counted((row) => `08:00:2b:01:02:0${(row % 9) + 1}`, 'ff:ff:ff:ff:ff:ff', '00:00:00:00:00:00'),
  macaddr8: counted(
    (row) => `08:00:2b:01:02:03:04:0${(row % 9) + 1}`,
    'ff:ff:ff:ff:ff:ff:ff:ff',
    '00:00:00:00:00:00:00:00',
  ),
  tsvector: counted((row) => `'probe':${row + 1}`, `'ñ':1A 'probe':2`, ''),
  tsquery: counted((row) => `'probe${row + 1}'`, `'a' & !'b'`, ''),
  xml: counted((row) => `<probe>${row + 1}</probe>`, '<a b="ü"/>', '<a/>'),
  point: counted((row) => `(${row + 1},2)`, '(1e10,-1e10)', '(0,0)'),
  box: counted((row) => `(${row + 1},2),(0,0)`, '(9,9),(-9,-9)', '(0,0),(0,0)'),
  lseg: counted((row) => `[(${row + 1},2),(0,0)]`, '[(9,9),(-9,-9)]', '[(0,0),(0,1)]'),
  line: counted((row) => `{${row + 1},2,3}`, '{9,9,9}', '{1,0,0}'),
  path: counted((row) => `[(${row + 1},2),(0,0)]`, '((9,9),(-9,-9))', '[(0,0)]'),
  polygon: counted((row) => `((${row + 1},2),(0,0),(1,1))`, '((9,9),(-9,-9),(0,1))', '((0,0))'),
  circle: counted((row) => `<(${row + 1},2),3>`, '<(9,9),9>', '<(0,0),0>'),
  pg_lsn: counted((row) => `0/${row + 1}`, 'FFFFFFFF/FFFFFFFF', '0/0'),
  hstore: counted((row) => `"probe"=>"${row + 1}"`, '"ü"=>NULL', ''),
  ltree: counted((row) => `top.probe${row + 1}`, 'a.b.c.d', ''),
};

function lengthOf(type: string): number | undefined {
  const length = /\((\d+)\)/u.exec(type)?.[1];
  if (length !== undefined) return Number(length);
  return type === 'character' || type === '"char"' || type === 'bit' ? 1 : undefined;
}

function quotedItem(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
