import type { Span } from '../text/span.ts';
import type { Finding } from './finding.ts';
import type { Language } from './languages.ts';

/** One text to check. `path` is workspace-relative with `/`; it decides layers and workflows. */
export interface DocumentInput {
  readonly path: string;
  readonly language: Language;
  readonly text: string;
}

export interface SyntaxProblem {
  readonly span: Span;
  readonly message: string;
}

/** What is known of one version of one document. */
export interface Analysis {
  readonly findings: readonly Finding[];
  /** Findings hidden by suppression comments. */
  readonly suppressedCount: number;
  /** Problems of the text itself that Fixward shows: SQL syntax errors. Other languages have their own tools. */
  readonly syntaxProblems: readonly SyntaxProblem[];
  /** Errors in the syntax tree, counted when first asked; a fix must not raise it. */
  readonly syntaxErrorCount: () => number;
  readonly statementCount: number;
  /** Why the text was not checked, in one line, when it was not. */
  readonly skipped?: string;
}
