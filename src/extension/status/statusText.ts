import type { StatusParams } from '../../protocol/lsp.ts';
import type { ServerState } from '../client/languageServer.ts';

export interface StatusInput {
  readonly enabled: boolean;
  readonly server: ServerState;
  readonly report: StatusParams | undefined;
  /** Findings of the file in the active editor; undefined when none is open or the file is not supported. */
  readonly findingsInFile: number | undefined;
  readonly findingsInWorkspace: number;
}

/** The status item's few characters; words are left to the tooltip. */
export function statusText({ enabled, server, report, ...input }: StatusInput): string {
  if (!enabled) return '$(circle-slash) Fixward';
  if (server === 'failed' || report?.state === 'error') return '$(error) Fixward';
  if (server === 'stopped') return '$(debug-stop) Fixward';
  if (server === 'starting' || report?.state === 'starting') return '$(loading~spin) Fixward';
  if (report?.state === 'scanning') return '$(sync~spin) Fixward';
  const icon = (report?.configProblems.length ?? 0) > 0 ? '$(warning)' : '$(shield)';
  const { findingsInFile, findingsInWorkspace } = input;
  return findingsInFile === undefined
    ? `${icon} ${findingsInWorkspace}`
    : `${icon} ${findingsInFile}/${findingsInWorkspace}`;
}
