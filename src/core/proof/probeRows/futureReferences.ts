import type { TableShape } from './tableShape.ts';

/** A foreign key that is not there yet. Names without schema and quotes, as error messages have them. */
export interface FutureReference {
  readonly table: string;
  readonly columns: readonly string[];
  readonly target: string;
}

const VIOLATION =
  /^insert or update on table "(.+)" violates foreign key constraint .*\(Key \((.+?)\)=\(.*\) is not present in table "(.+)"\.\)$/su;

/** The reference that Postgres says is not kept; undefined when it says something else. */
export function referenceOfViolation(message: string): FutureReference | undefined {
  const [, table, columns, target] = VIOLATION.exec(message) ?? [];
  if (table === undefined || columns === undefined || target === undefined) return undefined;
  return { table, columns: columns.split(', ').map((name) => name.replaceAll('"', '')), target };
}

/** The tables as if they had the references already, as far as their targets are among them. */
export function withReferences(
  shapes: ReadonlyMap<string, TableShape>,
  references: readonly FutureReference[],
): ReadonlyMap<string, TableShape> {
  if (references.length === 0) return shapes;
  const targetOf = (name: string): TableShape | undefined =>
    [...shapes.values()].find((shape) => shape.name === name || shape.name.endsWith(`.${name}`));
  return new Map(
    [...shapes].map(([name, shape]) => {
      const added = references.flatMap(({ table, columns, target }) => {
        const found = name === table || name.endsWith(`.${table}`) ? targetOf(target) : undefined;
        if (found?.primaryKey.length !== columns.length) return [];
        return [{ columns, target: found.name, targetColumns: found.primaryKey }];
      });
      return [name, added.length === 0 ? shape : { ...shape, foreignKeys: [...shape.foreignKeys, ...added] }];
    }),
  );
}
