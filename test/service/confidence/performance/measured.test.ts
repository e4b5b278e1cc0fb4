import { describe, expect, it } from 'vitest';
import { PROBE_QUESTION } from '../../../../src/core/models/capabilities.ts';
import type { EndpointFetch, KeyUsage } from '../../../../src/engines/models/rotatingFetch.ts';
import type { ConsultEvent } from '../../../../src/protocol/consult.ts';
import {
  type MeasuredAnswer,
  measuredFetch,
} from '../../../../src/service/confidence/performance/measuredFetch.ts';
import { measuredMethods } from '../../../../src/service/confidence/performance/measuredMethods.ts';
import {
  type MeasuredRequest,
  PerformanceLedger,
} from '../../../../src/service/confidence/performance/performanceLedger.ts';
import { TurnClock } from '../../../../src/service/confidence/performance/turnClock.ts';
import type { HeardEvent } from '../../../../src/service/consult/consultParts.ts';
import { ServiceFailure } from '../../../../src/store/client/serviceClient.ts';

const USED: KeyUsage = {
  model: 'gpt-x',
  tokensIn: 10,
  tokensCachedIn: 4,
  tellsCache: true,
  tokensOut: 2,
  tokensReasoning: 0,
  keyLabel: 'a',
  method: 'reported',
};
const BODY = JSON.stringify({ model: 'gpt-x', messages: [] });

/** A clock that goes on by a second with each look. */
function ticking(): () => number {
  let at = 0;
  return () => {
    at += 1_000;
    return at;
  };
}

describe('an answer of a model', () => {
  function measured(send: EndpointFetch) {
    const told: MeasuredAnswer[] = [];
    return { told, fetch: measuredFetch(send, (answer) => told.push(answer), ticking()) };
  }

  it('is timed until its last byte, with what it used', async () => {
    const { told, fetch } = measured(async (_input, _init, listener) => {
      listener?.onAnswerUsage?.(USED);
      return new Response('said');
    });
    const answer = await fetch('http://x', { body: BODY });
    expect(told).toEqual([]);
    expect(await answer.text()).toBe('said');
    expect(told).toEqual([{ model: 'gpt-x', ms: 1_000, failed: false, usage: USED }]);
  });

  it('tells no tokens that were only estimated', async () => {
    const { told, fetch } = measured(async (_input, _init, listener) => {
      listener?.onAnswerUsage?.({ ...USED, method: 'estimated' });
      return new Response('said');
    });
    await (await fetch('http://x', { body: BODY })).text();
    expect(told[0]).not.toHaveProperty('usage');
  });

  it('that was refused, cut off or never came has failed', async () => {
    const refused = measured(async () => new Response('no', { status: 500 }));
    await refused.fetch('http://x', { body: BODY });
    const cut = measured(
      async () =>
        new Response(
          new ReadableStream({
            pull: (controller) => controller.error(new Error('cut')),
          }),
        ),
    );
    await expect((await cut.fetch('http://x', { body: BODY })).text()).rejects.toThrow('cut');
    const away = measured(async () => Promise.reject(new Error('away')));
    await expect(away.fetch('http://x', { body: BODY })).rejects.toThrow('away');
    for (const { told } of [refused, cut, away]) {
      expect(told).toEqual([{ model: 'gpt-x', ms: 1_000, failed: true }]);
    }
  });

  it('is none where it was given up, or only asked what the model takes', async () => {
    const { told, fetch } = measured(async () => new Response('said'));
    const answer = await fetch('http://x', { body: BODY });
    await answer.body?.cancel();
    const probe = JSON.stringify({ model: 'gpt-x', messages: [{ content: PROBE_QUESTION }] });
    await (await fetch('http://x', { body: probe })).text();
    await (await fetch('http://x')).text();
    expect(told).toEqual([]);
  });
});

describe('a request to the service', () => {
  const call = { signal: new AbortController().signal, requestId: '' };
  function methods(answer: () => Promise<unknown>) {
    const told: MeasuredRequest[] = [];
    const all = { 'search/patterns': answer, 'store/call': answer };
    return { told, all: measuredMethods(all, (request) => told.push(request), ticking()) };
  }

  it('is timed where somebody waits for it', async () => {
    const { told, all } = methods(async () => ({ hits: [] }));
    await all['search/patterns']?.({}, call);
    await all['store/call']?.({}, call);
    expect(told).toEqual([
      { requestType: 'search/patterns', endpoint: 'service', ms: 1_000, failed: false, isEmpty: true },
    ]);
  });

  it('is none where its own record would be what the next round of syncing has to bring', async () => {
    const told: MeasuredRequest[] = [];
    const names = ['sync/now', 'sync/status', 'sync/team'];
    const methods = Object.fromEntries(names.map((name) => [name, async () => ({})]));
    const all = measuredMethods(methods, (request) => told.push(request), ticking());
    for (const name of names) await all[name]?.({}, call);
    expect(told.map(({ requestType }) => requestType)).toEqual(['sync/team']);
  });

  it('has failed when it broke, not when it was asked wrongly', async () => {
    const broken = methods(async () => Promise.reject(new Error('broken')));
    await expect(broken.all['search/patterns']?.({}, call)).rejects.toThrow('broken');
    expect(broken.told).toMatchObject([{ failed: true }]);
    const wrong = methods(async () => Promise.reject(new ServiceFailure('invalid', 'wrong')));
    await expect(wrong.all['search/patterns']?.({}, call)).rejects.toThrow('wrong');
    expect(wrong.told).toMatchObject([{ failed: false }]);
  });

  it('is none when nobody waits any more', async () => {
    const { told, all } = methods(async () => ({}));
    const gone = new AbortController();
    gone.abort();
    await all['search/patterns']?.({}, { ...call, signal: gone.signal });
    expect(told).toEqual([]);
  });
});

describe('a question', () => {
  function clock() {
    const told: MeasuredRequest[] = [];
    const opened = new TurnClock((request) => told.push(request));
    const hear = (event: ConsultEvent, second: number): void =>
      opened.heard({
        stored: { position: 1, at: new Date(second * 1_000).toISOString(), event },
        // SAFETY: the clock looks at nothing else.
        record: { id: 'one', model: 'house/gpt-x' } as HeardEvent['record'],
      });
    return { told, hear };
  }
  const ANSWER = { kind: 'answer', text: '', answer: {} } as ConsultEvent;
  const usage: ConsultEvent = {
    kind: 'usage',
    agent: 'consultant',
    usage: { model: 'x', tokensIn: 10, tokensOut: 2, method: 'reported' },
  };

  it('is timed until its answer, with all its tokens', () => {
    const { told, hear } = clock();
    hear({ kind: 'question', text: '?' }, 0);
    hear(usage, 1);
    hear(usage, 2);
    hear(ANSWER, 9);
    expect(told).toEqual([
      {
        requestType: 'answer',
        endpoint: 'consult',
        model: 'house/gpt-x',
        ms: 9_000,
        failed: false,
        tokensIn: 20,
        tokensOut: 4,
      },
    ]);
  });

  it.each([
    ['internal', true],
    ['cancelled', false],
    ['budget', false],
    ['no_model', false],
  ])('that fails with %s counts as failed: %s', (problemCode, counts) => {
    const { told, hear } = clock();
    hear({ kind: 'question', text: '?' }, 0);
    hear({ kind: 'state', state: 'failed', problemCode }, 3);
    expect(told.map(({ failed }) => failed)).toEqual(counts ? [true] : []);
  });

  it('that waited for the user has no time of its own', () => {
    const { told, hear } = clock();
    hear({ kind: 'question', text: '?' }, 0);
    hear({ kind: 'approval', approval: {} } as ConsultEvent, 1);
    hear(ANSWER, 900);
    expect(told).toEqual([]);
  });
});

describe('the ledger', () => {
  function ledger(isAway: () => boolean) {
    const kept: unknown[] = [];
    const ending = new AbortController();
    const opened = new PerformanceLedger(
      {
        store: {
          call: async (_name: string, request: { readonly metrics: readonly unknown[] }) => {
            if (isAway()) throw new Error('away');
            kept.push(...request.metrics);
            return { ok: true, data: { results: [] } };
          },
          // SAFETY: nothing else of the store is asked here.
        } as never,
        keepAlive: () => {},
        log: () => {},
        ending: ending.signal,
      },
      () => ({ memoryMb: 100 }),
    );
    return { opened, kept, ending };
  }
  const REQUEST: MeasuredRequest = { requestType: 'model', model: 'house/gpt-x', ms: 12.6, failed: false };

  it('keeps nothing that was not measured', async () => {
    const { opened, kept, ending } = ledger(() => false);
    opened.add(REQUEST);
    await opened.flush();
    expect(kept).toEqual([
      {
        id: expect.any(String),
        at: expect.any(String),
        request_type: 'model',
        model_version: 'gpt-x',
        response_time_ms: 13,
        error_rate: 0,
        memory_usage_mb: 100,
      },
    ]);
    ending.abort();
  });

  it('sends again what did not arrive, under the same id', async () => {
    let isAway = true;
    const { opened, kept, ending } = ledger(() => isAway);
    opened.add(REQUEST);
    await opened.flush();
    expect(kept).toEqual([]);
    isAway = false;
    opened.add(REQUEST);
    await opened.flush();
    expect(kept).toHaveLength(2);
    ending.abort();
  });
});
