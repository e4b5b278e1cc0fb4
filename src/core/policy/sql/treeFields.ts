/** The content of a node of the JSON parse tree. */
export type Fields = Readonly<Record<string, unknown>>;

/** The field of a plain JSON object; undefined for anything else. */
export function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  // SAFETY: the value is an object that has the field.
  return (value as Fields)[name];
}

/** The items of a list; none for anything else. */
export function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The texts of a list of String nodes; other nodes are left out. */
export function stringsOf(list: unknown): readonly string[] {
  return itemsOf(list).flatMap((item) => {
    const text = fieldOf(fieldOf(item, 'String'), 'sval');
    return typeof text === 'string' ? [text] : [];
  });
}

/** The kind of a node: its only key. */
export function kindOf(tree: unknown): string {
  return typeof tree === 'object' && tree !== null ? (Object.keys(tree)[0] ?? '') : '';
}

/** The content of a statement of this kind; undefined for any other. */
export function statementOf(tree: unknown, kind: string): Fields | undefined {
  const fields = fieldOf(tree, kind);
  // SAFETY: a node's content is a plain JSON object.
  return typeof fields === 'object' && fields !== null ? (fields as Fields) : undefined;
}

/** `schema.name` of a RangeVar's content. */
export function relationName(relation: unknown): string {
  const parts = [fieldOf(relation, 'schemaname'), fieldOf(relation, 'relname')];
  return parts.filter((part) => typeof part === 'string').join('.');
}
