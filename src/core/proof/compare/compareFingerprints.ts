import {
  type Fingerprint,
  keyOf,
  type PropertyValue,
  type SchemaObject,
} from '../fingerprint/fingerprint.ts';
import { describeOrder } from './columnOrder.ts';
import { findRenames, lastPart, type Rename } from './renames.ts';
import { describe, describeChange, describeItem, describeProperty } from './wording.ts';

/** How a schema differs from an earlier one, one thing a sentence. */
export interface SchemaDifference {
  /** There now, and not before: `enum type public.status`. */
  readonly leftBehind: readonly string[];
  /** There before, and not now: `default of public.orders.state`. */
  readonly lost: readonly string[];
  /** There in both, in another form: `column order of public.orders: id, note, state instead of id, state, note`. */
  readonly changed: readonly string[];
  /** Objects that are there under another name; told in \`changed\` too. */
  readonly renames: readonly Rename[];
}

export const SAME_SCHEMA: SchemaDifference = { leftBehind: [], lost: [], changed: [], renames: [] };

/** The parts of an object that missing or new objects take with them are not told apart from it. */
export function compareFingerprints(before: Fingerprint, after: Fingerprint): SchemaDifference {
  if (before.hash === after.hash) return SAME_SCHEMA;
  const missing = [...before.objects.values()].filter((object) => !after.objects.has(keyOf(object)));
  const added = [...after.objects.values()].filter((object) => !before.objects.has(keyOf(object)));
  const lostRoots = withoutParts(missing, before, after);
  const leftRoots = withoutParts(added, after, before);
  const renames = findRenames(lostRoots, leftRoots);
  const renamed = new Set(renames.flatMap((rename) => [rename.before, rename.after]));
  const found = new Differences(renames);
  for (const object of lostRoots) if (!renamed.has(object)) found.lost.push(describe(object));
  for (const object of leftRoots) if (!renamed.has(object)) found.leftBehind.push(describe(object));
  for (const [key, object] of before.objects) {
    const now = after.objects.get(key);
    if (now) found.compare(object, now);
  }
  for (const rename of renames) {
    found.changed.push(`${describe(rename.before)} is called ${lastPart(rename.after.name)}`);
  }
  return found;
}

/** Objects whose parent is missing or new itself go without saying. */
function withoutParts(
  objects: readonly SchemaObject[],
  own: Fingerprint,
  other: Fingerprint,
): readonly SchemaObject[] {
  return objects.filter(({ parent }) => {
    if (parent === undefined) return true;
    const keys = keysOfParent(parent);
    return !keys.some((key) => own.objects.has(key)) || keys.some((key) => other.objects.has(key));
  });
}

const TYPE_KINDS = ['enum type', 'domain', 'composite type', 'range type', 'type'];

/** Comments name every type a `type`. */
function keysOfParent(parent: string): readonly string[] {
  if (!parent.startsWith('type ')) return [parent];
  return TYPE_KINDS.map((kind) => `${kind} ${parent.slice('type '.length)}`);
}

/** Lists told item by item; the others are told as a whole. */
const SETS: ReadonlySet<string> = new Set([
  'grants',
  'options',
  'toastOptions',
  'foreignOptions',
  'values',
  'memberOf',
  'tables',
  'schemas',
  'settings',
  'inherits',
  'publications',
]);

class Differences implements SchemaDifference {
  readonly leftBehind: string[] = [];
  readonly lost: string[] = [];
  readonly changed: string[] = [];
  readonly renames: readonly Rename[];
  readonly #columnRenames: readonly Rename[];

  constructor(renames: readonly Rename[]) {
    this.renames = renames;
    this.#columnRenames = renames.filter(({ before }) => before.kind === 'column');
  }

  compare(before: SchemaObject, after: SchemaObject): void {
    const keys = new Set([...Object.keys(before.properties), ...Object.keys(after.properties)]);
    for (const key of keys) {
      const was = before.properties[key];
      const is = this.#underOldNames(after.properties[key], after);
      if (JSON.stringify(was) !== JSON.stringify(is)) this.#tell(before, key, was, is);
    }
  }

  #tell(
    object: SchemaObject,
    key: string,
    was: PropertyValue | undefined,
    is: PropertyValue | undefined,
  ): void {
    if (key === 'columns') this.#tellOrder(object, listOf(was), listOf(is));
    else if (SETS.has(key)) this.#tellItems(object, key, listOf(was), listOf(is));
    else if (key === 'valid') this.#tellValidity(object, was);
    else if (was === undefined) this.leftBehind.push(describeProperty(object, key));
    else if (is === undefined) this.lost.push(describeProperty(object, key));
    else this.changed.push(describeChange(object, key, was, is));
  }

  /** The property stands only where an object is not valid. */
  #tellValidity(object: SchemaObject, was: PropertyValue | undefined): void {
    if (was === undefined) this.lost.push(describeProperty(object, 'valid'));
    else this.leftBehind.push(describeProperty(object, 'valid'));
  }

  #tellItems(object: SchemaObject, key: string, was: readonly string[], is: readonly string[]): void {
    const [old, now] = [new Set(was), new Set(is)];
    const gone = was.filter((item) => !now.has(item));
    const come = is.filter((item) => !old.has(item));
    for (const item of gone) this.lost.push(describeItem(object, key, item));
    for (const item of come) this.leftBehind.push(describeItem(object, key, item));
    if (gone.length === 0 && come.length === 0) this.changed.push(describeChange(object, key, was, is));
  }

  #tellOrder(object: SchemaObject, was: readonly string[], is: readonly string[]): void {
    const common = new Set(was.filter((name) => is.includes(name)));
    const [old, now] = [was.filter((name) => common.has(name)), is.filter((name) => common.has(name))];
    if (old.join() === now.join()) return;
    this.changed.push(`column order of ${object.name}: ${describeOrder(old, now)}`);
  }

  /** A renamed column changes every text that names it; that it is renamed is told once. */
  #underOldNames(value: PropertyValue | undefined, object: SchemaObject): PropertyValue | undefined {
    const renames = this.#columnRenames.filter(
      ({ after }) => after.parent === object.parent || after.parent === keyOf(object),
    );
    if (value === undefined || renames.length === 0) return value;
    const rewritten = (text: string): string =>
      renames.reduce((result, { before, after }) => replaceName(result, after.name, before.name), text);
    return typeof value === 'string' ? rewritten(value) : value.map(rewritten);
  }
}

function replaceName(text: string, from: string, to: string): string {
  const name = lastPart(from).replace(/[.*+?^${}()|[\]\\]/gu, '\\$&');
  return text.replace(new RegExp(`(?<![\\w$])${name}(?![\\w$])`, 'gu'), () => lastPart(to));
}

function listOf(value: PropertyValue | undefined): readonly string[] {
  return value === undefined ? [] : typeof value === 'string' ? [value] : value;
}
