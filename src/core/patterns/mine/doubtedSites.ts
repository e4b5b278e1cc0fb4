import { applyEdits } from '../../text/edits.ts';
import { findSites, type LearnedEditSite } from '../learn/findSites.ts';
import type { LearnedEdit } from '../learn/learnedEdit.ts';
import type { ParsePlainTree, PlainTree } from '../learn/plainTree.ts';
import type { HeadFile, HistorySource } from './historySource.ts';
import type { MinedSite } from './minedDraft.ts';

/** Each costs two parses; sites in further files are checked when they are mended. */
const FILES_CHECKED_MAX = 60;

const WOULD_NOT_PARSE = 'the result would not parse';

/** The sites with a doubt where mending them leaves more syntax errors. */
export async function doubtedSites(
  edit: LearnedEdit,
  sites: readonly MinedSite[],
  source: Pick<HistorySource, 'headFiles' | 'text'>,
  parse: ParsePlainTree,
): Promise<readonly MinedSite[]> {
  const paths = new Set([...new Set(sites.map(({ path }) => path))].slice(0, FILES_CHECKED_MAX));
  const broken = new Set<string>();
  for (const file of await source.headFiles()) {
    if (!paths.has(file.path)) continue;
    for (const place of await brokenIn(edit, file, source, parse)) broken.add(place);
  }
  return sites.map((site) =>
    site.doubt === undefined && broken.has(`${site.path} ${site.line}`)
      ? { ...site, doubt: WOULD_NOT_PARSE }
      : site,
  );
}

async function brokenIn(
  edit: LearnedEdit,
  { path, language, textId }: HeadFile,
  source: Pick<HistorySource, 'text'>,
  parse: ParsePlainTree,
): Promise<readonly string[]> {
  const text = await source.text(textId);
  const tree = text === undefined ? undefined : parse(language, text);
  if (!tree) return [];
  const sites = findSites(edit, tree);
  if (!breaks(tree, sites, parse)) return [];
  return sites
    .filter((site) => breaks(tree, [site], parse))
    .map(({ edits, span }) => {
      const start = Math.min(span.start, ...edits.map((one) => one.span.start));
      return `${path} ${tree.text.slice(0, start).split('\n').length - 1}`;
    });
}

function breaks(
  { language, text, errorCount }: PlainTree,
  sites: readonly LearnedEditSite[],
  parse: ParsePlainTree,
): boolean {
  const edits = sites.flatMap((site) => site.edits);
  const after = parse(language, applyEdits(text, edits));
  return !after || after.errorCount > errorCount;
}
