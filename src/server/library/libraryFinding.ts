import type { Finding } from '../../core/rules/finding.ts';
import { workflowsOfPath } from '../../core/rules/projectConfig.ts';
import type { CheckedDocument } from '../documents.ts';

/** A finding as the library sees it. */
export interface LibraryFinding {
  readonly ruleId: string;
  readonly message: string;
  readonly language: string;
  readonly layer?: number;
  readonly workflows: readonly string[];
  /** Workspace-relative. */
  readonly path: string;
  readonly code: string;
}

/** Longer code says no more about what is wrong with it. */
const CODE_LENGTH_MAX = 2_000;

export function libraryFinding(
  { document: { input }, project }: CheckedDocument,
  finding: Finding,
): LibraryFinding {
  return {
    ruleId: finding.ruleId,
    message: finding.message,
    language: input.language,
    ...(finding.layer !== undefined && { layer: finding.layer }),
    workflows: workflowsOfPath(project.analyzer.config, input.path),
    path: input.path,
    code: input.text.slice(
      finding.span.start,
      Math.min(finding.span.end, finding.span.start + CODE_LENGTH_MAX),
    ),
  };
}
