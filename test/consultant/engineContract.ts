import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  ConsultantEngine,
  EngineApprovalRequest,
  EngineEvent,
  EngineRun,
  EngineTool,
  EngineToolCall,
} from '../../src/consultant/consultantEngine.ts';
import {
  callTool,
  contextTooLong,
  cut,
  insufficientQuota,
  pause,
  rateLimited,
  refuse,
  type ScriptedStep,
  say,
  think,
  unauthorised,
} from '../support/scripted/steps.ts';
import { inTurn, type ScriptedModel, scriptedModel } from '../support/scriptedModel.ts';
import {
  engineRun,
  eventsOf,
  kinds,
  SCRIPTED_MODELS,
  simpleTool,
  specialist,
  succeeded,
  textOf,
} from './scriptedEngine.ts';

export interface EngineUnderTest {
  readonly name: string;
  /** A store of its own for threads, that outlives the engines opened on it. */
  newStore(): EngineStore;
}

export interface EngineStore {
  /** An engine as a freshly started service would make it. */
  open(baseUrl: string, keys?: readonly string[]): ConsultantEngine;
}

/** What every engine behind the port does, whichever library works in it. */
export function describeEngine({ name, newStore }: EngineUnderTest): void {
  let model: ScriptedModel;
  beforeAll(async () => {
    model = await scriptedModel(() => [say('unset')], { models: SCRIPTED_MODELS });
  });
  afterAll(() => model.close());
  const opened = (): ConsultantEngine => {
    model.forget();
    return newStore().open(model.baseUrl);
  };

  describe(`${name}: a question answered directly`, () => {
    it('streams what is said and ends with the answer', async () => {
      model.play(() => [think('Let me see.'), say('Add an index on orders (customer_id).')]);
      const events = await eventsOf(opened().run(engineRun()));

      expect(textOf(events)).toBe('Add an index on orders (customer_id).');
      expect(events.filter(({ kind }) => kind === 'text').length).toBeGreaterThan(1);
      expect(events.at(-1)).toMatchObject({
        kind: 'answer',
        text: 'Add an index on orders (customer_id).',
        structured: { recommendation: 'Add an index on orders (customer_id).', sql: [] },
      });
      expect(events.find(({ kind }) => kind === 'usage')).toMatchObject({
        agent: 'consultant',
        model: 'test/deep-1',
        method: 'reported',
      });
      expect(events.find(({ kind }) => kind === 'reasoning')).toMatchObject({ delta: expect.any(String) });
    });

    it('streams the recommendation of an answer that is given by its schema', async () => {
      const answer = {
        recommendation: 'Add an **index** — "idx", ü 🙂.\nThen analyse.',
        sql: [{ title: 'Index', sql: 'create index on orders (customer_id)' }],
        warnings: ['Locks writes.'],
        confidence: 0.8,
      };
      model.play(() => [callTool('give_answer', answer)]);
      const events = await eventsOf(opened().run(engineRun()));

      expect(textOf(events)).toBe(answer.recommendation);
      expect(events.at(-1)).toEqual({
        kind: 'answer',
        text: answer.recommendation,
        structured: { impacts: [], nextSteps: [], sources: [], ...answer },
      });
    });

    it('uses tools, and tells of each use', async () => {
      model.play(inTurn([callTool('list_schema', { table: 'orders' }, 'call-1')], [say('Seen.')]));
      const events = await eventsOf(opened().run(engineRun({ tools: [simpleTool('list_schema')] })));

      const uses = events.filter((event) => event.kind === 'tool');
      expect(uses).toMatchObject([
        { call: 'call-1', agent: 'consultant', name: 'list_schema', state: 'started' },
        { call: 'call-1', state: 'finished', result: 'list_schema done', untrusted: false },
      ]);
      expect(kinds(events).at(-1)).toBe('answer');
      expect(model.requests.at(-1)?.messages.at(-1)).toMatchObject({ text: 'list_schema done' });
    });
  });

  describe(`${name}: a planned consultation`, () => {
    const planned = {
      route: 'planned' as const,
      specialists: [specialist('schema-analyst', ['list_schema']), specialist('performance-optimizer', [])],
      tools: [simpleTool('list_schema')],
    };
    const todos = (...statuses: readonly string[]) => ({
      todos: ['schema: map tables', 'design: columns'].map((content, index) => ({
        content,
        status: statuses[index],
      })),
    });

    it('keeps a plan, gives two specialists work at once, and collects their files', async () => {
      model.play((request) => {
        const system = request.messages[0]?.text ?? '';
        const results = request.messages.filter(({ role }) => role === 'tool').length;
        if (system.includes('schema-analyst')) {
          if (results === 0) return [callTool('list_schema', {}, 'inner-1')];
          if (results === 1)
            return [callTool('write_file', { file_path: '/analysis/schema.md', content: '# S' })];
          return [say('Schema read.')];
        }
        if (system.includes('performance-optimizer')) {
          if (results === 0)
            return [callTool('write_file', { file_path: '/analysis/plan.md', content: '# P' })];
          return [say('Plans read.')];
        }
        if (results === 0) return [callTool('write_todos', todos('in_progress', 'pending'))];
        if (results === 1) {
          return [
            callTool('task', { description: 'Read tables', subagent_type: 'schema-analyst' }, 'run-1'),
            callTool('task', { description: 'Read plans', subagent_type: 'performance-optimizer' }, 'run-2'),
          ];
        }
        if (results === 3) return [callTool('write_todos', todos('completed', 'completed'))];
        return [say('All is planned.')];
      });
      const engine = opened();
      const events = await eventsOf(engine.run(engineRun(planned)));

      expect(events.at(-1)).toMatchObject({ kind: 'answer', text: 'All is planned.' });
      expect(events.filter((event) => event.kind === 'todos')).toEqual([
        { kind: 'todos', ...todos('in_progress', 'pending') },
        { kind: 'todos', ...todos('completed', 'completed') },
      ]);
      const agents = events.filter((event) => event.kind === 'agent');
      const states = agents.map(({ run, state }) => `${run} ${state}`);
      expect(states.slice(0, 2).toSorted()).toEqual(['run-1 started', 'run-2 started']);
      expect(states.slice(2).toSorted()).toEqual(['run-1 finished', 'run-2 finished']);
      expect(agents.find(({ run, state }) => run === 'run-1' && state === 'finished')).toMatchObject({
        agent: 'schema-analyst',
        task: 'Read tables',
        result: 'Schema read.',
      });
      expect(events.find((event) => event.kind === 'tool' && event.call === 'inner-1')).toMatchObject({
        agent: 'schema-analyst',
        run: 'run-1',
      });
      expect(textOf(events, 'schema-analyst')).toBe('Schema read.');
      expect(textOf(events)).toBe('All is planned.');
      const files = { 'analysis/schema.md': '# S', 'analysis/plan.md': '# P' };
      const told = events.flatMap((event) => (event.kind === 'file' ? [[event.path, event.text]] : []));
      expect(Object.fromEntries(told)).toEqual(files);
      expect(await engine.snapshot('thread-1')).toEqual({
        threadId: 'thread-1',
        state: 'idle',
        todos: todos('completed', 'completed').todos,
        files,
      });
    });

    it('reads the files it is given, and writes none among migrations or outside', async () => {
      model.play(
        inTurn(
          [callTool('read_file', { file_path: '/plans/plan.md' })],
          [callTool('write_file', { file_path: '/migrations/001_x.up.sql', content: 'drop table x' })],
          [callTool('write_file', { file_path: '/etc/passwd', content: 'x' })],
          [say('Read.')],
        ),
      );
      const events = await eventsOf(
        opened().run(engineRun({ ...planned, files: { 'plans/plan.md': 'The plan.' } })),
      );

      const results = model.requests.map(({ messages }) => messages.at(-1)?.text ?? '');
      expect(results[1]).toContain('The plan.');
      expect(results[2]).toMatch(/denied|permission/iu);
      expect(results[3]).toMatch(/denied|permission/iu);
      expect(kinds(events)).not.toContain('file');
    });

    it('goes on when a specialist fails', async () => {
      model.play((request) => {
        if (request.messages[0]?.text.includes('schema-analyst')) return [refuse()];
        if (request.messages.length <= 2)
          return [callTool('task', { description: 'Read', subagent_type: 'schema-analyst' }, 'run-1')];
        return [say('Without it.')];
      });
      const events = await eventsOf(opened().run(engineRun(planned)));

      expect(events.find((event) => event.kind === 'agent' && event.state === 'failed')).toBeDefined();
      expect(events.at(-1)).toMatchObject({ kind: 'answer', text: 'Without it.' });
    });
  });

  describe(`${name}: what goes wrong`, () => {
    const ended = async (changes: Partial<EngineRun> = {}): Promise<EngineEvent | undefined> =>
      (await eventsOf(opened().run(engineRun(changes)))).at(-1);

    it('tells a refusal', async () => {
      model.play(() => [refuse('I will not.')]);

      expect(await ended()).toMatchObject({
        kind: 'failed',
        code: 'refused_by_model',
        message: expect.stringContaining('I will not.'),
      });
    });

    it('goes on with the next key when one is refused, spent or resting, and says so', async () => {
      const troubles: Readonly<Record<string, ScriptedStep>> = {
        'key-a': rateLimited(60),
        'key-b': insufficientQuota(),
        'key-c': unauthorised(),
      };
      model.play(({ key }) => [troubles[key] ?? say('Answered.')]);
      model.forget();
      const engine = newStore().open(model.baseUrl, ['key-a', 'key-b', 'key-c', 'key-d']);
      const events = await eventsOf(engine.run(engineRun()));

      expect(events.at(-1)).toMatchObject({ kind: 'answer', text: 'Answered.' });
      expect(model.requests.map(({ key }) => key).slice(-3)).toEqual(['key-b', 'key-c', 'key-d']);
      expect(kinds(events)).toContain('notice');
      expect(JSON.stringify(events)).not.toContain('key-d');
    });

    it('ends with the reason when every key is spent', async () => {
      model.play(() => [insufficientQuota()]);
      const events = await eventsOf(newStore().open(model.baseUrl, ['key-a', 'key-b']).run(engineRun()));

      expect(events.at(-1)).toMatchObject({ kind: 'failed', code: 'quota' });
    });

    it('gives a tool that fails or throws back to the model as words', async () => {
      model.play(
        inTurn(
          [callTool('fails', {})],
          [callTool('throws', {})],
          [callTool('fails', { table: 7 })],
          [say('Ok.')],
        ),
      );
      const tools = [
        simpleTool('fails', async () => ({
          result: { ok: false, code: 'not_found', message: 'no such table' },
          untrusted: false,
          decision: { decision: 'allow', policyId: 'test', reason: '' },
        })),
        simpleTool('throws', async () => {
          throw new Error('out of order');
        }),
      ];
      const events = await eventsOf(opened().run(engineRun({ tools })));

      const results = model.requests.map(({ messages }) => messages.at(-1)?.text ?? '');
      expect(results[1]).toBe('not_found: no such table');
      expect(results[2]).toBe('failed: out of order');
      expect(results[3]).toMatch(/table/u);
      expect(events.filter((event) => event.kind === 'tool' && event.state === 'failed')).toHaveLength(2);
      expect(events.at(-1)).toMatchObject({ kind: 'answer', text: 'Ok.' });
    });

    it('has garbage repaired once, without keeping it in the thread', async () => {
      model.play(
        inTurn(
          [callTool('give_answer', { recommendation: 7 })],
          [callTool('give_answer', { recommendation: 'Better.' })],
          [say('And more.')],
        ),
      );
      const engine = opened();
      const events = await eventsOf(engine.run(engineRun()));

      expect(events.at(-1)).toMatchObject({ kind: 'answer', text: 'Better.' });
      expect(model.requests[1]?.messages.at(-1)?.text).toContain('recommendation');
      await eventsOf(engine.run(engineRun({ question: 'And?' })));
      expect(JSON.stringify(model.requests[2]?.messages)).not.toContain('cannot be read');
    });

    it.each([
      ['input that fits no schema', callTool('give_answer', { recommendation: 7 })],
      ['input that is no JSON', callTool('give_answer', '{"recommendation": "ha')],
      ['nothing at all', say('')],
    ])('gives up after garbage twice: %s', async (_what, step) => {
      model.play(() => [step]);

      expect(await ended()).toMatchObject({ kind: 'failed', code: 'bad_output' });
      expect(model.requests).toHaveLength(2);
    });

    it('tells a cut stream from an answer', async () => {
      model.play(() => [say('Half of an ans'), cut()]);

      expect(await ended()).toMatchObject({ kind: 'failed', code: 'stream_cut' });
    });

    it('stops at once when it is cancelled, in the middle of a slow stream', async () => {
      model.play(() => [say('Slow '), pause(60_000), say('end')]);
      const cancel = new AbortController();
      const events: EngineEvent[] = [];
      for await (const event of opened().run(engineRun({ signal: cancel.signal }))) {
        events.push(event);
        if (event.kind === 'text') cancel.abort();
      }

      expect(events.at(-1)).toMatchObject({ kind: 'failed', code: 'cancelled' });
      await expect.poll(() => model.abandoned).toBe(1);
    });

    it('does not begin when it is cancelled before', async () => {
      expect(await ended({ signal: AbortSignal.abort() })).toMatchObject({ code: 'cancelled' });
      expect(model.requests).toHaveLength(0);
    });

    it.each([
      [unauthorised(), 'unauthorised'],
      [insufficientQuota(), 'quota'],
      [rateLimited(60), 'rate_limited'],
    ])('names what the endpoint said: %#', async (step, code) => {
      model.play(() => [step]);

      expect(await ended()).toMatchObject({ kind: 'failed', code });
    });

    it('names an endpoint that cannot be reached', async () => {
      const gone = await scriptedModel(() => []);
      await gone.close();
      const events = await eventsOf(newStore().open(gone.baseUrl).run(engineRun()));

      expect(events.at(-1)).toMatchObject({ kind: 'failed', code: 'unreachable' });
    });

    it('stops before the call that its limits do not allow', async () => {
      model.play(() => [callTool('list_schema', {})]);
      const tools = [simpleTool('list_schema')];

      expect(await ended({ tools, limits: { modelCallsMax: 3, tokensMax: 1_000_000 } })).toMatchObject({
        kind: 'failed',
        code: 'budget',
      });
      expect(model.requests).toHaveLength(3);
      expect(await ended({ tools, limits: { modelCallsMax: 30, tokensMax: 1 } })).toMatchObject({
        code: 'budget',
      });
      expect(model.requests).toHaveLength(1);
    });
  });

  describe(`${name}: a thread that outgrows the model`, () => {
    it('is summarised and goes on', async () => {
      const overflowing = 'long '.repeat(4_000);
      model.play((request) => {
        if (request.model === 'small-1') return [say('They asked about orders.')];
        return JSON.stringify(request.messages).includes(overflowing) ? [contextTooLong()] : [say('Done.')];
      });
      const engine = opened();
      model.play(() => [say(overflowing)]);
      await eventsOf(engine.run(engineRun({ question: 'First' })));
      model.play((request) => {
        if (request.model === 'small-1') return [say('They asked about orders.')];
        return JSON.stringify(request.messages).includes(overflowing) ? [contextTooLong()] : [say('Done.')];
      });
      const events = await eventsOf(engine.run(engineRun({ question: 'Second' })));

      expect(events.at(-1)).toMatchObject({ kind: 'answer', text: 'Done.' });
      expect(events).toContainEqual({ kind: 'summary', text: 'They asked about orders.' });
      expect(textOf(events)).toBe('Done.');
      const third = await eventsOf(engine.run(engineRun({ question: 'Third' })));
      expect(kinds(third)).not.toContain('summary');
      expect(JSON.stringify(model.requests.at(-1)?.messages)).toContain('They asked about orders.');
    });

    it('fails clearly when even a summary does not fit', async () => {
      model.play(() => [contextTooLong()]);
      const events = await eventsOf(opened().run(engineRun()));

      expect(events.at(-1)).toMatchObject({
        kind: 'failed',
        code: 'context_overflow',
        message: expect.stringContaining('Ask about less'),
      });
    });
  });

  describe(`${name}: approvals`, () => {
    const ask: EngineApprovalRequest = {
      title: 'Apply migration 001',
      tool: 'apply_migration',
      agent: 'consultant',
      text: 'create table x ()',
      decision: { decision: 'ask', policyId: 'writes', reason: 'writes ask' },
    };
    const needing = (calls: EngineToolCall[]): EngineTool =>
      simpleTool(
        'apply_migration',
        async (_input, call) => {
          calls.push(call);
          if (call.approvalId === 'approval-1') return succeeded('applied');
          const result = { ok: false, code: 'needs_approval', message: 'ask first' } as const;
          return { result, untrusted: false, ask, decision: ask.decision };
        },
        { action: 'write_database' },
      );
    const interruptOf = (events: readonly EngineEvent[]) => {
      const last = events.at(-1);
      if (last?.kind !== 'interrupt') throw new Error(`ended with ${last?.kind}`);
      return last;
    };

    it('stops the run, and goes on with what the user approved', async () => {
      model.play(inTurn([callTool('apply_migration', {}, 'call-1')], [say('Applied.')]));
      const calls: EngineToolCall[] = [];
      const tools = [needing(calls)];
      const engine = opened();
      const interrupted = interruptOf(await eventsOf(engine.run(engineRun({ tools }))));

      expect(interrupted.ask).toEqual(ask);
      expect(await engine.snapshot('thread-1')).toMatchObject({
        state: 'interrupted',
        interruptId: interrupted.interruptId,
      });
      const events = await eventsOf(
        engine.resume({
          ...engineRun({ tools }),
          decision: { interruptId: interrupted.interruptId, approved: true, approvalId: 'approval-1' },
        }),
      );
      expect(events.at(-1)).toMatchObject({ kind: 'answer', text: 'Applied.' });
      expect(calls.at(-1)).toMatchObject({ id: 'call-1', approvalId: 'approval-1', agent: 'consultant' });
      expect(model.requests.at(-1)?.messages.at(-1)?.text).toBe('applied');
    });

    it('tells the model of a rejection, with the user’s note, and runs nothing', async () => {
      model.play(inTurn([callTool('apply_migration', {})], [say('Understood.')]));
      const calls: EngineToolCall[] = [];
      const tools = [needing(calls)];
      const store = newStore();
      const { interruptId } = interruptOf(
        await eventsOf(store.open(model.baseUrl).run(engineRun({ tools }))),
      );
      // Another engine: the service may have been started anew while the user thought.
      const events = await eventsOf(
        store
          .open(model.baseUrl)
          .resume({ ...engineRun({ tools }), decision: { interruptId, approved: false, note: 'too late' } }),
      );

      expect(events.at(-1)).toMatchObject({ kind: 'answer', text: 'Understood.' });
      expect(model.requests.at(-1)?.messages.at(-1)?.text).toMatch(/rejected.*too late/u);
      expect(calls.every(({ approvalId }) => approvalId === undefined)).toBe(true);
    });

    it('are asked for one after the other when two tools need them at once', async () => {
      model.play(
        inTurn([callTool('apply_migration', {}, 'a'), callTool('apply_migration', {}, 'b')], [say('Ok.')]),
      );
      const tools = [needing([])];
      const engine = opened();
      const first = interruptOf(await eventsOf(engine.run(engineRun({ tools }))));
      const resumed = (interruptId: string) =>
        eventsOf(engine.resume({ ...engineRun({ tools }), decision: { interruptId, approved: false } }));
      const second = interruptOf(await resumed(first.interruptId));

      expect(second.interruptId).not.toBe(first.interruptId);
      expect((await resumed(second.interruptId)).at(-1)).toMatchObject({ kind: 'answer', text: 'Ok.' });
    });

    it('are never asked for by a specialist', async () => {
      model.play((request) => {
        const isSpecialist = request.messages[0]?.text.includes('migration-specialist');
        if (isSpecialist && request.messages.length <= 2) return [callTool('apply_migration', {})];
        if (isSpecialist) return [say('I could not apply it.')];
        if (request.messages.length <= 2)
          return [callTool('task', { description: 'Apply', subagent_type: 'migration-specialist' })];
        return [say('It needs your approval.')];
      });
      const calls: EngineToolCall[] = [];
      const events = await eventsOf(
        opened().run(
          engineRun({
            route: 'planned',
            tools: [needing(calls)],
            specialists: [specialist('migration-specialist', ['apply_migration'])],
          }),
        ),
      );

      expect(kinds(events)).not.toContain('interrupt');
      expect(events.find((event) => event.kind === 'tool' && event.state === 'refused')).toMatchObject({
        agent: 'migration-specialist',
        result: expect.stringContaining('approval by the consultant'),
      });
      expect(events.at(-1)).toMatchObject({ kind: 'answer' });
    });
  });

  describe(`${name}: threads`, () => {
    it('go on after the service was killed, without asking again what was answered', async () => {
      const store = newStore();
      let asked = 0;
      model.forget();
      model.play((request) => {
        asked += 1;
        if (request.messages.length <= 2) return [callTool('list_schema', {}, 'call-1')];
        return asked === 2 ? [say('Half'), pause(60_000)] : [say('Whole.')];
      });
      const tools = [simpleTool('list_schema')];
      const killed = store.open(model.baseUrl).run(engineRun({ tools }))[Symbol.asyncIterator]();
      // The consumer goes away in the middle, as a killed process does.
      for (;;) {
        const { value } = await killed.next();
        if (value?.kind === 'text') break;
      }
      const engine = store.open(model.baseUrl);
      expect(await engine.snapshot('thread-1')).toMatchObject({ state: 'unfinished' });
      const events = await eventsOf(engine.resume(engineRun({ tools })));

      expect(events.at(-1)).toMatchObject({ kind: 'answer', text: 'Whole.' });
      expect(model.requests.filter(({ messages }) => messages.length <= 2)).toHaveLength(1);
      expect(await engine.snapshot('thread-1')).toMatchObject({ state: 'idle' });
    });

    it('that had ended before the kill give their answer once more', async () => {
      const store = newStore();
      model.play(() => [say('Said.')]);
      await eventsOf(store.open(model.baseUrl).run(engineRun()));
      model.forget();

      expect((await eventsOf(store.open(model.baseUrl).resume(engineRun()))).at(-1)).toMatchObject({
        kind: 'answer',
        text: 'Said.',
      });
      expect(model.requests).toHaveLength(0);
    });

    it('keep what was said for the next question', async () => {
      model.play(() => [say('Use bigint.')]);
      const engine = opened();
      await eventsOf(engine.run(engineRun({ question: 'Which type?' })));
      await eventsOf(engine.run(engineRun({ question: 'Why?' })));

      expect(model.requests[1]?.messages.map(({ text }) => text)).toEqual([
        'You are the consultant.',
        'Which type?',
        'Use bigint.',
        'Why?',
      ]);
    });

    it('are forked with all that was said, and go their own ways', async () => {
      model.play(() => [say('Yes.')]);
      const engine = opened();
      await eventsOf(engine.run(engineRun({ question: 'One' })));
      await engine.fork('thread-1', 'thread-2');
      await eventsOf(engine.run(engineRun({ threadId: 'thread-2', question: 'Two' })));
      await eventsOf(engine.run(engineRun({ question: 'Three' })));

      const texts = model.requests.map(({ messages }) => messages.map(({ text }) => text).join(' '));
      expect(texts[1]).toContain('One Yes. Two');
      expect(texts[2]).toContain('One Yes. Three');
    });

    it('are gone once deleted, and unknown ones are undefined', async () => {
      model.play(() => [say('Yes.')]);
      const engine = opened();
      await eventsOf(engine.run(engineRun()));
      await engine.delete('thread-1');

      expect(await engine.snapshot('thread-1')).toBeUndefined();
      expect(await engine.snapshot('never')).toBeUndefined();
      await expect(engine.fork('never', 'thread-3')).rejects.toThrow(/no such thread/u);
    });
  });

  describe(`${name}: what travels with each request`, () => {
    it('stays small', async () => {
      model.play(() => [say('Ok.')]);
      await eventsOf(opened().run(engineRun()));
      await eventsOf(
        newStore()
          .open(model.baseUrl)
          .run(engineRun({ route: 'planned', specialists: [specialist('schema-analyst', [])] })),
      );
      const [direct, planned] = model.requests.map(({ tools }) => JSON.stringify(tools).length);

      // The library's own descriptions take 21,000.
      expect(direct).toBeLessThan(2_600);
      expect(planned).toBeLessThan(5_500);
    });
  });
}
