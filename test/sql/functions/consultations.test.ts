import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  appendConsultationEvents,
  listConsultationEvents,
} from '../../../src/store/functions/consultationEvents.ts';
import {
  getConsultationFile,
  listConsultationFiles,
  saveConsultationFiles,
} from '../../../src/store/functions/consultationFiles.ts';
import {
  copyConsultation,
  deleteConsultations,
  getConsultation,
  listConsultations,
  saveConsultations,
} from '../../../src/store/functions/consultations.ts';
import type { StoreTransport } from '../../../src/store/store.ts';
import { openStoreDatabase, type StoreDatabase, type Tenant } from '../../support/storeDatabase.ts';
import { dataOf, userTransport } from '../../support/userTransport.ts';

const MEGABYTE = 1024 * 1024;

let database: StoreDatabase;
let tenant: Tenant;
let owner: StoreTransport;
let member: StoreTransport;
let reader: StoreTransport;
let readerId: string;

beforeAll(async () => {
  database = await openStoreDatabase();
  tenant = await database.tenant();
  owner = userTransport(database.as(tenant.userId));
  member = userTransport(database.as(await database.user(tenant, 'member')));
  readerId = await database.user(tenant, 'reader');
  reader = userTransport(database.as(readerId));
});
afterAll(() => database.close());

const failed = (code: string, field?: string) => ({
  ok: false,
  error: expect.objectContaining({ code, ...(field !== undefined && { field }) }),
});

async function begin(question: string, store = owner): Promise<string> {
  const { results } = await dataOf(saveConsultations(store, { consultations: [{ question }] }));
  const [made] = results;
  if (!made?.ok) throw new Error(`not begun: ${JSON.stringify(made)}`);
  return made.id;
}

async function say(id: string, count: number, from = 0): Promise<void> {
  const events = Array.from({ length: count }, (_, index) => ({
    event: { kind: index % 2 === 0 ? 'tool' : 'usage', number: from + index },
  }));
  await dataOf(appendConsultationEvents(owner, { consultation_id: id, events }));
}

const positions = async (id: string, page: object = {}) => {
  const read = await dataOf(listConsultationEvents(owner, { consultation_id: id, ...page }));
  return { ...read, events: read.events.map(({ position }) => position) };
};

describe('a consultation', () => {
  it('keeps what is not sent', async () => {
    const id = await begin('Why is it slow?');
    await dataOf(
      saveConsultations(owner, {
        consultations: [{ id, title: 'Slow', details: { mode: 'auto' }, tokens_in: 3_000_000_000 }],
      }),
    );
    await dataOf(saveConsultations(owner, { consultations: [{ id, state: 'running' }] }));
    expect(await dataOf(getConsultation(owner, { id }))).toMatchObject({
      consultation: {
        question: 'Why is it slow?',
        title: 'Slow',
        state: 'running',
        details: { mode: 'auto' },
        tokens_in: 3_000_000_000,
        mine: true,
        shared: false,
      },
    });
  });

  it('is not brought back by a late word about it', async () => {
    const id = await begin('Delete me');
    await dataOf(deleteConsultations(owner, { ids: [id] }));
    for (const late of [
      { id, state: 'done' as const },
      { id, question: 'Again?' },
    ]) {
      const { results } = await dataOf(saveConsultations(owner, { consultations: [late] }));
      expect(results).toMatchObject([failed('not_found', 'consultations[0].id')]);
    }
    expect(
      await appendConsultationEvents(owner, { consultation_id: id, events: [{ event: { kind: 'answer' } }] }),
    ).toMatchObject(failed('not_found', 'consultation_id'));
  });

  it('leaves nothing of its content behind once it is deleted', async () => {
    const secret = 'the unspeakable table';
    const id = await begin(secret);
    const text = `about ${secret}`;
    await dataOf(
      appendConsultationEvents(owner, {
        consultation_id: id,
        events: [{ event: { kind: 'answer', text } as { kind: string } }],
      }),
    );
    await dataOf(
      saveConsultationFiles(owner, { consultation_id: id, files: [{ path: 'a.md', text, author: 'user' }] }),
    );
    await dataOf(deleteConsultations(owner, { ids: [id] }));
    const { rows } = await database.pglite.query<{ rows: string }>(
      `select (select string_agg(c::text, '') from fixward.consultations c) || coalesce((select string_agg(e::text, '')
         from fixward.consultation_events e), '') || coalesce((select string_agg(f::text, '') from fixward.consultation_files f), '') as rows`,
    );
    expect(rows[0]?.rows).not.toContain(secret);
  });

  it('is its user’s until he shares it, and written by nobody else', async () => {
    const id = await begin('Only mine?');
    await say(id, 1);
    for (const other of [member, reader]) {
      expect(await getConsultation(other, { id })).toMatchObject(failed('not_found'));
      expect(await listConsultationEvents(other, { consultation_id: id })).toMatchObject(failed('not_found'));
    }
    await dataOf(saveConsultations(owner, { consultations: [{ id, shared: true }] }));
    for (const other of [member, reader]) {
      expect(await dataOf(getConsultation(other, { id }))).toMatchObject({ consultation: { mine: false } });
      expect((await dataOf(listConsultationEvents(other, { consultation_id: id }))).events).toHaveLength(1);
    }
    const event = { event: { kind: 'note' } };
    expect(await appendConsultationEvents(member, { consultation_id: id, events: [event] })).toMatchObject(
      failed('forbidden'),
    );
    const { results } = await dataOf(saveConsultations(member, { consultations: [{ id, title: 'Taken' }] }));
    expect(results).toMatchObject([failed('forbidden')]);
    expect((await dataOf(deleteConsultations(member, { ids: [id] }))).results).toMatchObject([
      failed('forbidden'),
    ]);
    expect(await saveConsultations(reader, { consultations: [{ question: 'May I?' }] })).toMatchObject(
      failed('forbidden'),
    );
  });

  it('may be deleted by a user who may no longer write', async () => {
    const userId = await database.user(tenant, 'member');
    const store = userTransport(database.as(userId));
    const id = await begin('Mine', store);
    await dataOf(
      appendConsultationEvents(store, { consultation_id: id, events: [{ event: { kind: 'question' } }] }),
    );
    await database.pglite.query(`update fixward.memberships set role = 'reader' where user_id = $1`, [
      userId,
    ]);
    expect(await saveConsultations(store, { consultations: [{ id, title: 'x' }] })).toMatchObject(
      failed('forbidden'),
    );
    expect((await dataOf(deleteConsultations(store, { ids: [id] }))).results).toMatchObject([{ ok: true }]);
    const { rows } = await database.pglite.query(
      'select from fixward.consultation_events where consultation_id = $1',
      [id],
    );
    expect(rows).toEqual([]);
  });

  it('is found by words of its title or question, whatever stands between them', async () => {
    const project = `/work/${randomUUID()}`;
    const questions = ['Wie groß ist 100%_sicher?', 'Add a portfolio with approval', 'Approval of invoices'];
    await dataOf(
      saveConsultations(owner, { consultations: questions.map((question) => ({ question, project })) }),
    );
    const found = async (query: string) =>
      (await dataOf(listConsultations(owner, { filters: { query, project } }))).consultations.map(
        ({ question }) => question,
      );
    expect(await found('approval PORTFOLIO')).toEqual([questions[1]]);
    expect(await found('100%_')).toEqual([questions[0]]);
    expect(await found('%')).toEqual([questions[0]]);
    expect(await found('GROSS')).toEqual([]);
    expect(await found('  ')).toHaveLength(3);
  });

  it('comes first in the list when something was said in it last', async () => {
    const project = `/work/${randomUUID()}`;
    const ids: string[] = [];
    for (const question of ['first', 'second', 'third']) {
      const { results } = await dataOf(saveConsultations(owner, { consultations: [{ question, project }] }));
      for (const made of results) if (made.ok) ids.push(made.id);
    }
    await say(ids[0] ?? '', 1);
    const { consultations } = await dataOf(listConsultations(owner, { filters: { project } }));
    expect(consultations.map(({ id }) => id)).toEqual([ids[0], ids[2], ids[1]]);
  });

  it('refuses more than it keeps, one by one', async () => {
    const big = { text: 'x'.repeat(70_000) };
    const { results } = await dataOf(
      saveConsultations(owner, {
        consultations: [
          { question: 'Small' },
          { question: 'Large', summary: big },
          { question: '' },
          { question: 'Larger', details: { text: 'ü'.repeat(MEGABYTE) } },
        ],
      }),
    );
    expect(results).toMatchObject([
      { ok: true },
      failed('too_large', 'consultations[1].summary'),
      failed('invalid', 'consultations[2].question'),
      failed('too_large', 'consultations[3].details'),
    ]);
  });
});

describe('events', () => {
  it('get positions in order, and keep them however often they are sent', async () => {
    const id = await begin('Order?');
    const [first, second] = [randomUUID(), randomUUID()];
    const events = [first, second].map((event) => ({ id: event, event: { kind: 'tool', event } }));
    await dataOf(appendConsultationEvents(owner, { consultation_id: id, events }));
    const again = await dataOf(
      appendConsultationEvents(owner, {
        consultation_id: id,
        events: [...events, { event: { kind: 'answer' } }],
      }),
    );
    expect(again.results).toMatchObject([
      { id: first, position: 1, duplicate: true },
      { id: second, position: 2, duplicate: true },
      { position: 3, duplicate: false },
    ]);
    expect(again.position).toBe(3);
  });

  it('of many writers at once have no position twice and leave none out', async () => {
    const id = await begin('At once?');
    await Promise.all(Array.from({ length: 20 }, (_, index) => say(id, 5, index * 5)));
    expect((await positions(id, { limit: 200 })).events).toEqual(
      Array.from({ length: 100 }, (_, index) => index + 1),
    );
  });

  it('are read from either end', async () => {
    const id = await begin('Pages?');
    await say(id, 10);
    expect(await positions(id, { limit: 3 })).toMatchObject({ events: [8, 9, 10], earlier: 7, later: 0 });
    expect(await positions(id, { limit: 3, before: 8 })).toMatchObject({
      events: [5, 6, 7],
      earlier: 4,
      later: 3,
    });
    expect(await positions(id, { limit: 3, after: 2 })).toMatchObject({
      events: [3, 4, 5],
      earlier: 2,
      later: 5,
    });
    expect(await positions(id, { kinds: ['usage'], limit: 2 })).toMatchObject({
      events: [8, 10],
      earlier: 3,
      later: 0,
    });
    expect(await positions(id, { before: 1 })).toMatchObject({ events: [], earlier: 0, later: 10 });
    expect(await positions(id, { after: 10 })).toMatchObject({ events: [], earlier: 10, later: 0 });
    expect(await positions(await begin('Empty?'))).toMatchObject({
      events: [],
      earlier: 0,
      later: 0,
      position: 0,
    });
  });

  it('that are malformed or too large cost the others nothing', async () => {
    const id = await begin('Faults?');
    const { results, position } = await dataOf(
      appendConsultationEvents(owner, {
        consultation_id: id,
        events: [
          { event: { kind: 'answer' } },
          { event: { kind: 'Not a kind' } },
          { event: { kind: 'tool', text: 'é'.repeat(MEGABYTE) } as { kind: string } },
          { event: { kind: 'state' }, at: '2026-01-02T03:04:05.678Z' },
        ],
      }),
    );
    expect(results).toMatchObject([
      { position: 1 },
      failed('invalid', 'events[1].event.kind'),
      failed('too_large', 'events[2].event'),
      { position: 2 },
    ]);
    expect(position).toBe(2);
    const read = await dataOf(listConsultationEvents(owner, { consultation_id: id }));
    expect(Date.parse(read.events[1]?.at ?? '')).toBe(Date.parse('2026-01-02T03:04:05.678Z'));
  });

  it('are not written when how it stands after them is wrong', async () => {
    const id = await begin('Together?');
    const answer = await owner.call('append_consultation_events', {
      consultation_id: id,
      events: [{ event: { kind: 'answer' } }],
      consultation: { state: 'asleep' },
    });
    expect(answer).toMatchObject(failed('invalid', 'consultation.state'));
    expect(await positions(id)).toMatchObject({ position: 0 });
  });

  it('of another consultation cannot be claimed by their id', async () => {
    const [mine, other] = [await begin('Mine'), await begin('Other')];
    const event = { id: randomUUID(), event: { kind: 'answer' } };
    await dataOf(appendConsultationEvents(owner, { consultation_id: other, events: [event] }));
    const { results } = await dataOf(
      appendConsultationEvents(owner, { consultation_id: mine, events: [event] }),
    );
    expect(results).toMatchObject([failed('conflict')]);
  });
});

describe('files', () => {
  it('are versions; another’s change since is a conflict that shows it', async () => {
    const id = await begin('Files?');
    const save = async (text: string, author: string, base_version?: number) =>
      (
        await dataOf(
          saveConsultationFiles(owner, {
            consultation_id: id,
            files: [
              { path: 'plans/plan.md', text, author, ...(base_version !== undefined && { base_version }) },
            ],
          }),
        )
      ).results;
    expect(await save('one', 'consultant', 0)).toMatchObject([{ version: 1, changed: true, bytes: 3 }]);
    expect(await save('two', 'user', 1)).toMatchObject([{ version: 2, changed: true }]);
    const [late] = await save('three', 'consultant', 1);
    expect(late).toMatchObject({ error: { code: 'conflict', current: { version: 2, author: 'user' } } });
    expect(await save('two', 'consultant', 1)).toMatchObject([{ version: 2, changed: false }]);
    const file = await dataOf(getConsultationFile(owner, { consultation_id: id, path: 'plans/plan.md' }));
    expect(file).toMatchObject({
      version: 2,
      text: 'two',
      author: 'user',
      versions: [{ version: 1 }, { version: 2 }],
    });
    expect((await dataOf(listConsultationFiles(owner, { consultation_id: id }))).files).toMatchObject([
      { path: 'plans/plan.md', version: 2, bytes: 3 },
    ]);
  });

  it('have paths that lead nowhere else', async () => {
    const id = await begin('Paths?');
    const bad = [
      '/etc/passwd',
      '../up',
      'a/../b',
      'a//b',
      './a',
      'a/.',
      'a/',
      'C:\\x',
      'a\\b',
      'a\nb',
      'a:b',
      '',
    ];
    const good = ['a', 'a.b/c..d/.hidden', 'миграции/001 – erste.up.sql', '...'];
    const files = [...bad, ...good].map((path) => ({ path, text: 'x', author: 'user' }));
    const { results } = await dataOf(saveConsultationFiles(owner, { consultation_id: id, files }));
    expect(results.map(({ ok }) => ok)).toEqual([...bad.map(() => false), ...good.map(() => true)]);
  });

  it('are kept to a megabyte each, empty ones too', async () => {
    const id = await begin('Sizes?');
    const { results } = await dataOf(
      saveConsultationFiles(owner, {
        consultation_id: id,
        files: [
          { path: 'empty', text: '', author: 'user' },
          { path: 'full', text: 'x'.repeat(MEGABYTE), author: 'user' },
          { path: 'over', text: 'x'.repeat(MEGABYTE + 1), author: 'user' },
          { path: 'wide', text: 'ü'.repeat(MEGABYTE / 2 + 1), author: 'user' },
        ],
      }),
    );
    expect(results).toMatchObject([
      { ok: true, bytes: 0 },
      { ok: true, bytes: MEGABYTE },
      failed('too_large', 'files[2].text'),
      failed('too_large', 'files[3].text'),
    ]);
  });

  it('of one consultation are kept to 64 MB in all', async () => {
    const id = await begin('Hoard?');
    const text = 'x'.repeat(MEGABYTE);
    await database.pglite.query(
      `insert into fixward.consultation_files (workspace_id, consultation_id, path, version, content, hash, author, created_by)
       select workspace_id, id, 'hoard', n, $2, repeat('0', 64), 'user', created_by
       from fixward.consultations, generate_series(1, 63) n where id = $1`,
      [id, text],
    );
    const save = (paths: readonly string[]) =>
      saveConsultationFiles(owner, {
        consultation_id: id,
        files: paths.map((path) => ({ path, text, author: 'user' })),
      });
    expect(await save(['a', 'b'])).toMatchObject(failed('too_large', 'files'));
    expect((await dataOf(save(['a']))).results).toMatchObject([{ ok: true }]);
  });
});

describe('a copy', () => {
  it('has everything up to a position, and goes its own way', async () => {
    const id = await begin('Fork me');
    const write = async (text: string) => {
      await dataOf(
        saveConsultationFiles(owner, { consultation_id: id, files: [{ path: 'f', text, author: 'user' }] }),
      );
      await say(id, 1);
    };
    await write('one');
    await write('two');
    await write('three');
    const copy = await dataOf(copyConsultation(owner, { id, position: 2, title: 'Fork' }));
    expect(copy).toMatchObject({ position: 2, files: 2 });
    expect(await dataOf(getConsultation(owner, { id: copy.id }))).toMatchObject({
      consultation: { question: 'Fork me', title: 'Fork', forked_from: id, state: 'open', last_position: 2 },
    });
    const file = { consultation_id: copy.id, path: 'f' };
    expect(await dataOf(getConsultationFile(owner, file))).toMatchObject({ text: 'two', version: 2 });
    await say(copy.id, 1);
    expect((await positions(copy.id)).events).toEqual([1, 2, 3]);
    expect((await positions(id)).events).toEqual([1, 2, 3]);
    expect(await dataOf(copyConsultation(owner, { id }))).toMatchObject({ position: 3, files: 3 });
    expect(await copyConsultation(owner, { id, new_id: copy.id })).toMatchObject(
      failed('conflict', 'new_id'),
    );
  });

  it('of a shared one is the copying user’s own', async () => {
    const id = await begin('Shared');
    await say(id, 2);
    expect(await copyConsultation(member, { id })).toMatchObject(failed('not_found'));
    await dataOf(saveConsultations(owner, { consultations: [{ id, shared: true }] }));
    const copy = await dataOf(copyConsultation(member, { id }));
    expect(await dataOf(getConsultation(member, { id: copy.id }))).toMatchObject({
      consultation: { mine: true, shared: false },
    });
    expect(await getConsultation(owner, { id: copy.id })).toMatchObject(failed('not_found'));
    expect(await copyConsultation(reader, { id })).toMatchObject(failed('forbidden'));
  });
});
