import type { Severity } from '../rules/ruleModel.ts';

/** What one finding weighs: ten small ones are not a hole in the wall. */
const WEIGHTS: Readonly<Record<Severity, number>> = { CRITICAL: 10, HIGH: 5, MEDIUM: 2, LOW: 0.5 };

export interface DebtFinding {
  readonly ruleId: string;
  readonly severity: Severity;
}

/**
 * Technical debt of a file: for each rule its severity's weight times 1 + log2 of its findings, so that a habit repeated
 * eight times counts four times, not eight. 0 is none; each further finding raises it. Two decimals.
 */
export function technicalDebt(findings: readonly DebtFinding[]): number {
  const groups = new Map<string, { count: number; weight: number }>();
  for (const { ruleId, severity } of findings) {
    const group = groups.get(ruleId) ?? { count: 0, weight: 0 };
    group.count++;
    group.weight = Math.max(group.weight, WEIGHTS[severity]);
    groups.set(ruleId, group);
  }
  let debt = 0;
  for (const { count, weight } of groups.values()) debt += weight * (1 + Math.log2(count));
  return Math.round(debt * 100) / 100;
}

/** Findings by rule, as a file audit keeps them. */
export function findingCounts(findings: readonly DebtFinding[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const { ruleId } of findings) counts.set(ruleId, (counts.get(ruleId) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}
