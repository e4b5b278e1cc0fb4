import type { Language } from '../../rules/languages.ts';
import { applyEdit, type LearnPorts } from './applyEdit.ts';
import { type BuiltPart, buildPart, type Generality, type Instance } from './buildPart.ts';
import { clusterInstances } from './clusterInstances.ts';
import { type Companion, learnCompanions } from './companions/companion.ts';
import { isImportHunk } from './companions/importHunks.ts';
import { type Evidence, findingsOf } from './evidence.ts';
import { type Grouping, instancesOf, type ReadExample, readExample } from './instances.ts';
import { LEARNED_EDIT_FORMAT, type LearnedEdit, type LearnedPart } from './learnedEdit.ts';
import { itemHunks } from './listItems.ts';
import { withImports } from './partImports.ts';
import type { PlainTree } from './plainTree.ts';
import { separate } from './separate.ts';

export interface LearnExample {
  readonly before: string;
  readonly after: string;
  readonly path?: string;
}

export interface LearnRequest {
  readonly language: Language;
  readonly examples: readonly LearnExample[];
  /** Texts that the edit must leave as they are. */
  readonly negatives: readonly string[];
}

export interface Learned {
  readonly edit: LearnedEdit;
  /** What narrows it, in words. */
  readonly conditions: readonly { readonly id: string; readonly text: string }[];
  /** What speaks for it, one line each. */
  readonly evidence: readonly string[];
}

export interface Declined {
  readonly declined: string;
}

/** Generalities in the order they are tried: wide first, since evidence narrows. */
export const GENERALITIES: readonly Generality[] = [
  { up: 0, context: 'wild', shape: 'any', rest: true },
  { up: 0, context: 'names', shape: 'names', rest: true },
  { up: 1, context: 'wild', shape: 'names', rest: true },
  { up: 1, context: 'names', shape: 'names', rest: true },
  { up: 2, context: 'names', shape: 'names', rest: true },
  { up: 1, context: 'all', shape: 'all', rest: true },
  { up: 2, context: 'all', shape: 'all', rest: true },
  { up: 0, context: 'all', shape: 'all', rest: false },
  { up: 1, context: 'all', shape: 'all', rest: false },
  { up: 2, context: 'all', shape: 'all', rest: false },
  { up: 3, context: 'all', shape: 'all', rest: false },
];

const GROUPINGS: readonly Grouping[] = ['near', 'apart', 'together'];

/** Learns one edit from examples of it; declines with the reason where nothing safe was found. */
export function learnEdit(request: LearnRequest, ports: LearnPorts): Learned | Declined {
  const examples: ReadExample[] = [];
  for (const { before, after } of request.examples) {
    if (before === after) return { declined: 'an example changes nothing' };
    const trees = [ports.parse(request.language, before), ports.parse(request.language, after)];
    const [beforeTree, afterTree] = trees;
    if (!beforeTree || !afterTree) return { declined: `no syntax tree for ${request.language} here` };
    const read = readExample(beforeTree, afterTree);
    if (read.hunks.length === 0) return { declined: 'only blanks or comments change' };
    examples.push(read);
  }
  if (examples.length === 0) return { declined: 'no example was given' };
  const silent = request.negatives.flatMap((text) => ports.parse(request.language, text) ?? []);
  const forms = [examples.map(withItems), examples];
  for (const exact of [true, false]) {
    for (const form of forms) {
      const learned = learnInGroups(request, form, silent, exact, ports);
      if (learned) return learned;
    }
  }
  return { declined: 'no pattern reproduces every example and leaves the other texts alone' };
}

function learnInGroups(
  request: LearnRequest,
  examples: readonly ReadExample[],
  silent: readonly PlainTree[],
  exact: boolean,
  ports: LearnPorts,
): Learned | undefined {
  const companions = sharedCompanions(examples);
  const others = companions.length > 0 ? examples.map(withoutImports) : [];
  for (const grouping of GROUPINGS) {
    const learned =
      (others.length > 0 && learnGrouped(request, others, silent, grouping, exact, ports, companions)) ||
      learnGrouped(request, examples, silent, grouping, exact, ports);
    if (learned) return learned;
  }
  return undefined;
}

function withItems(example: ReadExample): ReadExample {
  return { ...example, hunks: itemHunks(example.hunks) };
}

/** Changes of imports that all examples with other changes have in common. */
function sharedCompanions(examples: readonly ReadExample[]): readonly Companion[] {
  const each = examples
    .filter((example) => withoutImports(example).hunks.length > 0)
    .map(({ before, after }) => learnCompanions(before, after));
  const keys = each.slice(1).map((companions) => new Set(companions.map((one) => JSON.stringify(one))));
  return (each[0] ?? []).filter((one) => keys.every((key) => key.has(JSON.stringify(one))));
}

function withoutImports(example: ReadExample): ReadExample {
  const { before, after } = example;
  return { ...example, hunks: example.hunks.filter((hunk) => !isImportHunk(hunk, before, after)) };
}

/** The texts that the instances stand in; none where one of them is itself an import, which says nothing of its uses. */
function treesOf(cluster: readonly Instance[], examples: readonly ReadExample[]): readonly PlainTree[] {
  const mine = examples.filter(({ hunks }) =>
    hunks.some((hunk) => cluster.some((one) => one.hunks.includes(hunk))),
  );
  const changesImports = mine.some(({ before, after, hunks }) =>
    hunks.some(
      (hunk) => cluster.some((one) => one.hunks.includes(hunk)) && isImportHunk(hunk, before, after),
    ),
  );
  return changesImports ? [] : mine.map(({ before }) => before);
}

function learnGrouped(
  request: LearnRequest,
  examples: readonly ReadExample[],
  silent: readonly PlainTree[],
  grouping: Grouping,
  exact: boolean,
  ports: LearnPorts,
  companions: readonly Companion[] = [],
): Learned | undefined {
  const evidence: Evidence = { examples, silent };
  const parts: LearnedPart[] = [];
  const clusters = clusterInstances(examples.map((example) => instancesOf(example, grouping)));
  for (const cluster of clusters) {
    const found = partsOf(cluster, request, evidence);
    if (!found) return undefined;
    parts.push(...found.map((part) => withImports(part, treesOf(cluster, examples))));
  }
  const edit: LearnedEdit = {
    format: LEARNED_EDIT_FORMAT,
    language: request.language,
    parts,
    companions: [...companions],
  };
  const kept = [edit, withPlainKeywords(edit)].find((each) => reproduces(each, request, exact, ports));
  return kept && { edit: kept, conditions: [], evidence: evidenceLines(request) };
}

/** Keywords written as the examples write them, whatever the case around them. */
function withPlainKeywords(edit: LearnedEdit): LearnedEdit {
  const parts = edit.parts.map((part) => ({
    ...part,
    edits: part.edits.map(({ at, template }) => ({
      at,
      template: template.map((piece) =>
        typeof piece !== 'string' && 'keyword' in piece ? piece.keyword : piece,
      ),
    })),
  }));
  return { ...edit, parts };
}

/** One part for the whole cluster, or one for each of its instances where no single one stands up. */
function partsOf(
  cluster: readonly Instance[],
  request: LearnRequest,
  evidence: Evidence,
): readonly LearnedPart[] | undefined {
  const one = bestPart(cluster, request, evidence);
  if (one) return [one];
  if (cluster.length === 1) return undefined;
  const parts: LearnedPart[] = [];
  for (const instance of cluster) {
    const part = bestPart([instance], request, evidence);
    if (!part) return undefined;
    if (!parts.some((other) => JSON.stringify(other) === JSON.stringify(part))) parts.push(part);
  }
  return parts;
}

function bestPart(
  cluster: readonly Instance[],
  request: LearnRequest,
  evidence: Evidence,
): LearnedPart | undefined {
  let fallback: LearnedPart | undefined;
  for (const generality of GENERALITIES) {
    const built = buildPart(cluster, generality);
    if (!built || !isTelling(built)) continue;
    const findings = findingsOf(built.part, request.language, cluster, evidence);
    if (!findings) continue;
    const where = separate(findings);
    if (!where) continue;
    const part = { ...built.part, where: [...where] };
    // What an example itself leaves alone beside the edit says that the pattern is too wide.
    if (findings.strays.length === 0) return part;
    fallback ??= part;
  }
  return fallback;
}

/** A pattern of holes alone would find everything. */
function isTelling({ core, fixed, loose }: BuiltPart): boolean {
  return !loose && (core || fixed >= 1);
}

/** Byte for byte; up to blanks only where no pattern does, since an example may tidy up in passing. */
function reproduces(
  edit: LearnedEdit,
  { examples, negatives }: LearnRequest,
  exact: boolean,
  ports: LearnPorts,
): boolean {
  const form = (text: string): string => (exact ? text : text.replace(/\s+/gu, ''));
  return (
    examples.every(({ before, after }) => form(applyEdit(edit, before, ports).code) === form(after)) &&
    examples.every(({ after }) => applyEdit(edit, after, ports).code === after) &&
    negatives.every((text) => applyEdit(edit, text, ports).code === text)
  );
}

function evidenceLines({ examples, negatives }: LearnRequest): readonly string[] {
  const lines = [
    examples.length === 1 ? 'reproduces the example' : `reproduces all ${examples.length} examples`,
    'finds nothing in what the examples became',
  ];
  if (negatives.length > 0) lines.push(`leaves ${negatives.length} other texts alone`);
  return lines;
}
