import { beforeAll, describe, expect, it } from 'vitest';
import { planConditions } from '../../../../src/core/advice/plan/planConditions.ts';
import { readPlan } from '../../../../src/core/advice/plan/readPlan.ts';
import type { SqlParser } from '../../../../src/core/ports.ts';
import { loadLibpgQuery } from '../../../../src/engines/libpgQuery.ts';

let parser: SqlParser;
beforeAll(async () => {
  parser = await loadLibpgQuery();
});

const conditionsOf = (text: string): string | undefined => {
  const read = readPlan(text);
  if ('error' in read) throw new Error(read.error);
  return planConditions(read.plan, parser);
};

describe('planConditions', () => {
  it('writes the condition of one table as it stands', () => {
    expect(
      conditionsOf(`Sort  (cost=1.00..2.00 rows=1 width=4)
  Sort Key: created_at DESC
  ->  Seq Scan on public.orders o  (cost=0.00..1.00 rows=1 width=4)
        Filter: ((state)::text = 'open (now)'::text)`),
    ).toBe(
      `SELECT * FROM public.orders o WHERE ((state)::text = 'open (now)'::text) ORDER BY created_at DESC LIMIT 1`,
    );
  });

  it('names the table of each column where several are read', () => {
    expect(
      conditionsOf(`Hash Join  (cost=1.00..2.00 rows=1 width=4)
  Hash Cond: (o.customer_id = c.id)
  ->  Seq Scan on orders o  (cost=0.00..1.00 rows=1 width=4)
        Filter: ((state = 'open'::text) AND (lower(note) IS NOT NULL) AND ("Größe" > 5))
  ->  Hash  (cost=1.00..1.00 rows=1 width=4)
        ->  Seq Scan on customers c  (cost=0.00..1.00 rows=1 width=4)
              Filter: (mail = 'a'::text)`),
    ).toBe(
      `SELECT * FROM orders o, customers c WHERE (o.customer_id = c.id) AND ((o.state = 'open'::text) AND (lower(o.note) IS NOT NULL) AND (o."Größe" > 5)) AND (c.mail = 'a'::text)`,
    );
  });

  it('leaves out what speaks of other steps, and what reads no table', () => {
    expect(
      conditionsOf(`Seq Scan on orders  (cost=0.00..1.00 rows=1 width=4)
  Filter: (NOT (hashed SubPlan 1))`),
    ).toBeUndefined();
    expect(conditionsOf('Result  (cost=0.00..0.01 rows=1 width=4)')).toBeUndefined();
    expect(conditionsOf('Seq Scan on orders  (cost=0.00..1.00 rows=1 width=4)')).toBeUndefined();
  });
});
