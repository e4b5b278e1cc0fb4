import { NEVER_CANCELLED } from '../../core/cancellation.ts';
import { fixAll } from '../../core/patterns/fixAll.ts';
import { holdingFixes } from '../../core/patterns/holdingFixes.ts';
import { mapSpan } from '../../core/patterns/verifyFix.ts';
import { type FixCandidate, verifyTogether } from '../../core/patterns/verifyTogether.ts';
import type { AnalyzedDocument } from '../../core/rules/analyzer.ts';
import { editsOverlap } from '../../core/text/edits.ts';
import { hashText } from '../../core/text/hash.ts';
import { minimalEdits } from '../../core/text/minimalEdits.ts';
import type { Span, SpanEdit } from '../../core/text/span.ts';
import type { ChangesMade, ChosenSite, FileChange, LearnJobs } from './learnJobs.ts';
import type { JobTools } from './learnThread.ts';
import { openPatternProject, type PatternProject } from './patternProject.ts';
import { pathsOf } from './workspaceSites.ts';

/** Places inside each other need a round each. */
const ROUNDS_MAX = 12;

/** What applying a pattern to chosen places, or to all without a doubt, does to each file; every file is tried on a copy. */
export async function changesOfSites(
  { root, content, chosen, texts }: LearnJobs['changes']['params'],
  tools: JobTools,
): Promise<ChangesMade> {
  const { cancellation, progress } = tools;
  const pattern = await openPatternProject(root, content, texts, tools.engines);
  const paths = chosen
    ? [...new Set(chosen.map(({ path }) => path))]
    : await pathsOf(pattern.project, cancellation);
  const files: FileChange[] = [];
  const leftOut: string[] = [];
  for (const [index, path] of paths.entries()) {
    if (cancellation.isCancellationRequested) break;
    progress({ done: index, total: paths.length, line: path });
    const document = await pattern.judge(path);
    if (!document) {
      leftOut.push(...missing(chosen, path));
      continue;
    }
    const wanted = chosen?.filter((site) => site.path === path);
    const changed = wanted ? applyChosen(pattern, document, wanted) : applyAll(pattern, document);
    leftOut.push(...changed.leftOut);
    const edits = minimalEdits(document.input.text, changed.text);
    if (edits.length === 0) continue;
    files.push({ path, textHash: hashText(document.input.text), edits, sites: changed.sites });
  }
  return { files, leftOut, cancelled: cancellation.isCancellationRequested };
}

interface Changed {
  readonly text: string;
  readonly sites: number;
  readonly leftOut: readonly string[];
}

function applyAll(pattern: PatternProject, document: AnalyzedDocument): Changed {
  const result = fixAll(
    pattern.analyzer,
    document,
    (finding, version) => pattern.findings(version).includes(finding),
    NEVER_CANCELLED,
    () => true,
  );
  const sites = [...result.applied.values()].reduce((sum, each) => sum + each, 0);
  return { text: result.text, sites, leftOut: [] };
}

/** Each round applies places that do not touch each other; the others are looked for where they have moved. */
function applyChosen(
  pattern: PatternProject,
  document: AnalyzedDocument,
  chosen: readonly ChosenSite[],
): Changed {
  const leftOut: string[] = [];
  let current = document;
  let sites = 0;
  let open = chosen.flatMap((site): readonly Wanted[] => {
    const finding = pattern.findings(document).find(({ span }) => {
      const { line, character } = document.lines.positionAt(span.start);
      return line === site.line && character === site.character;
    });
    if (!finding) leftOut.push(`${placeOf(site)}: the file has changed`);
    return finding ? [{ site, span: finding.span }] : [];
  });
  for (let round = 0; round < ROUNDS_MAX && open.length > 0; round++) {
    const group = candidatesOf(pattern, current, open);
    const held = holding(
      pattern,
      current,
      group.map(({ candidate }) => candidate),
    );
    if (!held) break;
    const done = new Set(
      group.filter(({ candidate }) => held.fixes.includes(candidate)).map(({ wanted }) => wanted),
    );
    const edits = held.fixes.flatMap(({ fix }) => fix.edits);
    open = open
      .filter((wanted) => !done.has(wanted))
      .map((wanted) => ({ ...wanted, span: mapSpan(wanted.span, edits) }));
    sites += done.size;
    current = held.after;
  }
  leftOut.push(...open.map(({ site }) => `${placeOf(site)}: the result does not hold when tried on a copy`));
  return { text: current.input.text, sites, leftOut };
}

interface Wanted {
  readonly site: ChosenSite;
  readonly span: Span;
}

function candidatesOf(
  pattern: PatternProject,
  document: AnalyzedDocument,
  open: readonly Wanted[],
): readonly { readonly wanted: Wanted; readonly candidate: FixCandidate }[] {
  const taken: SpanEdit[] = [];
  return open.flatMap((wanted) => {
    const finding = pattern.findings(document).find(({ span }) => span.start === wanted.span.start);
    const fix = finding?.fixes[0];
    if (!finding || !fix || editsOverlap(fix.edits, taken)) return [];
    taken.push(...fix.edits);
    return [{ wanted, candidate: { finding, fix } }];
  });
}

/** Those of the candidates that hold together, with the text they make. */
function holding(
  { analyzer }: PatternProject,
  document: AnalyzedDocument,
  candidates: readonly FixCandidate[],
): { readonly fixes: readonly FixCandidate[]; readonly after: AnalyzedDocument } | undefined {
  const whole = verifyTogether(analyzer, document, candidates, NEVER_CANCELLED);
  if (whole) return { fixes: candidates, after: whole };
  const fixes = holdingFixes(analyzer, document, candidates, NEVER_CANCELLED);
  const after = verifyTogether(analyzer, document, fixes, NEVER_CANCELLED);
  return after && { fixes, after };
}

function missing(chosen: readonly ChosenSite[] | undefined, path: string): readonly string[] {
  return (chosen ?? [])
    .filter((site) => site.path === path)
    .map((site) => `${placeOf(site)}: the file has changed`);
}

function placeOf({ path, line }: ChosenSite): string {
  return `${path}:${line + 1}`;
}
