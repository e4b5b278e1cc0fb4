import OpenAI from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { KeyHolder } from '../../../src/engines/models/keyHolder.ts';
import { givenKeys } from '../../../src/engines/models/keySource.ts';
import {
  type FetchListener,
  type KeyUsage,
  rotatingFetch,
} from '../../../src/engines/models/rotatingFetch.ts';
import {
  contextTooLong,
  cut,
  failure,
  insufficientQuota,
  pause,
  rateLimited,
  type ScriptedStep,
  say,
  serverError,
  unauthorised,
} from '../../support/scripted/steps.ts';
import { type ScriptedModel, scriptedModel } from '../../support/scriptedModel.ts';

let server: ScriptedModel;
beforeAll(async () => {
  server = await scriptedModel(() => [say('ok')]);
});
afterAll(() => server.close());
beforeEach(() => server.forget());

const QUESTION = { model: 'scripted-1', messages: [{ role: 'user' as const, content: 'Hi' }] };

/** A ring over the scripted endpoint: what happens to each key, by its last sign. */
function ringOf(keys: readonly string[], steps: Readonly<Record<string, ScriptedStep>> = {}) {
  server.play(({ key }) => [steps[key] ?? say(`by ${key}`)]);
  const holder = new KeyHolder('Test', () => clock.nowMs);
  const clock = { nowMs: 1_000_000 };
  holder.configure(keys.map((key) => ({ label: `label of ${key.slice(-1)}`, key })));
  const notices: string[] = [];
  const pauses: number[] = [];
  const usage: KeyUsage[] = [];
  const send = rotatingFetch({
    provider: 'Test',
    keys: givenKeys(holder),
    pause: async (ms) => {
      pauses.push(ms);
      clock.nowMs += ms;
    },
    onUsage: (used) => usage.push(used),
  });
  const listener: FetchListener = { onNotice: (_level, text) => notices.push(text) };
  const client = new OpenAI({
    apiKey: 'none',
    baseURL: server.baseUrl,
    maxRetries: 0,
    fetch: (input, init) => send(input, init, listener),
  });
  const ask = async (): Promise<string> =>
    (await client.chat.completions.create(QUESTION)).choices[0]?.message.content ?? '';
  return { holder, clock, notices, pauses, usage, client, ask };
}

const keysSent = (): readonly string[] => server.requests.map(({ key }) => key);

describe('keys that take turns', () => {
  it('share requests evenly, twelve of them', async () => {
    const keys = Array.from({ length: 12 }, (_, index) => `sk-${String.fromCharCode(97 + index)}`);
    const { ask, holder, clock } = ringOf(keys);
    for (let turn = 0; turn < 24; turn += 1) {
      await ask();
      clock.nowMs += 1;
    }
    expect([...keysSent()].sort()).toEqual([...keys, ...keys].sort());
    expect(holder.status().map(({ requests }) => requests)).toEqual(Array(12).fill(2));
  });

  it('go on inside one call after a rate limit, a spent quota and a refused key, and tell it', async () => {
    const ring = ringOf(['sk-a', 'sk-b', 'sk-c', 'sk-d'], {
      'sk-a': rateLimited(30),
      'sk-b': insufficientQuota(),
      'sk-c': unauthorised(),
    });
    expect(await ring.ask()).toBe('by sk-d');
    expect(keysSent()).toEqual(['sk-a', 'sk-b', 'sk-c', 'sk-d']);
    expect(ring.notices).toEqual([
      'The key “label of a” for Test is rate limited; going on with “label of b”.',
      'The key “label of b” for Test has spent its quota; going on with “label of c”.',
      'The key “label of c” for Test was refused; going on with “label of d”.',
    ]);
    expect(ring.holder.status().map(({ state }) => state)).toEqual(['cooling', 'spent', 'refused', 'ready']);
    server.forget();
    await ring.ask();
    expect(keysSent()).toEqual(['sk-d']);
    ring.clock.nowMs += 30_000;
    server.forget();
    server.play(() => [say('again')]);
    expect(await ring.ask()).toBe('again');
    expect(keysSent()).toEqual(['sk-a']);
  });

  it('go on before the first byte of a stream', async () => {
    const { client } = ringOf(['sk-a', 'sk-b'], { 'sk-a': rateLimited() });
    const stream = await client.chat.completions.create({ ...QUESTION, stream: true });
    let text = '';
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
    expect(text).toBe('by sk-b');
  });

  it('count what each has used', async () => {
    const { client, holder, usage } = ringOf(['sk-a']);
    const stream = await client.chat.completions.create({
      ...QUESTION,
      stream: true,
      stream_options: { include_usage: true },
    });
    for await (const _ of stream);
    await client.responses.create({ model: 'scripted-1', input: 'Hi' });
    expect(usage.map(({ model, keyLabel, method }) => [model, keyLabel, method])).toEqual([
      ['scripted-1', 'label of a', 'reported'],
      ['scripted-1', 'label of a', 'reported'],
    ]);
    const sum = usage.reduce((tokens, { tokensIn }) => tokens + tokensIn, 0);
    expect(holder.status()[0]).toMatchObject({ requests: 2, tokensIn: sum });
  });

  it('estimate a stream whose usage nobody told', async () => {
    const { client, usage } = ringOf(['sk-a']);
    const stream = await client.chat.completions.create({ ...QUESTION, stream: true });
    for await (const _ of stream);
    expect(usage).toMatchObject([{ method: 'estimated', model: 'scripted-1' }]);
    expect(usage[0]?.tokensIn).toBeGreaterThan(5);
  });
});

describe('when no key is left', () => {
  it('says so once, with what is wrong, and asks for no retry', async () => {
    const ring = ringOf(['sk-a', 'sk-b'], { 'sk-a': rateLimited(120), 'sk-b': insufficientQuota() });
    const error = await ring.ask().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ status: 429, code: 'rate_limit_exceeded' });
    expect(String(error)).toContain('No key for Test can be used: 1 rate limited, 1 out of quota.');
    expect(keysSent()).toHaveLength(2);
    expect(error instanceof OpenAI.APIError && error.headers?.get('x-should-retry')).toBe('false');
    server.forget();
    await ring.ask().catch(() => {});
    expect(keysSent()).toEqual([]);
  });

  it('tells spent quotas and refused keys apart', async () => {
    await expect(ringOf(['sk-a'], { 'sk-a': insufficientQuota() }).ask()).rejects.toMatchObject({
      status: 429,
      code: 'insufficient_quota',
    });
    await expect(ringOf(['sk-a'], { 'sk-a': unauthorised() }).ask()).rejects.toMatchObject({
      status: 401,
      code: 'invalid_api_key',
    });
  });

  it('waits for a key that comes back soon', async () => {
    let asked = 0;
    const ring = ringOf(['sk-a']);
    server.play(() => {
      asked += 1;
      return [asked === 1 ? rateLimited(3) : say('after a pause')];
    });
    expect(await ring.ask()).toBe('after a pause');
    expect(ring.pauses).toEqual([3_000]);
    expect(ring.notices).toEqual(['Test asks to slow down; waiting 3 s.']);
  });

  it('does not wait for ever', async () => {
    const ring = ringOf(['sk-a'], { 'sk-a': rateLimited(3) });
    await expect(ring.ask()).rejects.toMatchObject({ status: 429 });
    expect(ring.pauses).toEqual([3_000, 3_000]);
  });
});

describe('what has nothing to do with the key', () => {
  it('is asked again once when the server stumbles', async () => {
    let asked = 0;
    const ring = ringOf(['sk-a']);
    server.play(() => {
      asked += 1;
      return [asked === 1 ? serverError(503) : say('up again')];
    });
    expect(await ring.ask()).toBe('up again');
    server.play(() => [serverError()]);
    await expect(ring.ask()).rejects.toMatchObject({ status: 500 });
    expect(ring.holder.status()[0]?.state).toBe('ready');
  });

  it('is passed on at once', async () => {
    const ring = ringOf(['sk-a', 'sk-b'], { 'sk-a': contextTooLong(), 'sk-b': contextTooLong() });
    await expect(ring.ask()).rejects.toMatchObject({ status: 400, code: 'context_length_exceeded' });
    expect(keysSent()).toHaveLength(1);
  });

  it('leaves a key in use that may not do one thing, and tries the others for a model it may not use', async () => {
    const type = 'invalid_request_error';
    const noLogprobs = failure(403, 'You are not allowed to request logprobs from this model', {
      type,
      code: null,
    });
    const ring = ringOf(['sk-a'], { 'sk-a': noLogprobs });
    await expect(ring.ask()).rejects.toMatchObject({ status: 403 });
    expect(ring.holder.status()[0]?.state).toBe('ready');
    const noModel = failure(403, 'Project does not have access to model', { type, code: 'model_not_found' });
    const other = ringOf(['sk-a', 'sk-b'], { 'sk-a': noModel });
    expect(await other.ask()).toBe('by sk-b');
    const none = ringOf(['sk-a', 'sk-b'], { 'sk-a': noModel, 'sk-b': noModel });
    await expect(none.ask()).rejects.toMatchObject({ status: 403, code: 'model_not_found' });
  });
});

describe('an answer on its way', () => {
  const stream = async (client: OpenAI): Promise<string> => {
    let text = '';
    for await (const chunk of await client.chat.completions.create({ ...QUESTION, stream: true })) {
      text += chunk.choices[0]?.delta.content ?? '';
    }
    return text;
  };

  it('fails when the connection breaks', async () => {
    const { client } = ringOf(['sk-a']);
    server.play(() => [say('half of'), cut()]);
    await expect(stream(client)).rejects.toThrow();
  });

  it('fails when it ends politely before its end', async () => {
    const { client } = ringOf(['sk-a']);
    const body = `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: 'half' }, finish_reason: null }] })}\n\n`;
    server.play(() => [
      { kind: 'failure', status: 200, headers: { 'content-type': 'text/event-stream' }, body },
    ]);
    await expect(stream(client)).rejects.toThrow('The answer broke off before its end.');
  });

  it('is whole when its last event comes without the closing mark', async () => {
    const { client } = ringOf(['sk-a']);
    const body = `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: 'all' }, finish_reason: 'stop' }] })}\n\n`;
    server.play(() => [
      { kind: 'failure', status: 200, headers: { 'content-type': 'text/event-stream' }, body },
    ]);
    expect(await stream(client)).toBe('all');
  });

  it('is given up when the caller gives up', async () => {
    const { client } = ringOf(['sk-a']);
    server.play(() => [say('long'), pause(60_000), say('er')]);
    const gone = new AbortController();
    const answer = await client.chat.completions.create(
      { ...QUESTION, stream: true },
      { signal: gone.signal },
    );
    for await (const _ of answer) gone.abort();
    await expect.poll(() => server.abandoned).toBe(1);
  });
});

describe('keys', () => {
  it('are in no error, whatever an endpoint repeats', async () => {
    const ring = ringOf(['sk-secret-a'], {
      'sk-secret-a': failure(400, 'Bad header: Bearer sk-secret-a', { type: 'x', code: null }),
    });
    const error = await ring.ask().catch((thrown: unknown) => thrown);
    expect(String(error)).toContain('Bearer [key]');
    expect(JSON.stringify(error) + String(error)).not.toContain('sk-secret');
    expect(JSON.stringify([ring.holder, ring.holder.status(), ring.notices])).not.toContain('sk-secret');
  });

  it('that could never be sent are passed over, unrepeated', async () => {
    const ring = ringOf(['sk-secret\nline', 'sk-schlüssel', 'sk-b']);
    expect(await ring.ask()).toBe('by sk-b');
    expect(ring.holder.status().map(({ state }) => state)).toEqual(['refused', 'refused', 'ready']);
    expect(JSON.stringify(ring.notices)).not.toMatch(/sk-/u);
    const error = await ringOf(['sk-secret\nline'])
      .ask()
      .catch((thrown: unknown) => thrown);
    expect(String(error)).not.toContain('sk-secret');
  });

  it('are counted once when they are given twice, and left out when empty', () => {
    const { holder } = ringOf(['sk-a', 'sk-a', '', 'sk-b']);
    expect(holder.status().map(({ label }) => label)).toEqual(['label of a', 'label of b']);
  });

  it('are not needed by an endpoint that lets everybody in', async () => {
    const { ask } = ringOf([]);
    expect(await ask()).toBe('by ');
    expect(server.requests[0]?.headers.authorization).toBeUndefined();
  });
});
