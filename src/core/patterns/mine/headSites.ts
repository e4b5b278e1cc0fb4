import { type CancellationSignal, NEVER_CANCELLED } from '../../cancellation.ts';
import { isGenerated } from '../../rules/generatedFiles.ts';
import { ECMASCRIPT, type Language } from '../../rules/languages.ts';
import { focusOf } from '../../rules/learned/focusOf.ts';
import { applyEdits } from '../../text/edits.ts';
import { LineIndex } from '../../text/lineIndex.ts';
import { createTextIndex } from '../../text/textIndex.ts';
import { anchorsOf } from '../learn/anchorsOf.ts';
import { looksFar } from '../learn/conditions.ts';
import { declarationsOf } from '../learn/declarations.ts';
import { findSites, type LearnedEditSite } from '../learn/findSites.ts';
import type { LearnedEdit } from '../learn/learnedEdit.ts';
import { matchTree } from '../learn/matchTree.ts';
import type { ParsePlainTree, PlainTree } from '../learn/plainTree.ts';
import { indexTree } from '../learn/treeNode.ts';
import type { HistorySource } from './historySource.ts';
import type { MinedSite } from './minedDraft.ts';
import { doubtOfUse, type Piece } from './stillUsed.ts';
import { doubtOfNames, namesBroughtBy } from './unknownNames.ts';

/** What one edit finds; further sites are counted and not listed. */
export interface HeadSites {
  readonly sites: MinedSite[];
  readonly paths: Set<string>;
  total: number;
  /** Declarations of names that the edit looks for where they are used. */
  declared: number;
}

const SITES_LISTED_MAX = 200;

/** An edit that finds more is too wide to be offered; looking on would cost time for nothing. */
export const SITES_COUNTED_MAX = 1_000;

/** Generated and minified files hide in plain names; lines this long on average tell them. */
const LINE_LENGTH_AVERAGE_MAX = 300;

/** Shown of one site; longer statements are cut. */
const SHOWN_LINES_MAX = 12;

/** An edit that is looked for, and examples of it, against which its places are held. */
export interface SoughtEdit {
  readonly edit: LearnedEdit;
  readonly examples: readonly Piece[];
}

/** Where each edit would change something in the newest files, all edits in one pass over the files. */
export async function findHeadSites(
  edits: readonly SoughtEdit[],
  source: Pick<HistorySource, 'headFiles' | 'text'>,
  parse: ParsePlainTree,
  cancellation: CancellationSignal = NEVER_CANCELLED,
): Promise<readonly HeadSites[]> {
  const found = edits.map((): HeadSites => ({ sites: [], paths: new Set(), total: 0, declared: 0 }));
  if (edits.length === 0) return found;
  const wanted = edits.map(({ edit, examples }) => ({
    edit,
    examples,
    anchors: anchorsOf(edit),
    languages: familyOf(edit.language),
  }));
  const languages = new Set(wanted.flatMap((one) => one.languages));
  for (const file of await source.headFiles()) {
    if (cancellation.isCancellationRequested) break;
    if (!languages.has(file.language)) continue;
    const text = await source.text(file.textId);
    if (text === undefined || isGenerated(text) || isMinified(text)) continue;
    const contains = createTextIndex(file.language === 'sql' ? text.toLowerCase() : text);
    const said = (word: string): string => (file.language === 'sql' ? word.toLowerCase() : word);
    const possible = wanted.flatMap(({ edit, examples, anchors, languages: family }, index) => {
      const into = found[index];
      const isOpen = into !== undefined && into.total < SITES_COUNTED_MAX && family.includes(file.language);
      return isOpen && anchors.every((word) => contains(said(word))) ? [{ edit, examples, into }] : [];
    });
    const treeFor = treesOf(
      file.language,
      text,
      possible.map(({ edit }) => edit),
      parse,
    );
    for (const { edit, examples, into } of possible) {
      const tree = treeFor(edit);
      if (tree) into.declared += declarationsOf(edit, tree);
      const sites = tree ? findSites(edit, tree) : [];
      if (tree && sites.length > 0) {
        gather(
          into,
          file.path,
          tree,
          sites,
          (site, shown) =>
            doubtOfNames(shown, text, file.language, namesBroughtBy(edit)) ??
            doubtOfUse(pieceOf(tree.text, site), examples, file.language),
        );
      }
    }
  }
  return found;
}

/** One tree for all edits that only look around their own words, and a whole one for the others, made when needed. */
function treesOf(
  language: Language,
  text: string,
  edits: readonly LearnedEdit[],
  parse: ParsePlainTree,
): (edit: LearnedEdit) => PlainTree | undefined {
  const near = new Set(edits.filter((edit) => language !== 'sql' && focusOf([edit], text) !== undefined));
  const focus = focusOf([...near], text);
  let whole: PlainTree | undefined;
  let part: PlainTree | undefined;
  return (edit) => {
    if (focus && near.has(edit)) {
      part ??= parse(language, text, focus);
      if (!part || !looksFar(edit) || !fits(edit, part)) return part;
    }
    whole ??= parse(language, text);
    return whole;
  };
}

function fits({ parts }: LearnedEdit, tree: PlainTree): boolean {
  const indexed = indexTree(tree);
  return parts.some(({ match }) => matchTree(match, indexed).length > 0);
}

/** Grammars that share their nodes are searched together. */
export function familyOf(language: Language): readonly Language[] {
  return ECMASCRIPT.includes(language) ? ECMASCRIPT : [language];
}

function isMinified(text: string): boolean {
  return text.length > 10_000 && text.length / text.split('\n').length > LINE_LENGTH_AVERAGE_MAX;
}

function gather(
  into: HeadSites,
  path: string,
  tree: PlainTree,
  sites: readonly LearnedEditSite[],
  doubtOf: (site: LearnedEditSite, shown: MinedSite) => string | undefined,
): void {
  const lines = new LineIndex(tree.text);
  into.paths.add(path);
  for (const site of sites) {
    into.total++;
    if (into.sites.length >= SITES_LISTED_MAX) continue;
    const shown = shownSite(path, tree.text, lines, site);
    const doubt = shown.doubt ?? doubtOf(site, shown);
    into.sites.push(doubt === undefined ? shown : { ...shown, doubt });
  }
}

/** All that the edit found, which may be more than the lines that it changes. */
function pieceOf(text: string, { node, span, edits }: LearnedEditSite): Piece {
  const from = Math.min(node.start, span.start, ...edits.map((edit) => edit.span.start));
  const to = Math.max(node.end, span.end, ...edits.map((edit) => edit.span.end));
  const before = text.slice(from, to);
  const local = edits.map(({ span: at, newText }) => ({
    span: { start: at.start - from, end: at.end - from },
    newText,
  }));
  return { before, after: applyEdits(before, local) };
}

function shownSite(
  path: string,
  text: string,
  lines: LineIndex,
  { span, edits, doubt }: LearnedEditSite,
): MinedSite {
  const start = Math.min(span.start, ...edits.map((edit) => edit.span.start));
  const changedFrom = Math.min(...edits.map((edit) => edit.span.start));
  const changedTo = Math.max(...edits.map((edit) => edit.span.end));
  const first = lines.positionAt(changedFrom).line;
  const last = lines.positionAt(changedTo).line;
  const from = lines.lineStart(first);
  const to = last + 1 < lines.lineCount ? lines.lineStart(last + 1) : text.length;
  const after = applyEdits(
    text.slice(from, to),
    edits.map((edit) => ({
      span: { start: edit.span.start - from, end: edit.span.end - from },
      newText: edit.newText,
    })),
  );
  return {
    path,
    ...lines.positionAt(start),
    before: cut(text.slice(from, to)),
    after: cut(after),
    ...(doubt !== undefined && { doubt }),
  };
}

function cut(text: string): string {
  const lines = text.replace(/\r?\n$/u, '').split(/\r?\n/u);
  return lines.length <= SHOWN_LINES_MAX
    ? lines.join('\n')
    : [...lines.slice(0, SHOWN_LINES_MAX), '…'].join('\n');
}
