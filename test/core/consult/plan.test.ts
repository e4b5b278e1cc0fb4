import { describe, expect, it } from 'vitest';
import {
  planFromTodos,
  planProgress,
  settlePlan,
  type Todo,
  withEvidence,
} from '../../../src/core/consult/plan.ts';

const todo = (content: string, status: Todo['status'] = 'pending'): Todo => ({ content, status });
const first = planFromTodos(undefined, [
  todo('schema: Map contractor tables', 'in_progress'),
  todo('[Design] Portfolio tables'),
  todo('Write migration with rollback'),
]).plan;

describe('a plan from an agent’s list', () => {
  it('has phases, from the words in front or from what a step speaks of', () => {
    expect(first).toEqual({
      revision: 1,
      steps: [
        { id: 's1', title: 'Map contractor tables', phase: 'schema', status: 'active', evidence: [] },
        { id: 's2', title: 'Portfolio tables', phase: 'design', status: 'waiting', evidence: [] },
        {
          id: 's3',
          title: 'Write migration with rollback',
          phase: 'migration',
          status: 'waiting',
          evidence: [],
        },
      ],
    });
  });

  it.each([
    ['Test the rollback', 'testing'],
    ['Add missing index', 'performance'],
    ['Backfill statuses', 'migration'],
    ['Decide on keys', 'design'],
    ['Ansicht der Tabellen – größer', 'schema'],
  ])('puts "%s" into %s', (title, phase) => {
    expect(planFromTodos(undefined, [todo(title)]).plan.steps[0]?.phase).toBe(phase);
  });

  it('knows steps again by their words, whatever their case and place', () => {
    const { plan, changes, reason } = planFromTodos(first, [
      todo('design: portfolio tables!', 'in_progress'),
      todo('Schema: map contractor tables', 'completed'),
      todo('Write migration with rollback'),
    ]);

    expect(plan.steps.map(({ id, status }) => `${id} ${status}`)).toEqual([
      's2 active',
      's1 done',
      's3 waiting',
    ]);
    expect(changes.map(({ kind }) => kind)).toEqual(['changed', 'changed']);
    expect(reason).toBeUndefined();
  });

  it('is the same plan when nothing changed', () => {
    const again = planFromTodos(first, [
      todo('schema: Map contractor tables', 'in_progress'),
      todo('design: Portfolio tables'),
      todo('Write migration with rollback'),
    ]);

    expect(again).toEqual({ plan: first, changes: [] });
    expect(again.plan).toBe(first);
  });

  it('tells why it changed when steps come, go or are taken up again', () => {
    const done = planFromTodos(first, [
      todo('Map contractor tables', 'completed'),
      todo('Portfolio tables', 'completed'),
      todo('Write migration with rollback', 'in_progress'),
    ]).plan;
    const { plan, changes, reason } = planFromTodos(done, [
      todo('Map contractor tables', 'completed'),
      todo('Portfolio tables', 'in_progress'),
      todo('testing: Approval scenarios'),
    ]);

    expect(reason).toBe('Plan changed: 1 step added, 1 step taken out, 1 step taken up again.');
    expect(plan.revision).toBe(3);
    expect(plan.steps.at(-1)?.id).toBe('s4');
    expect(changes.map(({ kind }) => kind).toSorted()).toEqual(['added', 'changed', 'removed']);
  });

  it('takes an empty list, a huge one, and steps without words', () => {
    expect(planFromTodos(undefined, [])).toEqual({ plan: { revision: 0, steps: [] }, changes: [] });
    expect(planFromTodos(undefined, [todo('schema: '), todo('  ')]).plan.steps).toEqual([]);
    const many = Array.from({ length: 500 }, (_, at) => todo(`step ${at} ${'x'.repeat(1_000)}`));
    const { plan } = planFromTodos(undefined, many);
    expect(plan.steps).toHaveLength(60);
    expect(plan.steps[0]?.title.length).toBe(200);
  });

  it('tells two steps of the same words apart', () => {
    const { plan } = planFromTodos(undefined, [todo('Look', 'completed'), todo('Look')]);

    expect(plan.steps.map(({ id, status }) => `${id} ${status}`)).toEqual(['s1 done', 's2 waiting']);
  });
});

describe('evidence', () => {
  it('goes to the active step of its phase, else to the active one, once', () => {
    const { plan } = withEvidence(first, 'Proposal 1: PROVEN', 'migration');

    expect(plan.steps[0]?.evidence).toEqual(['Proposal 1: PROVEN']);
    expect(withEvidence(plan, 'Proposal 1: PROVEN', 'migration').changes).toEqual([]);
    expect(withEvidence(undefined, 'x', undefined).changes).toEqual([]);
  });
});

describe('the end of the work', () => {
  it.each([
    ['done', ['skipped', 'skipped', 'skipped']],
    ['failed', ['failed', 'waiting', 'waiting']],
    ['stopped', ['waiting', 'waiting', 'waiting']],
  ] as const)('that is %s settles what was active', (end, statuses) => {
    expect(settlePlan(first, end).plan.steps.map(({ status }) => status)).toEqual(statuses);
  });

  it('keeps a failed step failed until it is taken up again', () => {
    const { plan } = settlePlan(first, 'failed');
    const listed = (status: Todo['status']) =>
      planFromTodos(plan, [todo('schema: Map contractor tables', status)]).plan.steps[0]?.status;

    expect(listed('pending')).toBe('failed');
    expect(listed('in_progress')).toBe('active');
    expect(planProgress(plan)).toEqual({ done: 0, steps: 3 });
  });
});
