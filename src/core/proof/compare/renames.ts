import type { SchemaObject } from '../fingerprint/fingerprint.ts';

/** An object that is there under another name. */
export interface Rename {
  readonly before: SchemaObject;
  readonly after: SchemaObject;
}

/** Pairs objects that differ in nothing but their name. Where two could be meant, none is. */
export function findRenames(lost: readonly SchemaObject[], left: readonly SchemaObject[]): readonly Rename[] {
  const leftByShape = groupBy(left, shapeOf);
  const lostByShape = groupBy(lost, shapeOf);
  const renames: Rename[] = [];
  for (const [shape, befores] of lostByShape) {
    const [before, ...otherBefores] = befores;
    const [after, ...otherAfters] = leftByShape.get(shape) ?? [];
    if (before && after && otherBefores.length === 0 && otherAfters.length === 0)
      renames.push({ before, after });
  }
  return renames;
}

/** What an object is apart from its name; the column list of a table stays, the name inside a definition goes. */
function shapeOf({ kind, name, parent = '', properties }: SchemaObject): string {
  const last = lastPart(name);
  const text = JSON.stringify(properties);
  return JSON.stringify([
    kind,
    parent,
    qualifierOf(name),
    last === '' ? text : text.replaceAll(last, '\u0000'),
  ]);
}

/** `state` of `public.orders.state`, `orders_pkey` of `orders_pkey on public.orders`. */
export function lastPart(name: string): string {
  const [head = name] = name.split(' on ');
  const parts = head.match(/"(?:[^"]|"")*"|[^."]+/gu) ?? [];
  return parts.at(-1) ?? head;
}

function qualifierOf(name: string): string {
  const [head = name, on = ''] = name.split(' on ');
  return `${head.slice(0, head.length - lastPart(name).length)} ${on}`;
}

function groupBy(
  objects: readonly SchemaObject[],
  key: (object: SchemaObject) => string,
): ReadonlyMap<string, readonly SchemaObject[]> {
  const groups = new Map<string, SchemaObject[]>();
  for (const object of objects) {
    const group = groups.get(key(object));
    if (group) group.push(object);
    else groups.set(key(object), [object]);
  }
  return groups;
}
