import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Consultation } from '../../../../src/protocol/consult.ts';
import type { ConsultEventMessage } from '../../../../src/protocol/consultMethods.ts';
import type { ServiceClient } from '../../../../src/store/client/serviceClient.ts';
import { SCRIPTED_MODELS } from '../../../consultant/scriptedEngine.ts';
import { type BuiltService, buildService } from '../../../support/buildService.ts';
import { callTool, pause, say } from '../../../support/scripted/steps.ts';
import { type ScriptedModel, scriptedModel } from '../../../support/scriptedModel.ts';
import { killed, type ServiceHome, serviceHome, until } from '../../../support/serviceHome.ts';

/** Machines that build and test at once are slow. */
const WAIT_MS = 60_000;

let built: BuiltService;
let home: ServiceHome;
let model: ScriptedModel;
let client: ServiceClient;

beforeAll(async () => {
  built = await buildService();
  home = await serviceHome(built.program);
  model = await scriptedModel(() => [say('unset')], { models: SCRIPTED_MODELS });
  client = home.connect();
});
afterAll(async () => {
  await home?.remove();
  await model?.close();
  await built?.remove();
});

const configure = (): Promise<unknown> =>
  client.request('models/configure', {
    providers: [
      { id: 'test', kind: 'openai', baseUrl: model.baseUrl, keys: [{ label: 'one', key: 'test-key' }] },
    ],
    deepModel: 'test/deep-1',
    smallModel: 'test/small-1',
  });
const get = async (consultationId: string): Promise<Consultation> =>
  // SAFETY: the service answers with the consultation.
  (await client.request('consult/get', { consultationId })) as Consultation;
const start = async (question: string, params = {}): Promise<string> => {
  const answer = await client.request('consult/start', { question, trusted: true, ...params });
  // SAFETY: the service answers with the id.
  return (answer as { consultationId: string }).consultationId;
};
const ended = (id: string): Promise<void> =>
  until(
    async () => ['done', 'failed', 'stopped', 'waiting'].includes((await get(id)).state),
    'an end',
    WAIT_MS,
  );

/** The checkpoint before a call is on its way while the model speaks. */
const checkpointsToRest = async (id: string): Promise<void> => {
  let last: unknown;
  let since = performance.now();
  await until(
    async () => {
      const now = JSON.stringify(await client.transport.call('checkpoint_get', { thread_id: id }));
      if (now !== last) since = performance.now();
      last = now;
      return performance.now() - since > RESTING_MS;
    },
    'checkpoints to be written',
    WAIT_MS,
  );
};
const RESTING_MS = 1_000;

describe('consultations in a service of its own', () => {
  it('answer without a model what works without one', async () => {
    const id = await start('Why is it slow?');
    await ended(id);

    expect((await get(id)).events.at(-1)?.event).toMatchObject({ problemCode: 'no_model' });
  });

  it('are answered, streamed and kept', async () => {
    await configure();
    model.play(() => [say('Because there is no index on it, as the plan shows.')]);
    const messages: ConsultEventMessage[] = [];
    client.onEvent((event, params) => {
      // SAFETY: so the protocol has it.
      if (event === 'consult/event') messages.push(params as ConsultEventMessage);
    });
    const id = await start('Why is it slow?');
    await ended(id);

    const consultation = await get(id);
    expect(consultation).toMatchObject({ state: 'done', model: 'test/deep-1' });
    expect(consultation.events.map(({ event }) => event.kind)).toEqual([
      'question',
      'state',
      'route',
      'usage',
      'answer',
      'state',
    ]);
    expect(consultation.events.map(({ position }) => position)).toEqual([1, 2, 3, 4, 5, 6]);
    const said = messages.map(({ delta }) => (delta?.channel === 'text' ? delta.delta : '')).join('');
    expect(said).toBe('Because there is no index on it, as the plan shows.');
    expect(await client.request('consult/list', {})).toMatchObject({ total: 2 });
  });

  it('go on in the next service after theirs was killed, with nothing asked twice', async () => {
    model.play((request) => {
      const results = request.messages.filter(({ role }) => role === 'tool').length;
      if (results === 0) {
        return [
          callTool('write_todos', { todos: [{ content: 'schema: Look', status: 'in_progress' }] }),
          callTool('write_file', { file_path: '/analysis/first.md', content: '# First' }),
        ];
      }
      return [say('Half of it'), pause(60_000)];
    });
    const id = await start('Add a portfolio', { mode: 'planned' });
    await until(async () => (await get(id)).partial === 'Half of it', 'the answer to begin', WAIT_MS);
    await checkpointsToRest(id);
    const asked = model.requests.length;
    for (const pid of home.pids('front')) await killed(pid);

    expect(await get(id)).toMatchObject({ state: 'stopped', steps: 1 });
    model.play(() => [say('All of it.')]);
    await configure();
    await until(async () => (await get(id)).state === 'done', 'the consultation to be taken up', WAIT_MS);
    const consultation = await get(id);
    expect(model.requests.slice(asked)).toHaveLength(1);
    expect(model.requests.at(-1)?.messages.filter(({ role }) => role === 'tool')).toHaveLength(2);
    expect(consultation.events.filter(({ event }) => event.kind === 'question')).toHaveLength(1);
    expect(consultation.events.find(({ event }) => event.kind === 'answer')?.event).toMatchObject({
      text: 'All of it.',
    });
    expect(consultation.files.map(({ path }) => path)).toEqual(['analysis/first.md']);
    expect(consultation.plan?.steps).toMatchObject([{ title: 'Look', status: 'skipped' }]);
  });

  it('are forked, and are gone once deleted', async () => {
    model.play(() => [say('Yes.')]);
    const id = await start('Is it?');
    await ended(id);
    const forked = await client.request('consult/fork', { consultationId: id });
    // SAFETY: the service answers with the id.
    const copy = (forked as { consultationId: string }).consultationId;
    await client.request('consult/continue', { consultationId: copy, text: 'Why?' });
    await ended(copy);

    expect(
      model.requests
        .at(-1)
        ?.messages.map(({ text }) => text)
        .slice(1),
    ).toEqual(['Is it?', 'Yes.', 'Why?']);
    await client.request('consult/delete', { consultationId: id });
    await expect(get(id)).rejects.toMatchObject({ code: 'invalid' });
    expect(await get(copy)).toMatchObject({ state: 'done' });
  });
});
