import { describe, expect, it } from 'vitest';
import type { AnswerSource, ConsultEvent, Proposal } from '../../../../src/protocol/consult.ts';
import { proposalEvidence } from '../../../../src/service/confidence/evidence/proposalEvidence.ts';
import { eventsOfTurn, turnEvidence } from '../../../../src/service/confidence/evidence/turnEvidence.ts';

const tool = (
  name: string,
  changes: Partial<Extract<ConsultEvent, { kind: 'tool' }>> = {},
): ConsultEvent => ({
  kind: 'tool',
  call: name,
  agent: 'consultant',
  name,
  title: name,
  state: 'finished',
  input: '{}',
  result: 'done',
  ...changes,
});
const source = (kind: AnswerSource['kind'], title: string, reference?: string): AnswerSource => ({
  kind,
  title,
  ...(reference !== undefined && { reference }),
});
const of = (sources: readonly AnswerSource[], events: readonly ConsultEvent[]) =>
  turnEvidence({ sources }, events).map(({ kind, passed, of: all }) => [kind, passed, all]);

describe('a turn', () => {
  it('begins at the last question', () => {
    const events: ConsultEvent[] = [
      { kind: 'question', text: 'One?' },
      tool('list_schema'),
      { kind: 'question', text: 'Two?' },
      tool('check_sql'),
    ];
    expect(eventsOfTurn(events)).toEqual([tool('check_sql')]);
    expect(eventsOfTurn([tool('check_sql')])).toEqual([tool('check_sql')]);
  });
});

describe('sources of an answer', () => {
  it.each([
    ['a schema that was read', source('schema', 'orders'), tool('describe_object'), 1],
    ['a schema that nobody looked at', source('schema', 'orders'), tool('search_patterns'), 0],
    [
      'a pattern that was found',
      source('pattern', 'Add Index'),
      tool('search_patterns', { result: 'add index: 0.8' }),
      1,
    ],
    ['a pattern that was not', source('pattern', 'Split table'), tool('search_patterns'), 0],
    [
      'a page by its address',
      source('documentation', 'Indexes', 'https://docs.example/indexes'),
      tool('search_documentation', { result: 'https://docs.example/indexes: …' }),
      1,
    ],
    [
      'a file that was written',
      source('file', '/plans/plan.md'),
      { kind: 'file', path: '/plans/plan.md', version: 1, bytes: 9 } as const,
      1,
    ],
    [
      'a memory that was used',
      source('memory', 'earlier'),
      { kind: 'memory', used: [{ id: '1', text: 'fact: x' }] } as const,
      1,
    ],
    ['a look that failed', source('schema', 'orders'), tool('describe_object', { state: 'failed' }), 0],
  ])('%s', (_what, named, event, passed) => {
    expect(of([named], [event])).toContainEqual(['retrieval_support', passed, 1]);
  });

  it('are no evidence where none is named', () => {
    expect(of([], [])).toEqual([]);
  });
});

describe('tools and plans', () => {
  it('count what answered, and steps with something to show', () => {
    const step = (id: string, status: 'done' | 'waiting' | 'skipped', evidence: readonly string[]) => ({
      id,
      title: id,
      phase: 'schema' as const,
      status,
      evidence,
    });
    const steps = [
      step('a', 'done', ['a file']),
      step('b', 'done', []),
      step('c', 'waiting', []),
      step('d', 'skipped', []),
    ];
    const events: ConsultEvent[] = [
      tool('list_schema', { state: 'started' }),
      tool('list_schema'),
      tool('check_sql', { state: 'failed' }),
      { kind: 'plan', plan: { revision: 1, steps }, changes: [] },
    ];
    expect(of([], events)).toEqual([
      ['tools_answered', 1, 2],
      ['plan_steps', 1, 3],
    ]);
  });
});

describe('a proposal', () => {
  const proposal = (changes: Partial<Proposal>): Proposal => ({
    id: '1',
    title: 'Add',
    number: 1,
    up: '',
    down: '',
    hash: '',
    verdict: 'PROVEN',
    reasons: [],
    locks: [],
    findings: [],
    destroys: [],
    upPath: '',
    downPath: '',
    ...changes,
  });
  const shown = (changes: Partial<Proposal>) =>
    proposalEvidence(proposal(changes)).map(({ kind, passed, of: all }) => [kind, passed, all]);

  it.each([
    [
      'PROVEN',
      [
        ['proof_verdict', 2, 2],
        ['findings', 1, 1],
      ],
    ],
    [
      'NOT_IDENTICAL',
      [
        ['proof_verdict', 1, 2],
        ['findings', 1, 1],
      ],
    ],
    ['FAILED', [['proof_verdict', 0, 2]]],
    ['UNPROVABLE', []],
  ] as const)('that is %s', (verdict, evidence) => {
    expect(shown({ verdict })).toEqual(evidence);
  });

  it('that nobody could prove but that ran', () => {
    expect(shown({ verdict: 'UNPROVABLE', upMs: 12.4 })).toEqual([['plan_runs', 1, 1]]);
  });

  it('with a grave finding', () => {
    const finding = { ruleId: 'ban-drop-table', severity: 'HIGH', message: '', line: 1 };
    expect(shown({ findings: [finding] })).toContainEqual(['findings', 0, 1]);
    expect(shown({ findings: [{ ...finding, severity: 'LOW' }] })).toContainEqual(['findings', 1, 1]);
  });
});
