import { afterEach, describe, expect, it } from 'vitest';
import type { EngineFailureCode } from '../../../src/consultant/consultantEngine.ts';
import { ModelFailure, modelFailure } from '../../../src/consultant/models/modelFailure.ts';
import { openModels } from '../../../src/consultant/models/openModels.ts';
import type { ModelUsage } from '../../../src/consultant/models/usage.ts';
import { testSources } from '../../support/modelSources.ts';
import {
  contextTooLong,
  cut,
  failure,
  garbage,
  insufficientQuota,
  pause,
  rateLimited,
  type ScriptedStep,
  say,
  serverError,
  unauthorised,
} from '../../support/scripted/steps.ts';
import { type ScriptedModel, scriptedModel } from '../../support/scriptedModel.ts';

const running: ScriptedModel[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
});

async function served(steps: readonly ScriptedStep[], api: 'responses' | 'chat'): Promise<ScriptedModel> {
  const server = await scriptedModel(() => steps, {
    models: { 'scripted-1': { responses: api === 'responses', chat: api === 'chat' } },
  });
  running.push(server);
  return server;
}

const page: ScriptedStep = { kind: 'failure', status: 502, body: '<html>Bad Gateway</html>' };
const filtered = failure(400, 'The response was filtered.', {
  type: 'invalid_request_error',
  code: 'content_filter',
});
const empty: ScriptedStep = {
  kind: 'failure',
  status: 200,
  headers: { 'content-type': 'text/event-stream' },
  body: 'data: [DONE]\n\n',
};

const KINDS: readonly (readonly [string, readonly ScriptedStep[], EngineFailureCode, RegExp])[] = [
  ['a refused key', [unauthorised()], 'unauthorised', /^The key for test cannot be used: 1 refused/u],
  ['a spent quota', [insufficientQuota()], 'quota', /1 out of quota/u],
  ['a rate limit', [rateLimited(300)], 'rate_limited', /1 rate limited/u],
  [
    'a conversation too long',
    [contextTooLong()],
    'context_overflow',
    /longer than the model at test can read/u,
  ],
  ['a filter', [filtered], 'refused_by_model', /filtered/u],
  ['an error of the server', [serverError()], 'unreachable', /had an error/u],
  ['a page of a proxy', [page], 'unreachable', /Bad Gateway/u],
  ['a stream that is cut', [say('half of it'), cut()], 'stream_cut', /broke off/u],
  ['garbage in the stream', [say('so'), garbage()], 'bad_output', /no JSON/u],
  [
    'an error in the stream',
    [say('so'), { kind: 'streamError', code: 'server_error', message: 'Overloaded.' }],
    'stream_cut',
    /Overloaded/u,
  ],
  [
    'a rate limit in the stream',
    [{ kind: 'streamError', code: 'rate_limit_exceeded', message: 'Slow down.' }],
    'rate_limited',
    /Slow down/u,
  ],
  ['nothing at all', [empty], 'bad_output', /said nothing/u],
];

describe.each(['responses', 'chat'] as const)('over the %s API', (api) => {
  it.each(KINDS)('%s', async (_name, steps, code, message) => {
    const server = await served(steps, api);
    const models = openModels(testSources(server.baseUrl));
    const error = await models
      .chat('deep')
      .invoke('Hi')
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ModelFailure);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(String(error)).not.toMatch(/test-key|langchain|Troubleshooting/iu);
  });

  it('a call that is cancelled while the model speaks ends at once, and what was said is counted', async () => {
    const server = await served([say('The first words of a long answer.'), pause(60_000), say('more')], api);
    const gone = new AbortController();
    const usage: ModelUsage[] = [];
    const model = openModels(testSources(server.baseUrl)).chat('deep', {
      onUsage: (used) => usage.push(used),
    });
    const listening = async (): Promise<void> => {
      for await (const chunk of await model.stream('Hi', { signal: gone.signal })) {
        if (chunk.text !== '') gone.abort();
      }
    };
    await expect(listening()).rejects.toThrow();
    await expect.poll(() => server.abandoned).toBe(1);
    await expect.poll(() => usage.length).toBe(1);
    expect(usage[0]).toMatchObject({ method: 'estimated', model: 'test/scripted-1' });
  });

  it('a slow stream is waited for', async () => {
    const server = await served([say('slow'), pause(300), say(' but whole')], api);
    expect((await openModels(testSources(server.baseUrl)).chat('deep').invoke('Hi')).text).toBe(
      'slow but whole',
    );
  });
});

describe('before anything is said', () => {
  it('a model that nobody knows', async () => {
    const server = await served([say('x')], 'chat');
    const models = openModels(testSources(server.baseUrl, { deepModel: 'test/gone' }));
    await expect(models.chat('deep').invoke('Hi')).rejects.toMatchObject({
      code: 'no_model',
      message: expect.stringContaining('`gone` does not exist'),
    });
  });

  it('an address where nobody listens', async () => {
    const gone = await scriptedModel(() => []);
    await gone.close();
    const models = openModels(testSources(gone.baseUrl));
    await expect(models.chat('deep').invoke('Hi')).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('test could not be reached'),
    });
  });

  it('a call that is cancelled while the model is still looked for', async () => {
    const server = await scriptedModel(() => [pause(60_000)], { scriptsProbes: true });
    running.push(server);
    const models = openModels(testSources(server.baseUrl));
    const gone = new AbortController();
    const call = models.chat('deep').invoke('Hi', { signal: gone.signal });
    await expect.poll(() => server.requests.length).toBe(1);
    gone.abort();
    await expect(call).rejects.toThrow();
  });

  it('what fails is looked at anew the next time', async () => {
    const server = await scriptedModel(() => [serverError()], { scriptsProbes: true });
    running.push(server);
    const models = openModels(testSources(server.baseUrl));
    await expect(models.chat('deep').invoke('Hi')).rejects.toMatchObject({ code: 'unreachable' });
    server.play(() => [say('well again')]);
    expect((await models.chat('deep').invoke('Hi')).text).toBe('well again');
  });

  it('tools for a model that takes none', async () => {
    const server = await scriptedModel(() => [say('x')], { models: { 'scripted-1': { tools: false } } });
    running.push(server);
    const tool = {
      type: 'function',
      function: { name: 'look', description: '', parameters: { type: 'object', properties: {} } },
    };
    const model = openModels(testSources(server.baseUrl)).chat('deep').bindTools([tool]);
    await expect(model.invoke('Hi')).rejects.toMatchObject({ code: 'no_model' });
  });
});

describe('an error of any library', () => {
  it('is found however deep it is wrapped', () => {
    const inner = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    const outer = new Error('fetch failed', { cause: new Error('outer', { cause: inner }) });
    expect(modelFailure(outer, 'Test').code).toBe('unreachable');
    expect(modelFailure(new Error('x', { cause: new ModelFailure('quota', 'q') }), 'Test').code).toBe(
      'quota',
    );
  });

  it('is internal when it is none of these', () => {
    expect(modelFailure(new TypeError('x is not a function'), 'Test')).toMatchObject({
      code: 'internal',
      message: 'Test: x is not a function',
    });
    expect(modelFailure('a text', 'Test').code).toBe('internal');
    expect(modelFailure(undefined, 'Test').code).toBe('internal');
  });
});
