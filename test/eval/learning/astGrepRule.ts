import { GRAMMARS } from '../../../src/engines/astGrep/grammars.ts';
import { loadAstGrep, type TreeNode } from '../../../src/engines/astGrep/nativeBinding.ts';
import type { Subject } from './subject.ts';

/** A name of the text as a metavariable of the rule. */
type Names = ReadonlyMap<string, string>;

interface Rule {
  readonly pattern: string;
  readonly fix: string;
}

/**
 * Baseline: the smallest node around the change printed as an ast-grep pattern, its identifiers that both sides share
 * written as metavariables, and the other side printed as the fix. What a person writes by hand in a minute.
 */
export const astGrepRule: Subject = {
  name: 'ast-grep rule',
  learn: (language, examples) => {
    const grammar = GRAMMARS[language]?.name;
    const example = examples[0];
    if (grammar === undefined || example === undefined) return { declined: `no grammar of ${language}` };
    const { binding } = loadAstGrep(undefined);
    const parse = (text: string): TreeNode => binding.parse(grammar, text).root();
    const [before, after] = smallestChange(parse(example.before), parse(example.after));
    const rule = ruleOf(before, after);
    const reproduces = examples.every(({ before: text, after: wanted }) => run(parse, rule, text) === wanted);
    if (!reproduces) return { declined: `the printed rule does not reproduce its examples: ${rule.pattern}` };
    return { print: `${rule.pattern}\n→\n${rule.fix}`, apply: (text) => run(parse, rule, text) };
  },
};

function smallestChange(before: TreeNode, after: TreeNode): readonly [TreeNode, TreeNode] {
  const left = before.children();
  const right = after.children();
  if (left.length !== right.length || left.length === 0) return [before, after];
  const differing = left.flatMap((node, index) => {
    const other = right[index];
    return other !== undefined && other.text() !== node.text() ? ([[node, other]] as const) : [];
  });
  const only = differing[0];
  if (differing.length !== 1 || only === undefined || !only[0].isNamed() || only[0].isLeaf())
    return [before, after];
  return smallestChange(only[0], only[1]);
}

function ruleOf(before: TreeNode, after: TreeNode): Rule {
  const afterNames = new Set(identifiersOf(after));
  const shared = [...new Set(identifiersOf(before))].filter((name) => afterNames.has(name));
  const names: Names = new Map(shared.map((name, index) => [name, `$V${index}`]));
  return { pattern: printed(before, names), fix: printed(after, names) };
}

function identifiersOf(node: TreeNode): readonly string[] {
  if (isVariable(node)) return [node.text()];
  return node.children().flatMap((child) => identifiersOf(child));
}

function isVariable(node: TreeNode): boolean {
  return node.isLeaf() && node.kind() === 'identifier';
}

function printed(node: TreeNode, names: Names): string {
  const start = node.range().start.index;
  let text = node.text();
  const leaves = leavesOf(node).filter((leaf) => isVariable(leaf) && names.has(leaf.text()));
  for (const leaf of leaves.reverse()) {
    const from = leaf.range().start.index - start;
    text = text.slice(0, from) + (names.get(leaf.text()) ?? '') + text.slice(from + leaf.text().length);
  }
  return text;
}

function leavesOf(node: TreeNode): TreeNode[] {
  return node.isLeaf() ? [node] : node.children().flatMap((child) => leavesOf(child));
}

function run(parse: (text: string) => TreeNode, rule: Rule, text: string): string {
  let result = text;
  let end = text.length + 1;
  for (const node of matchesOf(parse(text), rule.pattern).reverse()) {
    const { start, end: nodeEnd } = node.range();
    if (nodeEnd.index > end) continue;
    const fixed = rule.fix.replace(/\$V\d+/gu, (name) => node.getMatch(name.slice(1))?.text() ?? name);
    result = result.slice(0, start.index) + fixed + result.slice(nodeEnd.index);
    end = start.index;
  }
  return result;
}

function matchesOf(root: TreeNode, pattern: string): TreeNode[] {
  try {
    return root.findAll(pattern);
  } catch {
    // Many fragments are no pattern by themselves.
    return [];
  }
}
