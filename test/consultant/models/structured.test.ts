import { HumanMessage } from '@langchain/core/messages';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openModels } from '../../../src/consultant/models/openModels.ts';
import { testSources } from '../../support/modelSources.ts';
import { callTool, refuse, say, think } from '../../support/scripted/steps.ts';
import {
  answerWith,
  inTurn,
  type ModelScript,
  type ScriptedModel,
  type ScriptedTraits,
  scriptedModel,
} from '../../support/scriptedModel.ts';

const running: ScriptedModel[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
});

const request = {
  name: 'title_of_consultation',
  description: 'A title for the consultation.',
  schema: z.object({ title: z.string().min(3), tags: z.array(z.string()).optional() }),
};

async function asked(script: ModelScript, traits: Partial<ScriptedTraits> = {}) {
  const server = await scriptedModel(script, { models: { 'scripted-1': traits } });
  running.push(server);
  const models = openModels(testSources(server.baseUrl));
  const answer = models.structured(request, [new HumanMessage('Indexes on orders?')], { use: 'deep' });
  return { server, answer };
}

const WAYS: readonly (readonly [string, Partial<ScriptedTraits>])[] = [
  ['by schema over Responses', {}],
  ['by schema over Chat Completions', { responses: false }],
  ['as a tool over Responses', { jsonSchema: false }],
  ['as a tool over Chat Completions', { responses: false, jsonSchema: false }],
  ['in words', { responses: false, jsonSchema: false, tools: false }],
];

describe.each(WAYS)('an answer that a machine reads, asked for %s', (_name, traits) => {
  it('is read', async () => {
    const { server, answer } = await asked(
      (sent) => answerWith(sent, { title: 'Indexes on orders' }),
      traits,
    );
    expect(await answer).toEqual({ title: 'Indexes on orders' });
    expect(server.requests).toHaveLength(1);
  });

  it('is asked for once more when it does not hold, with what is wrong', async () => {
    let turn = 0;
    const { server, answer } = await asked((sent) => {
      turn += 1;
      return answerWith(sent, turn === 1 ? { title: 'x' } : { title: 'Mended' });
    }, traits);
    expect(await answer).toEqual({ title: 'Mended' });
    const repair = server.requests[1]?.messages.at(-1)?.text ?? '';
    expect(repair).toContain('title: Too small');
    expect(server.requests[1]?.messages.map(({ text }) => text).join()).toContain('"x"');
  });

  it('fails clearly when the second one does not hold either', async () => {
    const { server, answer } = await asked((sent) => answerWith(sent, { name: 'wrong' }), traits);
    await expect(answer).rejects.toMatchObject({
      code: 'bad_output',
      message: expect.stringMatching(/not what was asked for \(title_of_consultation\): title: /u),
    });
    expect(server.requests).toHaveLength(2);
  });
});

describe('an answer that came otherwise than asked', () => {
  it('is read from words where a tool was meant, and from a tool where words were', async () => {
    const inWords = await asked(() => [say('Sure: {"title":"From words"} ok?')], { jsonSchema: false });
    expect(await inWords.answer).toEqual({ title: 'From words' });
    const withThoughts = await asked(() => [think('hm'), say('```json\n{"title":"Grüße 🦊"}\n```')]);
    expect(await withThoughts.answer).toEqual({ title: 'Grüße 🦊' });
  });

  it('is not completed when it breaks off', async () => {
    const { answer } = await asked(
      inTurn(
        [callTool('title_of_consultation', '{"title": "Indexes on ord')],
        [callTool('title_of_consultation', { title: 'Whole' })],
      ),
      { jsonSchema: false },
    );
    expect(await answer).toEqual({ title: 'Whole' });
  });

  it('is a refusal when the model refuses', async () => {
    const { server, answer } = await asked(() => [refuse('No titles.')]);
    await expect(answer).rejects.toMatchObject({
      code: 'refused_by_model',
      message: 'The model refused: No titles.',
    });
    expect(server.requests).toHaveLength(1);
  });
});

it('holds the endpoint to a schema it can enforce, where every field must be there', async () => {
  const { server, answer } = await asked((sent) => answerWith(sent, { title: 'Any' }));
  await answer;
  expect(server.requests[0]?.schema).toMatchObject({ name: 'title_of_consultation' });
  expect(server.requests[0]?.body).toMatchObject({ text: { format: { strict: false } } });
  const strict = {
    ...request,
    schema: z.object({ title: z.string().min(2), parts: z.array(z.object({ n: z.number() })) }),
  };
  const models = openModels(testSources(server.baseUrl));
  server.play((sent) => answerWith(sent, { title: 'Any', parts: [{ n: 1 }] }));
  await models.structured(strict, [new HumanMessage('x')], { use: 'deep' });
  expect(server.requests[1]?.body).toMatchObject({
    text: { format: { strict: true, schema: { additionalProperties: false, required: ['title', 'parts'] } } },
  });
  expect(JSON.stringify(server.requests[1]?.schema)).not.toContain('minLength');
});
