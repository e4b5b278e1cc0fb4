import { nearestName } from '../../rules/nearestName.ts';
import { unquoted } from '../../schema/schemaRow.ts';
import type {
  NamedModel,
  RoutineModel,
  SchemaModel,
  TableModel,
  TypeModel,
  ViewModel,
} from './schemaModel.ts';

export type SchemaObject =
  | { readonly kind: 'table'; readonly table: TableModel }
  | { readonly kind: 'view'; readonly view: ViewModel }
  | { readonly kind: 'routine'; readonly routine: RoutineModel }
  | { readonly kind: 'type'; readonly type: TypeModel };

/**
 * What a name may mean: with its schema or without, quoted or not, in any case. Exact spellings come first; routines of
 * one name differ in their arguments, so that there may be several.
 */
export function findObjects(model: SchemaModel, name: string): readonly SchemaObject[] {
  const all: readonly { readonly named: NamedModel; readonly object: SchemaObject }[] = [
    ...model.tables.map((table) => ({ named: table, object: { kind: 'table', table } as const })),
    ...model.views.map((view) => ({ named: view, object: { kind: 'view', view } as const })),
    ...model.routines.map((routine) => ({ named: routine, object: { kind: 'routine', routine } as const })),
    ...model.types.map((type) => ({ named: type, object: { kind: 'type', type } as const })),
  ];
  const wanted = plain(name.replace(/\(.*$/su, '').trim());
  const matching = all.filter(({ named }) => spellings(named).some((spelling) => spelling === wanted));
  if (matching.length > 0) return matching.map(({ object }) => object);
  const folded = wanted.toLowerCase();
  return all
    .filter(({ named }) => spellings(named).some((spelling) => spelling.toLowerCase() === folded))
    .map(({ object }) => object);
}

/** The name nearest to one that nothing bears, as a hint. */
export function nearestObject(model: SchemaModel, name: string): string | undefined {
  const all = [...model.tables, ...model.views, ...model.routines, ...model.types];
  const near = nearestName(plain(name), new Set(all.flatMap((named) => spellings(named))));
  return all.find((named) => spellings(named).some((spelling) => spelling === near))?.full;
}

function spellings({ schema, name }: NamedModel): readonly string[] {
  return [unquoted(name), `${unquoted(schema)}.${unquoted(name)}`];
}

function plain(name: string): string {
  return name
    .split(/\.(?=(?:[^"]*"[^"]*")*[^"]*$)/u)
    .map((part) => unquoted(part.trim()))
    .join('.');
}
