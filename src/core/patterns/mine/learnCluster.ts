import { focusOf } from '../../rules/learned/focusOf.ts';
import { anchorsOf } from '../learn/anchorsOf.ts';
import { applyEdit } from '../learn/applyEdit.ts';
import { conditionsOf } from '../learn/conditionWords.ts';
import { findSites } from '../learn/findSites.ts';
import { type Declined, type Learned, learnEdit } from '../learn/learnEdit.ts';
import type { LearnedEdit } from '../learn/learnedEdit.ts';
import { withImports } from '../learn/partImports.ts';
import type { ParsePlainTree } from '../learn/plainTree.ts';
import type { EditCluster, EditPlaceInHistory } from './clusterEdits.ts';
import type { HistorySource } from './historySource.ts';
import { type FilePair, hunkExample, type OpenedPair, openPair, type StatementPair } from './hunkExample.ts';
import { importLines } from './importLines.ts';

/** What one cluster taught. */
export interface LearnedCluster {
  readonly cluster: EditCluster;
  readonly edit: LearnedEdit;
  readonly learned: Learned;
  /** Those it was learned from first. */
  readonly examples: readonly StatementPair[];
  /** The first of them without its imports. */
  readonly shown: StatementPair | undefined;
  /** Of the examples, how many it reproduces. */
  readonly reproduced: number;
  /** Texts of the same commits that it leaves alone. */
  readonly silentTexts: number;
}

export interface LearnClusterPorts {
  readonly parse: ParsePlainTree;
  readonly open: (place: EditPlaceInHistory) => Promise<OpenedPair | undefined>;
}

/** More examples than this are repetition. */
const EXAMPLES_MAX = 8;

/** Numbers of examples to learn from, in the order they are tried. */
const TRIED: readonly number[] = [3, 2, 1];

/** Texts that must stay as they are; each is parsed and searched for each candidate. */
const NEGATIVES_MAX = 2;
const NEGATIVE_LENGTH_MAX = 40_000;

/** Texts in which a learned edit is looked for once more: what its authors left there they did not mean. */
const LEFT_ALONE_MAX = 4;
const LEFT_ALONE_LENGTH_MAX = 80_000;
const KEPT_SHARE_MAX = 0.4;

/** An edit made in as many commits is a habit of mending, which no commit completes. */
const ONE_BY_ONE_COMMITS_MIN = 4;

/** Larger files take long to compare and parse; their changes are seen elsewhere as well. */
const FILE_LENGTH_MAX = 200_000;

/** One part for every example is memory, not a pattern. */
const PARTS_MAX = 3;

/** More exceptions than this are a list of what was left alone, which says nothing of other places. */
const EXCEPTIONS_MAX = 2;

/**
 * Learns from the places of a cluster what reproduces most of them; declines with the reason of the last try.
 *
 * @param counterExamples code in which nothing may be found
 */
export async function learnCluster(
  cluster: EditCluster,
  ports: LearnClusterPorts,
  counterExamples: readonly string[] = [],
): Promise<LearnedCluster | Declined> {
  const { examples, pairs } = await readPlaces(cluster, ports);
  if (examples.length === 0) {
    return { declined: 'no whole statement stands around the change, or the file does not parse' };
  }
  const { parse } = ports;
  const statements = examples.map(({ statement }) => statement);
  const learned = learnExamples(cluster, statements, pairs, parse, counterExamples);
  return 'declined' in learned ? learned : heldToImports(learned, examples, parse);
}

/** The same held to what its files import its names from, with the imports shown in the examples. */
function heldToImports(
  learned: LearnedCluster,
  places: readonly ReadPlace[],
  parse: ParsePlainTree,
): LearnedCluster {
  const { edit, reproduced, cluster } = learned;
  if (places.every(({ imports }) => imports === '')) return learned;
  const makes = (held: LearnedEdit, { before, after }: StatementPair): boolean =>
    applyEdit(held, before, { parse }).code === after;
  const own = places.filter(({ statement }) => makes(edit, statement));
  const trees = own.flatMap(({ imports }) => parse(cluster.language, imports) ?? []);
  const held = { ...edit, parts: edit.parts.map((part) => withImports(part, trees)) };
  const examples = places.map(({ statement, imports }) => ({
    ...statement,
    before: imports + statement.before,
    after: imports + statement.after,
  }));
  if (examples.filter((example) => makes(held, example)).length < reproduced) return learned;
  const conditions = conditionsOf(held);
  return { ...learned, edit: held, learned: { ...learned.learned, edit: held, conditions }, examples };
}

/** Learns from some of the examples, the most that teach anything together. */
function learnExamples(
  cluster: EditCluster,
  examples: readonly StatementPair[],
  pairs: readonly FilePair[],
  parse: ParsePlainTree,
  counterExamples: readonly string[],
): LearnedCluster | Declined {
  const isHabit = mendsOneByOne(cluster);
  const leftAlone = isHabit ? [] : pairs;
  const negatives = [...counterExamples, ...textsLeft(cluster, leftAlone)];
  let best: LearnedCluster | undefined;
  let declined: Declined = { declined: 'nothing was learned' };
  for (const count of TRIED) {
    if (count > examples.length) continue;
    const request = { language: cluster.language, examples: examples.slice(0, count), negatives };
    const learned = learnEdit(request, { parse });
    if ('declined' in learned) {
      declined = learned;
      continue;
    }
    const flaw = flawOf(learned.edit, isHabit);
    if (flaw) {
      declined = flaw;
      continue;
    }
    const kept = keptShare(learned.edit, leftAlone, parse);
    if (kept.share > KEPT_SHARE_MAX) {
      declined = {
        declined: `its authors left ${kept.after} of ${kept.before} such places in the same files`,
      };
      continue;
    }
    const reproduced = examples.filter(
      ({ before, after }) => applyEdit(learned.edit, before, { parse }).code === after,
    ).length;
    if (!best || reproduced > best.reproduced) {
      const silentTexts = kept.after === 0 ? leftAlone.length : 0;
      const [shown] = examples;
      best = { cluster, edit: learned.edit, learned, examples, shown, reproduced, silentTexts };
    }
    if (reproduced === examples.length) break;
  }
  return best ?? declined;
}

/** Why an edit that reproduces its examples is none to look for elsewhere. */
function flawOf(edit: LearnedEdit, isHabit: boolean): Declined | undefined {
  if (edit.parts.length > PARTS_MAX) return { declined: 'each of its examples was learned by itself' };
  if (exceptions(edit) > EXCEPTIONS_MAX) {
    return { declined: 'it holds only with exceptions for what its authors left alone' };
  }
  return hasWords(edit, isHabit) ? undefined : { declined: 'no word tells where it belongs' };
}

/** The shortest texts of the same commits that the edit should leave as they became. */
function textsLeft(cluster: EditCluster, pairs: readonly FilePair[]): readonly string[] {
  return pairs
    .map(({ after }) => after)
    .filter((text) => text.length <= NEGATIVE_LENGTH_MAX && mayHold(cluster, text))
    .sort((a, b) => a.length - b.length)
    .slice(0, NEGATIVES_MAX);
}

/**
 * Whether so many commits, or people, made the edit that what one of them left is what another will come to: a place a
 * commit, file by file.
 */
function mendsOneByOne({ commits, authors }: EditCluster): boolean {
  return commits.size >= ONE_BY_ONE_COMMITS_MIN || (commits.size >= 3 && authors.size > 1);
}

/**
 * Without a word to look for, every statement of every file would have to be asked. A sign such as `==` is told from
 * others only by a habit of replacing it.
 */
function hasWords(edit: LearnedEdit, isHabit: boolean): boolean {
  const telling = isHabit ? /\p{L}{2}|[^\p{L}\p{N}\s]{2}/u : /\p{L}{2}/u;
  return edit.parts.every((part) => anchorsOf({ ...edit, parts: [part] }).some((word) => telling.test(word)));
}

/** Conditions that name code which was left alone. */
export function exceptions({ parts }: LearnedEdit): number {
  return parts.flatMap(({ where }) => where.filter(({ kind }) => kind === 'except')).length;
}

/** Whether a text has what the change took away, so that asking about it can tell anything. */
function mayHold({ change, language }: EditCluster, text: string): boolean {
  const gone = change.split(' … ').flatMap((region) => (region.split(' → ')[0] ?? '').split(' '));
  const words = gone.filter((token) => /^[\p{L}_]/u.test(token));
  const lower = language === 'sql' ? text.toLowerCase() : text;
  return words.every((word) => lower.includes(word));
}

/** How many of the places that an edit finds in files as they were are still there in what they became. */
function keptShare(
  edit: LearnedEdit,
  pairs: readonly FilePair[],
  parse: ParsePlainTree,
): { readonly before: number; readonly after: number; readonly share: number } {
  const anchors = anchorsOf(edit);
  const sitesIn = (text: string): number => {
    const said = (words: string): string => (edit.language === 'sql' ? words.toLowerCase() : words);
    if (!anchors.every((word) => said(text).includes(said(word)))) return 0;
    const tree = parse(edit.language, text, focusOf([edit], text));
    return tree ? findSites(edit, tree).length : 0;
  };
  let [before, after] = [0, 0];
  const asked = pairs.filter((pair) => pair.after.length <= LEFT_ALONE_LENGTH_MAX);
  for (const pair of asked.slice(0, LEFT_ALONE_MAX)) {
    const remaining = sitesIn(pair.after);
    after += remaining;
    if (remaining > 0) before += sitesIn(pair.before);
  }
  return { before, after, share: after === 0 ? 0 : after / Math.max(after, before) };
}

/** A statement that imports or hands on names: which ones are due follows from what uses them. */
const LIST_OF_NAMES = /^(?:import|from|use|using|export\s*[{*])(?![\w$])/u;

interface ReadPlace {
  readonly statement: StatementPair;
  /** By which its file has names of it, as lines. */
  readonly imports: string;
}

async function readPlaces(
  { places, ofLines }: EditCluster,
  { open, parse }: LearnClusterPorts,
): Promise<{ readonly examples: readonly ReadPlace[]; readonly pairs: readonly FilePair[] }> {
  const examples: ReadPlace[] = [];
  const seen = new Set<string>();
  const pairs = new Map<string, FilePair>();
  for (const place of places) {
    if (examples.length >= EXAMPLES_MAX) break;
    const opened = await open(place);
    if (!opened) continue;
    pairs.set(`${place.beforeId} ${place.path}`, opened.pair);
    const statement = hunkExample(opened, place.line, parse);
    if (!statement || seen.has(statement.before)) continue;
    if (ofLines && LIST_OF_NAMES.test(statement.before)) continue;
    seen.add(statement.before);
    const { before, language } = opened.pair;
    examples.push({ statement, imports: importLines(statement.before, before, language, parse) });
  }
  // The shortest show the change and little else.
  const length = ({ statement: { before, after } }: ReadPlace): number => before.length + after.length;
  examples.sort((a, b) => length(a) - length(b));
  return { examples, pairs: [...pairs.values()] };
}

/** Opens pairs of texts, remembering the last ones: changes of one file come together. */
export function pairOpener(
  source: Pick<HistorySource, 'text'>,
  language: EditCluster['language'],
): LearnClusterPorts['open'] {
  let last: { readonly key: string; readonly opened: OpenedPair | undefined } | undefined;
  return async ({ path, beforeId, afterId, ranges }) => {
    const key = `${beforeId} ${afterId} ${path}`;
    if (last?.key === key) return last.opened;
    const [before, after] = [await source.text(beforeId), await source.text(afterId)];
    const isSmall = (text: string | undefined): text is string =>
      text !== undefined && text.length <= FILE_LENGTH_MAX;
    const opened =
      isSmall(before) && isSmall(after) ? openPair({ path, language, before, after }, ranges) : undefined;
    last = { key, opened };
    return opened;
  };
}
