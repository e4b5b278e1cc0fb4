import type { CancellationSignal } from '../../cancellation.ts';
import { findSites } from '../../patterns/learn/findSites.ts';
import type { ParsePlainTree } from '../../patterns/learn/plainTree.ts';
import { createTextIndex } from '../../text/textIndex.ts';
import type { DocumentInput } from '../analysis.ts';
import type { RawFinding } from '../rawFinding.ts';
import type { LearnedEntry } from '../ruleSet.ts';

/** A pattern that fires more often than this in one file is reported this many times; the rest says nothing new. */
const SITES_PER_RULE_MAX = 500;

/**
 * What learned patterns find in one text. Most have no say about most texts: only where all of a pattern's words stand
 * is the text's tree made, once for all patterns.
 */
export function matchLearned(
  input: DocumentInput,
  entries: readonly LearnedEntry[],
  parse: ParsePlainTree,
  cancellation: CancellationSignal,
): readonly RawFinding[] {
  const possible = possibleEntries(input, entries);
  if (possible.length === 0) return [];
  const tree = parse(input.language, input.text);
  if (!tree) return [];
  const findings: RawFinding[] = [];
  for (const { rule, matcher } of possible) {
    if (cancellation.isCancellationRequested) return [];
    for (const { span, edits, doubt } of findSites(matcher.edit, tree).slice(0, SITES_PER_RULE_MAX)) {
      const fix = { title: matcher.fixTitle, kind: 'suggest' as const, edits };
      findings.push({
        rule,
        span,
        message: doubt === undefined ? rule.message : `${rule.message} Look twice here: ${doubt}.`,
        fixes: [doubt === undefined ? fix : { ...fix, doubt }],
      });
    }
  }
  return findings;
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
