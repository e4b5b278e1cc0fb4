import { NEVER_CANCELLED } from '../../core/cancellation.ts';
import { type VerifiedFix, verifiedFixesOfAll } from '../../core/patterns/verifiedFixes.ts';
import type { AnalyzedDocument } from '../../core/rules/analyzer.ts';
import type { Finding, FixProposal } from '../../core/rules/finding.ts';
import { applyEdits } from '../../core/text/edits.ts';
import type { Span } from '../../core/text/span.ts';
import type { LearnJobs, SitesFound, WorkspaceSite } from './learnJobs.ts';
import type { JobTools } from './learnThread.ts';
import { openPatternProject } from './patternProject.ts';

/** What the fix of a place that was tried on a copy and does not hold is shown with. */
const DOES_NOT_HOLD = 'the result would not parse, or would be found again';

/** Every place of the project that a pattern would change, in the order of paths; those beyond the limit are counted. */
export async function findWorkspaceSites(
  { root, content, limit, texts }: LearnJobs['sites']['params'],
  tools: JobTools,
): Promise<SitesFound> {
  const { cancellation, progress } = tools;
  const pattern = await openPatternProject(root, content, texts, tools.engines);
  const paths = await pathsOf(pattern.project, cancellation);
  const sites: WorkspaceSite[] = [];
  let total = 0;
  let filesSearched = 0;
  for (const path of paths) {
    if (cancellation.isCancellationRequested) break;
    filesSearched++;
    progress({ done: filesSearched, total: paths.length, line: path });
    const document = await pattern.judge(path);
    if (!document) continue;
    const found = pattern.findings(document);
    total += found.length;
    const shown = found.slice(0, Math.max(0, limit - sites.length));
    const holding = verifiedFixesOfAll(pattern.analyzer, document, shown, NEVER_CANCELLED);
    for (const finding of shown) {
      const site = siteOf(document, finding, holding.get(finding) ?? []);
      if (site) sites.push(site);
    }
  }
  return { sites, total, filesSearched, cancelled: cancellation.isCancellationRequested };
}

/** Files of languages that Fixward reads, in a stable order. */
export async function pathsOf(
  project: { walk(cancellation?: JobTools['cancellation']): AsyncIterable<object> },
  cancellation: JobTools['cancellation'],
): Promise<readonly string[]> {
  const paths: string[] = [];
  for await (const file of project.walk(cancellation)) {
    if ('language' in file && 'path' in file && typeof file.path === 'string') paths.push(file.path);
  }
  return paths;
}

function siteOf(
  { input: { path, text }, lines }: AnalyzedDocument,
  finding: Finding,
  holding: readonly VerifiedFix[],
): WorkspaceSite | undefined {
  const fix = holding[0] ?? finding.fixes[0];
  if (!fix) return undefined;
  const { line, character } = lines.positionAt(finding.span.start);
  const doubt = holding.length === 0 ? DOES_NOT_HOLD : fix.doubt;
  return {
    path,
    line,
    character,
    ...linesOf(text, finding.span, fix),
    ...(doubt !== undefined && { doubt }),
  };
}

/** Whole lines around the place, and what they become; what else the fix writes, such as an import, stands first. */
function linesOf(
  text: string,
  place: Span,
  fix: Pick<FixProposal, 'edits'>,
): { readonly before: string; readonly after: string } {
  const near = fix.edits.filter(({ span }) => span.start <= place.end && place.start <= span.end);
  const far = fix.edits.filter((edit) => !near.includes(edit));
  const start = Math.min(place.start, ...near.map(({ span }) => span.start));
  const end = Math.max(place.end, ...near.map(({ span }) => span.end));
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = text.indexOf('\n', end);
  const before = text.slice(from, lineEnd < 0 ? text.length : lineEnd).replace(/\r$/u, '');
  const moved = near.map(({ span, newText }) => ({
    span: { start: span.start - from, end: span.end - from },
    newText,
  }));
  const beside = far.map(({ newText }) => newText.trim()).filter((added) => added !== '');
  return { before, after: [...beside, applyEdits(before, moved)].join('\n') };
}
