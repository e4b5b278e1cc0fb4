import { describe, expect, it } from 'vitest';
import { type Fingerprint, takeFingerprint } from '../../../src/core/proof/fingerprint/fingerprint.ts';
import { planRecipe } from '../../../src/core/recipes/planRecipe.ts';
import {
  NOTHING_KNOWN,
  type RecipeId,
  type RecipePlan,
  type RecipeStep,
  type SchemaKnowledge,
} from '../../../src/core/recipes/recipe.ts';
import { applyEdits } from '../../../src/core/text/edits.ts';
import { testShadow } from '../../support/shadowDatabase.ts';
import { analyze } from '../sql/sqlSupport.ts';

const shadow = testShadow();

interface Given {
  readonly id: RecipeId;
  /** The last statement is the one to plan for. */
  readonly sql: string;
  readonly knowledge?: SchemaKnowledge;
  /** Text in the statement that the finding stands at. */
  readonly at?: string;
}

function planOf({ id, sql, knowledge = NOTHING_KNOWN, at }: Given): RecipePlan {
  const statements = analyze(sql, { rules: [] }).statements.map(({ statement }) => statement);
  const statement = statements.at(-1);
  if (!statement) throw new Error('no statement');
  const start =
    at === undefined
      ? statement.text.lastIndexOf(' ', statement.bodyEnd - 1) + 1
      : statement.text.indexOf(at);
  const span = { start, end: start + 1 };
  const plan = planRecipe(id, {
    statement,
    span,
    earlier: statements.slice(0, -1),
    targetVersion: 15,
    knowledge,
  });
  if (!plan) throw new Error('no plan');
  return plan;
}

async function runAll(statements: readonly string[]): Promise<void> {
  for (const statement of statements) await shadow.database.run(statement);
}

async function startWith(sql: string): Promise<void> {
  await shadow.database.run(
    'RESET ROLE; DROP SCHEMA public CASCADE; CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO PUBLIC;',
  );
  await shadow.database.run(sql);
}

function fingerprint(): Promise<Fingerprint> {
  return takeFingerprint(shadow.database);
}

function objectsOf(fingerprint: Fingerprint): unknown {
  return [...fingerprint.objects.values()];
}

/** Objects without what the order of columns says. */
function withoutOrder(fingerprint: Fingerprint): unknown {
  return [...fingerprint.objects].map(([key, { properties }]) => [
    key,
    Object.fromEntries(
      Object.entries(properties).filter(([name]) => !['columns', 'position', 'order'].includes(name)),
    ),
  ]);
}

async function runStep({ up, inTransaction }: RecipeStep): Promise<void> {
  if (!inTransaction) {
    expect(up).toHaveLength(1);
    return runAll(up);
  }
  await runAll(['BEGIN', ...up, 'COMMIT']);
}

/** Runs every step up, down and up again, and compares the end with what the statement itself leads to. */
async function prove(
  start: string,
  given: Given,
  options: { readonly between?: (step: RecipeStep) => Promise<void>; readonly orderChanges?: boolean } = {},
): Promise<RecipePlan> {
  const plan = planOf(given);
  await startWith(start);
  await shadow.database.run(given.sql);
  const wanted = await fingerprint();
  await startWith(start);
  for (const step of plan.steps) {
    const before = await fingerprint();
    await runStep(step);
    const after = await fingerprint();
    await runAll(step.down);
    const seen = options.orderChanges ? withoutOrder : objectsOf;
    expect({ step: step.name, objects: seen(await fingerprint()) }).toEqual({
      step: step.name,
      objects: seen(before),
    });
    await runStep(step);
    expect(seen(await fingerprint())).toEqual(seen(after));
    await options.between?.(step);
  }
  const end = await fingerprint();
  const seen = options.orderChanges ? withoutOrder : objectsOf;
  expect(seen(end)).toEqual(seen(wanted));
  return plan;
}

async function rows(sql: string): Promise<unknown> {
  return shadow.database.query(sql);
}

const ORDERS = `CREATE TABLE customers (id bigint PRIMARY KEY);
  INSERT INTO customers VALUES (1), (2);
  CREATE TABLE orders (id bigint NOT NULL, number text, customer_id bigint, sum integer NOT NULL DEFAULT 0, note text);
  INSERT INTO orders SELECT n, 'n' || n, 1 + n % 2, n, NULL FROM generate_series(1, 3000) n;`;

describe('validate-later', () => {
  it.each([
    'ALTER TABLE orders ADD CONSTRAINT positive CHECK (sum > 0);',
    'ALTER TABLE orders ADD CHECK (sum > 0);',
    'ALTER TABLE public.orders ADD CHECK (sum > id - 1);',
    'alter table orders add foreign key (customer_id) references customers (id) on delete cascade;',
    'ALTER TABLE orders ADD CONSTRAINT "Customer" FOREIGN KEY (customer_id) REFERENCES customers DEFERRABLE;',
  ])('ends as %s does', async (sql) => {
    await prove(ORDERS, {
      id: 'validate-later',
      sql,
      at: sql.includes('(') ? sql.slice(sql.search(/add/iu) + 4) : '',
    });
  });

  it.each([
    'ALTER TABLE orders ADD COLUMN region bigint REFERENCES customers (id);',
    'ALTER TABLE orders ADD COLUMN region bigint DEFAULT 1 CONSTRAINT "Region" REFERENCES customers ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED NOT NULL;',
    'alter table public.orders add "Region" bigint default 2 references customers (id) check ("Region" > 0);',
    'ALTER TABLE orders ADD COLUMN IF NOT EXISTS region bigint UNIQUE REFERENCES customers;',
  ])('ends as %s does, in three steps', async (sql) => {
    const { steps } = await prove(ORDERS, {
      id: 'validate-later',
      sql,
      at: sql.includes('CONSTRAINT') ? 'CONSTRAINT' : (/references/iu.exec(sql)?.[0] ?? ''),
    });
    expect(steps.map(({ name }) => name.split('_')[0])).toEqual(['add', 'add', 'validate']);
  });

  it('takes only the reference out of the column', () => {
    const sql =
      'ALTER TABLE orders ADD COLUMN r bigint  REFERENCES customers NOT DEFERRABLE NOT NULL, DROP note;';
    const plan = planOf({ id: 'validate-later', sql, at: 'REFERENCES' });
    expect(applyEdits(sql, plan.inPlace)).toBe('ALTER TABLE orders ADD COLUMN r bigint NOT NULL, DROP note;');
  });

  it('has no plan for a column whose collation stands behind the reference', () => {
    const sql = 'ALTER TABLE orders ADD COLUMN r text REFERENCES regions COLLATE "C";';
    expect(() => planOf({ id: 'validate-later', sql, at: 'REFERENCES' })).toThrow('no plan');
  });

  it('edits one action among several as its author wrote it', () => {
    const sql = 'ALTER TABLE orders ADD COLUMN a int, ADD  CHECK (sum > 0), DROP COLUMN note;';
    const plan = planOf({ id: 'validate-later', sql, at: 'CHECK' });
    expect(applyEdits(sql, plan.inPlace)).toBe(
      'ALTER TABLE orders ADD COLUMN a int, ADD CONSTRAINT orders_sum_check  CHECK (sum > 0) NOT VALID, DROP COLUMN note;',
    );
  });

  it.each([
    ['ALTER TABLE t ADD COLUMN a int, ALTER b SET NOT NULL;', 'ALTER TABLE t ADD COLUMN a int;'],
    ['ALTER TABLE t ALTER b SET NOT NULL, ADD COLUMN a int;', 'ALTER TABLE t ADD COLUMN a int;'],
    [
      'ALTER TABLE t ADD COLUMN a int, ALTER b SET NOT NULL, DROP c;',
      'ALTER TABLE t ADD COLUMN a int, DROP c;',
    ],
  ])('takes its action out of %s', (sql, rest) => {
    const plan = planOf({ id: 'prove-not-null', sql, at: 'b SET' });
    expect(applyEdits(sql, plan.taken)).toBe(rest);
    expect(applyEdits(sql, plan.inPlace)).toBe(
      `${rest}\nALTER TABLE t ADD CONSTRAINT t_b_not_null_check CHECK (b IS NOT NULL) NOT VALID;`,
    );
  });
});

it('move-validation ends as validating at once does', async () => {
  const sql = `ALTER TABLE orders ADD CONSTRAINT positive CHECK (sum > 0) NOT VALID;
ALTER TABLE orders VALIDATE CONSTRAINT positive;`;
  const plan = planOf({ id: 'move-validation', sql, at: 'VALIDATE' });
  await startWith(`${ORDERS} ${sql}`);
  const wanted = await fingerprint();
  await startWith(`${ORDERS} ALTER TABLE orders ADD CONSTRAINT positive CHECK (sum > 0) NOT VALID;`);
  const before = await fingerprint();
  await runAll(plan.steps[0]?.up ?? []);
  expect((await fingerprint()).hash).toBe(wanted.hash);
  await runAll(plan.steps[0]?.down ?? []);
  expect((await fingerprint()).hash).toBe(before.hash);
});

describe('index-first', () => {
  it.each([
    'ALTER TABLE orders ADD CONSTRAINT orders_number UNIQUE (number);',
    'ALTER TABLE orders ADD UNIQUE (number, customer_id) INCLUDE (sum) DEFERRABLE INITIALLY DEFERRED;',
    'ALTER TABLE orders ADD UNIQUE NULLS NOT DISTINCT (number) WITH (fillfactor = 70);',
    'ALTER TABLE public.orders ADD PRIMARY KEY (number);',
    'ALTER TABLE orders ADD CONSTRAINT "Key" PRIMARY KEY (number, customer_id);',
  ])('ends as %s does', async (sql) => {
    await prove(ORDERS, { id: 'index-first', sql, at: sql.includes('UNIQUE') ? 'UNIQUE' : 'PRIMARY' });
  });

  it.each([
    'ALTER TABLE orders ADD COLUMN code text UNIQUE;',
    'alter table orders add code text constraint "Code" unique nulls distinct with (fillfactor = 70) initially deferred not null default gen_random_uuid();',
    'ALTER TABLE public.orders ADD COLUMN "Code" text UNIQUE CHECK ("Code" <> $$(with)$$);',
  ])('ends as %s does, the column first', async (sql) => {
    const { steps } = await prove(ORDERS, {
      id: 'index-first',
      sql,
      at: sql.includes('constraint') ? 'constraint' : 'UNIQUE',
    });
    expect(steps).toHaveLength(3);
  });

  it('gives tools that always open a transaction an index that may be there already', async () => {
    const plan = planOf({ id: 'index-first', sql: 'ALTER TABLE orders ADD UNIQUE (number);', at: 'UNIQUE' });
    const instead = plan.steps[0]?.inTransactionInstead;
    await startWith(ORDERS);
    await runAll([...(plan.steps[0]?.up ?? []), 'BEGIN', ...(instead?.up ?? []), 'COMMIT']);
    const built = await fingerprint();
    await startWith(ORDERS);
    await runAll(['BEGIN', ...(instead?.up ?? []), 'COMMIT']);
    expect((await fingerprint()).hash).toBe(built.hash);
  });
});

describe('prove-not-null', () => {
  it('ends as SET NOT NULL does', async () => {
    const plan = await prove(ORDERS, {
      id: 'prove-not-null',
      sql: 'ALTER TABLE orders ALTER number SET NOT NULL;',
      at: 'number',
    });
    expect(plan.steps).toHaveLength(2);
  });

  it('refuses a row with a null without leaving anything', async () => {
    const plan = planOf({
      id: 'prove-not-null',
      sql: 'ALTER TABLE orders ALTER note SET NOT NULL;',
      at: 'note',
    });
    await startWith(ORDERS);
    await runAll(plan.steps[0]?.up ?? []);
    await expect(runAll(plan.steps[1]?.up.slice(0, 1) ?? [])).rejects.toThrow(/violated by some row/u);
  });
});

describe('rename-column', () => {
  const knowledge: SchemaKnowledge = { ...NOTHING_KNOWN, column: () => ({ type: 'integer' }) };
  const start = `${ORDERS} CREATE INDEX orders_sum ON orders (sum); CREATE VIEW sums AS SELECT sum FROM orders;`;

  it.each([
    ['asking Postgres for the type', NOTHING_KNOWN],
    ['with the type from an earlier migration', knowledge],
  ])('ends as the rename does, %s, and keeps both names in step', async (_, known) => {
    const seen: unknown[] = [];
    await prove(
      start,
      { id: 'rename-column', sql: 'ALTER TABLE orders RENAME COLUMN sum TO total;', knowledge: known },
      {
        between: async ({ name }) => {
          if (name.startsWith('copy_')) {
            await runAll([
              'INSERT INTO orders (id, sum) VALUES (9001, 7)',
              'INSERT INTO orders (id, total) VALUES (9002, 8)',
              'INSERT INTO orders (id) VALUES (9003)',
              'UPDATE orders SET sum = 70 WHERE id = 9001',
              'UPDATE orders SET total = 80 WHERE id = 9002',
              'UPDATE orders SET sum = 1000 WHERE id = 1',
            ]);
            seen.push(
              await rows('SELECT id::int, sum, total FROM orders WHERE id > 9000 OR id = 1 ORDER BY id'),
            );
          }
          if (name.startsWith('fill_')) {
            seen.push(
              await rows('SELECT count(*)::int AS apart FROM orders WHERE sum IS DISTINCT FROM total'),
            );
          }
        },
      },
    );
    expect(seen).toEqual([
      [
        { id: 1, sum: 1000, total: 1000 },
        { id: 9001, sum: 70, total: 70 },
        { id: 9002, sum: 80, total: 80 },
        { id: 9003, sum: 0, total: 0 },
      ],
      [{ apart: 0 }],
    ]);
    expect(await rows('SELECT sum(total)::int AS sum FROM orders')).toEqual([
      { sum: 4501500 - 1 + 1000 + 70 + 80 },
    ]);
  });

  it('keeps values when the last step is undone', async () => {
    const plan = planOf({ id: 'rename-column', sql: 'ALTER TABLE orders RENAME COLUMN sum TO total;' });
    await startWith(start);
    for (const step of plan.steps) await runStep(step);
    await runAll(['UPDATE orders SET total = -1 WHERE id = 5', ...(plan.steps[2]?.down ?? [])]);
    expect(await rows('SELECT sum, total FROM orders WHERE id = 5')).toEqual([{ sum: -1, total: -1 }]);
    expect(await rows('SELECT count(*)::int AS apart FROM orders WHERE sum IS DISTINCT FROM total')).toEqual([
      { apart: 0 },
    ]);
  });
});

describe('rename-table', () => {
  it('ends as the rename does, and the old name reads and writes meanwhile', async () => {
    const start = `${ORDERS} DO $$ BEGIN CREATE ROLE reader; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
      GRANT SELECT, UPDATE ON orders TO reader;`;
    const seen: unknown[] = [];
    await prove(
      start,
      { id: 'rename-table', sql: 'ALTER TABLE orders RENAME TO purchases;' },
      {
        between: async ({ name }) => {
          if (!name.startsWith('rename_')) return;
          await runAll([
            'INSERT INTO orders (id, number) VALUES (9001, $$old$$)',
            'SET ROLE reader',
            'UPDATE orders SET note = number WHERE id = 9001',
            'RESET ROLE',
          ]);
          seen.push(await rows('SELECT note, sum FROM purchases WHERE id = 9001'));
        },
      },
    );
    expect(seen).toEqual([[{ note: 'old', sum: 0 }]]);
  });
});

describe('default-later', () => {
  it.each([
    'ALTER TABLE orders ADD COLUMN token uuid DEFAULT gen_random_uuid();',
    'ALTER TABLE orders ADD COLUMN token uuid DEFAULT gen_random_uuid() NOT NULL;',
    'alter table orders add token uuid not null default gen_random_uuid();',
  ])('ends as %s does', async (sql) => {
    await prove(ORDERS, { id: 'default-later', sql, at: 'token' });
    expect(await rows('SELECT count(DISTINCT token)::int AS different FROM orders')).toEqual([
      { different: 3000 },
    ]);
  });

  it.each([
    'ALTER TABLE orders ADD COLUMN token uuid DEFAULT gen_random_uuid() UNIQUE;',
    'ALTER TABLE orders ADD COLUMN double int GENERATED ALWAYS AS (sum * 2) STORED;',
  ])('has no plan for %s', (sql) => {
    expect(() => planOf({ id: 'default-later', sql, at: 'COLUMN' })).toThrow('no plan');
  });
});

describe('change-type', () => {
  const knowledge: SchemaKnowledge = { ...NOTHING_KNOWN, column: () => ({ type: 'integer' }) };

  it.each([
    'ALTER TABLE orders ALTER COLUMN sum TYPE bigint;',
    'ALTER TABLE orders ALTER sum SET DATA TYPE numeric(12,2) USING sum::numeric;',
  ])('ends as %s does, but for the order of columns', async (sql) => {
    const seen: unknown[] = [];
    await prove(
      ORDERS,
      { id: 'change-type', sql, knowledge, at: 'sum' },
      {
        orderChanges: true,
        between: async ({ name }) => {
          if (!name.startsWith('copy_')) return;
          await runAll([
            'INSERT INTO orders (id, sum) VALUES (9001, 7)',
            'UPDATE orders SET sum_new = 9 WHERE id = 2',
            'UPDATE orders SET sum = 11 WHERE id = 3',
          ]);
          seen.push(
            await rows(
              'SELECT id::int, sum, sum_new::int AS copy FROM orders WHERE id IN (2, 3, 9001) ORDER BY id',
            ),
          );
        },
      },
    );
    expect(seen).toEqual([
      [
        { id: 2, sum: 9, copy: 9 },
        { id: 3, sum: 11, copy: 11 },
        { id: 9001, sum: 7, copy: 7 },
      ],
    ]);
    expect(await rows('SELECT sum(sum)::int AS sum, count(*)::int AS n FROM orders')).toEqual([
      { sum: 4501500 + 7 + 9 - 2 + 11 - 3, n: 3001 },
    ]);
  });

  it('keeps values written after the switch when it is undone', async () => {
    const plan = planOf({ id: 'change-type', sql: 'ALTER TABLE orders ALTER sum TYPE bigint;', at: 'sum' });
    expect(plan.steps).toHaveLength(3);
    await startWith(ORDERS);
    for (const step of plan.steps) await runStep(step);
    await runAll(['INSERT INTO orders (id, sum) VALUES (9001, 5)', 'UPDATE orders SET sum = 6 WHERE id = 1']);
    await runAll(plan.steps[2]?.down ?? []);
    expect(
      await rows('SELECT id::int, sum, sum_new::int FROM orders WHERE id IN (1, 9001) ORDER BY id'),
    ).toEqual([
      { id: 1, sum: 6, sum_new: 6 },
      { id: 9001, sum: 5, sum_new: 5 },
    ]);
  });

  it('refuses to drop indexes without a word, and goes on once the new column has them', async () => {
    const plan = planOf({ id: 'change-type', sql: 'ALTER TABLE orders ALTER sum TYPE bigint;', at: 'sum' });
    await startWith(`${ORDERS} CREATE INDEX orders_sum ON orders (sum);`);
    const [copy, fill, change] = plan.steps;
    if (!copy || !fill || !change) throw new Error('steps are missing');
    await runStep(copy);
    await runStep(fill);
    await expect(runAll(change.up)).rejects.toThrow(/lacks indexes or constraints.*orders_sum/u);
    await runAll(['CREATE INDEX CONCURRENTLY orders_sum_new ON orders (sum_new)']);
    await runStep(change);
  });

  it('takes a sequence along', async () => {
    await startWith('CREATE TABLE t (n serial);');
    const plan = planOf({
      id: 'change-type',
      sql: 'ALTER TABLE t ALTER n TYPE bigint;',
      at: 'n TYPE',
      knowledge,
    });
    for (const step of plan.steps) await runStep(step);
    await runAll(['INSERT INTO t DEFAULT VALUES']);
    expect(await rows('SELECT n::int FROM t')).toEqual([{ n: 1 }]);
  });
});

describe('attach-partition', () => {
  const start = `CREATE TABLE p (id int, d date) PARTITION BY RANGE (d);
    CREATE TABLE p1 (id int, d date);
    INSERT INTO p1 VALUES (1, '2024-02-03');
    CREATE TABLE l (kind text) PARTITION BY LIST (kind);
    CREATE TABLE l1 (kind text);`;
  const range: SchemaKnowledge = {
    ...NOTHING_KNOWN,
    partitionKey: () => ({ strategy: 'range', columns: ['d'] }),
  };
  const list: SchemaKnowledge = {
    ...NOTHING_KNOWN,
    partitionKey: () => ({ strategy: 'list', columns: ['kind'] }),
  };

  it.each([
    ["ALTER TABLE p ATTACH PARTITION p1 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');", range],
    ["alter table p attach partition p1 for values from (minvalue) to ('2025-01-01');", range],
    ["ALTER TABLE l ATTACH PARTITION l1 FOR VALUES IN ('a', 'b');", list],
  ])('ends as %s does', async (sql, knowledge) => {
    await prove(start, { id: 'attach-partition', sql, knowledge, at: sql.slice(sql.search(/attach/iu)) });
  });

  it('has no plan while the key is not known', () => {
    const sql = "ALTER TABLE p ATTACH PARTITION p1 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');";
    expect(() => planOf({ id: 'attach-partition', sql, at: 'ATTACH' })).toThrow('no plan');
  });
});
