import { describe, expect, it } from 'vitest';
import { planFindings, slowestSteps } from '../../../../src/core/advice/plan/planFindings.ts';
import { type QueryPlan, stepsOf } from '../../../../src/core/advice/plan/planNode.ts';
import { readPlan } from '../../../../src/core/advice/plan/readPlan.ts';

const planOf = (text: string): QueryPlan => {
  const read = readPlan(text);
  if ('error' in read) throw new Error(read.error);
  return read.plan;
};
const kindsOf = (text: string): readonly string[] => planFindings(planOf(text)).map(({ kind }) => kind);

const SEQ_SCAN = `
                                                 QUERY PLAN
-------------------------------------------------------------------------------------------------------------
 Sort  (cost=2137.00..2137.02 rows=8 width=45) (actual time=35.120..35.121 rows=10 loops=1)
   Sort Key: created_at DESC, (lower(o.note))
   Sort Method: quicksort  Memory: 26kB
   ->  Seq Scan on orders o  (cost=0.00..2136.88 rows=8 width=45) (actual time=0.020..35.000 rows=10 loops=1)
         Filter: ((state = 'open'::text) AND (customer_id = 42))
         Rows Removed by Filter: 99990
 Planning Time: 0.080 ms
 Execution Time: 35.150 ms
(8 rows)
`;

const NESTED_LOOP = `Nested Loop  (cost=0.00..100.00 rows=100 width=8) (actual time=0.100..900.000 rows=50000 loops=1)
  ->  Seq Scan on public.customers c  (cost=0.00..10.00 rows=100 width=8) (actual time=0.010..5.000 rows=50000 loops=1)
  ->  Seq Scan on "Bestellungen" b  (cost=0.00..1.00 rows=1 width=8) (actual time=0.001..0.010 rows=1 loops=50000)
        Filter: ("Größe" = c.id)
        Rows Removed by Filter: 40
Execution Time: 1000.000 ms`;

const SPILLS = `Hash Join  (cost=1.00..2.00 rows=1000 width=8) (actual time=1.000..50.000 rows=1000 loops=1)
  Hash Cond: (a.id = b.a_id)
  ->  Sort  (cost=1.00..2.00 rows=1000 width=8) (actual time=1.000..20.000 rows=1000 loops=1)
        Sort Key: a.id
        Sort Method: external merge  Disk: 12288kB
        ->  Seq Scan on a  (cost=0.00..1.00 rows=1000 width=8) (actual time=0.010..1.000 rows=1000 loops=1)
  ->  Hash  (cost=1.00..1.00 rows=1000 width=8) (actual time=10.000..10.000 rows=1000 loops=1)
        Buckets: 1024 (originally 1024)  Batches: 8 (originally 1)  Memory Usage: 4097kB
        ->  Seq Scan on b  (cost=0.00..1.00 rows=1000 width=8) (actual time=0.010..1.000 rows=1000 loops=1)`;

const INDEX_ONLY = `Index Only Scan using orders_pkey on orders  (cost=0.29..100.00 rows=5000 width=8) (actual time=0.020..5.000 rows=5000 loops=1)
  Index Cond: (id > 10)
  Heap Fetches: 5000`;

const LOSSY = `Bitmap Heap Scan on orders  (cost=0.29..100.00 rows=5000 width=8) (actual time=0.020..5.000 rows=5000 loops=1)
  Recheck Cond: (total > '5'::numeric)
  Rows Removed by Index Recheck: 1234
  Heap Blocks: exact=100 lossy=300
  ->  Bitmap Index Scan on orders_total  (cost=0.00..10.00 rows=5000 width=0) (actual time=0.010..0.010 rows=5000 loops=1)
        Index Cond: (total > '5'::numeric)`;

const JSON_PLAN = JSON.stringify([
  {
    Plan: {
      'Node Type': 'Limit',
      'Total Cost': 10,
      'Plan Rows': 10,
      'Actual Rows': 10,
      'Actual Loops': 1,
      'Actual Total Time': 4,
      Plans: [
        {
          'Node Type': 'Hash Join',
          'Join Type': 'Left',
          'Hash Cond': '(o.customer_id = c.id)',
          'Plan Rows': 100000,
          'Actual Rows': 10,
          'Actual Loops': 1,
          'Actual Total Time': 3.5,
          Plans: [
            {
              'Node Type': 'Index Scan',
              'Index Name': 'orders_state',
              'Relation Name': 'orders',
              Schema: 'public',
              Alias: 'o',
              'Index Cond': "(state = 'open'::text)",
              Filter: '(total > 5)',
              'Rows Removed by Filter': 20000,
              'Plan Rows': 12,
              'Actual Rows': 12,
              'Actual Loops': 1,
              'Actual Total Time': 3,
            },
            {
              'Node Type': 'Hash',
              'Plan Rows': 5,
              'Actual Rows': 0,
              'Actual Loops': 0,
              'Something New': { a: 1 },
            },
          ],
        },
      ],
    },
    'Planning Time': 0.5,
    'Execution Time': 4.2,
  },
]);

describe('readPlan', () => {
  it('reads psql’s frame, steps, facts and times', () => {
    const plan = planOf(SEQ_SCAN);
    expect(plan).toMatchObject({ planningMs: 0.08, executionMs: 35.15, analysed: true });
    expect(plan.root).toMatchObject({
      type: 'Sort',
      sortKeys: ['created_at DESC', '(lower(o.note))'],
      sortMethod: 'quicksort',
    });
    expect(plan.root.children[0]).toMatchObject({
      type: 'Seq Scan',
      relation: 'orders',
      alias: 'o',
      planRows: 8,
      actualRows: 10,
      rowsRemoved: 99990,
      filter: "((state = 'open'::text) AND (customer_id = 42))",
    });
  });

  it('reads names with schemas, quotes and letters beyond ASCII, CRLF and rows in fractions', () => {
    const plan = planOf(NESTED_LOOP.replaceAll('\n', '\r\n').replaceAll('rows=1 loops', 'rows=0.98 loops'));
    const [outer, inner] = plan.root.children;
    expect(outer).toMatchObject({ relation: 'customers', schema: 'public', alias: 'c' });
    expect(inner).toMatchObject({ relation: 'Bestellungen', alias: 'b', actualRows: 0.98, loops: 50000 });
  });

  it('keeps the tree of steps below sub-plans, CTEs and workers', () => {
    const plan = planOf(`Aggregate  (cost=10.00..10.01 rows=1 width=8)
  CTE recent
    ->  Seq Scan on orders  (cost=0.00..5.00 rows=5 width=8)
          Filter: (id > 5)
  InitPlan 2 (returns $1)
    ->  Result  (cost=0.00..0.01 rows=1 width=4)
  ->  Gather  (cost=1.00..9.00 rows=5 width=8)
        Workers Planned: 2
        ->  Parallel Seq Scan on big  (cost=0.00..8.00 rows=2 width=8)
              Filter: (NOT (hashed SubPlan 1))
  ->  CTE Scan on recent r  (cost=0.00..0.10 rows=5 width=8)`);
    expect(plan.analysed).toBe(false);
    expect(plan.root.children.map(({ type }) => type)).toEqual(['Seq Scan', 'Result', 'Gather', 'CTE Scan']);
    expect([...stepsOf(plan.root)]).toHaveLength(6);
    expect(plan.root.children[3]).toMatchObject({ alias: 'r' });
    expect(plan.root.children[3]?.relation).toBeUndefined();
  });

  it('reads a plan without costs', () => {
    const plan = planOf(
      'Hash Left Join\n  Hash Cond: (a.x = b.x)\n  ->  Seq Scan on a\n  ->  Hash\n        ->  Seq Scan on b',
    );
    expect([...stepsOf(plan.root)].map(({ type }) => type)).toEqual([
      'Hash Left Join',
      'Seq Scan',
      'Hash',
      'Seq Scan',
    ]);
  });

  it('reads JSON, with what it does not know left aside', () => {
    const plan = planOf(JSON_PLAN);
    expect(plan.root.children[0]?.type).toBe('Hash Left Join');
    expect(plan.root.children[0]?.children[0]).toMatchObject({ index: 'orders_state', rowsRemoved: 20000 });
    expect(plan.root.children[0]?.children[1]?.neverExecuted).toBe(true);
    expect(planOf(` QUERY PLAN\n-----\n ${JSON_PLAN}\n(1 row)\n`)).toEqual(plan);
  });

  it.each([
    ['', 'no plan in the text'],
    ['   \n', 'no plan in the text'],
    ['select 1', 'no plan that EXPLAIN prints'],
    ['[{"Plan"', 'JSON cannot be read'],
    ['[]', 'holds no plan'],
    ['{"Plan": {"Node": 1}}', 'holds no plan'],
    ['<explain xmlns="x">', 'XML or YAML'],
  ])('says why %j is none', (text, error) => {
    expect(readPlan(text)).toMatchObject({ error: expect.stringContaining(error) });
  });

  it('survives a plan of absurd depth', () => {
    const deep = `${'{"Plan":'}${'{"Node Type":"Limit","Plans":['.repeat(5_000)}${']}'.repeat(5_000)}}`;
    expect('plan' in readPlan(deep)).toBe(true);
  });
});

describe('planFindings', () => {
  it('sees a table read for few rows, and the share of time it takes', () => {
    const [finding, ...others] = planFindings(planOf(SEQ_SCAN));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ kind: 'rows-thrown-away', step: 'Seq Scan on orders' });
    expect(finding?.says).toContain('99990 rows of 100000');
    expect(finding?.timeShare).toBeGreaterThan(0.9);
    expect(slowestSteps(planOf(SEQ_SCAN), 1)).toEqual([
      { step: 'Seq Scan on orders', ms: 35, share: expect.closeTo(0.9957, 3) },
    ]);
  });

  it('sees loops, where a wrong guess begins, and not where it is inherited', () => {
    expect([...kindsOf(NESTED_LOOP)].sort()).toEqual(['many-loops', 'misestimate', 'rows-thrown-away']);
    const guess = planFindings(planOf(NESTED_LOOP)).find(({ kind }) => kind === 'misestimate');
    expect(guess).toMatchObject({ step: 'Seq Scan on customers' });
    expect(guess?.says).toContain('500 times as many');
    expect(guess?.nextStep).toContain('ANALYZE customers');
  });

  it('sees sorts and hashes on disk', () => {
    expect([...kindsOf(SPILLS)].sort()).toEqual(['hash-spill', 'sort-spill']);
    const spill = planFindings(planOf(SPILLS)).find(({ kind }) => kind === 'sort-spill');
    expect(spill?.says).toContain('12 MB');
  });

  it('sees heap fetches and lossy bitmaps', () => {
    expect(kindsOf(INDEX_ONLY)).toEqual(['heap-fetches']);
    expect(kindsOf(LOSSY)).toEqual(['lossy-bitmap']);
    expect(planFindings(planOf(LOSSY))[0]?.says).toContain('300 of 400 pages');
  });

  it('sees rows that an index scan throws away, and blames no step that a limit stopped', () => {
    expect(kindsOf(JSON_PLAN)).toEqual(['rows-thrown-away']);
    expect(planFindings(planOf(JSON_PLAN))[0]?.nextStep).toContain('orders_state');
  });

  it('says nothing of small plans and of plans that were not run', () => {
    expect(
      kindsOf('Seq Scan on t  (cost=0.00..1.00 rows=1 width=4) (actual time=0.010..0.010 rows=50 loops=1)'),
    ).toEqual([]);
    expect(kindsOf('Seq Scan on t  (cost=0.00..100000.00 rows=1000000 width=4)')).toEqual([]);
  });

  it('sees workers that did not start', () => {
    expect(
      kindsOf(`Gather  (cost=1.00..9.00 rows=5 width=8) (actual time=1.0..2.0 rows=5 loops=1)
  Workers Planned: 4
  Workers Launched: 1
  ->  Parallel Seq Scan on big  (cost=0.00..8.00 rows=2 width=8) (actual time=0.5..1.0 rows=3 loops=2)`),
    ).toEqual(['missing-workers']);
  });
});
