import { type CheckReport, LEVELS, type ReportedFinding } from './findingReport.ts';

/** One line per finding, in the `path:line:column` form that editors and terminals turn into links. */
export function textReport({ findings }: Pick<CheckReport, 'findings'>): string {
  return findings.map(textLine).join('');
}

/** What was found and what was not shown, in one line. */
export function summaryLine({ findings, errors, stats }: CheckReport): string {
  const files = counted(stats.files, 'file');
  const hidden = [
    ...(stats.baseline > 0 ? [`${stats.baseline} in the baseline`] : []),
    ...(stats.suppressed > 0 ? [`${stats.suppressed} suppressed`] : []),
    ...(errors.length > 0 ? [counted(errors.length, 'error')] : []),
  ];
  const rest = hidden.length > 0 ? ` (${hidden.join(', ')})` : '';
  if (findings.length === 0) return `No findings in ${files}${rest}.`;
  const levels = LEVELS.flatMap((level) => {
    const count = findings.filter((finding) => finding.level === level).length;
    return count > 0 ? [`${count} ${level}`] : [];
  });
  return `${counted(findings.length, 'finding')} in ${files}: ${levels.join(', ')}${rest}.`;
}

function textLine({ path, range, level, ruleId, message }: ReportedFinding): string {
  const { line, character } = range.start;
  return `${path}:${line + 1}:${character + 1}: ${level}: ${oneLine(message)} [${ruleId}]\n`;
}

function oneLine(message: string): string {
  return message.replace(/\s*[\r\n]+\s*/gu, ' ');
}

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
