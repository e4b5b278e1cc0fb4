import type { PlainTree } from '../plainTree.ts';
import type { ImportedName } from './importedName.ts';
import { packageInCondition, packagesOf } from './importedPackage.ts';
import { importsOf } from './readImports.ts';

const FROM = ' from ';
const OR = ' or ';

/**
 * Conditions in words, `NAME from MODULE or MODULE`, for those of the names that every text binds by an import: elsewhere
 * the same name may be somebody else's.
 */
export function importConditions(names: readonly string[], texts: readonly PlainTree[]): readonly string[] {
  return [...new Set(names)].flatMap((name) => {
    const found = texts.map((tree) => bindingOf(tree, name));
    if (found.length === 0 || found.some((binding) => binding === undefined)) return [];
    const sources = [...new Set(found.flatMap((binding) => (binding ? [sourceOf(binding)] : [])))];
    return [`${name}${FROM}${sources.join(OR)}`];
  });
}

/** Whether the text binds the name by an import of that module; a relative path counts by its last part. */
export function holdsImport(condition: string, tree: PlainTree): boolean {
  const within = packageInCondition(condition);
  if (within !== undefined) return packagesOf(tree).includes(within);
  const at = condition.indexOf(FROM);
  if (at < 0) return importsOf(tree).some(({ module }) => module === condition);
  const binding = bindingOf(tree, condition.slice(0, at));
  if (!binding) return false;
  const source = sourceOf(binding);
  return condition
    .slice(at + FROM.length)
    .split(OR)
    .some(
      (wanted) =>
        wanted === source ||
        (isRelative(wanted) && isRelative(source) && lastPart(wanted) === lastPart(source)),
    );
}

function bindingOf(tree: PlainTree, name: string): ImportedName | undefined {
  return importsOf(tree).find(({ bound }) => bound === name);
}

/** Under another name it is told as well: `numpy as np` is not `scipy as np`. */
function sourceOf({ form, module, name, bound }: ImportedName): string {
  if (form === 'named' && name !== bound) return `${module}:${name}`;
  return module;
}

function isRelative(module: string): boolean {
  return module.startsWith('.');
}

function lastPart(module: string): string {
  return (
    module
      .split(/[./]/u)
      .filter((part) => part !== '')
      .at(-1) ?? ''
  );
}
