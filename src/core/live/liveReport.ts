import { type Level, levelOf } from '../report/findingReport.ts';
import type { Severity } from '../rules/ruleModel.ts';
import type { SchemaRemedy } from '../schema/schemaRule.ts';
import { type StatisticsAge, statisticsWords } from './statisticsAge.ts';

export interface LiveFinding {
  readonly ruleId: string;
  readonly severity: Severity;
  readonly level: Level;
  readonly object: string;
  readonly message: string;
  readonly remedies: readonly SchemaRemedy[];
}

/** What was found on a server in use. */
export interface LiveReport {
  readonly statistics: StatisticsAge;
  readonly findings: readonly LiveFinding[];
  /** Rules that could not be asked, and why. */
  readonly notes: readonly string[];
  readonly waived: number;
}

const ORDER: readonly Severity[] = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'];

export function liveFinding(
  report: {
    readonly ruleId: string;
    readonly object: { readonly name: string };
    readonly message: string;
    readonly remedies?: readonly SchemaRemedy[];
  },
  severity: Severity,
): LiveFinding {
  return {
    ruleId: report.ruleId,
    severity,
    level: levelOf(severity),
    object: report.object.name,
    message: report.message,
    remedies: report.remedies ?? [],
  };
}

/** The gravest first, else as the rules gave them. */
export function bySeverity(findings: readonly LiveFinding[]): readonly LiveFinding[] {
  return [...findings].sort((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity));
}

export function liveText({ statistics, findings, notes, waived }: LiveReport): string {
  const lines = [
    `Database ${statistics.database} on Postgres ${statistics.serverVersion}`,
    ...statisticsWords(statistics),
    '',
    ...findings.flatMap(({ severity, ruleId, message, remedies }) => [
      `${severity} ${ruleId}: ${message}`,
      ...remedies.flatMap(({ sql }) => sql.split('\n').map((line) => `    ${line}`)),
    ]),
    ...(findings.length > 0 ? [''] : []),
    `${findings.length === 1 ? '1 finding' : `${findings.length} findings`}${waived > 0 ? `, ${waived} waived` : ''}.`,
    ...notes,
  ];
  return `${lines.join('\n')}\n`;
}
