import { describe, expect, it } from 'vitest';
import type { LiveReport } from '../../../src/core/live/liveReport.ts';
import { liveMarkdown } from '../../../src/server/live/liveMarkdown.ts';

function report(more: Partial<LiveReport> = {}): LiveReport {
  return {
    statistics: {
      serverVersion: '16.4',
      database: 'orders',
      countedSince: '2026-01-02T03:04:05Z',
      startedAt: '2026-01-01T00:00:00Z',
      hours: 50,
      isReplica: false,
      replicaCount: 0,
    },
    findings: [],
    notes: [],
    waived: 0,
    ...more,
  };
}

describe('the report of a live database', () => {
  it('says how old the statistics are before anything else', () => {
    const [title, age] = liveMarkdown('reporting', report()).split('\n\n');
    expect(title).toBe('# reporting: nothing found');
    expect(age).toContain('Use has been counted for 2 days, since 2026-01-02T03:04:05Z.');
    expect(age).toContain('less than a week');
  });

  it('lists findings with the SQL that mends them, and shows names as they are', () => {
    const markdown = liveMarkdown(
      'db<1>',
      report({
        findings: [
          {
            ruleId: 'unused-index',
            severity: 'LOW',
            level: 'info',
            object: 'public.orders_old_idx',
            message: 'Index orders_old_idx was never read.',
            remedies: [{ title: 'Drop it', kind: 'suggest', sql: 'DROP INDEX CONCURRENTLY orders_old_idx;' }],
          },
        ],
        waived: 2,
        notes: ['bloat was not checked: permission denied'],
      }),
    );
    expect(markdown).toContain('# db\\<1\\>: 1 finding');
    expect(markdown).toContain('## LOW: unused-index');
    expect(markdown).toContain('Index orders\\_old\\_idx was never read.');
    expect(markdown).toContain('```sql\nDROP INDEX CONCURRENTLY orders_old_idx;\n```');
    expect(markdown).toContain('2 findings are waived.');
    expect(markdown).toContain('- bloat was not checked');
  });
});
