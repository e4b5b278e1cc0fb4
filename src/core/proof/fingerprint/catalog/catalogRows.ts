/** Between the objects of one result text, between the parts of one object, and between the items of a list. */
export const OBJECT_SEPARATOR = '\u001e';
export const PART_SEPARATOR = '\u001f';
export const ITEM_SEPARATOR = '\u001d';

/** One kind of object in the catalogs. All but `from` are SQL expressions. */
export interface CatalogRows {
  readonly kind: string;
  readonly name: string;
  /** Key of the object it belongs to, as `kind name`. */
  readonly parent?: string;
  /** What is null stands for the usual and is left out. */
  readonly properties?: Readonly<Record<string, string>>;
  /** Properties that are arrays. */
  readonly lists?: Readonly<Record<string, string>>;
  /** Text after `from`. */
  readonly from: string;
}

/**
 * SQL for all objects of one kind as one text: rows of JSON cost Postgres and the reader several times as much, and a
 * proof reads the whole catalog four times.
 */
export function catalogRowsSql({
  kind,
  name,
  parent,
  properties = {},
  lists = {},
  from,
}: CatalogRows): string {
  const parts = [
    `${kind} || ${quoted(PART_SEPARATOR)} || ${name}`,
    parent === undefined ? quoted(PART_SEPARATOR) : `${quoted(PART_SEPARATOR)} || coalesce(${parent}, '')`,
    ...Object.entries(properties).map(([key, value]) => part(`${key}=`, `(${value})::text`)),
    ...Object.entries(lists).map(([key, value]) =>
      part(`${key}*`, `array_to_string((${value})::text[], ${quoted(ITEM_SEPARATOR)}, 'NULL')`),
    ),
  ];
  return `select string_agg(${parts.join('\n || ')}, ${quoted(OBJECT_SEPARATOR)})\nfrom ${from}`;
}

function part(key: string, value: string): string {
  return `coalesce(${quoted(PART_SEPARATOR + key)} || ${value}, '')`;
}

function quoted(text: string): string {
  return `'${text}'`;
}
