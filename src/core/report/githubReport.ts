import type { CheckReport, Level, ReportedError, ReportedFinding } from './findingReport.ts';

const COMMAND_OF_LEVEL: Readonly<Record<Level, string>> = {
  error: 'error',
  warning: 'warning',
  info: 'notice',
};

/** Workflow commands that GitHub Actions shows as annotations beside the changed lines. */
export function githubReport({ findings, errors }: Pick<CheckReport, 'findings' | 'errors'>): string {
  return [...findings.map(annotation), ...errors.map(errorAnnotation)].join('');
}

function annotation({ level, path, range, ruleId, message }: ReportedFinding): string {
  const properties = [
    `file=${property(path)}`,
    `line=${range.start.line + 1}`,
    `endLine=${range.end.line + 1}`,
    // Columns are read only for findings on one line.
    ...(range.start.line === range.end.line
      ? [`col=${range.start.character + 1}`, `endColumn=${range.end.character + 1}`]
      : []),
    `title=${property(`Fixward: ${ruleId}`)}`,
  ];
  return `::${COMMAND_OF_LEVEL[level]} ${properties.join(',')}::${data(message)}\n`;
}

function errorAnnotation({ path, message, range }: ReportedError): string {
  const line = range === undefined ? '' : `,line=${range.start.line + 1}`;
  return `::warning file=${property(path)}${line},title=Fixward::${data(message)}\n`;
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
