import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConsultantEngine } from '../../src/consultant/consultantEngine.ts';
import { callTool, say, think } from '../support/scripted/steps.ts';
import { inTurn, type ScriptedModel, scriptedModel } from '../support/scriptedModel.ts';
import { engineRun, eventsOf, kinds, SCRIPTED_MODELS, simpleTool, textOf } from './scriptedEngine.ts';

export interface EngineUnderTest {
  readonly name: string;
  /** A store of its own for threads, that outlives the engines opened on it. */
  newStore(): EngineStore;
}

export interface EngineStore {
  /** An engine as a freshly started service would make it. */
  open(baseUrl: string): ConsultantEngine;
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
        model: 'deep-1',
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
}
