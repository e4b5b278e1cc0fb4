import { describe, expect, it } from 'vitest';
import { Library, type LibraryParts } from '../../../src/server/library/library.ts';
import type { ServiceClient } from '../../../src/store/client/serviceClient.ts';

interface Asked {
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
}

function opened({ enable = true, connected = true } = {}) {
  const asked: Asked[] = [];
  const client: Pick<ServiceClient, 'request' | 'onEvent' | 'close'> = {
    request: async (method, params) => {
      // SAFETY: the library asks with objects alone.
      asked.push({ method, params: params as Asked['params'] });
      return { ok: true };
    },
    onEvent: () => () => undefined,
    close: async () => undefined,
  };
  const parts: Pick<
    LibraryParts,
    'connectStore' | 'session' | 'roots' | 'onEvent' | 'patternsChanged' | 'report' | 'log' | 'nowMs' | 'now'
  > = {
    // SAFETY: the link uses these three alone.
    connectStore: () => client as ServiceClient,
    // SAFETY: the library looks at these settings alone.
    session: () =>
      ({ settings: { library: { enable } }, trusted: true }) as unknown as ReturnType<
        LibraryParts['session']
      >,
    roots: () => [],
    onEvent: () => undefined,
    patternsChanged: () => undefined,
    report: () => undefined,
    log: () => undefined,
    nowMs: () => 0,
    now: () => new Date('2026-11-21T10:00:00Z'),
  };
  // SAFETY: what is left out is for light bulbs.
  const library = new Library(parts as LibraryParts);
  const ready = connected ? library.link.request('hello', {}).then(() => undefined) : Promise.resolve();
  const events = () =>
    asked.flatMap(({ method, params }) => {
      const { name, request } = params as { name?: string; request?: { events?: Record<string, unknown>[] } };
      return method === 'store/call' && name === 'record_applications' ? (request?.events ?? []) : [];
    });
  return { library, asked, ready, events };
}

const RUN = { name: 'npm test', passed: true, startedAt: '2026-11-21T09:59:00Z' };

describe('places that a pattern was applied to with the tests between', () => {
  it('are kept by their tests, each of them', async () => {
    const { library, ready, events } = opened();
    await ready;
    await library.appliedInFiles('/no/such/folder/shop', 'use-http', [{ path: 'a.ts', sites: 2 }], {
      tested: true,
    });
    await library.dispose();
    expect(events().map(({ event, tested }) => [event, tested])).toEqual([
      ['applied', undefined],
      ['kept', true],
      ['applied', undefined],
      ['kept', true],
    ]);
    expect(events()[1]?.application_id).toBe(events()[0]?.id);
  });

  it('are one failure where the tests failed, for nobody knows which was wrong', async () => {
    const { library, ready, events } = opened();
    await ready;
    await library.failedInFiles('/no/such/folder/shop', 'use-http', ['ä.ts', 'b.ts']);
    await library.failedInFiles('/no/such/folder/shop', 'use-http', []);
    await library.dispose();
    const [applied, failed, ...more] = events();
    expect(applied).toMatchObject({
      event: 'applied',
      pattern_key: 'use-http',
      path: 'ä.ts',
      project: 'shop',
    });
    expect(applied).not.toHaveProperty('verification');
    expect(failed).toMatchObject({ event: 'failed', tested: true, application_id: applied?.id });
    expect(more).toEqual([]);
  });

  it('are nothing to tell where the library is off', async () => {
    const { library, ready, events } = opened({ enable: false });
    await ready;
    await library.failedInFiles('/shop', 'use-http', ['a.ts']);
    await library.dispose();
    expect(events()).toEqual([]);
  });
});

describe('tests that the user ran', () => {
  it('are told under every name of their folder, behind what was changed before them', async () => {
    const { library, asked, ready } = opened();
    await ready;
    await library.failedInFiles('/no/such/folder/shop', 'use-http', ['a.ts']);
    await library.testsEnded('/no/such/folder/shop', RUN);
    const told = asked.findIndex(({ method }) => method === 'confidence/testsEnded');
    const changed = asked.findIndex(({ params }) => params.name === 'record_applications');
    expect(changed).toBeGreaterThanOrEqual(0);
    expect(told).toBeGreaterThan(changed);
    expect(asked[told]?.params).toEqual({ ...RUN, projects: ['/no/such/folder/shop', 'shop'] });
    await library.dispose();
  });

  it('start no service: without one nothing was scored', async () => {
    const { library, asked } = opened({ connected: false });
    await library.testsEnded('/no/such/folder/shop', RUN);
    expect(asked).toEqual([]);
    await library.dispose();
  });
});
