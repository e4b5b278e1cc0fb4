import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StoreTransport } from '../../../src/store/store.ts';
import type { StoreDatabase } from '../../support/storeDatabase.ts';
import {
  contentOf,
  countsOf,
  type Machine,
  openMachine,
  openSharedStore,
  pattern,
  type SharedStore,
} from './syncedStores.ts';

/** Steps between two comparisons; enough for each kind to meet each other kind. */
const STEPS = 60;
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];

describe('whatever happens in whatever order', () => {
  let shared: SharedStore;
  let machines: readonly Machine[];
  beforeAll(async () => {
    shared = await openSharedStore();
    machines = [await openMachine(shared, 'maintainer'), await openMachine(shared, 'member')];
  });
  afterAll(async () => {
    for (const store of [shared.store, ...machines.map((machine) => machine.local.store)])
      await store.close();
  });

  it.each(SEEDS)('the stores come to hold the same (seed %i)', async (seed) => {
    const random = randomFrom(seed);
    const trail: string[] = [];
    for (let step = 0; step < STEPS; step += 1) {
      const place = random() < 0.5 ? 0 : 1;
      const machine = machines[place];
      if (machine === undefined) throw new Error('no machine');
      const act = ACTS[Math.floor(random() * ACTS.length)];
      if (act === undefined) throw new Error('no act');
      trail.push(`${place}:${act.name}`);
      await act(machine, random);
    }
    for (let turn = 0; turn < 4; turn += 1) {
      for (const { local, workspaceId, round } of machines) {
        await local.data('discard_dead_letters', { workspace_id: workspaceId });
        await round();
      }
    }
    const { workspaceId } = shared.tenant;
    const truth = await contentOf(shared.store, workspaceId);
    const counts = await countsOf(shared.store, workspaceId);
    for (const { local } of machines) {
      const given = await givenUp(local.store, shared.store);
      const content = await contentOf(local.store, workspaceId);
      for (const [table, rows] of Object.entries(content))
        content[table] = rows.filter((row) => !given.has(row.id));
      const counted = await countsOf(local.store, workspaceId);
      expect(content, trail.join(' ')).toEqual(truth);
      expect(
        { ...counted, patterns: counted.patterns.filter((row) => !given.has(row.id)) },
        trail.join(' '),
      ).toEqual(counts);
      expect(await local.data('sync_state', { workspace_id: workspaceId })).toMatchObject({
        workspaces: [{ waiting: 0, rejected: 0, held: 0 }],
      });
    }
  });
});

/** Rows that the shared store refused and the user gave up: deleted here, with the events that are about them alone. */
async function givenUp(local: StoreDatabase, shared: StoreDatabase): Promise<ReadonlySet<string>> {
  const ids = async (store: StoreDatabase, sql: string): Promise<readonly string[]> =>
    (await store.pglite.query<{ id: string }>(sql)).rows.map((row) => row.id);
  const known = new Set(await ids(shared, 'select id from fixward.fix_patterns'));
  const deleted = await ids(local, 'select id from fixward.fix_patterns where deleted_at is not null');
  const unknown = deleted.filter((id) => !known.has(id));
  const { rows } = await local.pglite.query<{ id: string }>(
    'select id from fixward.pattern_applications where pattern_id = any ($1)',
    [unknown],
  );
  return new Set([...unknown, ...rows.map((row) => row.id)]);
}

type Act = (machine: Machine, random: () => number) => Promise<void>;

const KEYS = ['alpha', 'beta', 'gamma', 'delta', 'epsilon'];
const PATHS = ['src/a.ts', 'src/b.ts', 'src/ü.ts'];

function pick<Item>(items: readonly Item[], random: () => number): Item {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}

/** A write that the store may refuse, as it may refuse a user's. */
async function write({ local, workspaceId }: Machine, name: string, request: object): Promise<void> {
  await local.transport.call(name, { workspace_id: workspaceId, ...request });
}

async function idOf({ local, workspaceId }: Machine, key: string): Promise<unknown> {
  const { patterns } = await local.data('get_patterns', { workspace_id: workspaceId, keys: [key] });
  // SAFETY: only asked for its id, which may be missing.
  return (patterns as { id?: unknown }[])[0]?.id;
}

const ACTS: readonly Act[] = [
  async function savePattern(machine, random) {
    const title = `Title ${Math.floor(random() * 1000)}`;
    await write(machine, 'save_patterns', {
      mode: 'patch',
      patterns: [pattern(pick(KEYS, random), { title })],
    });
  },
  async function patchPattern(machine, random) {
    const change = pick(
      [{ tags: [String(random())] }, { severity: 'HIGH' }, { learnings: ['ä'] }, { layers: [2, 3] }],
      random,
    );
    await write(machine, 'save_patterns', {
      mode: 'patch',
      patterns: [{ key: pick(KEYS, random), ...change }],
    });
  },
  async function renamePattern(machine, random) {
    const id = await idOf(machine, pick(KEYS, random));
    if (id === undefined) return;
    await write(machine, 'save_patterns', { mode: 'patch', patterns: [{ id, key: pick(KEYS, random) }] });
  },
  async function deletePattern(machine, random) {
    const id = await idOf(machine, pick(KEYS, random));
    if (id !== undefined && random() < 0.5) await write(machine, 'delete_patterns', { ids: [id] });
  },
  async function reviewPattern(machine, random) {
    const id = await idOf(machine, pick(KEYS, random));
    const decision = pick(['approve', 'suggest', 'retire'], random);
    if (id !== undefined) await write(machine, 'review_patterns', { items: [{ id, decision }] });
  },
  async function applyPattern(machine, random) {
    const event = pick(['applied', 'undone', 'kept', 'dismissed'], random);
    const verification =
      event === 'applied' ? { verification: pick(['clean', 'new_findings'], random), minutes: 3 } : {};
    const events = [{ pattern_key: pick(KEYS, random), event, ...verification }];
    await write(machine, 'record_applications', { events });
  },
  async function relatePatterns(machine, random) {
    const relation = { from_key: pick(KEYS, random), to_key: pick(KEYS, random), kind: 'enhances' };
    const found = pick(
      [
        { found_by: 'sequence' },
        { found_by: 'manual', confirmed: true },
        { found_by: 'manual', rejected: true },
      ],
      random,
    );
    await write(machine, 'relate_patterns', {
      relations: [{ ...relation, strength: Math.round(random() * 100) / 100, ...found }],
    });
  },
  async function saveRule(machine, random) {
    const rule = { name: pick(['rule-one', 'rule-two'], random), severity: 'LOW', active: random() < 0.7 };
    await write(machine, 'save_rules', { rules: [rule] });
  },
  async function fireRule(machine, random) {
    const events = [
      { rule_name: pick(['rule-one', 'rule-three'], random), event: pick(['fired', 'dismissed'], random) },
    ];
    await write(machine, 'record_rule_events', { events });
  },
  async function auditFile(machine, random) {
    const file = { path: pick(PATHS, random), technical_debt: Math.floor(random() * 50), cause: 'scan' };
    const status = random() < 0.4 ? { status: pick(['In Progress', 'Complete'], random) } : {};
    await write(machine, 'save_file_audits', { project: 'app', files: [{ ...file, ...status }] });
  },
  async function linkTask(machine, random) {
    await write(machine, 'link_tasks', {
      links: [{ task_id: pick(['T-1', 'T-2'], random), pattern_key: pick(KEYS, random) }],
    });
  },
  async function syncWell(machine) {
    await machine.round();
  },
  async function syncTwiceDelivered(machine) {
    await machine.round(deliversTwice(machine.remote.transport));
  },
  async function syncWithLosses(machine, random) {
    await machine.round(losesSome(machine.remote.transport, random)).catch(() => {});
  },
];

function deliversTwice(transport: StoreTransport): StoreTransport {
  return {
    ...transport,
    async call(name, request) {
      await transport.call(name, request);
      return transport.call(name, request);
    },
  };
}

/** A request may be lost before it arrives, or its answer afterwards. */
function losesSome(transport: StoreTransport, random: () => number): StoreTransport {
  const lost = { ok: false, error: { code: 'unavailable', message: 'lost' } } as const;
  return {
    ...transport,
    async call(name, request) {
      if (random() < 0.3) return lost;
      const answer = await transport.call(name, request);
      return random() < 0.3 ? lost : answer;
    },
  };
}

/** Mulberry32: the same steps for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
