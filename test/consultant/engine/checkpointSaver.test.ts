import { randomUUID } from 'node:crypto';
import type { RunnableConfig } from '@langchain/core/runnables';
import { Annotation, Command, END, interrupt, Send, START, StateGraph } from '@langchain/langgraph';
import { emptyCheckpoint, uuid6 } from '@langchain/langgraph-checkpoint';
import { deltaChannelHistoryTests, validate } from '@langchain/langgraph-checkpoint-validation';
import * as vitest from 'vitest';
import {
  type StoreCheckpointSaver,
  storeCheckpointSaver,
} from '../../../src/consultant/engine/checkpointSaver.ts';
import { openStoreDatabase, type StoreDatabase } from '../../support/storeDatabase.ts';
import { userTransport } from '../../support/userTransport.ts';

const { afterAll, beforeAll, describe, expect, it } = vitest;

// The official suite takes its functions from where Jest has them.
Object.assign(globalThis, vitest);

let database: StoreDatabase;
beforeAll(async () => {
  database = await openStoreDatabase();
}, 180_000);
afterAll(() => database.close());

/** In a workspace of its own, so that it finds nothing of the others'. */
async function createCheckpointer(): Promise<StoreCheckpointSaver> {
  const tenant = await database.tenant();
  return storeCheckpointSaver(userTransport(database.as(tenant.userId)).call);
}

validate({ checkpointerName: 'the store', createCheckpointer });
deltaChannelHistoryTests({ checkpointerName: 'the store', createCheckpointer });

const newThread = (): RunnableConfig => ({ configurable: { thread_id: randomUUID(), checkpoint_ns: '' } });

/** A step of a graph with one channel, behind the checkpoint given. */
async function step(saver: StoreCheckpointSaver, from: RunnableConfig, value: unknown) {
  const before = await saver.getTuple(from);
  const version = saver.getNextVersion(numberOf(before?.checkpoint.channel_versions.said));
  const versions = { said: version };
  return saver.put(
    from,
    { ...emptyCheckpoint(), id: uuid6(0), channel_values: { said: value }, channel_versions: versions },
    { source: 'loop', step: 0, parents: {} },
    versions,
  );
}

/** Asks, and gives what was answered to two workers at once. */
function askingGraph(saver: StoreCheckpointSaver) {
  const log = Annotation<string[]>({ reducer: (before, more) => [...before, ...more], default: () => [] });
  return new StateGraph(Annotation.Root({ log }))
    .addNode('ask', () => ({ log: [String(interrupt('May I?'))] }))
    .addNode('worker', ({ log: [name] }) => ({ log: [`worker ${name}`] }))
    .addEdge(START, 'ask')
    .addConditionalEdges('ask', () => ['1', '2'].map((name) => new Send('worker', { log: [name] })))
    .addEdge('worker', END)
    .compile({ checkpointer: saver });
}

const numberOf = (version: number | string | undefined): number | undefined =>
  version === undefined ? undefined : Number(version);
const said = async (saver: StoreCheckpointSaver, config: RunnableConfig): Promise<unknown> =>
  (await saver.get(config))?.channel_values.said;

describe('the saver over the store', () => {
  it('keeps two ways on from one checkpoint apart', async () => {
    const saver = await createCheckpointer();
    const start = await step(saver, newThread(), 'start');
    const [left, right] = [await step(saver, start, 'left'), await step(saver, start, 'right')];
    expect([await said(saver, left), await said(saver, right), await said(saver, start)]).toEqual([
      'left',
      'right',
      'start',
    ]);
  });

  it('gives back values as they were: bytes, dates in text, whatever script, none', async () => {
    const saver = await createCheckpointer();
    const value = {
      text: 'Größe „日本語“ 🐘\r\n\\u0000 \u0000',
      deep: [null, { nothing: {} }],
      number: -0.5,
    };
    expect(await said(saver, await step(saver, newThread(), value))).toEqual(value);
    const bytes = new Uint8Array([0, 1, 254, 255]);
    expect(await said(saver, await step(saver, newThread(), bytes))).toEqual(bytes);
    expect(await said(saver, await step(saver, newThread(), ''))).toBe('');
    expect(await said(saver, await step(saver, newThread(), null))).toBeNull();
  });

  it('copies a thread as it is, or as it was, and each goes its own way', async () => {
    const saver = await createCheckpointer();
    const first = await step(saver, newThread(), 'first');
    const second = await step(saver, first, 'second');
    await saver.putWrites(second, [['said', 'waiting']], 'task');
    const thread: string = first.configurable?.thread_id;
    const [whole, part] = [randomUUID(), randomUUID()];
    await saver.copyThread(thread, whole);
    await saver.copyThread(thread, part, first.configurable?.checkpoint_id);
    const at = (id: string): RunnableConfig => ({ configurable: { thread_id: id, checkpoint_ns: '' } });
    expect([await said(saver, at(whole)), await said(saver, at(part))]).toEqual(['second', 'first']);
    expect((await saver.getTuple(at(whole)))?.pendingWrites).toEqual([['task', 'said', 'waiting']]);
    expect((await saver.getTuple(at(part)))?.pendingWrites).toEqual([]);
    await saver.deleteThread(thread);
    expect([await said(saver, at(whole)), await said(saver, at(part))]).toEqual(['second', 'first']);
    expect(await saver.getTuple(at(thread))).toBeUndefined();
    await expect(saver.copyThread(thread, randomUUID())).rejects.toThrow('not_found');
    await expect(saver.copyThread(whole, part)).rejects.toThrow('conflict');
  });

  it('lets a graph of another process go on behind its question, and its copy by another answer', async () => {
    const saver = await createCheckpointer();
    const [thread, copy] = [randomUUID(), randomUUID()];
    const at = (id: string) => ({ configurable: { thread_id: id } });
    await askingGraph(saver).invoke({ log: ['asked'] }, at(thread));
    await saver.copyThread(thread, copy);
    const answered = async (id: string, resume: string): Promise<unknown> =>
      (await askingGraph(saver).invoke(new Command({ resume }), at(id))).log;
    expect(await answered(thread, 'yes')).toEqual(['asked', 'yes', 'worker 1', 'worker 2']);
    expect(await answered(copy, 'no')).toEqual(['asked', 'no', 'worker 1', 'worker 2']);
  });

  it('shows nobody another’s thread of the same name', async () => {
    const [mine, other] = [await createCheckpointer(), await createCheckpointer()];
    const thread = newThread();
    await step(mine, thread, 'mine');
    expect(await other.getTuple(thread)).toBeUndefined();
    await step(other, thread, 'other');
    expect([await said(mine, thread), await said(other, thread)]).toEqual(['mine', 'other']);
    await other.deleteThread(String(thread.configurable?.thread_id));
    expect(await said(mine, thread)).toBe('mine');
  });

  it('lists more than one page, the latest first', async () => {
    const saver = await createCheckpointer();
    let config = newThread();
    for (let number = 0; number < 25; number += 1) config = await step(saver, config, number);
    const listed: unknown[] = [];
    for await (const tuple of saver.list({ configurable: { thread_id: config.configurable?.thread_id } }))
      listed.push(tuple.checkpoint.channel_values.said);
    expect(listed).toEqual(Array.from({ length: 25 }, (_, index) => 24 - index));
  });

  it('keeps the last of an error’s writes, and the first of a value’s', async () => {
    const saver = await createCheckpointer();
    const config = await step(saver, newThread(), 'start');
    for (const number of [1, 2])
      await saver.putWrites(
        config,
        [
          ['said', number],
          ['__error__', number],
        ],
        'task',
      );
    expect((await saver.getTuple(config))?.pendingWrites).toEqual([
      ['task', '__error__', 2],
      ['task', 'said', 1],
    ]);
  });

  it('says what the store said when it takes nothing', async () => {
    const saver = storeCheckpointSaver(async () => ({
      ok: false,
      error: { code: 'unavailable', message: 'The disk is full.' },
    }));
    await expect(step(saver, newThread(), 1)).rejects.toThrow('(unavailable): The disk is full.');
  });
});
