import { afterEach, describe, expect, it } from 'vitest';
import { openModels } from '../../../src/consultant/models/openModels.ts';
import type { ModelsStatus } from '../../../src/protocol/modelMethods.ts';
import { insufficientQuota, say, unauthorised } from '../../support/scripted/steps.ts';
import {
  type ModelScript,
  type ScriptedModel,
  type ScriptedModelOptions,
  scriptedModel,
} from '../../support/scriptedModel.ts';
import { type ModelsPart, type ModelsPartOptions, modelsPart } from './modelsPart.ts';

const ending: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0)) await end();
});

async function served(script: ModelScript, options?: ScriptedModelOptions): Promise<ScriptedModel> {
  const server = await scriptedModel(script, options);
  ending.push(() => server.close());
  return server;
}

function part(options?: ModelsPartOptions): ModelsPart {
  const opened = modelsPart(options);
  ending.push(() => opened.end());
  return opened;
}

const status = async (opened: ModelsPart): Promise<ModelsStatus> =>
  // SAFETY: the answer of this method.
  (await opened.ask('models/status')) as ModelsStatus;

const keys = (...all: readonly string[]) => all.map((key) => ({ label: `key ${key.slice(-1)}`, key }));

describe('models/configure', () => {
  it('opens endpoints, which the consultant may use at once', async () => {
    const server = await served(({ key }) => [
      key === 'sk-secret-a' ? unauthorised() : say('by the second key'),
    ]);
    const opened = part();
    await opened.ask('models/configure', {
      providers: [
        {
          id: 'house',
          kind: 'openai',
          baseUrl: `${server.baseUrl}/`,
          keys: keys('sk-secret-a', 'sk-secret-b'),
        },
      ],
      deepModel: 'house/scripted-1',
      budget: { tokensMax: 1000 },
    });
    const model = openModels(opened.models.sources).chat('deep');
    await model.invoke('Hi');
    expect((await model.invoke('Hi')).text).toBe('by the second key');
    expect(opened.models.budget).toEqual({ tokensMax: 1000 });
    const told = await status(opened);
    expect(told.models).toEqual([
      { id: 'house/scripted-1', name: 'scripted-1', provider: 'house', kind: 'openai', use: 'deep' },
    ]);
    expect(told.keys.map(({ label, state }) => [label, state])).toEqual([
      ['key a', 'refused'],
      ['key b', 'ready'],
    ]);
    expect(told.keys[1]?.tokensIn).toBeGreaterThan(0);
    expect(told.keys[1]?.lastUsedAt).toMatch(/^\d{4}-.*Z$/u);
    expect(told.problems).toEqual([]);
  });

  it('tells every client what has changed, never a key', async () => {
    const server = await served(() => [insufficientQuota()]);
    const opened = part();
    await opened.ask('models/configure', {
      providers: [{ id: 'house', kind: 'openai', baseUrl: server.baseUrl, keys: keys('sk-secret-a') }],
      deepModel: 'house/scripted-1',
    });
    await expect(openModels(opened.models.sources).chat('deep').invoke('Hi')).rejects.toMatchObject({
      code: 'quota',
    });
    const line = /^The key for house cannot be used: 1 out of quota\. The next may be tried at/u;
    await expect
      .poll(() => opened.events.filter(({ event }) => event === 'models/changed').at(-1)?.params)
      .toMatchObject({ keys: [{ state: 'spent' }], problems: [expect.stringMatching(line)] });
    expect(JSON.stringify([opened.events, opened.logged, opened.kept, await status(opened)])).not.toContain(
      'sk-secret',
    );
  });

  it('keeps the counts of keys that stay, and lets refused ones try again', async () => {
    const server = await served(() => [unauthorised()]);
    const opened = part();
    const settings = {
      providers: [{ id: 'house', kind: 'openai', baseUrl: server.baseUrl, keys: keys('sk-a') }],
      deepModel: 'house/scripted-1',
    };
    await opened.ask('models/configure', settings);
    await expect(openModels(opened.models.sources).chat('deep').invoke('Hi')).rejects.toThrow();
    const before = (await status(opened)).keys[0];
    expect(before?.state).toBe('refused');
    await opened.ask('models/configure', settings);
    expect((await status(opened)).keys[0]?.state).toBe('ready');
    expect((await status(opened)).keys[0]?.requests).toBeGreaterThanOrEqual(before?.requests ?? 1);
  });

  it('says what is missing', async () => {
    const gone = await scriptedModel(() => [], { ollama: true });
    await gone.close();
    const opened = part();
    await opened.ask('models/configure', {
      providers: [
        { id: 'openai', kind: 'openai' },
        { id: 'local', kind: 'ollama', baseUrl: gone.origin },
      ],
    });
    expect(opened.models.chosen('deep')).toBeUndefined();
    expect(await status(opened)).toEqual({
      prices: { source: expect.stringContaining('USD per million tokens'), asOf: '2025-08' },
      models: [],
      keys: [],
      problems: [
        'openai has no key yet.',
        `Ollama does not answer at ${new URL(gone.origin).host}; is it running?`,
      ],
    });
  });

  it('lists what Ollama has', async () => {
    const server = await served(() => [say('local')], {
      ollama: true,
      models: { 'qwen3:32b': {}, 'qwen3:4b': {} },
    });
    const opened = part();
    await opened.ask('models/configure', {
      providers: [{ id: 'local', kind: 'ollama', baseUrl: server.origin }],
    });
    expect((await status(opened)).models.map(({ id, use }) => [id, use])).toEqual([
      ['local/qwen3:32b', 'deep'],
      ['local/qwen3:4b', 'small'],
    ]);
    expect((await openModels(opened.models.sources).chat('deep').invoke('Hi')).text).toBe('local');
    expect(server.requests[0]).toMatchObject({ api: 'chat', key: '' });
  });

  it.each([
    [
      'an address that is none',
      { providers: [{ id: 'a', kind: 'openai', baseUrl: 'file:///etc' }] },
      'baseUrl',
    ],
    ['a name with a slash', { providers: [{ id: 'a/b', kind: 'openai' }] }, 'id'],
    ["the editor's own name", { providers: [{ id: 'editor', kind: 'openai' }] }, 'id'],
    [
      'one id twice',
      {
        providers: [
          { id: 'a', kind: 'ollama' },
          { id: 'a', kind: 'openai' },
        ],
      },
      'same id',
    ],
    ['no providers', {}, 'providers'],
  ])('refuses %s', async (_name, params, message) => {
    await expect(part().ask('models/configure', params)).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining(message),
    });
  });

  it('repeats no key when it refuses', async () => {
    const params = { providers: [{ id: 'a', kind: 'openai', keys: [{ label: '', key: 'sk-secret' }] }] };
    const error = await part()
      .ask('models/configure', params)
      .catch((thrown: unknown) => thrown);
    expect(String(error)).not.toContain('sk-secret');
  });
});

describe('without an editor', () => {
  it('the environment names the models', async () => {
    const server = await served(({ key }) => [say(`by ${key}`)], { models: { big: {}, little: {} } });
    const opened = part({
      environment: {
        OPENAI_API_KEY: 'sk-1, sk-2',
        OPENAI_BASE_URL: server.baseUrl,
        FIXWARD_MODEL: 'openai/big',
        FIXWARD_SMALL_MODEL: 'openai/little',
      },
    });
    const models = openModels(opened.models.sources);
    expect((await models.find('deep')).id).toBe('openai/big');
    expect((await models.find('small')).id).toBe('openai/little');
    expect((await status(opened)).keys.map(({ label }) => label)).toEqual([
      'OPENAI_API_KEY 1',
      'OPENAI_API_KEY 2',
    ]);
  });

  it('what an editor configures goes before it, until that is nothing', async () => {
    const opened = part({ environment: { OPENAI_API_KEY: 'sk-1' } });
    expect(opened.models.chosen('deep')).toBe('openai/o3');
    await opened.ask('models/configure', {
      providers: [{ id: 'house', kind: 'openai', baseUrl: 'http://localhost:1/v1' }],
    });
    expect(opened.models.sources().endpoints.map(({ id }) => id)).toEqual(['house']);
    await opened.ask('models/configure', { providers: [], budget: { dayCostUsdMax: 1 } });
    expect(opened.models.sources().endpoints.map(({ id }) => id)).toEqual(['openai']);
    expect(opened.models.budget).toEqual({ dayCostUsdMax: 1 });
  });

  it('there is no model when it names none, or none that can be asked', () => {
    expect(part({ environment: { FIXWARD_MODEL: 'o3' } }).models.chosen('deep')).toBeUndefined();
    const { models } = part();
    expect([models.chosen('deep'), models.sources().endpoints]).toEqual([undefined, []]);
  });
});

describe('what answers cost', () => {
  it('is known by list price at the endpoint that published it', async () => {
    const opened = part({ environment: { OPENAI_API_KEY: 'sk-1' } });
    const used = { tokensIn: 1_000_000, tokensOut: 1_000_000 };
    expect(opened.models.cost({ model: 'openai/o3', ...used })).toBe(10);
    expect(opened.models.cost({ model: 'o3-2025-04-16', ...used })).toBe(10);
    expect(opened.models.cost({ model: 'editor/o3', ...used })).toBeUndefined();
    await opened.ask('models/configure', {
      providers: [{ id: 'house', kind: 'openai', baseUrl: 'http://localhost:1/v1' }],
    });
    expect(opened.models.cost({ model: 'house/o3', ...used })).toBeUndefined();
  });

  it('is kept in the store by key and model', async () => {
    const server = await served(() => [say('ok')]);
    const opened = part();
    await opened.ask('models/configure', {
      providers: [{ id: 'house', kind: 'openai', baseUrl: server.baseUrl, keys: keys('sk-secret-a') }],
      deepModel: 'house/scripted-1',
    });
    await openModels(opened.models.sources).chat('deep').invoke('Hi');
    opened.end();
    const usage = () => opened.kept.filter(({ name }) => name === 'record_model_usage');
    await expect.poll(usage).toHaveLength(1);
    // The probe is paid for, too.
    expect(usage()[0]).toMatchObject({
      name: 'record_model_usage',
      request: {
        usage: [
          { provider: 'house', key_label: 'key a', model: 'scripted-1', requests: 1, estimated: 0 },
          { provider: 'house', key_label: 'key a', model: 'scripted-1', requests: 1, estimated: 0 },
        ],
      },
    });
    expect(JSON.stringify(usage())).not.toContain('cost_usd');
  });

  it('is measured beside it: how long, how many tokens, what was in the cache; probes are not', async () => {
    const server = await served(() => [say('ok')]);
    const opened = part();
    await opened.ask('models/configure', {
      providers: [{ id: 'house', kind: 'openai', baseUrl: server.baseUrl, keys: keys('sk-secret-a') }],
      deepModel: 'house/scripted-1',
    });
    await openModels(opened.models.sources).chat('deep').invoke('Hi');
    opened.end();
    const measured = () => opened.kept.filter(({ name }) => name === 'record_performance');
    await expect.poll(measured).toHaveLength(1);
    expect(server.probes.length).toBeGreaterThan(0);
    expect(measured()[0]?.request).toMatchObject({
      metrics: [
        {
          request_type: 'model',
          endpoint: 'house',
          model_version: 'scripted-1',
          error_rate: 0,
          response_time_ms: expect.any(Number),
          tokens_in: expect.any(Number),
          tokens_out: expect.any(Number),
        },
      ],
    });
  });
});
