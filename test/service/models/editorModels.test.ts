import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { openModels } from '../../../src/consultant/models/openModels.ts';
import { EditorRequests } from '../../../src/service/models/editorRequests.ts';
import { type ModelsPart, modelsPart } from './modelsPart.ts';

const ending: (() => void)[] = [];
afterEach(() => {
  for (const end of ending.splice(0)) end();
});

const MODEL = { id: 'gpt-x', name: 'GPT X', vendor: 'copilot', family: 'gpt', inputTokensMax: 64_000 };

async function offering() {
  const opened = modelsPart();
  ending.push(() => opened.end());
  const offer = randomUUID();
  await opened.ask('models/offer', { offer, models: [MODEL] });
  return { opened, offer };
}

/** The requests that went out to editors so far. */
function requestsOf({ events }: ModelsPart): readonly { offer: string; requestId: string; model: string }[] {
  // SAFETY: what the service sends with these events.
  return events.filter(({ event }) => event === 'models/request').map(({ params }) => params as never);
}

async function nextRequest(opened: ModelsPart, count = 1) {
  await expect.poll(() => requestsOf(opened).length).toBe(count);
  const request = requestsOf(opened)[count - 1];
  if (!request) throw new Error('no request');
  return request;
}

describe("an editor's offer", () => {
  it('is in the status and answers through messages, piece by piece', async () => {
    const { opened, offer } = await offering();
    expect(await opened.ask('models/status')).toMatchObject({
      models: [{ id: 'editor/gpt-x', name: 'GPT X', provider: 'editor', kind: 'editor', use: 'deep' }],
    });
    const heard: string[] = [];
    const listening = (async () => {
      const stream = await openModels(opened.models.sources).chat('deep').stream('Which tables?');
      for await (const chunk of stream) heard.push(chunk.text);
    })();
    const request = await nextRequest(opened);
    expect(request).toMatchObject({
      offer,
      model: 'gpt-x',
      messages: [{ role: 'user', text: 'Which tables?' }],
    });
    const { requestId } = request;
    await opened.ask('models/deliver', { requestId, parts: [{ kind: 'text', text: 'Two ' }] });
    await expect.poll(() => heard).toEqual(['Two ']);
    await opened.ask('models/deliver', { requestId, parts: [{ kind: 'text', text: 'tables.' }], done: true });
    await listening;
    expect(heard.join('')).toBe('Two tables.');
    opened.end();
    await expect
      .poll(() => opened.kept.filter(({ name }) => name === 'record_model_usage'))
      .toMatchObject([
        {
          name: 'record_model_usage',
          request: { usage: [{ provider: 'editor', model: 'gpt-x', estimated: 1 }] },
        },
      ]);
  });

  it('is one of several: each request names the window it is for, the newest first', async () => {
    const { opened } = await offering();
    const second = randomUUID();
    await opened.ask('models/offer', { offer: second, models: [MODEL] });
    const call = openModels(opened.models.sources).chat('deep').invoke('x');
    const { requestId, offer } = await nextRequest(opened);
    expect(offer).toBe(second);
    await opened.ask('models/deliver', { requestId, parts: [{ kind: 'text', text: 'ok' }], done: true });
    expect((await call).text).toBe('ok');
  });

  it('is taken back by an empty one', async () => {
    const { opened, offer } = await offering();
    await opened.ask('models/offer', { offer, models: [] });
    expect(opened.models.chosen('deep')).toBeUndefined();
  });

  it('fails with the words of the editor, which asks for consent for instance', async () => {
    const { opened } = await offering();
    const call = openModels(opened.models.sources).chat('deep').invoke('x');
    const { requestId } = await nextRequest(opened);
    const problem = { code: 'no_permission', message: 'Allow Fixward to use GPT X.' };
    const [failed] = await Promise.allSettled([
      call,
      opened.ask('models/deliver', { requestId, parts: [], done: true, problem }),
    ]);
    expect(failed).toMatchObject({ reason: { code: 'unauthorised', message: problem.message } });
  });

  it('is told when the caller gives up, and what still comes is dropped', async () => {
    const { opened } = await offering();
    const gone = new AbortController();
    const call = openModels(opened.models.sources).chat('deep').invoke('x', { signal: gone.signal });
    const { requestId } = await nextRequest(opened);
    gone.abort();
    await expect(call).rejects.toThrow();
    await expect
      .poll(() => opened.events.filter(({ event }) => event === 'models/cancel'))
      .toEqual([{ event: 'models/cancel', params: { requestId } }]);
    await opened.ask('models/deliver', { requestId, parts: [{ kind: 'text', text: 'late' }], done: true });
  });

  it('is six at once without mixing them up', async () => {
    const { opened } = await offering();
    const models = openModels(opened.models.sources);
    const calls = Array.from({ length: 6 }, (_, index) => models.chat('deep').invoke(`question ${index}`));
    await nextRequest(opened, 6);
    for (const { requestId, messages } of requestsOf(opened).toReversed() as never as {
      requestId: string;
      messages: { text: string }[];
    }[]) {
      const text = `answer to ${messages[0]?.text}`;
      await opened.ask('models/deliver', { requestId, parts: [{ kind: 'text', text }], done: true });
    }
    expect((await Promise.all(calls)).map(({ text }) => text)).toEqual(
      Array.from({ length: 6 }, (_, index) => `answer to question ${index}`),
    );
  });

  it('is dropped when its window says nothing any more', async () => {
    const events: string[] = [];
    const editors = new EditorRequests((event) => events.push(event), { silentMsMax: 20 });
    editors.offer({ offer: randomUUID(), models: [MODEL] });
    const answer = editors.bridges[0]?.ask({ model: 'gpt-x', messages: [], tools: [] }, undefined);
    const listening = async (): Promise<void> => {
      for await (const _ of answer ?? []);
    };
    await expect(listening()).rejects.toMatchObject({ code: 'gone' });
    expect(editors.bridges).toEqual([]);
    expect(events).toEqual(['models/request', 'models/cancel']);
  });

  it.each([
    ['no id', { models: [MODEL] }],
    ['an id that is none', { offer: 'me', models: [] }],
    ['models without a name', { offer: randomUUID(), models: [{ ...MODEL, id: '' }] }],
  ])('is refused with %s', async (_name, params) => {
    const opened = modelsPart();
    ending.push(() => opened.end());
    await expect(opened.ask('models/offer', params)).rejects.toMatchObject({ code: 'invalid' });
  });
});
