import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SyncStatus } from '../../../src/protocol/service.ts';
import type { ServiceClient } from '../../../src/store/client/serviceClient.ts';
import { type LiteUser, openSupabaseLite, type SupabaseLite } from '../../store/contract/supabaseLite.ts';
import { type BuiltService, buildService } from '../../support/buildService.ts';
import { copiedHome, killed, madeHome, type ServiceHome, until } from '../../support/serviceHome.ts';
import { type CuttableWay, openWay } from './cuttableWay.ts';

/** A user at a machine of his own: the service in its processes, and what an editor does for it. */
interface Machine {
  readonly user: LiteUser;
  readonly home: ServiceHome;
  readonly way: CuttableWay;
  readonly client: ServiceClient;
  /** The events that came so far. */
  readonly events: readonly string[];
  /** Tells the service what it forgets when it ends. */
  resume(): Promise<void>;
  ask(method: string, params?: object): Promise<SyncStatus>;
  /** A function of the local store, about the shared workspace; the answer's data. */
  call(name: string, request?: object): Promise<Readonly<Record<string, unknown>>>;
}

interface PatternCounts {
  readonly key: string;
  readonly applied_count: number;
}

const SHIPPED: readonly string[] = ['shipped-1', 'shipped-2'];

/** Rounds of writes of someone who is offline for days. */
const DAYS = 12;
const PATTERNS_A_DAY = 6;

describe('two machines and a project', () => {
  let service: BuiltService;
  let made: ServiceHome;
  let lite: SupabaseLite;
  let library: string;
  let ada: Machine;
  let ben: Machine;
  let workspaceId = '';
  let organisationId = '';
  let applications = 0;

  beforeAll(async () => {
    library = mkdtempSync(join(tmpdir(), 'fixward-machines-'));
    const patterns = SHIPPED.map((key) => pattern(key));
    writeFileSync(join(library, 'library.json'), JSON.stringify({ version: 1, patterns, relations: [] }));
    service = await buildService();
    made = await madeHome(service.program);
    lite = await openSupabaseLite();
    ada = await machine('ada');
    ben = await machine('ben');
  });
  afterAll(async () => {
    for (const each of [ada, ben]) {
      await each?.home.remove();
      await each?.way.close();
    }
    await made?.remove();
    await lite?.close();
    await service?.remove();
    await rm(library, { recursive: true, force: true });
  });

  async function machine(name: string): Promise<Machine> {
    const user = await lite.signUp(`${name}@example.com`);
    const way = await openWay(lite.project.url);
    const home = await copiedHome(made, service.program, {
      FIXWARD_LIBRARY_FILE: join(library, 'library.json'),
    });
    const client = home.connect({ client: 'server' });
    const events: string[] = [];
    client.onEvent((event) => events.push(event));
    const ask: Machine['ask'] = async (method, params = {}) =>
      // SAFETY: the methods that the test asks without reading further answer with the status.
      (await client.request(method, params)) as SyncStatus;
    // Searching waits for the shipped patterns: they come to the user's own workspace, before there is a team's.
    await client.request('search/patterns', { query: 'shipped' });
    return {
      user,
      home,
      way,
      client,
      events,
      ask,
      async resume() {
        const { publishableKey } = lite.project;
        await ask('sync/configure', { url: way.url, publishableKey });
        await ask('sync/setSession', user.tokens);
      },
      async call(name, request = {}) {
        const answer = await client.transport.call(name, { workspace_id: workspaceId, ...request });
        if (!answer.ok) throw new Error(`${name}: ${answer.error.message}`);
        // SAFETY: every function of the interface answers with an object.
        const data = answer.data as Readonly<Record<string, unknown>>;
        const results = Array.isArray(data.results) ? data.results : [];
        expect(results.filter((result) => result.ok !== true)).toEqual([]);
        return data;
      },
    };
  }

  const team = (name: string, request: object): Promise<unknown> =>
    ada.client.request('sync/team', { name, request });
  const giveRole = async (role: string): Promise<void> => {
    const request = {
      organisation_id: organisationId,
      workspace_id: workspaceId,
      user_id: ben.user.id,
      role,
    };
    expect(await team('set_member', request)).toMatchObject({ ok: true });
  };
  const save = (at: Machine, ...patterns: readonly object[]) => at.call('save_patterns', { patterns });
  const patch = (at: Machine, ...patterns: readonly object[]) =>
    at.call('save_patterns', { mode: 'patch', patterns });
  const apply = async (at: Machine, ...keys: readonly string[]): Promise<void> => {
    const events = keys.map((key) => ({ pattern_key: key, event: 'applied', verification: 'clean' }));
    await at.call('record_applications', { events });
    applications += keys.length;
  };

  async function here(at: Machine): Promise<readonly PatternCounts[]> {
    const found: PatternCounts[] = [];
    for (let cursor: unknown; ; ) {
      const page = await at.call('list_patterns', {
        order: 'title',
        limit: 100,
        ...(typeof cursor === 'string' && { cursor }),
      });
      // SAFETY: the function answers with a page of patterns.
      found.push(...(page.patterns as PatternCounts[]));
      cursor = page.next_cursor;
      if (typeof cursor !== 'string') break;
    }
    return found.map(shown).sort((one, other) => (one.key < other.key ? -1 : 1));
  }

  async function there(): Promise<readonly PatternCounts[]> {
    const { rows } = await lite.pglite.query<PatternCounts>(
      'select * from fixward.fix_patterns where workspace_id = $1 and deleted_at is null order by key collate "C"',
      [workspaceId],
    );
    return rows.map(shown);
  }

  /** Both machines and the project hold the same, each write once. */
  async function converge(): Promise<readonly PatternCounts[]> {
    for (const each of [ada, ben, ada, ben]) {
      // A round of the service's own may begin between this one and its answer, and what requests took is written now and then.
      await until(async () => {
        await each.ask('sync/now');
        const { state, waiting } = await each.ask('sync/status');
        return state === 'idle' && waiting === 0;
      }, 'a round');
      expect(await each.ask('sync/status')).toMatchObject({ rejected: 0 });
    }
    const truth = await there();
    expect(await here(ada)).toEqual(truth);
    expect(await here(ben)).toEqual(truth);
    const keys = truth.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    expect(truth.reduce((sum, { applied_count: count }) => sum + count, 0)).toBe(applications);
    const { rows } = await lite.pglite.query<{ count: number }>(
      'select count(*)::integer as count from fixward.pattern_applications where workspace_id = $1',
      [workspaceId],
    );
    expect(rows).toEqual([{ count: applications }]);
    return truth;
  }

  it('begin with a workspace that one makes and the other is invited to', async () => {
    await ada.resume();
    const made = await ada.client.request('sync/team', {
      name: 'create_organisation',
      request: { name: 'Büro', workspace_name: 'Team' },
    });
    // SAFETY: the expectation says so.
    const { data } = made as { data: { organisation_id: string; workspace_id: string } };
    expect(made).toMatchObject({ ok: true });
    ({ organisation_id: organisationId, workspace_id: workspaceId } = data);
    await giveRole('maintainer');
    for (const each of [ada, ben]) {
      await each.resume();
      expect(await each.ask('sync/now')).toMatchObject({ state: 'idle', workspaceId });
    }
    await converge();
  });

  it('send a write without being asked to', async () => {
    await save(ada, pattern('common'), pattern('contested'));
    // Sooner than anything that happens by itself.
    await until(async () => (await there()).some(({ key }) => key === 'contested'), 'the write', 12_000);
    await converge();
    // One sync is one change for the views, and rounds without news are none.
    const before = ada.events.length;
    await ada.ask('sync/now');
    expect(ada.events.slice(before)).not.toContain('store/changed');
  });

  it('work on offline for days, also after a crash', async () => {
    ada.way.become('cut');
    ben.way.become('cut');
    for (let day = 0; day < DAYS; day += 1) {
      const keys = Array.from({ length: PATTERNS_A_DAY }, (_, index) => `ben-${day}-${index}`);
      await save(ben, ...keys.map((key) => pattern(key)));
      await apply(ben, 'common', ...keys);
      await patch(ben, { key: 'contested', tags: [`day-${day}`] });
    }
    await save(ben, pattern('twin', { title: 'Ben’s' }));
    await apply(ben, 'twin');
    await save(ada, pattern('twin', { title: 'Ada’s' }), pattern('ada-1'));
    await apply(ada, 'twin', 'ada-1', 'common');
    await patch(ada, { key: 'contested', severity: 'CRITICAL' });
    expect(await ada.ask('sync/now')).toMatchObject({ state: 'offline', problem: expect.any(String) });
    const before = await ben.ask('sync/now');
    expect(before).toMatchObject({ state: 'offline' });
    expect(before.waiting).toBeGreaterThan(DAYS * PATTERNS_A_DAY * 2);

    const seen = ben.events.length;
    for (const kind of ['front', 'owner'] as const) {
      for (const pid of ben.home.pids(kind)) await killed(pid);
    }
    // The service that comes after it was told nothing, and still knows what waits.
    const after = await ben.ask('sync/status');
    expect(after).toMatchObject({ state: 'signed-out', workspaceId });
    expect(after.waiting).toBeGreaterThanOrEqual(before.waiting);
    expect(ben.events.slice(seen)).toContain('service/reconnected');
    await ben.resume();
    // Both bring the shipped patterns to the workspace that they are now about, each without knowing of the other.
    for (const each of [ada, ben]) await each.client.request('library/installStarter', {});
    expect(await ben.ask('sync/now')).toMatchObject({
      state: 'offline',
      waiting: before.waiting + SHIPPED.length,
    });
  });

  it('lose and double nothing when they are back and answers are lost', async () => {
    ada.way.become('open');
    expect(await ada.ask('sync/now')).toMatchObject({ state: 'idle', waiting: 0 });
    const pushes = ben.way.arrived('sync_push');
    ben.way.become('deaf');
    for (let lost = 0; lost < 3; lost += 1) {
      expect(await ben.ask('sync/now')).toMatchObject({ state: 'offline' });
    }
    expect(ben.way.arrived('sync_push')).toBeGreaterThanOrEqual(pushes + 3);
    ben.way.become('open');
    const truth = await converge();
    const named = (key: string) => truth.find((row) => row.key === key);
    expect(named('common')).toMatchObject({ applied_count: DAYS + 1 });
    expect(named('twin')).toMatchObject({ applied_count: 2 });
    expect(named('contested')).toMatchObject({ severity: 'CRITICAL', tags: [`day-${DAYS - 1}`] });
    expect(SHIPPED.map(named)).toMatchObject(SHIPPED.map(() => ({ origin: 'shipped', status: 'active' })));
    const fromBen = truth.filter(({ key }) => key.startsWith('ben-'));
    expect(fromBen).toHaveLength(DAYS * PATTERNS_A_DAY);
    expect(fromBen.every((row) => row.applied_count === 1)).toBe(true);
  });

  it('keep what a role refused until it is raised', async () => {
    await save(ben, pattern('approved', { status: 'suggested' }));
    await converge();
    ben.way.become('cut');
    const { patterns } = await ben.call('get_patterns', { keys: ['approved'] });
    // SAFETY: it was saved above.
    const [{ id }] = patterns as [{ id: string }];
    await ben.call('review_patterns', { items: [{ id, decision: 'approve', notes: 'gut' }] });
    await giveRole('member');
    ben.way.become('open');
    expect(await ben.ask('sync/now')).toMatchObject({ waiting: 0, rejected: 1 });
    const statusThere = async () => (await there()).find(({ key }) => key === 'approved');
    expect(await statusThere()).toMatchObject({ status: 'suggested' });
    expect(await ben.client.request('sync/deadLetters', {})).toMatchObject({
      letters: [{ table: 'fix_patterns', rowId: id, reason: expect.stringContaining('role') }],
      total: 1,
    });
    await giveRole('maintainer');
    expect(await ben.ask('sync/retry')).toMatchObject({ waiting: 0, rejected: 0 });
    expect(await statusThere()).toMatchObject({ status: 'active', reviewed: true });
    await converge();
  });

  it('are the same again after one was put back to a snapshot', async () => {
    await patch(ben, { key: 'common', severity: 'HIGH' });
    // SAFETY: the service answers with the snapshot.
    const { name } = (await ben.client.request('store/snapshot', {})) as { name: string };
    await save(ben, pattern('since'));
    await apply(ben, 'since', 'common');
    await patch(ben, { key: 'common', title: 'Since ü' });
    await converge();
    await patch(ada, { key: 'common', severity: 'LOW' });
    await converge();
    await ben.client.request('store/restore', { name });
    await apply(ben, 'common');
    await patch(ben, { key: 'common', tags: ['after'] });
    const truth = await converge();
    expect(truth.find(({ key }) => key === 'common')).toMatchObject({
      title: 'Since ü',
      severity: 'LOW',
      tags: ['after'],
    });
    expect(truth.map(({ key }) => key)).toContain('since');
  });
});

function pattern(key: string, fields: object = {}) {
  return {
    key,
    title: `Title of ${key}`,
    problem_type: 'Data',
    severity: 'MEDIUM',
    problem_description: 'p',
    ...fields,
  };
}

/** What three stores have to agree on. */
function shown(row: PatternCounts): PatternCounts {
  const SHOWN = ['key', 'title', 'severity', 'tags', 'status', 'reviewed', 'origin'];
  const COUNTS = ['applied_count', 'successes', 'failures'];
  // SAFETY: both ways of reading a pattern name these columns.
  return Object.fromEntries(
    Object.entries(row).filter(([name]) => SHOWN.includes(name) || COUNTS.includes(name)),
  ) as unknown as PatternCounts;
}
