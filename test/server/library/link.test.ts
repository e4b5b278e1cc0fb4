import { describe, expect, it } from 'vitest';
import { LibraryEvents } from '../../../src/server/library/libraryEvents.ts';
import { ServiceLink } from '../../../src/server/library/serviceLink.ts';
import { type ServiceClient, ServiceFailure } from '../../../src/store/client/serviceClient.ts';

type Answer = (method: string, params: unknown) => Promise<unknown>;

/** A link to a service that answers as the test says, with what it told and was asked. */
function linked(answer: Answer) {
  const told: (string | undefined)[] = [];
  const asked: { readonly method: string; readonly params: unknown }[] = [];
  let connects = 0;
  let nowMs = 0;
  const client: Pick<ServiceClient, 'request' | 'onEvent' | 'close'> = {
    request: (method, params) => {
      asked.push({ method, params });
      return answer(method, params);
    },
    onEvent: () => () => undefined,
    close: async () => undefined,
  };
  const link = new ServiceLink({
    connect: () => {
      connects++;
      // SAFETY: the link uses these three alone.
      return client as ServiceClient;
    },
    report: (problem) => told.push(problem),
    onEvent: () => undefined,
    connected: () => told.push('connected'),
    nowMs: () => nowMs,
  });
  return { link, told, asked, connects: () => connects, later: (ms: number) => (nowMs += ms) };
}

describe('the link to the service', () => {
  it('opens with the first request and stays open', async () => {
    const { link, told, connects } = linked(async () => 1);
    expect(connects()).toBe(0);
    expect(await Promise.all([link.request('a', {}), link.request('b', {})])).toEqual([1, 1]);
    expect(connects()).toBe(1);
    expect(told).toEqual(['connected']);
    expect(link.isConnected).toBe(true);
  });

  it('tells of a failure once, leaves the background quiet for a while, and tells when it is over', async () => {
    let away = true;
    const service = linked(async () => {
      if (away) throw new ServiceFailure('unavailable', 'no room on the disk');
      return 1;
    });
    expect(await service.link.background('a', {})).toBeUndefined();
    expect(await service.link.background('a', {})).toBeUndefined();
    expect(service.asked).toHaveLength(1);
    await expect(service.link.request('a', {})).rejects.toThrow('no room on the disk');
    expect(service.told).toEqual(['no room on the disk']);
    away = false;
    service.later(31_000);
    expect(await service.link.background('a', {})).toBe(1);
    expect(service.told).toEqual(['no room on the disk', undefined, 'connected']);
  });

  it('leaves refused requests to whoever asked', async () => {
    const { link, told } = linked(async () => {
      throw new ServiceFailure('invalid', 'field: is wrong');
    });
    await expect(link.request('a', {})).rejects.toThrow('field: is wrong');
    expect(told).toEqual([]);
  });

  it('is not there where the program is not', async () => {
    const link = new ServiceLink({
      connect: undefined,
      report: () => undefined,
      onEvent: () => undefined,
      connected: () => undefined,
      nowMs: () => 0,
    });
    await expect(link.request('a', {})).rejects.toMatchObject({ code: 'unavailable' });
    expect(await link.background('a', {})).toBeUndefined();
  });
});

describe('events for the store', () => {
  const now = (): Date => new Date('2026-05-04T10:00:00Z');
  const applied = { id: 'a', pattern_key: 'p', rule_name: 'r', event: 'applied' } as const;
  const eventsOf = ({ params }: { readonly params: unknown }) =>
    // SAFETY: the events send nothing else.
    params as {
      readonly name: string;
      readonly request: { readonly events: readonly Record<string, unknown>[] };
    };

  it('go in batches, counts of rules added up', async () => {
    const { link, asked } = linked(async () => ({ ok: true, data: {} }));
    const events = new LibraryEvents(link, now);
    events.application(applied);
    events.application({ ...applied, id: 'b', event: 'kept', application_id: 'a' });
    for (const amount of [2, 3]) events.rule({ rule_name: 'r', event: 'fired', amount, project: 'x' });
    await events.flush();
    await events.flush();
    events.dispose();
    expect(asked.map(eventsOf).map(({ name, request }) => [name, request.events])).toMatchObject([
      ['record_applications', [{ id: 'a', happened_at: '2026-05-04T10:00:00.000Z' }, { id: 'b' }]],
      ['record_rule_events', [{ rule_name: 'r', event: 'fired', amount: 5, id: expect.any(String) }]],
    ]);
  });

  it('wait while the store is away, and arrive under the same ids', async () => {
    let away = true;
    const service = linked(async () => {
      if (away) throw new ServiceFailure('unavailable', 'away');
      return { ok: true, data: {} };
    });
    const events = new LibraryEvents(service.link, now);
    events.application(applied);
    events.rule({ rule_name: 'r', event: 'fixed', amount: 1 });
    await events.flush();
    events.rule({ rule_name: 'r', event: 'fixed', amount: 4 });
    away = false;
    service.later(31_000);
    await events.flush();
    events.dispose();
    const sent = service.asked.slice(1).map(eventsOf);
    expect(sent.map(({ request }) => request.events)).toMatchObject([
      [{ id: 'a' }],
      [{ amount: 1 }, { amount: 4 }],
    ]);
  });

  it('do not start the service for what was merely seen or offered', async () => {
    const { link, connects } = linked(async () => ({ ok: true, data: {} }));
    const events = new LibraryEvents(link, now);
    events.rule({ rule_name: 'r', event: 'fired', amount: 1 });
    events.application({ ...applied, event: 'offered' });
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    events.dispose();
    expect(connects()).toBe(0);
  });
});
