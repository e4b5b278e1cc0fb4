import { type Diagnostic, DiagnosticSeverity, DiagnosticTag } from 'vscode-languageserver/node';
import type { Finding } from '../core/rules/finding.ts';
import type { Span } from '../core/text/span.ts';
import type { ServerSettings } from '../protocol/lsp.ts';
import type { CheckedDocument } from './documents.ts';
import type { PositionCodec } from './positions.ts';

/** Shown as the diagnostic's source and used by clients to filter. */
export const DIAGNOSTIC_SOURCE = 'Fixward';

const EDITOR_SEVERITIES = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
} as const;

export interface DiagnosticOptions {
  readonly settings: Pick<ServerSettings, 'severities'>;
  readonly codec: PositionCodec;
  /** Address of a rule's page. */
  readonly documentationLink: (ruleId: string) => string;
}

export function diagnosticsOf(checked: CheckedDocument, options: DiagnosticOptions): Diagnostic[] {
  const { document, uri } = checked;
  const { text } = document.input;
  const { codec } = options;
  const diagnostics = checked.findings.map((finding) => diagnosticOf(checked, finding, options));
  for (const { span, message } of document.analysis.syntaxProblems) {
    diagnostics.push({
      range: codec.range(text, document.lines, span),
      severity: DiagnosticSeverity.Error,
      source: DIAGNOSTIC_SOURCE,
      code: 'syntax-error',
      message,
    });
  }
  if (document.analysis.skipped !== undefined) {
    diagnostics.push({
      range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
      severity: DiagnosticSeverity.Information,
      source: DIAGNOSTIC_SOURCE,
      code: 'not-checked',
      message: `${uri.slice(uri.lastIndexOf('/') + 1)} was ${document.analysis.skipped}.`,
    });
  }
  return diagnostics;
}

export function diagnosticOf(
  checked: CheckedDocument,
  finding: Finding,
  options: DiagnosticOptions,
): Diagnostic {
  const { document, uri } = checked;
  const { text } = document.input;
  return {
    range: options.codec.range(text, document.lines, firstLineOf(text, finding.span)),
    severity: severityOf(checked, finding, options),
    source: DIAGNOSTIC_SOURCE,
    code: finding.ruleId,
    codeDescription: { href: options.documentationLink(finding.ruleId) },
    message: finding.message,
    ...(finding.tags && finding.tags.length > 0 && { tags: finding.tags.map(tagOf) }),
    ...(finding.related &&
      finding.related.length > 0 && {
        relatedInformation: finding.related.map(({ span, message }) => ({
          location: { uri, range: options.codec.range(text, document.lines, span) },
          message,
        })),
      }),
  };
}

/** What was learned and not yet accepted often enough stays quiet, unless the project gave it a severity. */
function severityOf(
  { project }: CheckedDocument,
  finding: Finding,
  { settings }: DiagnosticOptions,
): DiagnosticSeverity {
  const rule = finding.origin === 'learned' ? project.analyzer.ruleSet.rule(finding.ruleId) : undefined;
  return rule?.provisional === true && finding.severity === rule.severity
    ? DiagnosticSeverity.Hint
    : EDITOR_SEVERITIES[settings.severities[finding.severity]];
}

/** A long construct is underlined on its first line: squiggles under a whole block hide what they point at. */
function firstLineOf(text: string, span: Span): Span {
  const end = text.slice(span.start, span.end).search(/[\r\n]/u);
  return end <= 0 ? span : { start: span.start, end: span.start + end };
}

function tagOf(tag: 'unnecessary' | 'deprecated'): DiagnosticTag {
  return tag === 'unnecessary' ? DiagnosticTag.Unnecessary : DiagnosticTag.Deprecated;
}
