import type { Finding } from '../../core/rules/finding.ts';
import type { CheckedDocument } from '../documents.ts';

/** A finding as the library sees it. */
export interface LibraryFinding {
  readonly ruleId: string;
  readonly message: string;
  readonly language: string;
  readonly layer?: number;
  /** Workspace-relative. */
  readonly path: string;
  readonly code: string;
}

/** Longer code says no more about what is wrong with it. */
const CODE_LENGTH_MAX = 2_000;

export function libraryFinding({ document: { input } }: CheckedDocument, finding: Finding): LibraryFinding {
  return {
    ruleId: finding.ruleId,
    message: finding.message,
    language: input.language,
    ...(finding.layer !== undefined && { layer: finding.layer }),
    path: input.path,
    code: input.text.slice(
      finding.span.start,
      Math.min(finding.span.end, finding.span.start + CODE_LENGTH_MAX),
    ),
  };
}
