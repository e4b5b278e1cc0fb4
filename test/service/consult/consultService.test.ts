import { MemorySaver } from '@langchain/langgraph-checkpoint';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Consultation } from '../../../src/protocol/consult.ts';
import { SCRIPTED_MODELS } from '../../consultant/scriptedEngine.ts';
import { callTool, pause, say } from '../../support/scripted/steps.ts';
import { inTurn, type ScriptedModel, scriptedModel } from '../../support/scriptedModel.ts';
import { consultBench, proposingTool, testTool } from './consultBench.ts';
import { memoryConsultStore } from './memoryConsultStore.ts';

let model: ScriptedModel;
beforeAll(async () => {
  model = await scriptedModel(() => [say('unset')], { models: SCRIPTED_MODELS });
});
afterAll(() => model.close());
beforeEach(() => model.forget());

const bench = (options: Partial<Parameters<typeof consultBench>[0]> = {}) =>
  consultBench({ baseUrl: model.baseUrl, ...options });

describe('a simple question', () => {
  it('is answered directly; every event is kept in order and told with its position', async () => {
    model.play(() => [say('Because the index is missing.')]);
    const { ask, call, messages, eventsOf } = bench();
    const id = await ask('Why is this query slow? Please look.');

    const events = await eventsOf(id);
    expect(events.map(({ kind }) => kind)).toEqual([
      'question',
      'state',
      'route',
      'usage',
      'answer',
      'state',
    ]);
    expect(events[2]).toMatchObject({ kind: 'route', route: 'direct', overridden: false });
    expect(events[4]).toMatchObject({
      text: 'Because the index is missing.',
      answer: { recommendation: 'Because the index is missing.', confidence: {} },
    });
    expect(messages.flatMap(({ stored }) => stored?.position ?? [])).toEqual([1, 2, 3, 4, 5, 6]);
    const said = messages.map(({ delta }) => (delta?.channel === 'text' ? delta.delta : '')).join('');
    expect(said).toBe('Because the index is missing.');
    const consultation = (await call('consult/get', { consultationId: id })) as unknown as Consultation;
    expect(consultation).toMatchObject({
      id,
      title: 'Why is this query slow?',
      state: 'done',
      model: 'test/deep-1',
      earlier: 0,
    });
    expect(consultation.tokensIn).toBeGreaterThan(0);
    expect(consultation.costUsd).toBeGreaterThan(0);
    expect(consultation.partial).toBeUndefined();
  });

  it('batches what is streamed, and shows what was said so far', async () => {
    model.play(() => [say('Slowly said, '), pause(300), say('and to its end, in many small pieces.')]);
    const { call, messages, service } = bench();
    const { consultationId } = await call('consult/start', { question: 'Why?', trusted: true });
    await expect
      .poll(async () => (await call('consult/get', { consultationId })).partial)
      .toBe('Slowly said, ');
    await service.idle();

    const deltas = messages.filter(({ delta }) => delta?.channel === 'text');
    expect(deltas.length).toBeLessThan(5);
  });

  it('goes on from what was said before', async () => {
    model.play(() => [say('Use bigint.')]);
    const { ask, call, service, eventsOf } = bench();
    const id = await ask('Which type?');
    await call('consult/continue', { consultationId: id, text: 'Why?', mode: 'direct' });
    await service.idle();

    expect(
      model.requests
        .at(-1)
        ?.messages.map(({ text }) => text)
        .slice(1),
    ).toEqual(['Which type?', 'Use bigint.', 'Why?']);
    const routes = (await eventsOf(id)).filter(({ kind }) => kind === 'route');
    expect(routes.at(-1)).toMatchObject({ route: 'direct', overridden: true });
  });

  it('is given what the user attached, fenced', async () => {
    model.play(() => [say('Seen.')]);
    await bench().ask('What is this?', { attachments: [{ title: 'a.sql', text: 'select ```1```' }] });

    expect(model.requests[0]?.messages.at(-1)?.text).toContain('a.sql:\n````\nselect ```1```\n````');
  });
});

describe('a question that needs a plan', () => {
  const plan = (first: string, second: string) =>
    callTool('write_todos', {
      todos: [
        { content: 'schema: Map tables', status: first },
        { content: 'migration: Write it', status: second },
      ],
    });

  it('shows plan, specialists, files and proposals', async () => {
    model.play((request) => {
      const results = request.messages.filter(({ role }) => role === 'tool').length;
      if (request.messages[0]?.text.includes('You write Postgres migrations')) {
        return results === 0 ? [callTool('propose_migration', {})] : [say('Proposed.')];
      }
      if (results === 0) return [plan('in_progress', 'pending')];
      if (results === 1) {
        return [callTool('task', { description: 'Write it', subagent_type: 'migration-specialist' }, 'r1')];
      }
      if (results === 2) {
        return [callTool('write_file', { file_path: '/documentation/guide.md', content: '# Guide' })];
      }
      return results === 3 ? [plan('completed', 'completed')] : [say('Here is the plan.')];
    });
    const { ask, call, eventsOf } = bench({ tools: [proposingTool()] });
    const id = await ask('Add a contractor portfolio with an approval workflow');

    const consultation = (await call('consult/get', { consultationId: id })) as unknown as Consultation;
    expect(consultation).toMatchObject({ state: 'done', steps: 2, stepsDone: 2, proposals: 1 });
    expect(consultation.plan?.steps).toMatchObject([
      { title: 'Map tables', phase: 'schema', status: 'done' },
      { title: 'Write it', phase: 'migration', status: 'done' },
    ]);
    expect(consultation.plan?.steps.flatMap(({ evidence }) => evidence)).toEqual([
      'Proposal 1, Add portfolios: PROVEN',
      'documentation/guide.md',
    ]);
    expect(consultation.proposalCards).toMatchObject([
      { number: 1, upPath: 'migrations/001_add_portfolios.up.sql', verdict: 'PROVEN' },
    ]);
    expect(consultation.files.map(({ path }) => path).toSorted()).toEqual([
      'documentation/guide.md',
      'migrations/001_add_portfolios.down.sql',
      'migrations/001_add_portfolios.up.sql',
    ]);
    expect(
      await call('consult/readFile', { consultationId: id, path: 'documentation/guide.md' }),
    ).toMatchObject({
      version: 1,
      text: '# Guide',
    });
    const agents = (await eventsOf(id)).filter(({ kind }) => kind === 'agent');
    expect(agents).toMatchObject([
      { agent: 'migration-specialist', state: 'started' },
      { agent: 'migration-specialist', state: 'finished', result: 'Proposed.' },
    ]);
  });

  it('keeps the user’s edits as versions, refuses stale ones, and shows them to the agent', async () => {
    model.play(
      inTurn([say('One.')], [callTool('read_file', { file_path: '/plans/plan.md' })], [say('Two.')]),
    );
    const { ask, call, service } = bench();
    const id = await ask('Why?');
    const file = { consultationId: id, path: 'plans/plan.md' };
    expect(await call('consult/writeFile', { ...file, text: 'Mine.' })).toEqual({ version: 1 });
    expect(await call('consult/writeFile', { ...file, text: 'Mine, too.', version: 1 })).toEqual({
      version: 2,
    });
    await expect(call('consult/writeFile', { ...file, text: 'Stale.', version: 1 })).rejects.toThrow(
      /meanwhile/u,
    );
    await expect(call('consult/writeFile', { ...file, path: '../x', text: '' })).rejects.toThrow(/path/u);
    await call('consult/continue', { consultationId: id, text: 'Read the plan.', mode: 'direct' });
    await service.idle();

    expect(model.requests.at(-1)?.messages.at(-1)?.text).toContain('Mine, too.');
  });
});

describe('a long brief', () => {
  it('gets a title from the small model', async () => {
    model.play((request) => [say(request.model === 'small-1' ? '"Audit of orders"' : 'Here is the plan.')]);
    const { ask, call } = bench();
    const id = await ask(
      `Build an audit workflow for our orders ${'with every detail that matters '.repeat(5)}`,
    );

    await expect
      .poll(async () => (await call('consult/get', { consultationId: id })).title)
      .toBe('Audit of orders');
  });
});

describe('without a model', () => {
  it('a question ends with what works without one', async () => {
    const { ask, call } = bench({ model: undefined });
    const id = await ask('Why?');

    const { state, events } = (await call('consult/get', { consultationId: id })) as unknown as Consultation;
    expect(state).toBe('failed');
    expect(events.at(-1)?.event).toMatchObject({
      kind: 'state',
      problemCode: 'no_model',
      problem: expect.stringMatching(/Checks, proofs.*work without/u),
    });
    expect(model.requests).toHaveLength(0);
  });
});

describe('what ends a consultation', () => {
  it('is stopped by the user at once, and goes on when asked to', async () => {
    model.play(() => [say('Long'), pause(60_000)]);
    const { call, eventsOf, service } = bench();
    const { consultationId } = await call('consult/start', { question: 'Why?', trusted: true });
    await expect.poll(async () => (await call('consult/get', { consultationId })).partial).toBe('Long');
    await call('consult/stop', { consultationId });

    expect((await eventsOf(String(consultationId))).at(-1)).toMatchObject({
      kind: 'state',
      state: 'stopped',
      said: 'Long',
    });
    model.play(() => [say('Short.')]);
    await call('consult/continue', { consultationId, text: '' });
    await service.idle();
    expect((await eventsOf(String(consultationId))).at(-1)).toMatchObject({ state: 'done' });
  });

  it('takes the next question of whoever reads that it ended, before the last of it is written', async () => {
    model.play(() => [say('Once.')]);
    const { call, store, service, eventsOf } = bench();
    const { consultationId } = await call('consult/start', { question: 'Why?', trusted: true });
    const append = store.append.bind(store);
    let next: Promise<unknown> | undefined;
    store.append = async (record, events) => {
      const positions = await append(record, events);
      if (record.state === 'done') next ??= call('consult/continue', { consultationId, text: 'And then?' });
      return positions;
    };
    await service.idle();
    await next;
    await service.idle();
    const questions = (await eventsOf(String(consultationId))).filter(({ kind }) => kind === 'question');
    expect(questions).toHaveLength(2);
  });

  it('refuses a second question while it works', async () => {
    model.play(() => [pause(500), say('x')]);
    const { call, service } = bench();
    const { consultationId } = await call('consult/start', { question: 'Why?', trusted: true });
    await expect(call('consult/continue', { consultationId, text: 'And?' })).rejects.toThrow(
      /still at work/u,
    );
    await service.idle();
  });

  it('is its budget, of tokens or of the day', async () => {
    model.play(() => [callTool('look', {})]);
    const { ask, eventsOf } = bench({ tools: [testTool('look')], budget: { tokensMax: 2_000 } });
    const id = await ask('Why?');

    expect((await eventsOf(id)).at(-1)).toMatchObject({ state: 'failed', problemCode: 'budget' });
    const requests = model.requests.length;
    expect(requests).toBeLessThan(6);
    const spent = bench({ budget: { dayCostUsdMax: 1 } });
    spent.store.today = { tokens: 5, costUsd: 2 };
    const other = await spent.ask('Why?');
    expect((await spent.eventsOf(other)).at(-1)).toMatchObject({
      problemCode: 'budget',
      problem: expect.stringContaining('$1.00'),
    });
    expect(model.requests).toHaveLength(requests);
  });
});

describe('a service that was killed', () => {
  it('leaves consultations that are shown as stopped and taken up once models are configured again', async () => {
    model.play((request) =>
      request.messages.some(({ role }) => role === 'tool')
        ? [say('Half'), pause(60_000)]
        : [callTool('look', {}, 'c1')],
    );
    const first = bench({ tools: [testTool('look')] });
    const { consultationId } = await first.call('consult/start', { question: 'Why?', trusted: true });
    await expect.poll(async () => (await first.call('consult/get', { consultationId })).partial).toBe('Half');

    const second = first.again();
    expect(await second.call('consult/get', { consultationId })).toMatchObject({ state: 'stopped' });
    model.play(() => [say('Whole.')]);
    const asked = model.requests.length;
    second.configured();
    await expect.poll(async () => (await second.call('consult/get', { consultationId })).state).toBe('done');
    expect(model.requests).toHaveLength(asked + 1);
    expect(model.requests.at(-1)?.messages.at(-1)?.text).toBe('look done');
  });
});

describe('a decision while there is no model', () => {
  it('is kept, and carried out once there is one', async () => {
    model.play(inTurn([callTool('apply_migration', { sql: 'create table x ()' })], [say('Applied.')]));
    const ran: unknown[] = [];
    const options = {
      tools: [
        testTool('apply_migration', {
          action: 'write_database',
          run: async (input) => {
            ran.push(input);
            return { ok: true, data: undefined, text: 'applied' };
          },
        }),
      ],
      store: memoryConsultStore(),
      saver: new MemorySaver(),
    };
    const first = bench(options);
    const id = await first.ask('Apply it');
    const { approvals } = (await first.call('consult/get', {
      consultationId: id,
    })) as unknown as Consultation;
    const [approval] = approvals;
    const without = bench({ ...options, model: undefined });
    const decision = {
      consultationId: id,
      approvalId: approval?.id,
      hash: approval?.hash,
      decision: 'approve',
    };
    await without.call('consult/decide', decision);
    await without.service.idle();
    expect(await without.call('consult/get', { consultationId: id })).toMatchObject({ state: 'waiting' });
    expect(ran).toEqual([]);

    const next = bench(options);
    next.configured();
    await expect
      .poll(async () => (await next.call('consult/get', { consultationId: id })).state)
      .toBe('done');
    expect(ran).toEqual([{ sql: 'create table x ()' }]);
  });
});

describe('copies, names and what is forgotten', () => {
  it('forks a whole consultation, or a part of it that is told anew', async () => {
    model.play(() => [say('Yes.')]);
    const { ask, call, service, eventsOf } = bench();
    const id = await ask('First?');
    await call('consult/continue', { consultationId: id, text: 'Second?' });
    await service.idle();
    const whole = (await call('consult/fork', { consultationId: id })).consultationId;
    const part = (await call('consult/fork', { consultationId: id, position: 6 })).consultationId;
    for (const consultationId of [whole, part]) {
      await call('consult/continue', { consultationId, text: 'Third?' });
      await service.idle();
    }

    const [ofWhole, ofPart] = model.requests.slice(-2).map(({ messages }) => messages.slice(1));
    expect(ofWhole?.map(({ text }) => text)).toEqual(['First?', 'Yes.', 'Second?', 'Yes.', 'Third?']);
    expect(ofPart?.[0]?.text).toMatch(/First\?[\s\S]*Yes\.[\s\S]*Now: Third\?/u);
    expect(JSON.stringify(ofPart)).not.toContain('Second');
    expect((await eventsOf(id)).filter(({ kind }) => kind === 'question')).toHaveLength(2);
  });

  it('renames, lists, finds and deletes', async () => {
    model.play(() => [say('Yes.')]);
    const { ask, call } = bench();
    const id = await ask('First?');
    await ask('Other?');
    await call('consult/rename', { consultationId: id, title: 'Renamed' });

    expect(await call('consult/list', { query: 'Renamed' })).toMatchObject({
      total: 1,
      consultations: [{ id, title: 'Renamed', state: 'done' }],
    });
    await call('consult/delete', { consultationId: id });
    await expect(call('consult/get', { consultationId: id })).rejects.toThrow(/no such consultation/u);
    expect(await call('consult/list', {})).toMatchObject({ total: 1 });
  });
});

describe('memory', () => {
  it('is used by new consultations, shown as used, and fed by outcomes', async () => {
    model.play(inTurn([callTool('propose_migration', {})], [say('Proposed.')]));
    const { ask, call, eventsOf, store } = bench({ tools: [proposingTool()] });
    await call('memory/save', { kind: 'preference', text: 'Prefer bigint keys ![x](https://x.test)' });
    const id = await ask('Which type should keys have?', { mode: 'direct' });

    expect((await eventsOf(id)).find(({ kind }) => kind === 'memory')).toMatchObject({
      used: [{ text: expect.stringContaining('Prefer bigint') }],
    });
    expect(model.requests[0]?.messages[0]?.text).toContain('preference: Prefer bigint keys ! [x] (https');
    const { proposalCards } = (await call('consult/get', { consultationId: id })) as unknown as Consultation;
    const proposalId = proposalCards[0]?.id;
    await call('consult/outcome', {
      consultationId: id,
      proposalId,
      outcome: 'rolled_back',
      note: 'Too slow.',
    });
    expect(store.memoriesKept.at(-1)).toMatchObject({
      kind: 'failed',
      text: expect.stringMatching(/Add portfolios.*rolled back.*Too slow/u),
    });
    const after = (await call('consult/get', { consultationId: id })) as unknown as Consultation;
    expect(after.proposalCards[0]?.outcome).toBe('rolled_back');
    const [memory] = store.memoriesKept;
    await call('memory/delete', { ids: [memory?.id] });
    expect(await call('memory/list', {})).toMatchObject({ memories: [{ kind: 'failed' }] });
  });
});

describe('many at once', () => {
  it('do not meet each other, and none fails', async () => {
    model.play((request) => {
      const question = request.messages.find(({ role }) => role === 'user')?.text ?? '';
      return request.messages.some(({ role }) => role === 'tool')
        ? [say(`Answer to ${question}`)]
        : [callTool('look', {})];
    });
    const { call, service, eventsOf } = bench({ tools: [testTool('look')] });
    const started = await Promise.all(
      Array.from({ length: 20 }, (_, number) =>
        call('consult/start', { question: `Why ${number}?`, trusted: true }),
      ),
    );
    await service.idle();

    for (const [number, { consultationId }] of started.entries()) {
      const answer = (await eventsOf(String(consultationId))).find(({ kind }) => kind === 'answer');
      expect(answer).toMatchObject({ text: `Answer to Why ${number}?` });
    }
  });
});
