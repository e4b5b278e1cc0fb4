import type { PlainTree } from '../plainTree.ts';
import { importsOf } from './readImports.ts';

const WITHIN = '.*';

/** Packages of other people that the file imports anything from. */
export function packagesOf(tree: PlainTree): readonly string[] {
  return [...new Set(importsOf(tree).flatMap(({ module }) => packageOf(module) ?? []))];
}

/** The condition that a file imports something from the package. */
export function packageCondition(name: string): string {
  return `${name}${WITHIN}`;
}

/** The package that such a condition names; undefined for a condition of another form. */
export function packageInCondition(condition: string): string | undefined {
  return condition.endsWith(WITHIN) ? condition.slice(0, -WITHIN.length) : undefined;
}

/** The first part of a dotted or slashed name, with the scope of a scoped one; none for a file of the project. */
function packageOf(module: string): string | undefined {
  if (module.startsWith('.') || module === '') return undefined;
  const [first = '', second] = module.split(/[./:\\]/u);
  return first.startsWith('@') && second !== undefined ? `${first}/${second}` : first;
}
