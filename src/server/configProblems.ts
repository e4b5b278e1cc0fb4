import { type Connection, DiagnosticSeverity } from 'vscode-languageserver/node';
import type { StatusParams } from '../protocol/lsp.ts';
import { DIAGNOSTIC_SOURCE } from './diagnostics.ts';
import type { LoadedProject } from './projects.ts';
import { uriOfPath } from './uris.ts';

export type ConfigProblems = StatusParams['configProblems'];

export function configProblemsOf(projects: readonly LoadedProject[]): ConfigProblems {
  return projects.flatMap(({ root, problems }) =>
    problems.map(({ path, line, message }) => ({ uri: uriOfPath(`${root ?? ''}/${path}`), line, message })),
  );
}

/** Shows each problem in the file it stands in, and clears files that have been mended. */
export function publishConfigProblems(
  connection: Connection,
  before: ConfigProblems,
  now: ConfigProblems,
): void {
  for (const uri of new Set([...before, ...now].map((problem) => problem.uri))) {
    void connection.sendDiagnostics({
      uri,
      diagnostics: now
        .filter((problem) => problem.uri === uri)
        .map(({ line, message }) => ({
          range: { start: { line, character: 0 }, end: { line, character: Number.MAX_SAFE_INTEGER } },
          severity: DiagnosticSeverity.Error,
          source: DIAGNOSTIC_SOURCE,
          code: 'configuration',
          message,
        })),
    });
  }
}
