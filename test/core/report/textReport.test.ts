import { describe, expect, it } from 'vitest';
import { type CheckReport, isAtLeast, type ReportedFinding } from '../../../src/core/report/findingReport.ts';
import { githubReport } from '../../../src/core/report/githubReport.ts';
import { summaryLine, textReport } from '../../../src/core/report/textReport.ts';

const FINDING: ReportedFinding = {
  ruleId: 'no-foo',
  severity: 'MEDIUM',
  level: 'warning',
  message: 'First\n  second: 100%',
  path: 'src/ä, b.ts',
  range: { start: { line: 0, character: 4 }, end: { line: 2, character: 1 } },
  origin: 'builtin',
  fixes: [],
};

const REPORT: CheckReport = {
  findings: [FINDING, { ...FINDING, level: 'error', severity: 'CRITICAL' }],
  fingerprints: ['a', 'b'],
  known: [],
  errors: [{ path: 'b.sql', message: 'broken', range: FINDING.range }],
  stats: { files: 1, statements: 0, ms: 1, suppressed: 3, baseline: 2 },
};

describe('reports for people', () => {
  it('keep each finding on one line', () => {
    expect(textReport({ findings: [FINDING] })).toBe(
      'src/ä, b.ts:1:5: warning: First second: 100% [no-foo]\n',
    );
  });

  it('sum up what is shown and what is hidden', () => {
    expect(summaryLine(REPORT)).toBe(
      '2 findings in 1 file: 1 error, 1 warning (2 in the baseline, 3 suppressed, 1 error).',
    );
    expect(
      summaryLine({
        ...REPORT,
        findings: [],
        errors: [],
        stats: { ...REPORT.stats, suppressed: 0, baseline: 0 },
      }),
    ).toBe('No findings in 1 file.');
  });

  it('give GitHub no column for findings of several lines, and escape what it reads as its own', () => {
    expect(githubReport(REPORT).split('\n')[0]).toBe(
      '::warning file=src/ä%2C b.ts,line=1,endLine=3,title=Fixward%3A no-foo::First%0A  second: 100%25',
    );
    expect(githubReport(REPORT)).toContain('::warning file=b.sql,line=1,title=Fixward::broken\n');
  });

  it('order severities by the levels of the threshold', () => {
    const levels = ['error', 'warning', 'info'] as const;
    const table = (['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'] as const).map((severity) =>
      levels.filter((level) => isAtLeast(severity, level)),
    );
    expect(table).toEqual([levels, levels, ['warning', 'info'], ['info']]);
  });
});
