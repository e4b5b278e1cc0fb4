import { z } from 'zod';
import type { SpanEdit } from '../../../text/span.ts';
import type { PlainTree } from '../plainTree.ts';
import { addImport, dropImport, replaceImport } from './changeImports.ts';
import { type ImportKey, keyOfImport, sameImport } from './importedName.ts';
import { importsOf } from './readImports.ts';

const words = z.string().max(500);

const importKeySchema = z.strictObject({
  form: z.enum(['named', 'default', 'module', 'all']),
  module: words,
  name: words.optional(),
  local: words.optional(),
  mode: words.optional(),
});

/**
 * What else a file needs once an edit was made in it: an import more, or one less if nothing uses it any more; with both,
 * the one takes the place of the other.
 */
export const companionSchema = z
  .strictObject({ add: importKeySchema.optional(), drop: importKeySchema.optional() })
  .refine(({ add, drop }) => add !== undefined || drop !== undefined, 'neither adds nor drops an import');

export type Companion = z.infer<typeof companionSchema>;

/** How the imports of the example changed; an import that goes is paired with one that comes. */
export function learnCompanions(before: PlainTree, after: PlainTree): readonly Companion[] {
  const old = importsOf(before).map(keyOfImport);
  const now = importsOf(after).map(keyOfImport);
  const added = now.filter((key) => !old.some((other) => sameImport(other, key)));
  const dropped = old.filter((key) => !now.some((other) => sameImport(other, key)));
  const paired = Math.min(added.length, dropped.length) === 1 && added.length === dropped.length ? 1 : 0;
  return [
    ...added.map((add, index) => ({ add, ...(index < paired && dropped[0] && { drop: dropped[0] }) })),
    ...dropped.slice(paired).map((drop) => ({ drop })),
  ];
}

/**
 * Edits of the imports for a text in which the edit was made; undefined where an import it needs cannot be had, so that the
 * edit must not be made either.
 */
export function companionEdits(
  companions: readonly Companion[],
  tree: PlainTree,
): readonly SpanEdit[] | undefined {
  const edits: SpanEdit[] = [];
  for (const { add, drop } of companions) {
    // A file that had no import of the one needs none of the other.
    if (add && drop && !importsOf(tree).some((other) => sameImport(other, drop))) continue;
    const replaced = add && drop ? replaceImport(tree, drop, add) : undefined;
    if (replaced) {
      edits.push(...replaced);
      continue;
    }
    if (add) {
      const added = isReachable(tree, add) ? addImport(tree, add) : undefined;
      if (!added) return undefined;
      edits.push(...added);
    }
    if (drop) edits.push(...dropImport(tree, drop));
  }
  return edits;
}

/** A path from one file's folder leads elsewhere from another's: only a file that has such an import is known to be near. */
function isReachable(tree: PlainTree, { module, mode }: ImportKey): boolean {
  const isRelative = module.startsWith('.') || mode === 'relative';
  return !isRelative || importsOf(tree).some((other) => other.module === module);
}
