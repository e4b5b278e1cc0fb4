import type { CancellationSignal } from '../core/cancellation.ts';
import { errorMessage } from '../core/errorMessage.ts';
import { languageOfPath } from '../core/rules/languages.ts';
import type { ScanResult } from '../protocol/lsp.ts';
import type { CheckedDocument, JoinFindings } from './documents.ts';
import type { LoadedProject } from './projects.ts';
import { uriOfPath } from './uris.ts';

/** Checks run this long before open documents get their turn again. */
const TURN_MS = 15;

/** Problems listed to the user; the rest is counted. */
const PROBLEMS_MAX = 50;

export interface ScanHandlers {
  readonly now: () => number;
  /** Called a few times a second with the share done, from 0 to 100, and the file at hand. */
  readonly progress: (percent: number, path: string) => void;
  readonly join: JoinFindings;
  readonly found: (checked: CheckedDocument) => void;
}

/** Checks every file of the projects that Fixward reads, open documents included as they are on disk. */
export async function scanProjects(
  projects: readonly LoadedProject[],
  handlers: ScanHandlers,
  cancellation: CancellationSignal,
): Promise<ScanResult> {
  const started = handlers.now();
  const files = await listFiles(projects, cancellation);
  const problems: string[] = [];
  let findings = 0;
  let done = 0;
  let turnStarted = handlers.now();
  for (const { project, path } of files) {
    if (cancellation.isCancellationRequested) break;
    const checked = await checkFile(project, path, handlers, cancellation).catch((error: unknown) => ({
      reason: errorMessage(error),
    }));
    const reason = checked && ('reason' in checked ? checked.reason : checked.document.analysis.skipped);
    if (reason !== undefined && problems.length < PROBLEMS_MAX) problems.push(`${path}: ${reason}`);
    if (checked && 'document' in checked) {
      findings += checked.findings.length;
      handlers.found(checked);
    }
    done++;
    if (handlers.now() - turnStarted > TURN_MS) {
      handlers.progress(Math.round((100 * done) / files.length), path);
      await new Promise((resolve) => setImmediate(resolve));
      turnStarted = handlers.now();
    }
  }
  return {
    files: done,
    findings,
    cancelled: cancellation.isCancellationRequested,
    milliseconds: Math.round(handlers.now() - started),
    problems,
  };
}

async function listFiles(
  projects: readonly LoadedProject[],
  cancellation: CancellationSignal,
): Promise<readonly { readonly project: LoadedProject; readonly path: string }[]> {
  const files: { readonly project: LoadedProject; readonly path: string }[] = [];
  for (const project of projects) {
    for await (const path of project.walk(cancellation)) {
      if (cancellation.isCancellationRequested) return files;
      if (languageOfPath(path) !== undefined) files.push({ project, path });
    }
  }
  return files;
}

async function checkFile(
  project: LoadedProject,
  path: string,
  handlers: ScanHandlers,
  cancellation: CancellationSignal,
): Promise<CheckedDocument | { readonly reason: string } | undefined> {
  const language = languageOfPath(path);
  if (language === undefined || project.root === undefined) return undefined;
  const source = await project.read(path);
  if ('reason' in source) return source;
  await project.prepare(language);
  const started = handlers.now();
  const document = project.analyzer.analyze({ path, language, text: source.text }, undefined, cancellation);
  if (!document) return undefined;
  const bare = {
    uri: uriOfPath(`${project.root}/${path}`),
    version: -1,
    project,
    document,
    own: project.fresh(document),
    milliseconds: handlers.now() - started,
  };
  return { ...bare, findings: handlers.join(bare) };
}
