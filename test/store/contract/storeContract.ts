import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MIGRATIONS_FOLDER } from '../../support/storeDatabase.ts';
import { confidenceContract } from './confidenceContract.ts';
import { consultContract } from './consultContract.ts';
import { type Called, type ContractStore, type Desk, newDesk, pattern, rowsOf } from './contractStore.ts';
import { libraryContract } from './libraryContract.ts';
import { searchContract } from './searchContract.ts';
import { localContract, sharedContract } from './syncContract.ts';
import { teamContract } from './teamContract.ts';
import { upkeepContract } from './upkeepContract.ts';

/** What every way to the store has in common; each test works in a workspace of its own. */
export function storeContract(name: string, open: () => Promise<ContractStore>): void {
  describe(name, () => {
    let store: ContractStore;
    const called: Called = new Set();
    beforeAll(async () => {
      store = await open();
    }, 180_000);
    afterAll(() => store?.close());
    const desk = async (): Promise<Desk> => newDesk(await store.user(), called);

    it('tells an unknown function and a malformed request from a failure of its own', async () => {
      const { call, failure } = await desk();
      expect(await failure('drop_everything')).toMatchObject({ code: 'not_found' });
      expect(await failure('save_patterns', { patterns: 'all of them' })).toMatchObject({
        code: 'invalid',
        field: 'patterns',
      });
      expect(await failure('get_patterns', { kyes: ['x'] })).toMatchObject({
        code: 'invalid',
        field: 'kyes',
      });
      expect(
        await call('get_patterns', { workspace_id: '11111111-1111-4111-8111-111111111111' }),
      ).toMatchObject({
        ok: false,
        error: { code: 'not_found' },
      });
    });

    it('keeps two users who write at the same time apart', async () => {
      const desks = [await desk(), await desk()];
      await Promise.all(
        desks.flatMap((own, place) =>
          Array.from({ length: 10 }, (_, index) =>
            own.results('save_patterns', { patterns: [pattern(`p-${place}-${index}`)] }),
          ),
        ),
      );
      for (const [place, own] of desks.entries()) {
        const { patterns } = await own.data('list_patterns', { limit: 100 });
        const keys = rowsOf(patterns).map((row) => String(row.key));
        expect(keys).toHaveLength(10);
        expect(keys.every((key) => key.startsWith(`p-${place}-`))).toBe(true);
      }
    });

    libraryContract(desk);
    upkeepContract(desk);
    searchContract(desk);
    consultContract(desk);
    confidenceContract(desk);
    teamContract(() => store, desk, called);
    localContract(() => store, desk);
    sharedContract(() => store, desk);

    it('was asked every function that it knows', () => {
      const leftOut = store.users === 'one' ? ['remove_member', 'set_member'] : [];
      expect(functionNames().filter((known) => !called.has(known))).toEqual(leftOut);
    });
  });
}

/** As the migrations register them. */
function functionNames(): readonly string[] {
  const names = new Set<string>();
  for (const file of readdirSync(MIGRATIONS_FOLDER).filter((name) => name.endsWith('.sql'))) {
    const sql = readFileSync(join(MIGRATIONS_FOLDER, file), 'utf8').replace(/^\s*--.*$/gmu, '');
    for (const [, values] of sql.matchAll(
      /insert into fixward\.api_functions \(name, writes\) values([^;]*?)on conflict/gu,
    )) {
      for (const [, name] of (values ?? '').matchAll(/'([a-z_0-9]+)'/gu))
        if (name !== undefined) names.add(name);
    }
  }
  expect(names.size).toBeGreaterThan(40);
  return [...names].sort();
}
