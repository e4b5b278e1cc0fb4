import type { BaseCheckpointSaver, CheckpointTuple } from '@langchain/langgraph-checkpoint';
import type { EngineSnapshot } from '../consultantEngine.ts';
import { todosOf } from './todos.ts';
import { textsOf } from './virtualFiles.ts';

const INTERRUPT_CHANNEL = '__interrupt__';

/** What is known of a thread from its last checkpoint alone, without making an agent. */
export async function readThread(
  saver: BaseCheckpointSaver,
  threadId: string,
): Promise<EngineSnapshot | undefined> {
  const tuple = await saver.getTuple(rootOf(threadId));
  if (!tuple) return undefined;
  const values = tuple.checkpoint.channel_values;
  const interruptId = interruptOf(tuple)?.id;
  return {
    threadId,
    state: interruptId !== undefined ? 'interrupted' : isFinished(values) ? 'idle' : 'unfinished',
    todos: todosOf(values) ?? [],
    files: textsOf(values.files),
    ...(interruptId !== undefined && { interruptId }),
  };
}

/** Copies the last checkpoint; specialists at work begin their task anew in the copy. */
export async function copyThread(
  saver: BaseCheckpointSaver,
  threadId: string,
  newThreadId: string,
): Promise<void> {
  const tuple = await saver.getTuple(rootOf(threadId));
  if (!tuple) throw new Error('there is no such thread');
  const { checkpoint, metadata, pendingWrites = [] } = tuple;
  const copied = await saver.put(
    rootOf(newThreadId),
    checkpoint,
    metadata ?? { source: 'fork', step: -1, parents: {} },
    checkpoint.channel_versions,
  );
  for (const task of new Set(pendingWrites.map(([id]) => id))) {
    const writes = pendingWrites.filter(([id]) => id === task);
    await saver.putWrites(
      copied,
      writes.map(([, channel, value]): [string, unknown] => [channel, value]),
      task,
    );
  }
}

function rootOf(threadId: string) {
  return { configurable: { thread_id: threadId, checkpoint_ns: '' } };
}

export interface PendingInterrupt {
  readonly id: string;
  readonly value: unknown;
}

/** The first interrupt that waits: of several at once, those that were decided stay among the writes. */
export function interruptOf({ pendingWrites = [] }: CheckpointTuple): PendingInterrupt | undefined {
  const decided = new Set(
    pendingWrites.filter(([, channel]) => channel !== INTERRUPT_CHANNEL).map(([task]) => task),
  );
  for (const [task, channel, value] of pendingWrites) {
    if (channel !== INTERRUPT_CHANNEL || decided.has(task)) continue;
    const [first]: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (typeof first !== 'object' || first === null || !('id' in first) || !('value' in first)) continue;
    if (typeof first.id === 'string') return { id: first.id, value: first.value };
  }
  return undefined;
}

/** While work is left, channels that lead to a node hold a value. */
function isFinished(values: Readonly<Record<string, unknown>>): boolean {
  return !Object.keys(values).some((name) => name.startsWith('branch:to:') || name === '__start__');
}
