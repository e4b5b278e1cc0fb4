import OpenAI, { APIError } from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  callTool,
  contextTooLong,
  cut,
  garbage,
  insufficientQuota,
  pause,
  rateLimited,
  refuse,
  type ScriptedStep,
  say,
  serverError,
  think,
} from './scripted/steps.ts';
import { answerWith, inTurn, type ScriptedModel, scriptedModel } from './scriptedModel.ts';

let model: ScriptedModel;
let client: OpenAI;

beforeAll(async () => {
  model = await scriptedModel(() => [say('unset')], {
    keys: ['known'],
    models: { 'scripted-1': {}, plain: { responses: false, jsonSchema: false, temperature: false } },
  });
  client = new OpenAI({ apiKey: 'known', baseURL: model.baseUrl, maxRetries: 0 });
});
afterAll(() => model.close());

const question = { model: 'scripted-1', messages: [{ role: 'user' as const, content: 'Grüße?' }] };

describe('Chat Completions', () => {
  it('answers whole, with usage', async () => {
    model.play(() => [think('hm'), say('All good.')]);
    const answer = await client.chat.completions.create(question);
    expect(answer.choices[0]?.message).toMatchObject({ content: 'All good.', reasoning_content: 'hm' });
    expect(answer.choices[0]?.finish_reason).toBe('stop');
    expect(answer.usage?.completion_tokens).toBe(4);
  });

  it('streams what it says, in pieces that join to the whole', async () => {
    const text = 'Zwölf 🦊 characters and more, so that there are several pieces.';
    model.play(() => [say(text)]);
    const stream = await client.chat.completions.create({
      ...question,
      stream: true,
      stream_options: { include_usage: true },
    });
    const deltas: string[] = [];
    let tokensOut = 0;
    for await (const chunk of stream) {
      const delta = chunk.choices[0]?.delta.content;
      if (delta) deltas.push(delta);
      tokensOut = chunk.usage?.completion_tokens ?? tokensOut;
    }
    expect(deltas.length).toBeGreaterThan(3);
    expect(deltas.join('')).toBe(text);
    expect(tokensOut).toBeGreaterThan(0);
  });

  it('streams tool calls, several at once', async () => {
    model.play(() => [
      callTool('list_schema', { schema: 'public' }),
      callTool('check_sql', { sql: 'SELECT 1' }),
    ]);
    const stream = client.chat.completions.stream({
      ...question,
      tools: [tool('list_schema'), tool('check_sql')],
    });
    const message = await stream.finalMessage();
    expect(message.tool_calls?.map((call) => 'function' in call && call.function)).toEqual([
      expect.objectContaining({ name: 'list_schema', arguments: '{"schema":"public"}' }),
      expect.objectContaining({ name: 'check_sql', arguments: '{"sql":"SELECT 1"}' }),
    ]);
    expect(model.requests.at(-1)?.tools.map(({ name }) => name)).toEqual(['list_schema', 'check_sql']);
  });

  it('gives log probabilities when asked, and none when not', async () => {
    model.play(() => [say('yes indeed', -0.5)]);
    const without = await client.chat.completions.create(question);
    const asked = await client.chat.completions.create({ ...question, logprobs: true, top_logprobs: 2 });
    expect(without.choices[0]?.logprobs).toBeNull();
    const content = asked.choices[0]?.logprobs?.content;
    expect(content?.map(({ token, logprob }) => [token, logprob])).toEqual([
      ['yes', -0.5],
      [' indeed', -0.5],
    ]);
    expect(content?.[0]?.top_logprobs).toHaveLength(2);
  });

  it('shows the script what was said so far', async () => {
    model.play(({ messages }) => [say(`${messages.length} messages`)]);
    await client.chat.completions.create({
      model: 'scripted-1',
      messages: [
        { role: 'developer', content: 'Be brief.' },
        { role: 'user', content: [{ type: 'text', text: 'Hello' }] },
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'c1', type: 'function', function: { name: 'list_schema', arguments: '{}' } }],
        },
        { role: 'tool', tool_call_id: 'c1', content: 'a, b' },
      ],
    });
    expect(model.requests.at(-1)?.messages).toEqual([
      { role: 'system', text: 'Be brief.', calls: [] },
      { role: 'user', text: 'Hello', calls: [] },
      { role: 'assistant', text: '', calls: [{ id: 'c1', name: 'list_schema', arguments: '{}' }] },
      { role: 'tool', text: 'a, b', calls: [], callId: 'c1' },
    ]);
  });
});

describe('Responses', () => {
  const input = { model: 'scripted-1', instructions: 'Be brief.', input: 'Hello' };

  it('answers whole, with reasoning, calls and usage', async () => {
    model.play(() => [think('hm'), say('All good.'), callTool('check_sql', { sql: 'SELECT 1' })]);
    const answer = await client.responses.create(input);
    expect(answer.output_text).toBe('All good.');
    expect(answer.output.map(({ type }) => type)).toEqual(['reasoning', 'message', 'function_call']);
    expect(answer.usage?.output_tokens_details.reasoning_tokens).toBe(1);
  });

  it('streams events that the official client puts together', async () => {
    model.play(() => [
      think('step by step'),
      say('A longer answer in pieces.'),
      callTool('check_sql', { sql: 'x' }),
    ]);
    const stream = client.responses.stream(input);
    const types = new Set<string>();
    for await (const event of stream) types.add(event.type);
    const answer = await stream.finalResponse();
    expect(answer.output_text).toBe('A longer answer in pieces.');
    expect([...types]).toEqual(
      expect.arrayContaining([
        'response.created',
        'response.reasoning_summary_text.delta',
        'response.output_text.delta',
        'response.function_call_arguments.delta',
        'response.completed',
      ]),
    );
  });

  it('refuses in the stream', async () => {
    model.play(() => [refuse('No.')]);
    const stream = client.responses.stream(input);
    const answer = await stream.finalResponse();
    expect(answer.output[0]).toMatchObject({ content: [{ type: 'refusal', refusal: 'No.' }] });
  });

  it('shows instructions, calls and results to the script', async () => {
    model.play(() => [say('ok')]);
    await client.responses.create({
      ...input,
      input: [
        { role: 'user', content: 'Hello' },
        { type: 'function_call', call_id: 'c1', name: 'list_schema', arguments: '{}' },
        { type: 'function_call_output', call_id: 'c1', output: 'a, b' },
      ],
    });
    expect(model.requests.at(-1)?.messages.map(({ role, text }) => [role, text])).toEqual([
      ['system', 'Be brief.'],
      ['user', 'Hello'],
      ['assistant', ''],
      ['tool', 'a, b'],
    ]);
  });
});

describe('structured answers', () => {
  const format = {
    type: 'json_schema' as const,
    json_schema: { name: 'verdict', schema: { type: 'object' } },
  };

  it('come in the way they were asked for', async () => {
    model.play((request) => answerWith(request, { fine: true }));
    const bySchema = await client.chat.completions.create({ ...question, response_format: format });
    expect(bySchema.choices[0]?.message.content).toBe('{"fine":true}');
    const byTool = await client.chat.completions.create({
      ...question,
      tools: [tool('verdict')],
      tool_choice: { type: 'function', function: { name: 'verdict' } },
    });
    expect(byTool.choices[0]?.message.tool_calls?.[0]).toMatchObject({
      function: { arguments: '{"fine":true}' },
    });
    const byText = await client.chat.completions.create(question);
    expect(byText.choices[0]?.message.content).toContain('```json');
  });

  it('are refused by models that take no schema', async () => {
    const asked = client.chat.completions.create({ ...question, model: 'plain', response_format: format });
    await expect(asked).rejects.toMatchObject({ status: 400, param: 'response_format' });
  });
});

describe('what goes wrong', () => {
  const failures: readonly [string, ScriptedStep, Partial<APIError>][] = [
    ['a rate limit', rateLimited(7), { status: 429, code: 'rate_limit_exceeded' }],
    ['a spent quota', insufficientQuota(), { status: 429, code: 'insufficient_quota' }],
    ['a context that is too long', contextTooLong(), { status: 400, code: 'context_length_exceeded' }],
    ['an error of the server', serverError(), { status: 500 }],
  ];
  it.each(failures)('%s', async (_name, step, expected) => {
    model.play(() => [step]);
    const error = await client.chat.completions.create(question).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(APIError);
    expect(error).toMatchObject(expected);
  });

  it('a rate limit says when to come back', async () => {
    model.play(() => [rateLimited(7)]);
    const error = await client.chat.completions.create(question).catch((thrown: unknown) => thrown);
    expect(error instanceof APIError && error.headers?.get('retry-after')).toBe('7');
  });

  it('a key nobody knows', async () => {
    const stranger = new OpenAI({ apiKey: 'stranger', baseURL: model.baseUrl, maxRetries: 0 });
    await expect(stranger.chat.completions.create(question)).rejects.toMatchObject({ status: 401 });
    await expect(stranger.models.list()).rejects.toMatchObject({ status: 401 });
    expect(model.requests.at(-1)?.key).toBe('stranger');
  });

  it('a model nobody knows, an API that is not there, a temperature that is not taken', async () => {
    const messages = question.messages;
    await expect(client.chat.completions.create({ model: 'gone', messages })).rejects.toMatchObject({
      status: 404,
      code: 'model_not_found',
    });
    await expect(client.responses.create({ model: 'plain', input: 'x' })).rejects.toMatchObject({
      status: 404,
    });
    await expect(
      client.chat.completions.create({ model: 'plain', messages, temperature: 0.2 }),
    ).rejects.toMatchObject({ status: 400, param: 'temperature' });
  });

  it('a stream that is cut after some words', async () => {
    model.play(() => [say('The first half of'), cut(), say(' what was to be said')]);
    const stream = await client.chat.completions.create({ ...question, stream: true });
    let heard = '';
    const reading = async (): Promise<void> => {
      for await (const chunk of stream) heard += chunk.choices[0]?.delta.content ?? '';
    };
    await expect(reading()).rejects.toThrow();
    expect(heard).toBe('The first half of');
  });

  it('garbage in a stream and in a whole answer', async () => {
    model.play(() => [say('so'), garbage()]);
    const stream = await client.chat.completions.create({ ...question, stream: true });
    const reading = async (): Promise<void> => {
      for await (const _ of stream);
    };
    await expect(reading()).rejects.toThrow();
    await expect(client.chat.completions.create(question)).rejects.toThrow();
  });

  it('a client that gives up on a slow stream', async () => {
    model.forget();
    model.play(() => [say('wait'), pause(60_000), say('for it')]);
    const stream = await client.chat.completions.create({ ...question, stream: true });
    for await (const chunk of stream) if (chunk.choices[0]?.delta.content === 'wait') break;
    await expect.poll(() => model.abandoned).toBe(1);
  });
});

it('lists its models, takes turns, and leaves out the requests that only find out what a model takes', async () => {
  const names: string[] = [];
  for await (const { id } of client.models.list()) names.push(id);
  expect(names).toEqual(['scripted-1', 'plain']);
  model.forget();
  model.play(inTurn([say('one')], [say('two')]));
  const heard: (string | null | undefined)[] = [];
  for (let turn = 0; turn < 3; turn += 1) {
    heard.push((await client.chat.completions.create(question)).choices[0]?.message.content);
  }
  expect(heard).toEqual(['one', 'two', 'two']);
  await client.chat.completions.create({
    model: 'scripted-1',
    messages: [{ role: 'user', content: 'Reply with {"ready":true}' }],
  });
  expect(model.requests).toHaveLength(3);
  expect(model.probes).toHaveLength(1);
});

function tool(name: string) {
  return { type: 'function' as const, function: { name, parameters: { type: 'object', properties: {} } } };
}
