import type { CheckReport } from './findingReport.ts';

/** The report as one JSON document for scripts. */
export function jsonReport({ findings, errors, stats }: CheckReport): string {
  return `${JSON.stringify({ version: 1, findings, errors, stats }, undefined, 2)}\n`;
}
