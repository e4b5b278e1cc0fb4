import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type ApplicationEvent,
  patternTrackRecords,
  recordApplications,
} from '../../../src/store/functions/applications.ts';
import { savePatterns } from '../../../src/store/functions/patterns.ts';
import { mergePatterns, reviewPatterns } from '../../../src/store/functions/reviews.ts';
import type { StoreTransport } from '../../../src/store/store.ts';
import { openStoreDatabase, type StoreDatabase, type Tenant } from '../../support/storeDatabase.ts';
import { dataOf, examplePattern, userTransport } from '../../support/userTransport.ts';

let database: StoreDatabase;
let tenant: Tenant;
let owner: StoreTransport;
let number = 0;
let key: string;

beforeAll(async () => {
  database = await openStoreDatabase();
  tenant = await database.tenant();
  owner = userTransport(database.as(tenant.userId));
});
afterAll(() => database.close());
beforeEach(async () => {
  number += 1;
  key = `pattern-${number}`;
  await dataOf(savePatterns(owner, { patterns: [examplePattern(key)] }));
});

const at = (minute: number): string => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
const clean = { event: 'applied', verification: 'clean' } as const;

async function record(...events: readonly Partial<ApplicationEvent>[]): Promise<void> {
  const { results } = await dataOf(
    recordApplications(owner, {
      events: events.map((event) => ({ pattern_key: key, event: 'applied', ...event })),
    }),
  );
  for (const result of results) if (!result.ok) throw new Error(result.error.message);
}

async function counts(of = key) {
  const { records } = await dataOf(patternTrackRecords(owner, { keys: [of] }));
  const [found] = records;
  if (found === undefined) throw new Error(`${of} has no record`);
  const { successes, failures, applied_count, avg_time_saved } = found;
  return [successes, failures, applied_count, avg_time_saved];
}

describe('an application', () => {
  it('counts as a success when its check was clean', async () => {
    await record({ ...clean, minutes: 4 });
    expect(await counts()).toEqual([1, 0, 1, 4]);
  });

  it('counts as a failure when its check was not', async () => {
    await record(
      { verification: 'finding_stays' },
      { verification: 'new_findings' },
      { verification: 'parses_worse' },
    );
    expect(await counts()).toEqual([0, 3, 3, undefined]);
  });

  it('that nobody checked counts as neither until it is kept', async () => {
    const id = randomUUID();
    await record({ id, minutes: 3 });
    expect(await counts()).toEqual([0, 0, 1, undefined]);
    await record({ event: 'kept', application_id: id });
    expect(await counts()).toEqual([1, 0, 1, 3]);
  });

  it('that is undone moves from success to failure, with its minutes', async () => {
    const id = randomUUID();
    await record({ ...clean, id, minutes: 4 }, { ...clean, minutes: 8 });
    expect(await counts()).toEqual([2, 0, 2, 6]);
    await record({ event: 'undone', application_id: id });
    expect(await counts()).toEqual([1, 1, 2, 8]);
  });

  it('may be undone before it is known to have been applied', async () => {
    const id = randomUUID();
    await record({ event: 'undone', application_id: id, happened_at: at(2) });
    expect(await counts()).toEqual([0, 1, 0, undefined]);
    await record({ ...clean, id, happened_at: at(1) });
    expect(await counts()).toEqual([0, 1, 1, undefined]);
  });

  it('goes by the later of kept and undone, whichever arrives first', async () => {
    const id = randomUUID();
    await record({ event: 'undone', application_id: id, happened_at: at(3) });
    await record({ event: 'kept', application_id: id, happened_at: at(2) });
    expect(await counts()).toEqual([0, 1, 0, undefined]);
    await record({ event: 'kept', application_id: id, happened_at: at(4) });
    expect(await counts()).toEqual([1, 0, 0, undefined]);
  });

  it('counts once however often its events arrive', async () => {
    const event = { ...clean, id: randomUUID(), minutes: 2 };
    await record(event, event);
    await record(event);
    expect(await counts()).toEqual([1, 0, 1, 2]);
    const { results } = await dataOf(recordApplications(owner, { events: [{ pattern_key: key, ...event }] }));
    expect(results).toEqual([{ ok: true, id: event.id, duplicate: true }]);
  });

  it('that was only offered or dismissed counts as nothing', async () => {
    await record({ event: 'offered' }, { event: 'dismissed' });
    expect(await counts()).toEqual([0, 0, 0, undefined]);
  });

  it('leaves the version of the pattern as it is', async () => {
    await record(clean);
    const { records } = await dataOf(patternTrackRecords(owner, { keys: [key] }));
    expect(records[0]?.version).toBe(1);
  });
});

describe('the counts', () => {
  /** The rules once more, from all events at a time: what the store keeps up step by step has to come out alike. */
  function recount(events: readonly ApplicationEvent[]) {
    const groups = new Map<string, ApplicationEvent[]>();
    for (const event of new Map(events.map((one) => [one.id, one])).values()) {
      const name = event.application_id ?? event.id ?? '';
      groups.set(name, [...(groups.get(name) ?? []), event]);
    }
    let [successes, failures, applied] = [0, 0, 0];
    const minutes: number[] = [];
    for (const group of groups.values()) {
      const inTime = group.toSorted(
        (a, b) => Date.parse(a.happened_at ?? '') - Date.parse(b.happened_at ?? ''),
      );
      const word = inTime.findLast(({ event }) => ['kept', 'undone', 'failed'].includes(event))?.event;
      const application = inTime.findLast(({ event }) => event === 'applied');
      if (application !== undefined) applied += 1;
      const success = word === undefined ? application?.verification === 'clean' : word === 'kept';
      const failure =
        word === undefined ? application?.verification !== undefined && !success : word !== 'kept';
      if (success) successes += 1;
      else if (failure) failures += 1;
      const measured = inTime.findLast((event) => event.minutes !== undefined)?.minutes;
      if (success && measured !== undefined) minutes.push(measured);
    }
    const mean = minutes.reduce((sum, one) => sum + one, 0) / minutes.length;
    return [successes, failures, applied, minutes.length === 0 ? undefined : Math.round(mean * 100) / 100];
  }

  /** Small and repeatable; the test needs variety, not secrecy. */
  function dice(seed: number): (sides: number) => number {
    let state = seed;
    return (sides) => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((state / 2_147_483_648) * sides);
    };
  }

  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'equal a count from all events, in any order and with repetitions (%i)',
    async (seed) => {
      const roll = dice(seed);
      const kinds = ['offered', 'applied', 'applied', 'kept', 'undone', 'failed', 'dismissed'] as const;
      const checks = [undefined, 'clean', 'clean', 'finding_stays', 'parses_worse'] as const;
      const applications = Array.from({ length: 6 }, () => randomUUID());
      const times = Array.from({ length: 40 }, (_, minute) => minute).toSorted(() => roll(3) - 1);
      const events = times.map((minute): ApplicationEvent => {
        const event = kinds[roll(kinds.length)] ?? 'applied';
        const application = applications[roll(applications.length)] ?? '';
        const verification = event === 'applied' ? checks[roll(checks.length)] : undefined;
        return {
          id: event === 'applied' && roll(2) === 0 ? application : randomUUID(),
          pattern_key: key,
          event,
          happened_at: at(minute),
          ...(roll(4) > 0 && { application_id: application }),
          ...(verification !== undefined && { verification }),
          ...(roll(3) === 0 && { minutes: roll(60) }),
        };
      });
      // The first of two events with one id is the one that counts.
      const known = new Map<string, ApplicationEvent>();
      for (let next = 0; next < events.length; ) {
        const size = 1 + roll(6);
        const batch = events.slice(next, next + size);
        const repeated = [...known.values()].filter(() => roll(6) === 0);
        for (const event of batch) if (!known.has(event.id ?? '')) known.set(event.id ?? '', event);
        await dataOf(recordApplications(owner, { events: [...repeated, ...batch] }));
        next += size;
        expect(await counts()).toEqual(recount([...known.values()]));
      }
    },
  );

  it('equal what the store itself counts from scratch', async () => {
    const before = await database.pglite.query(
      'select id, successes, failures, applied_count, avg_time_saved, last_applied from fixward.fix_patterns order by id',
    );
    await database.pglite.query(
      'select fixward.recount_patterns(array(select id from fixward.fix_patterns))',
    );
    const after = await database.pglite.query(
      'select id, successes, failures, applied_count, avg_time_saved, last_applied from fixward.fix_patterns order by id',
    );
    expect(after.rows).toEqual(before.rows);
    expect(before.rows.length).toBeGreaterThan(10);
  });

  it('follow a pattern into the one it is merged into, and back', async () => {
    const other = `${key}-other`;
    const { results } = await dataOf(savePatterns(owner, { patterns: [examplePattern(other)] }));
    const otherId = results[0]?.ok ? results[0].id : '';
    const late = randomUUID();
    await record(
      { ...clean, minutes: 2 },
      { ...clean, pattern_key: other, minutes: 6 },
      { ...clean, pattern_key: other, id: late },
    );
    const { records } = await dataOf(patternTrackRecords(owner, { keys: [key] }));
    await dataOf(mergePatterns(owner, { into: records[0]?.id ?? '', from: [otherId] }));
    expect(await counts()).toEqual([3, 0, 3, 4]);
    expect(await counts(other)).toEqual([0, 0, 0, undefined]);
    await record({ event: 'undone', pattern_key: other, application_id: late });
    expect(await counts()).toEqual([2, 1, 3, 4]);
    await dataOf(reviewPatterns(owner, { items: [{ id: otherId, decision: 'reactivate' }] }));
    expect(await counts()).toEqual([1, 0, 1, 2]);
    expect(await counts(other)).toEqual([1, 1, 2, 6]);
  });
});

describe('recording', () => {
  const failed = (code: string, field: string) => ({
    ok: false,
    error: expect.objectContaining({ code, field }),
  });

  it('tells each event what is wrong with it, and takes the others', async () => {
    const answer = await owner.call('record_applications', {
      events: [
        { pattern_key: key, event: 'applied' },
        { pattern_key: 'nowhere', event: 'applied' },
        { event: 'applied' },
        { pattern_key: key, event: 'eaten' },
        { pattern_key: key, event: 'applied', minutes: -1 },
        { pattern_key: key, event: 'applied', minutes: '3' },
        { pattern_key: key, event: 'applied', confidence: 1.2 },
        { pattern_key: key, event: 'applied', happened_at: 'yesterday' },
        { pattern_key: key, event: 'applied', happened_at: '2026-02-31' },
        { pattern_key: key, event: 'applied', path: 'src/日本語.ts' },
      ],
    });
    expect(answer).toMatchObject({
      data: {
        results: [
          { ok: true },
          failed('not_found', 'events[1].pattern_key'),
          failed('invalid', 'events[2].pattern_id'),
          failed('invalid', 'events[3].event'),
          failed('invalid', 'events[4].minutes'),
          failed('invalid', 'events[5].minutes'),
          failed('invalid', 'events[6].confidence'),
          failed('invalid', 'events[7].happened_at'),
          failed('invalid', 'events[8]'),
          { ok: true },
        ],
      },
    });
  });

  it('is for members', async () => {
    const reader = userTransport(database.as(await database.user(tenant, 'reader')));
    const member = userTransport(database.as(await database.user(tenant, 'member')));
    const events: ApplicationEvent[] = [{ pattern_key: key, ...clean }];
    expect(await recordApplications(reader, { events })).toEqual(failed('forbidden', 'workspace_id'));
    expect(await dataOf(recordApplications(member, { events }))).toMatchObject({ results: [{ ok: true }] });
    expect(await counts()).toEqual([1, 0, 1, undefined]);
  });

  it('writes counts for nobody else', async () => {
    const user = database.as(tenant.userId);
    await expect(
      user.query(`update fixward.fix_patterns set successes = 99 where key = '${key}'`),
    ).rejects.toThrow(/kept by the store/);
  });

  it('takes a thousand events of a hundred applications', async () => {
    const applications = Array.from({ length: 100 }, () => randomUUID());
    const events = Array.from({ length: 1000 }, (_, index): ApplicationEvent => {
      const application = applications[index % 100] ?? '';
      return index < 100
        ? { id: application, pattern_key: key, ...clean, happened_at: at(index) }
        : {
            pattern_key: key,
            event: index % 2 === 0 ? 'kept' : 'undone',
            application_id: application,
            happened_at: at(index),
          };
    });
    await record(...events);
    expect(await counts()).toEqual([50, 50, 100, undefined]);
  });
});

describe('a track record', () => {
  it('shows the last events, and how many of each there were', async () => {
    await record(
      { event: 'offered', happened_at: at(1) },
      { ...clean, happened_at: at(2), path: 'a.ts' },
      { event: 'offered', happened_at: at(3) },
    );
    const { records } = await dataOf(patternTrackRecords(owner, { keys: [key], recent: 2 }));
    expect(records[0]?.events).toEqual({
      offered: 2,
      applied: 1,
      kept: 0,
      undone: 0,
      dismissed: 0,
      failed: 0,
    });
    expect(records[0]?.recent.map(({ event, path }) => [event, path])).toEqual([
      ['offered', undefined],
      ['applied', 'a.ts'],
    ]);
    expect(Date.parse(records[0]?.last_applied ?? '')).toBe(Date.parse(at(2)));
  });
});
