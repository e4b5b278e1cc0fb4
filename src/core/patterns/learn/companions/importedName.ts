import type { PlainNode, PlainTree } from '../plainTree.ts';

/**
 * What an import binds. `named`: one name of a module; `default`: what ECMAScript modules export by default;
 * `module`: the module itself, by its own or another name; `all`: everything in it, under no name known here.
 */
export type ImportForm = 'named' | 'default' | 'module' | 'all';

/** An import apart from where it stands. */
export interface ImportKey {
  readonly form: ImportForm;
  readonly module: string;
  /** In the module; only for `named`. */
  readonly name?: string | undefined;
  /** In the file; absent where it is the same as the name. */
  readonly local?: string | undefined;
  /** Word that makes it another kind of import: `type`, `static`, `function`, `require`. */
  readonly mode?: string | undefined;
}

/** One import in a file. */
export interface ImportedName extends ImportKey {
  /** The name by which the file speaks of it; empty where it has none. */
  readonly bound: string;
  /** The part of the statement that stands for this name alone; the statement when it is alone there. */
  readonly node: PlainNode;
  readonly statement: PlainNode;
}

export function textOf({ text }: PlainTree, { start, end }: PlainNode): string {
  return text.slice(start, end);
}

export function sameImport(a: ImportKey, b: ImportKey): boolean {
  return (
    a.form === b.form &&
    a.module === b.module &&
    a.name === b.name &&
    (a.local ?? a.name) === (b.local ?? b.name) &&
    a.mode === b.mode
  );
}

/** The import without its place. */
export function keyOfImport({ form, module, name, local, mode }: ImportKey): ImportKey {
  return {
    form,
    module,
    ...(name !== undefined && { name }),
    ...(local !== undefined && { local }),
    ...(mode !== undefined && { mode }),
  };
}
