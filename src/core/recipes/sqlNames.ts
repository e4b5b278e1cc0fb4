import type { RangeVar } from '@pgsql/types';
import { quoteIdentifier } from '../down/catalog/catalogEntry.ts';

/** A table's names as SQL writes them. */
export interface TableNames {
  /** With its schema where the author wrote it: `app."Orders"`. */
  readonly full: string;
  /** Schema and dot, or nothing. */
  readonly prefix: string;
  /** Not quoted, without schema. */
  readonly bare: string;
}

export function tableNames(relation: RangeVar | undefined): TableNames {
  const bare = relation?.relname ?? '';
  const schema = relation?.schemaname;
  const prefix = schema === undefined || schema === '' ? '' : `${quoteIdentifier(schema)}.`;
  return { full: `${prefix}${quoteIdentifier(bare)}`, prefix, bare };
}

// Of a name in bytes: Postgres cuts longer ones off.
const NAME_BYTES_MAX = 63;

/** A name the way Postgres makes one up: parts joined by `_`, the longer of the first two cut until it fits. */
export function generatedName(table: string, columns: string, label: string): string {
  let [first, second] = [table, columns];
  const join = (): string => [first, second, label].filter((part) => part !== '').join('_');
  while (utf8Length(join()) > NAME_BYTES_MAX) {
    if (utf8Length(first) > utf8Length(second)) first = [...first].slice(0, -1).join('');
    else second = [...second].slice(0, -1).join('');
  }
  return join();
}

function utf8Length(text: string): number {
  let length = 0;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    length += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return length;
}

/** Part of a file's name: letters, digits and `_`. */
export function slug(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/gu, '_')
    .replace(/^_+|_+$/gu, '');
}
