import { afterEach, describe, expect, it } from 'vitest';
import { guardianFindings } from '../../../../src/service/confidence/evidence/guardianEvidence.ts';
import { schemaEvidence } from '../../../../src/service/confidence/evidence/schemaEvidence.ts';
import { testShadowService } from '../../../support/testShadowService.ts';
import { migrationFiles, type TestContext, testContext } from '../../../support/toolContext.ts';

const BASE = migrationFiles(
  'create table orders (id bigint generated always as identity primary key, user_id bigint, total numeric);',
);

describe("evidence from the project's schema", () => {
  const shadow = testShadowService();
  const contexts: TestContext[] = [];
  afterEach(async () => {
    for (const context of contexts.splice(0)) await context.remove();
  });
  const check = async (...texts: string[]) => {
    const context = await testContext({ files: BASE, shadow: shadow.service });
    contexts.push(context);
    return schemaEvidence(context, texts);
  };

  it('says which names are there and whether the SQL runs', { timeout: 120_000 }, async () => {
    const sound = await check(
      'select o.id from orders o where o.user_id = 1',
      'create index orders_user_idx on orders (user_id);',
    );
    expect(sound.map(({ kind, passed, of }) => [kind, passed, of])).toEqual([
      ['object_exists', 1, 1],
      ['column_exists', 2, 2],
      ['plan_runs', 2, 2],
    ]);
    const invented = await check('select o.colour from orders o', 'alter table orderz add column note text');
    expect(invented.map(({ kind, passed, of }) => [kind, passed, of])).toEqual([
      ['object_exists', 1, 2],
      ['column_exists', 0, 1],
      ['plan_runs', 0, 2],
    ]);
    expect(invented[2]?.text).toContain('does not exist');
    // What is neither read nor changed in a known way is not tried.
    const refused = await check('select pg_sleep(60)', "copy orders to program 'cat'", 'select $1::int');
    expect(refused.map(({ kind }) => kind)).toEqual(['object_exists']);
    const context = await testContext({ files: BASE, shadow: shadow.service });
    contexts.push(context);
    const findings = await guardianFindings(context, ['drop table orders;']);
    expect(findings.length).toBeGreaterThan(0);
  });
});
