import type { CancellationSignal } from '../../cancellation.ts';
import { looksFar } from '../../patterns/learn/conditions.ts';
import { findSites, type LearnedEditSite } from '../../patterns/learn/findSites.ts';
import { matchTree } from '../../patterns/learn/matchTree.ts';
import type { ParsePlainTree, PlainTree } from '../../patterns/learn/plainTree.ts';
import { indexTree } from '../../patterns/learn/treeNode.ts';
import { doubtOfNames, namesBroughtBy } from '../../patterns/mine/unknownNames.ts';
import { applyEdits } from '../../text/edits.ts';
import type { SpanEdit } from '../../text/span.ts';
import { createTextIndex } from '../../text/textIndex.ts';
import type { DocumentInput } from '../analysis.ts';
import type { FixProposal } from '../finding.ts';
import type { RawFinding } from '../rawFinding.ts';
import type { LearnedMatcher } from '../ruleModel.ts';
import type { LearnedEntry } from '../ruleSet.ts';
import { focusOf } from './focusOf.ts';
import { withCompanions } from './withCompanions.ts';

/** A pattern that fires more often than this in one file is reported this many times; the rest says nothing new. */
const SITES_PER_RULE_MAX = 500;

/**
 * What learned patterns find in one text, in its order. Most have no say about most texts: only where all of a pattern's words stand
 * is a tree made, once for all patterns, and of that text only the parts around those words.
 */
export function matchLearned(
  input: DocumentInput,
  entries: readonly LearnedEntry[],
  parse: ParsePlainTree,
  cancellation: CancellationSignal,
): readonly RawFinding[] {
  const possible = possibleEntries(input, entries);
  if (possible.length === 0) return [];
  const { language, text } = input;
  const focus =
    language === 'sql'
      ? undefined
      : focusOf(
          possible.map(({ matcher }) => matcher.edit),
          text,
        );
  let whole: PlainTree | undefined;
  const wholeTree = (): PlainTree | undefined => {
    whole ??= parse(language, text);
    return whole;
  };
  const near = focus ? parse(language, text, focus) : wholeTree();
  if (!near) return [];
  const findings: RawFinding[] = [];
  for (const entry of possible) {
    if (cancellation.isCancellationRequested) return [];
    const tree = focus && looksFar(entry.matcher.edit) ? wholeTreeFor(entry, near, wholeTree) : near;
    if (tree) findings.push(...findingsOf(entry, tree, parse));
  }
  return findings.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}

/** Patterns that ask how code far around them reads see the text whole, once they fit anywhere. */
function wholeTreeFor(
  { matcher }: LearnedEntry,
  near: PlainTree,
  wholeTree: () => PlainTree | undefined,
): PlainTree | undefined {
  const indexed = indexTree(near);
  return matcher.edit.parts.some(({ match }) => matchTree(match, indexed).length > 0)
    ? wholeTree()
    : undefined;
}

function findingsOf(
  { rule, matcher }: LearnedEntry,
  tree: PlainTree,
  parse: ParsePlainTree,
): readonly RawFinding[] {
  const brought = namesBroughtBy(matcher.edit);
  return findSites(matcher.edit, tree)
    .slice(0, SITES_PER_RULE_MAX)
    .map((site) => {
      const { span, edits } = site;
      const doubt = site.doubt ?? doubtOfSite(site, tree, brought);
      return {
        rule,
        span,
        message: doubt === undefined ? rule.message : `${rule.message} Look twice here: ${doubt}.`,
        fixes: [fixOf(matcher, edits, doubt, tree, parse)],
      };
    });
}

/** A fix that uses a name the file does not know may need an import that no example showed. */
function doubtOfSite(
  { span, edits }: Pick<LearnedEditSite, 'span' | 'edits'>,
  { text, language }: PlainTree,
  brought: readonly string[],
): string | undefined {
  // Whole lines: what stands beside a word says whether it is a member or a key.
  const first = Math.min(span.start, ...edits.map((edit) => edit.span.start));
  const last = Math.max(span.end, ...edits.map((edit) => edit.span.end));
  const start = first === 0 ? 0 : text.lastIndexOf('\n', first - 1) + 1;
  const lineEnd = text.indexOf('\n', last);
  const end = lineEnd < 0 ? text.length : lineEnd;
  const moved = edits.map(({ span: at, newText }) => ({
    span: { start: at.start - start, end: at.end - start },
    newText,
  }));
  const before = text.slice(start, end);
  return doubtOfNames({ before, after: applyEdits(before, moved) }, text, language, brought);
}

/** What else the file needs, such as an import, is found out when the fix is first looked at: it takes a tree more. */
function fixOf(
  { edit, fixTitle }: LearnedMatcher,
  edits: readonly SpanEdit[],
  doubt: string | undefined,
  { language, text }: PlainTree,
  parse: ParsePlainTree,
): FixProposal {
  let all: readonly SpanEdit[] | undefined;
  return {
    title: fixTitle,
    kind: 'suggest',
    get edits() {
      all ??= withCompanions(edit.companions, edits, language, text, parse);
      return all;
    },
    ...(doubt !== undefined && { doubt }),
  };
}

/** The patterns all of whose words the text holds; SQL's words stand in any case. */
function possibleEntries(
  { language, text }: DocumentInput,
  entries: readonly LearnedEntry[],
): readonly LearnedEntry[] {
  if (entries.length === 0) return [];
  const isSql = language === 'sql';
  const contains = createTextIndex(isSql ? text.toLowerCase() : text);
  return entries.filter(({ anchors }) =>
    anchors.every((word) => contains(isSql ? word.toLowerCase() : word)),
  );
}
