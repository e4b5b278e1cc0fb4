import type { AuditRow, PatternRelation, WeeklyReview } from '../../src/protocol/library.ts';
import { AUDIT_STATUSES } from '../../src/protocol/libraryChoices.ts';

export const SAMPLE_RELATIONS: readonly PatternRelation[] = [
  {
    id: 'r2',
    kind: 'enhances',
    outgoing: false,
    strength: 0.6,
    found_by: 'similarity',
    confirmed: false,
    rejected: false,
    other: { id: 'p3', key: 'index-foreign-keys', title: 'Index the columns of a foreign key' },
  },
  {
    id: 'r1',
    kind: 'conflicts',
    outgoing: true,
    strength: 0.9,
    found_by: 'manual',
    confirmed: true,
    rejected: false,
    other: { id: 'p5', key: 'parse-numbers-with-radix', title: 'Say the radix when parsing numbers' },
  },
];

export const EMPTY_WEEK: WeeklyReview = {
  most_used: [],
  least_successful: [],
  gaps: [],
  noisy_rules: [],
  relations_to_confirm: [],
  counts: {},
};

export const SAMPLE_WEEK: WeeklyReview = {
  since: '2026-11-14T00:00:00Z',
  until: '2026-11-21T00:00:00Z',
  most_used: [
    {
      id: 'p1',
      key: 'enable-row-level-security',
      title: 'Turn on row level security before the table is exposed',
      successes: 12,
      failures: 2,
      applied_count: 6,
      success_lower: 0.66,
    },
  ],
  least_successful: [
    {
      id: 'p5',
      key: 'parse-numbers-with-radix',
      title: 'Say the radix when parsing numbers',
      successes: 1,
      failures: 3,
      applied_count: 4,
    },
  ],
  gaps: [{ name: 'no-eval', severity: 'CRITICAL', fired: 9, fixed: 1 }],
  noisy_rules: [
    {
      name: 'prefer-jsonb',
      severity: 'MEDIUM',
      fired: 40,
      fixed: 2,
      dismissed: 21,
      suppressed: 9,
      share: 0.75,
      proposal: 'lower-severity',
      reason: 'three of four findings were waved away.',
    },
  ],
  relations_to_confirm: [
    {
      id: 'r2',
      kind: 'follows',
      strength: 0.72,
      found_by: 'sequence',
      from: { id: 'p3', key: 'index-foreign-keys', title: 'Index the columns of a foreign key' },
      to: {
        id: 'p1',
        key: 'enable-row-level-security',
        title: 'Turn on row level security before the table is exposed',
      },
    },
  ],
  counts: { offered: 61, applied: 22, kept: 19, undone: 2, dismissed: 30 },
};

const FOLDERS = [
  'api/src/routes',
  'api/src/services',
  'web/src/pages',
  'worker/worker',
  'supabase/migrations',
];

/** Files of an audit, as many as are asked for. */
export function sampleRows(count: number): readonly AuditRow[] {
  return Array.from({ length: count }, (_, index) => {
    const owner = ['mina', 'jürgen', undefined][index % 3];
    return {
      id: `a${index}`,
      project: 'orders',
      path: `${FOLDERS[index % FOLDERS.length]}/file${String(index).padStart(5, '0')}.ts`,
      layer: (index % 7) + 1,
      workflows: [],
      technical_debt: (index * 37) % 101,
      findings: (index * 7) % 13,
      status: AUDIT_STATUSES[index % AUDIT_STATUSES.length] ?? 'Not Started',
      ...(owner && { owner }),
      notes: index % 5 === 0 ? 'ask before touching the payment part' : '',
      task_ids: index % 4 === 0 ? [`ORD-${index}`] : [],
    };
  });
}
