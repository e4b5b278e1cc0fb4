import type { LibraryProblem } from '../../protocol/libraryService.ts';

/**
 * Reading what another process sent: each field is looked at before it is believed, and a wrong one counts as absent.
 */

export type Row = Readonly<Record<string, unknown>>;

export function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function rowOf(value: unknown): Row {
  return isRow(value) ? value : {};
}

export function rowsOf(value: unknown): readonly Row[] {
  return Array.isArray(value) ? value.filter(isRow) : [];
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function optionalText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}

/** Postgres' exact numbers arrive as texts from some drivers. */
export function optionalNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

export function numberOf(value: unknown): number {
  return optionalNumber(value) ?? 0;
}

export function numbersOf(value: unknown): readonly number[] {
  return Array.isArray(value) ? value.map(optionalNumber).filter((one) => one !== undefined) : [];
}

export function oneOf<Value extends string>(
  value: unknown,
  allowed: readonly Value[],
  otherwise: Value,
): Value {
  return allowed.find((one) => one === value) ?? otherwise;
}

/** What went wrong in one place each, as imports, syncs and audits answer it. */
export function problemsOf(value: unknown): readonly LibraryProblem[] {
  return rowsOf(value).map(({ place, message }) => ({ place: textOf(place), message: textOf(message) }));
}

/** Leaves out what is absent, so that optional fields stay optional. */
export function present<Fields extends Record<string, unknown>>(
  fields: Fields,
): { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> } {
  // SAFETY: only entries whose value is there are kept.
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Fields]?: Exclude<Fields[Name], undefined>;
  };
}
