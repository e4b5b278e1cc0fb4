import type { Language } from '../../rules/languages.ts';
import { applyEdit, type LearnPorts } from './applyEdit.ts';
import { type BuiltPart, buildPart, type Generality, type Instance } from './buildPart.ts';
import { clusterInstances } from './clusterInstances.ts';
import { type Companion, learnCompanions } from './companions/companion.ts';
import { isImportHunk } from './companions/importHunks.ts';
import { conditionsOf } from './conditionWords.ts';
import { type Evidence, findingsOf } from './evidence.ts';
import {
  dependsOnEachOther,
  type Grouping,
  instancesOf,
  type ReadExample,
  readExample,
} from './instances.ts';
import { LEARNED_EDIT_FORMAT, type LearnedEdit, type LearnedPart } from './learnedEdit.ts';
import { learnSurface } from './learnSurface.ts';
import { itemHunks } from './listItems.ts';
import { nameConditions } from './nameConditions.ts';
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
const GENERALITIES: readonly Generality[] = [
  { up: 0, context: 'wild', shape: 'any', rest: true },
  { up: 0, context: 'kind', shape: 'any', rest: true },
  { up: 0, context: 'wild', shape: 'any', rest: false },
  { up: 0, context: 'wild', shape: 'agreed', rest: true },
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
export function learnEdit(asked: LearnRequest, ports: LearnPorts): Learned | Declined {
  const examples: ReadExample[] = [];
  const request = { ...asked, examples: [] as LearnExample[], negatives: [...asked.negatives] };
  for (const example of asked.examples) {
    const { before, after } = example;
    if (before === after) return { declined: 'an example changes nothing' };
    const beforeTree = ports.parse(request.language, before);
    const afterTree = ports.parse(request.language, after);
    if (!beforeTree || !afterTree) return { declined: `no syntax tree for ${request.language} here` };
    const read = readExample(beforeTree, afterTree);
    if (read.hunks.length > 0) {
      examples.push(read);
      request.examples.push(example);
      // Where comments alone were changed, the code is to stay.
    } else request.negatives.push(before);
  }
  if (asked.examples.length === 0) return { declined: 'no example was given' };
  if (examples.length === 0)
    return surfaceEdit(asked, ports) ?? { declined: 'only comments or indentation change' };
  const silent = request.negatives.flatMap((text) => ports.parse(request.language, text) ?? []);
  const withoutCommas = examples.map(withItems);
  const changed = withoutCommas.some((example, index) =>
    example.hunks.some((hunk, at) => hunk !== examples[index]?.hunks[at]),
  );
  let upToBlanks: LearnedEdit | undefined;
  for (const form of changed ? [withoutCommas, examples] : [examples]) {
    for (const edit of candidatesOf(request, form, silent)) {
      const how = reproduces(edit, request, ports);
      if (how === 'exactly') return learned(edit, request, how);
      if (how !== undefined) upToBlanks ??= edit;
    }
  }
  if (upToBlanks) return learned(upToBlanks, request, 'up to blanks');
  return { declined: 'no pattern reproduces every example and leaves the other texts alone' };
}

/** Where nothing changes but how the texts are written. */
function surfaceEdit(request: LearnRequest, ports: LearnPorts): Learned | undefined {
  const trees = request.examples.flatMap(({ before, after }) => {
    const [left, right] = [ports.parse(request.language, before), ports.parse(request.language, after)];
    return left && right ? [{ before: left, after: right }] : [];
  });
  const surface = learnSurface(trees);
  if (!surface) return undefined;
  const edit: LearnedEdit = {
    format: LEARNED_EDIT_FORMAT,
    language: request.language,
    parts: [],
    surface: [...surface],
    companions: [],
  };
  return reproduces(edit, request, ports) === 'exactly' ? learned(edit, request, 'exactly') : undefined;
}

/** Edits that may be what the examples show, the likeliest first. */
function* candidatesOf(
  request: LearnRequest,
  examples: readonly ReadExample[],
  silent: readonly PlainTree[],
): Generator<LearnedEdit> {
  const companions = sharedCompanions(examples);
  const others = companions.length > 0 ? examples.map(withoutImports) : [];
  const seen = new Set<string>();
  for (const grouping of GROUPINGS) {
    if (grouping === 'apart' && examples.some(dependsOnEachOther)) continue;
    for (const [each, imports] of [
      [others, companions],
      [examples, []],
    ] as const) {
      if (each.length === 0) continue;
      const instances = each.map((example) => instancesOf(example, grouping));
      const key =
        instances.map((list) => list.map(({ hunks }) => hunks.length).join()).join(';') + imports.length;
      // Another way of grouping that comes to the same groups.
      if (seen.has(key)) continue;
      seen.add(key);
      const edit = learnGrouped(request, each, silent, instances, imports);
      if (!edit) continue;
      yield edit;
      const plain = withPlainKeywords(edit);
      if (JSON.stringify(plain) !== JSON.stringify(edit)) yield plain;
    }
  }
}

function learned(edit: LearnedEdit, request: LearnRequest, how: Reproduced): Learned {
  return { edit, conditions: conditionsOf(edit), evidence: evidenceLines(request, how) };
}

function withItems(example: ReadExample): ReadExample {
  return { ...example, hunks: itemHunks(example.hunks) };
}

/** Changes of imports that all examples with other changes have in common. */
function sharedCompanions(examples: readonly ReadExample[]): readonly Companion[] {
  const each = examples
    .filter((example) => withoutImports(example).hunks.length > 0)
    .map(({ before, after }) => learnCompanions(before, after))
    .filter((companions) => companions.length > 0);
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
  instances: readonly (readonly Instance[])[],
  companions: readonly Companion[],
): LearnedEdit | undefined {
  const brought = companions.flatMap(({ add }) => add?.local ?? add?.name ?? []);
  const evidence: Evidence = { examples, silent, brought };
  const parts: LearnedPart[] = [];
  for (const cluster of clusterInstances(instances)) {
    const found = partsOf(cluster, request, evidence);
    if (!found) return undefined;
    parts.push(...found.map((part) => withImports(part, treesOf(cluster, examples))));
  }
  return {
    format: LEARNED_EDIT_FORMAT,
    language: request.language,
    parts: withNumbers(parts),
    companions: [...companions],
  };
}

/** Conditions of all parts numbered through, so that each can be named; the same one has one number. */
function withNumbers(parts: readonly LearnedPart[]): LearnedPart[] {
  const ids = new Map<string, string>();
  const idOf = (kind: string, value: string): string => {
    const key = `${kind} ${value}`;
    const id = ids.get(key) ?? `${kind}-${ids.size + 1}`;
    ids.set(key, id);
    return id;
  };
  return parts.map((part) => ({
    ...part,
    where: part.where.map((one) => ({ ...one, id: idOf(one.kind, one.value) })),
  }));
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
    const names = nameConditions(built.part, cluster, evidence.examples, evidence.brought);
    const candidate = { ...built.part, where: [...names] };
    const findings = findingsOf(candidate, request.language, cluster, evidence);
    if (!findings) continue;
    const where = separate(findings);
    if (!where) continue;
    const part = { ...candidate, where: [...names, ...where] };
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

type Reproduced = 'exactly' | 'up to blanks';

/** How the edit makes the examples again, if it leaves what they became and the other texts alone. */
function reproduces(
  edit: LearnedEdit,
  { examples, negatives }: LearnRequest,
  ports: LearnPorts,
): Reproduced | undefined {
  let how: Reproduced = 'exactly';
  for (const { before, after } of examples) {
    const { code } = applyEdit(edit, before, ports);
    if (code === after) continue;
    // An example may tidy up in passing.
    if (code.replace(/\s+/gu, '') !== after.replace(/\s+/gu, '')) return undefined;
    how = 'up to blanks';
  }
  const isLeft = (text: string): boolean => applyEdit(edit, text, ports).code === text;
  return examples.every(({ after }) => isLeft(after)) && negatives.every(isLeft) ? how : undefined;
}

function evidenceLines({ examples, negatives }: LearnRequest, how: Reproduced): readonly string[] {
  const which = examples.length === 1 ? 'the example' : `all ${examples.length} examples`;
  const lines = [
    `reproduces ${which}${how === 'exactly' ? '' : ', blanks aside'}`,
    'finds nothing in what the examples became',
  ];
  if (negatives.length > 0) lines.push(`leaves ${negatives.length} other texts alone`);
  return lines;
}
