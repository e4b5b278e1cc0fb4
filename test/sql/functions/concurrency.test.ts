import { createHash, randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { patternTrackRecords, recordApplications } from '../../../src/store/functions/applications.ts';
import { saveApprovals, useApproval } from '../../../src/store/functions/approvals.ts';
import { appendConsultationEvents } from '../../../src/store/functions/consultationEvents.ts';
import { saveConsultationFiles } from '../../../src/store/functions/consultationFiles.ts';
import { saveConsultations } from '../../../src/store/functions/consultations.ts';
import { enqueueJobs, takeJobs } from '../../../src/store/functions/jobs.ts';
import { saveMemories } from '../../../src/store/functions/memories.ts';
import { modelUsageReport, recordModelUsage } from '../../../src/store/functions/modelUsage.ts';
import { getPatterns, savePatterns } from '../../../src/store/functions/patterns.ts';
import { listRules, recordRuleEvents } from '../../../src/store/functions/rules.ts';
import type { StoreTransport } from '../../../src/store/store.ts';
import { nativePostgres } from '../../support/nativePostgres.ts';
import { openNativeStore } from '../../support/nativeStore.ts';
import type { OpenStore } from '../../support/storeDatabase.ts';
import { temporaryPostgres } from '../../support/temporaryPostgres.ts';
import { dataOf, examplePattern, userTransport } from '../../support/userTransport.ts';

const native = nativePostgres();
const CONNECTIONS = 6;

/** On connections of their own, which the embedded engine has not. */
describe.skipIf('missing' in native)('several connections at once, on a real PostgreSQL', () => {
  const server = temporaryPostgres('missing' in native ? '' : native.binFolder);
  const clients: Client[] = [];
  let store: OpenStore;
  let all: readonly StoreTransport[] = [];
  let first: StoreTransport;

  beforeAll(async () => {
    store = await openNativeStore(server, 'concurrency');
    const tenant = await store.tenant();
    for (let index = 0; index < CONNECTIONS; index += 1) {
      const client = new Client({ connectionString: server.address('concurrency') });
      await client.connect();
      clients.push(client);
    }
    all = clients.map((client) => userTransport(signedIn(client, tenant.userId)));
    const [one] = all;
    if (one === undefined) throw new Error('no connection');
    first = one;
  });
  afterAll(async () => {
    for (const client of clients) await client.end();
    await store.close();
  });

  it('saving one key make one pattern, and nobody fails', async () => {
    for (let round = 0; round < 10; round += 1) {
      const key = `at-once-${round}`;
      const answers = await Promise.all(
        all.map((transport, index) =>
          dataOf(savePatterns(transport, { patterns: [examplePattern(key, { title: `Title ${index}` })] })),
        ),
      );
      const results = answers.flatMap((answer) => answer.results);
      expect(results.every(({ ok }) => ok)).toBe(true);
      expect(results.filter((result) => result.ok && result.created)).toHaveLength(1);
      const { patterns } = await dataOf(getPatterns(first, { keys: [key] }));
      expect(patterns).toMatchObject([{ version: CONNECTIONS }]);
    }
  });

  it('saving the same batch in other orders wait for each other and do not lock up', async () => {
    const keys = Array.from({ length: 30 }, (_, index) => `crossing-${index}`);
    await dataOf(savePatterns(first, { patterns: keys.map((key) => examplePattern(key)) }));
    for (let round = 0; round < 5; round += 1) {
      const answers = await Promise.all(
        all.map((transport, index) => {
          const ordered = index % 2 === 0 ? keys : keys.toReversed();
          return dataOf(
            savePatterns(transport, {
              patterns: ordered.map((key) => examplePattern(key, { title: `${round} ${index}` })),
            }),
          );
        }),
      );
      expect(answers.flatMap((answer) => answer.results).filter(({ ok }) => !ok)).toEqual([]);
    }
  });

  it('adding to one consultation give no position and no version twice', async () => {
    const id = randomUUID();
    await dataOf(saveConsultations(first, { consultations: [{ id, question: 'At once?' }] }));
    const answers = await Promise.all(
      all.flatMap((transport, index) =>
        Array.from({ length: 10 }, (_, round) =>
          Promise.all([
            dataOf(
              appendConsultationEvents(transport, {
                consultation_id: id,
                events: [{ event: { kind: 'tool' } }, { event: { kind: 'usage' } }],
                consultation: { state: 'running', summary: { index } },
              }),
            ),
            dataOf(
              saveConsultationFiles(transport, {
                consultation_id: id,
                files: [{ path: 'plan.md', text: `${index} ${round}`, author: 'user' }],
              }),
            ),
          ]),
        ),
      ),
    );
    const count = CONNECTIONS * 10;
    const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);
    const positions = answers.flatMap(([{ results }]) =>
      results.map((each) => (each.ok ? each.position : 0)),
    );
    expect(positions.sort((a, b) => a - b)).toEqual(upTo(count * 2));
    const versions = answers.flatMap(([, { results }]) =>
      results.map((each) => (each.ok ? each.version : 0)),
    );
    expect(versions.sort((a, b) => a - b)).toEqual(upTo(count));
  });

  it('using one approval let one through', async () => {
    const hash = createHash('sha256').update('drop table x').digest('hex');
    const asked = {
      title: 'Drop',
      tool: 'apply_migration',
      agent: 'consultant',
      text: 'drop table x',
      hash,
      policy_id: 'ask-writes',
      reason: 'It writes.',
    };
    for (let round = 0; round < 10; round += 1) {
      const id = randomUUID();
      const expires_at = new Date(Date.now() + 600_000).toISOString();
      await dataOf(saveApprovals(first, { approvals: [{ ...asked, id, expires_at }] }));
      await dataOf(saveApprovals(first, { approvals: [{ id, state: 'approved' }] }));
      const answers = await Promise.all(all.map((transport) => useApproval(transport, { id, hash })));
      expect(answers.map((answer) => (answer.ok ? 'ok' : answer.error.code)).sort()).toEqual([
        ...Array.from({ length: CONNECTIONS - 1 }, () => 'already_used'),
        'ok',
      ]);
    }
  });

  it('remembering one thing remember it once, and what they spend adds up', async () => {
    const memory = { kind: 'fact', text: 'remembered at once' } as const;
    const usage = { day: '2026-01-01', key_label: 'one', model: 'o3', tokens_in: 1 };
    const answers = await Promise.all(
      all.map(async (transport) => {
        for (let round = 0; round < 10; round += 1)
          await dataOf(recordModelUsage(transport, { usage: [usage, { ...usage, key_label: 'two' }] }));
        return dataOf(saveMemories(transport, { memories: [memory] }));
      }),
    );
    const ids = answers.flatMap(({ results }) =>
      results.map((each) => (each.ok ? each.id : each.error.code)),
    );
    expect(new Set(ids).size).toBe(1);
    const { total } = await dataOf(modelUsageReport(first, { since: '2026-01-01', until: '2026-01-01' }));
    expect(total).toMatchObject({ requests: CONNECTIONS * 20, tokens_in: CONNECTIONS * 20 });
  });

  it('starting from one version let one through', async () => {
    await dataOf(savePatterns(first, { patterns: [examplePattern('versioned')] }));
    const answers = await Promise.all(
      all.map((transport, index) =>
        dataOf(
          savePatterns(transport, {
            patterns: [examplePattern('versioned', { title: `T ${index}`, base_version: 1 })],
          }),
        ),
      ),
    );
    const results = answers.flatMap((answer) => answer.results);
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    expect(results.filter((result) => !result.ok && result.error.code === 'conflict')).toHaveLength(
      CONNECTIONS - 1,
    );
  });

  it('count each event of one application, whoever is first', async () => {
    await dataOf(savePatterns(first, { patterns: [examplePattern('counted')] }));
    const applications = Array.from({ length: 20 }, () => randomUUID());
    await Promise.all(
      applications.flatMap((application, index) => {
        const [applies, undoes] = [
          all[index % CONNECTIONS] ?? first,
          all[(index + 1) % CONNECTIONS] ?? first,
        ];
        return [
          dataOf(
            recordApplications(applies, {
              events: [
                {
                  id: application,
                  pattern_key: 'counted',
                  event: 'applied',
                  verification: 'clean',
                  minutes: 2,
                },
              ],
            }),
          ),
          dataOf(
            recordApplications(undoes, {
              events: [{ pattern_key: 'counted', event: 'undone', application_id: application }],
            }),
          ),
        ];
      }),
    );
    const { records } = await dataOf(patternTrackRecords(first, { keys: ['counted'] }));
    expect(records).toMatchObject([{ successes: 0, failures: 20, applied_count: 20 }]);
  });

  it('add up events of a rule that nobody knew', async () => {
    await Promise.all(
      all.map((transport) =>
        dataOf(
          recordRuleEvents(transport, { events: [{ rule_name: 'new-rule', event: 'fired', amount: 3 }] }),
        ),
      ),
    );
    const { rules } = await dataOf(listRules(first, { filters: { names: ['new-rule'] } }));
    expect(rules).toMatchObject([{ fired: 3 * CONNECTIONS }]);
  });

  it('sending one request id run it once', async () => {
    await dataOf(savePatterns(first, { patterns: [examplePattern('once')] }));
    const requestId = randomUUID();
    const answers = await Promise.all(
      all.map((transport) =>
        dataOf(
          recordApplications(
            transport,
            { events: [{ pattern_key: 'once', event: 'applied', verification: 'clean' }] },
            { requestId },
          ),
        ),
      ),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    const { records } = await dataOf(patternTrackRecords(first, { keys: ['once'] }));
    expect(records).toMatchObject([{ applied_count: 1 }]);
  });

  it('get different jobs', async () => {
    await dataOf(enqueueJobs(first, { jobs: Array.from({ length: 40 }, () => ({ kind: 'shared' })) }));
    const taken = await Promise.all(
      all.flatMap((transport, index) =>
        [1, 2].map(() =>
          dataOf(takeJobs(transport, { kinds: ['shared'], lease_ms: 60_000, worker: `w${index}`, limit: 5 })),
        ),
      ),
    );
    const ids = taken.flatMap(({ jobs }) => jobs.map(({ id }) => id));
    expect(ids).toHaveLength(40);
    expect(new Set(ids).size).toBe(40);
  });
});

/** One connection's calls go one after the other; each is a transaction of the user's. */
function signedIn(client: Client, userId: string): Parameters<typeof userTransport>[0] {
  let last: Promise<unknown> = Promise.resolve();
  const query = <Row>(sql: string, parameters: readonly unknown[] = []): Promise<readonly Row[]> => {
    const next = last.then(async () => {
      await client.query('begin');
      try {
        await client.query(`select set_config('request.jwt.claims', $1, true)`, [
          JSON.stringify({ sub: userId }),
        ]);
        await client.query('set local role authenticated');
        const { rows } = await client.query(sql, [...parameters]);
        await client.query('commit');
        // SAFETY: the caller names the row that its own statement gives.
        return rows as Row[];
      } catch (error) {
        await client.query('rollback');
        throw error;
      }
    });
    last = next.catch(() => undefined);
    return next;
  };
  const none = (): never => {
    throw new Error('only queries are needed here');
  };
  return { query, call: none, data: none };
}
