import {
  AIMessage,
  type AIMessageChunk,
  HumanMessage,
  SystemMessage,
  ToolMessage,
} from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { logprobsOf } from '../../../src/consultant/models/logprobs.ts';
import { openModels } from '../../../src/consultant/models/openModels.ts';
import { refusalIn, spokenIn } from '../../../src/consultant/models/spoken.ts';
import type { ModelUsage } from '../../../src/consultant/models/usage.ts';
import { testSources } from '../../support/modelSources.ts';
import { callTool, refuse, type ScriptedStep, say, think } from '../../support/scripted/steps.ts';
import {
  inTurn,
  type ModelScript,
  PLAIN_TRAITS,
  REASONING_TRAITS,
  type ScriptedModel,
  type ScriptedModelOptions,
  scriptedModel,
} from '../../support/scriptedModel.ts';

const running: ScriptedModel[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
});

async function served(script: ModelScript, options?: ScriptedModelOptions): Promise<ScriptedModel> {
  const server = await scriptedModel(script, options);
  running.push(server);
  return server;
}

const listSchema = tool(async () => '', {
  name: 'list_schema',
  description: 'Lists tables.',
  schema: z.object({ schema: z.string() }),
});

describe.each(['responses', 'chat'] as const)('a model over the %s API', (api) => {
  const only = { models: { 'scripted-1': { responses: api === 'responses', chat: api === 'chat' } } };

  it('streams reasoning, text and calls, and tells what it used', async () => {
    const server = await served(
      () => [
        think('look first'),
        say('Let me look at the schema.'),
        callTool('list_schema', { schema: 'public' }),
      ],
      only,
    );
    const usage: ModelUsage[] = [];
    const model = openModels(testSources(server.baseUrl)).chat('deep', {
      onUsage: (used) => usage.push(used),
    });
    let whole: AIMessageChunk | undefined;
    const pieces: string[] = [];
    for await (const chunk of await model.bindTools([listSchema]).stream('Which tables are there?')) {
      whole = whole ? whole.concat(chunk) : chunk;
      pieces.push(spokenIn(chunk).text);
    }
    expect(pieces.filter((piece) => piece !== '').length).toBeGreaterThan(1);
    expect(whole && spokenIn(whole)).toEqual({ text: 'Let me look at the schema.', reasoning: 'look first' });
    expect(whole?.tool_calls).toMatchObject([{ name: 'list_schema', args: { schema: 'public' } }]);
    expect(usage).toMatchObject([{ model: 'test/scripted-1', method: 'reported', tokensReasoning: 3 }]);
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]).toMatchObject({ api, stream: true, key: 'test-key' });
    expect(server.requests[0]?.tools.map(({ name }) => name)).toEqual(['list_schema']);
  });

  it('sends a conversation that another API had begun', async () => {
    const server = await served(() => [say('ok')], only);
    const model = openModels(testSources(server.baseUrl)).chat('deep');
    await model.invoke([
      new SystemMessage('Be brief.'),
      new HumanMessage('Which tables?'),
      new AIMessage({
        id: 'resp_1',
        content: [
          { type: 'reasoning', reasoning: 'secret thoughts' },
          { type: 'text', text: 'Looking.' },
        ],
        tool_calls: [{ id: 'c1', name: 'list_schema', args: { schema: 'public' } }],
        additional_kwargs: { reasoning: { id: 'rs_1', type: 'reasoning', summary: [] } },
      }),
      new ToolMessage({ tool_call_id: 'c1', content: 'a, b' }),
    ]);
    const request = server.requests[0];
    expect(JSON.stringify(request?.body)).not.toMatch(/secret thoughts|rs_1|resp_1/u);
    expect(request?.messages.map(({ role, text }) => [role, text]).filter(([, text]) => text !== '')).toEqual(
      [
        ['system', 'Be brief.'],
        ['user', 'Which tables?'],
        ['assistant', 'Looking.'],
        ['tool', 'a, b'],
      ],
    );
    expect(request?.messages.flatMap(({ calls }) => calls.map(({ id }) => id))).toEqual(['c1']);
  });

  it('keeps a refusal apart from an answer', async () => {
    const server = await served(() => [refuse('Not this.')], only);
    const said = await openModels(testSources(server.baseUrl)).chat('deep').invoke('Drop everything');
    expect(refusalIn(said)).toBe('Not this.');
  });

  it('gives log probabilities when asked', async () => {
    const server = await served(() => [say('yes indeed', -0.25)], only);
    const models = openModels(testSources(server.baseUrl));
    const asked = await models.chat('deep', { logprobs: true }).invoke('Sure?');
    expect(logprobsOf(asked)?.tokenLogprobs).toEqual([-0.25, -0.25]);
    expect(logprobsOf(asked)?.topLogprobs[0]).toHaveLength(5);
    expect(logprobsOf(await models.chat('deep').invoke('Sure?'))).toBeUndefined();
  });

  it('says that an answer ended for its length, whoever listens to it', async () => {
    const server = await served(() => [say('half of'), { kind: 'lengthReached' }], only);
    const model = openModels(testSources(server.baseUrl)).chat('deep');
    const heard: string[] = [];
    const listener = {
      lc_prefer_streaming: true,
      handleLLMNewToken: (token: string) => void heard.push(token),
    };
    const alone = await model.invoke('x');
    const listened = await model.invoke('x', { callbacks: [listener] });
    expect([alone, listened].map((said) => said.response_metadata.finish_reason)).toEqual([
      'length',
      'length',
    ]);
    expect(heard.join('')).toBe('half of');
    expect(listened.response_metadata.model_name).toBe('test/scripted-1');
  });

  it('keeps nothing of what the endpoint repeats', async () => {
    const server = await served(() => [say('short')], only);
    const said = await openModels(testSources(server.baseUrl)).chat('deep').invoke('x');
    expect(Object.keys(said.response_metadata)).not.toContain('output');
    expect(JSON.stringify(said.response_metadata).length).toBeLessThan(200);
  });
});

describe('what a model takes', () => {
  it.each([
    [
      'a reasoning model',
      REASONING_TRAITS,
      { api: 'responses', temperature: false, logprobs: false, reasoningEffort: true },
    ],
    [
      'a plain model',
      PLAIN_TRAITS,
      { api: 'responses', temperature: true, reasoningEffort: false, reasoningSummary: false },
    ],
    [
      'an endpoint with Chat Completions alone',
      { responses: false },
      { api: 'chat', tools: true, jsonSchema: true },
    ],
    [
      'a small local model',
      { responses: false, tools: false, jsonSchema: false, logprobs: false, reasoningEffort: false },
      {
        api: 'chat',
        tools: false,
        jsonSchema: false,
        logprobs: false,
        reasoningEffort: false,
        temperature: true,
      },
    ],
  ] as const)('%s', async (_name, traits, expected) => {
    const server = await served(() => [say('ok')], { models: { 'scripted-1': traits } });
    const found = await openModels(testSources(server.baseUrl)).find('deep');
    expect(found.capabilities).toMatchObject(expected);
  });

  it('is found out once, however many ask at once', async () => {
    const server = await served(() => [say('ok')]);
    const models = openModels(testSources(server.baseUrl));
    await Promise.all([
      models.chat('deep').invoke('a'),
      models.chat('deep').invoke('b'),
      models.find('deep'),
    ]);
    expect(server.probes).toHaveLength(1);
    expect(server.requests).toHaveLength(2);
  });

  it('is found out anew after its time, and once what is configured has changed', async () => {
    const server = await served(() => [say('ok')]);
    let nowMs = 0;
    let revision = 1;
    const sources = testSources(server.baseUrl);
    const models = openModels(
      () => ({ ...sources(), revision }),
      () => nowMs,
    );
    await models.find('deep');
    nowMs = 3_600_000;
    await models.find('deep');
    expect(server.probes).toHaveLength(1);
    nowMs = 7 * 3_600_000;
    await models.find('deep');
    expect(server.probes).toHaveLength(2);
    revision = 2;
    await models.find('deep');
    expect(server.probes).toHaveLength(3);
  });

  it('decides what is sent', async () => {
    const server = await served(() => [say('ok')], {
      models: { 'scripted-1': { temperature: false, reasoningEffort: true }, plain: PLAIN_TRAITS },
    });
    const models = openModels(testSources(server.baseUrl, { reasoningEffort: 'high' }));
    await models.chat('deep', { temperature: 0.1 }).invoke('x');
    await models.chat({ id: 'test/plain' }, { temperature: 0.1 }).invoke('x');
    const [reasoning, plain] = server.requests;
    expect(reasoning?.reasoningEffort).toBe('high');
    expect(reasoning?.temperature).toBeUndefined();
    expect(plain?.reasoningEffort).toBeUndefined();
    expect(plain?.temperature).toBe(0.1);
  });
});

describe('which model works', () => {
  const names = (...models: readonly string[]): ScriptedModelOptions => ({
    models: Object.fromEntries(models.map((name) => [name, {}])),
  });

  it('is o3 for deep work and gpt-4.1-mini for small things where the endpoint has them', async () => {
    const server = await served(
      () => [say('ok')],
      names('gpt-4o', 'text-embedding-3-small', 'o3', 'gpt-4.1-mini'),
    );
    const models = openModels(testSources(server.baseUrl, { deepModel: undefined }));
    expect((await models.find('deep')).id).toBe('test/o3');
    expect((await models.find('small')).id).toBe('test/gpt-4.1-mini');
  });

  it('is what the endpoint has, else', async () => {
    const server = await served(() => [say('ok')], names('nomic-embed-text', 'qwen3:32b', 'qwen3:4b'));
    const models = openModels(testSources(server.baseUrl, { deepModel: undefined }));
    expect((await models.find('deep')).id).toBe('test/qwen3:32b');
    expect((await models.find('small')).id).toBe('test/qwen3:4b');
  });

  it('is the one for deep work in the place of a small one that is not there, and it is told', async () => {
    const server = await served(() => [say('ok')]);
    const notices: string[] = [];
    const models = openModels(testSources(server.baseUrl, { smallModel: 'test/gone' }));
    await models.chat('small', { onNotice: (_level, text) => notices.push(text) }).invoke('x');
    expect(server.requests[0]?.model).toBe('scripted-1');
    expect(notices).toEqual(['The small model test/gone is not there; test/scripted-1 does its work.']);
  });

  it('comes from Ollama by its list', async () => {
    const server = await served(() => [say('ok')], { ...names('llama3.3:70b'), ollama: true });
    const sources = testSources(server.baseUrl, {
      id: 'ollama',
      kind: 'ollama',
      keys: [],
      deepModel: undefined,
    });
    const models = openModels(sources);
    await models.chat('deep').invoke('x');
    expect(server.requests[0]).toMatchObject({ model: 'llama3.3:70b', key: '' });
  });

  it('is none when nothing is configured, which names what could be', async () => {
    const models = openModels(() => ({ revision: 1, endpoints: [], editors: [] }));
    await expect(models.chat('deep').invoke('x')).rejects.toMatchObject({
      code: 'no_model',
      message: expect.stringContaining('add a key'),
    });
  });
});

it('answers a hundred at once with twelve keys, none of them mixed up', async () => {
  const server = await served(({ messages }) => [say(`answer to ${messages.at(-1)?.text}`)]);
  const keys = Array.from({ length: 12 }, (_, index) => `key-${index + 1}`);
  const models = openModels(testSources(server.baseUrl, { keys }));
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, index) => models.chat('deep').invoke(`question ${index}`)),
  );
  expect(answers.map(({ text }) => text)).toEqual(
    Array.from({ length: 100 }, (_, index) => `answer to question ${index}`),
  );
  expect(server.probes).toHaveLength(1);
  expect(new Set(server.requests.map(({ key }) => key)).size).toBe(12);
});

it('takes turns in one conversation', async () => {
  const turns: readonly (readonly ScriptedStep[])[] = [[callTool('list_schema', {})], [say('Two tables.')]];
  const server = await served(inTurn(...turns));
  const model = openModels(testSources(server.baseUrl)).chat('deep').bindTools([listSchema]);
  const first = await model.invoke('Which tables?');
  expect(first.tool_calls).toHaveLength(1);
  const second = await model.invoke([
    first,
    new ToolMessage({ tool_call_id: first.tool_calls?.[0]?.id ?? '', content: 'a' }),
  ]);
  expect(spokenIn(second).text).toBe('Two tables.');
});
