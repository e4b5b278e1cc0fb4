import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nativePostgres } from '../support/nativePostgres.ts';
import { openNativeStore } from '../support/nativeStore.ts';
import type { OpenStore } from '../support/storeDatabase.ts';
import { temporaryPostgres } from '../support/temporaryPostgres.ts';

const native = nativePostgres();

describe.skipIf('missing' in native)('on a real PostgreSQL', () => {
  const server = temporaryPostgres('missing' in native ? '' : native.binFolder);
  let store: OpenStore;
  beforeAll(async () => {
    store = await openNativeStore(server, 'store');
  });
  afterAll(() => store.close());

  it('the migrations install, with pgvector at work', async () => {
    const { rows } = await store.session.query<{ distance: number }>(
      `select '[1,0]'::extensions.vector operator(extensions.<=>) '[0,1]' as distance`,
    );
    expect(rows).toEqual([{ distance: 1 }]);
  });
});
