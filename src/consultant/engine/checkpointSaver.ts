import type { RunnableConfig } from '@langchain/core/runnables';
import {
  BaseCheckpointSaver,
  type ChannelVersions,
  type Checkpoint,
  type CheckpointListOptions,
  type CheckpointMetadata,
  type CheckpointPendingWrite,
  type CheckpointTuple,
  copyCheckpoint,
  getCheckpointId,
  maxChannelVersion,
  type PendingWrite,
  TASKS,
  WRITES_IDX_MAP,
} from '@langchain/langgraph-checkpoint';
import {
  copyCheckpointThread,
  deleteCheckpointThread,
  getCheckpoint,
  listCheckpoints,
  putCheckpoint,
  putCheckpointWrites,
  type StoredCheckpoint,
} from '../../store/functions/checkpoints.ts';
import type { StoreResult } from '../../store/functions/storeResult.ts';
import type { StoreTransport } from '../../store/store.ts';

/** Each may hold a whole conversation. */
const PAGE_ROWS = 10;

/** Checkpoints before this format had the tasks that were sent among the writes of their parent. */
const FORMAT_WITH_TASKS = 4;

export interface StoreCheckpointSaver extends BaseCheckpointSaver {
  /** A thread of its own that goes on where another is, or was at a checkpoint. */
  copyThread(fromThreadId: string, toThreadId: string, checkpointId?: string): Promise<void>;
}

/** Keeps the graph's threads in the store, in the user's first workspace or the one named. */
export function storeCheckpointSaver(
  call: StoreTransport['call'],
  { workspaceId }: { readonly workspaceId?: string } = {},
): StoreCheckpointSaver {
  return new Saver({ call }, workspaceId === undefined ? {} : { workspace_id: workspaceId });
}

class Saver extends BaseCheckpointSaver implements StoreCheckpointSaver {
  readonly #store: Pick<StoreTransport, 'call'>;
  readonly #where: { readonly workspace_id?: string };

  constructor(store: Pick<StoreTransport, 'call'>, where: { readonly workspace_id?: string }) {
    super();
    this.#store = store;
    this.#where = where;
  }

  /** Whole numbers, and a random part: two ways on from one checkpoint never give two values one version. */
  override getNextVersion(current: number | undefined): number {
    return Math.floor(current ?? 0) + 1 + Math.random();
  }

  override async getTuple(config: RunnableConfig): Promise<CheckpointTuple | undefined> {
    const { threadId, namespace } = placeOf(config);
    if (threadId === undefined) return undefined;
    const checkpointId = getCheckpointId(config);
    const { checkpoint } = dataOf(
      await getCheckpoint(this.#store, {
        ...this.#where,
        thread_id: threadId,
        checkpoint_ns: namespace ?? '',
        ...(checkpointId !== '' && { checkpoint_id: checkpointId }),
      }),
    );
    return checkpoint === undefined ? undefined : this.#tupleOf(checkpoint);
  }

  override async *list(
    config: RunnableConfig,
    { limit, before, filter }: CheckpointListOptions = {},
  ): AsyncGenerator<CheckpointTuple> {
    const { threadId, namespace } = placeOf(config);
    const checkpointId = getCheckpointId(config);
    const beforeId = before === undefined ? '' : getCheckpointId(before);
    let left = limit ?? Number.POSITIVE_INFINITY;
    let cursor: string | undefined;
    while (left > 0) {
      const page = dataOf(
        await listCheckpoints(this.#store, {
          ...this.#where,
          ...(threadId !== undefined && { thread_id: threadId }),
          ...(namespace !== undefined && { checkpoint_ns: namespace }),
          ...(checkpointId !== '' && { checkpoint_id: checkpointId }),
          ...(beforeId !== '' && { before: beforeId }),
          ...(filter !== undefined && { metadata: filter }),
          ...(cursor !== undefined && { cursor }),
          limit: Math.min(left, PAGE_ROWS),
        }),
      );
      for (const stored of page.checkpoints) yield await this.#tupleOf(stored);
      left -= page.checkpoints.length;
      cursor = page.next_cursor;
      if (cursor === undefined) return;
    }
  }

  override async put(
    config: RunnableConfig,
    checkpoint: Checkpoint,
    metadata: CheckpointMetadata,
    newVersions: ChannelVersions,
  ): Promise<RunnableConfig> {
    const { threadId, namespace = '' } = placeOf(config);
    if (threadId === undefined)
      throw new Error('a checkpoint needs a thread: configurable.thread_id is missing');
    const parentId = getCheckpointId(config);
    const { channel_values: values, ...rest } = copyCheckpoint(checkpoint);
    const [type, bytes] = await this.serde.dumpsTyped({ ...rest, channel_values: {} });
    const changed = Object.entries(newVersions).filter(([channel]) => values[channel] !== undefined);
    dataOf(
      await putCheckpoint(this.#store, {
        ...this.#where,
        thread_id: threadId,
        checkpoint_ns: namespace,
        checkpoint_id: checkpoint.id,
        ...(parentId !== '' && { parent_checkpoint_id: parentId }),
        type,
        checkpoint: toBase64(bytes),
        metadata: await this.#plainMetadata(metadata),
        channel_versions: mapValues(checkpoint.channel_versions, String),
        values: await Promise.all(
          changed.map(async ([channel, version]) => ({
            channel,
            version: String(version),
            ...(await this.#dumped(values[channel])),
          })),
        ),
      }),
    );
    return {
      configurable: { thread_id: threadId, checkpoint_ns: namespace, checkpoint_id: checkpoint.id },
    };
  }

  override async putWrites(config: RunnableConfig, writes: PendingWrite[], taskId: string): Promise<void> {
    const { threadId, namespace = '' } = placeOf(config);
    const checkpointId = getCheckpointId(config);
    if (threadId === undefined || checkpointId === '')
      throw new Error('writes need a checkpoint: configurable.thread_id or checkpoint_id is missing');
    if (writes.length === 0) return;
    dataOf(
      await putCheckpointWrites(this.#store, {
        ...this.#where,
        thread_id: threadId,
        checkpoint_ns: namespace,
        checkpoint_id: checkpointId,
        task_id: taskId,
        writes: await Promise.all(
          writes.map(async ([channel, value], place) => ({
            idx: WRITES_IDX_MAP[channel] ?? place,
            channel,
            ...(await this.#dumped(value)),
          })),
        ),
      }),
    );
  }

  override async deleteThread(threadId: string): Promise<void> {
    dataOf(await deleteCheckpointThread(this.#store, { ...this.#where, thread_id: threadId }));
  }

  async copyThread(fromThreadId: string, toThreadId: string, checkpointId?: string): Promise<void> {
    dataOf(
      await copyCheckpointThread(this.#store, {
        ...this.#where,
        from_thread_id: fromThreadId,
        to_thread_id: toThreadId,
        ...(checkpointId !== undefined && { checkpoint_id: checkpointId }),
      }),
    );
  }

  async #tupleOf(stored: StoredCheckpoint): Promise<CheckpointTuple> {
    // SAFETY: `put` wrote these bytes from a checkpoint.
    const checkpoint = (await this.#loaded(stored.type, stored.checkpoint)) as Checkpoint;
    for (const { channel, type, bytes } of stored.values)
      checkpoint.channel_values[channel] = await this.#loaded(type, bytes);
    const where = { thread_id: stored.thread_id, checkpoint_ns: stored.checkpoint_ns };
    const parentId = stored.parent_checkpoint_id;
    if (parentId !== undefined && checkpoint.v < FORMAT_WITH_TASKS)
      await this.#addSentTasks(checkpoint, { ...where, checkpoint_id: parentId });
    return {
      config: { configurable: { ...where, checkpoint_id: stored.checkpoint_id } },
      checkpoint,
      // SAFETY: `put` wrote it from such metadata.
      metadata: (await this.serde.loadsTyped('json', JSON.stringify(stored.metadata))) as CheckpointMetadata,
      ...(parentId !== undefined && {
        parentConfig: { configurable: { ...where, checkpoint_id: parentId } },
      }),
      pendingWrites: await this.#pendingWrites(stored),
    };
  }

  async #pendingWrites({ writes }: StoredCheckpoint): Promise<CheckpointPendingWrite[]> {
    return Promise.all(
      writes.map(
        async ({ task_id, channel, type, bytes }): Promise<CheckpointPendingWrite> => [
          task_id,
          channel,
          await this.#loaded(type, bytes),
        ],
      ),
    );
  }

  /** Reads a thread that an older graph wrote. */
  async #addSentTasks(
    checkpoint: Checkpoint,
    parent: { readonly thread_id: string; readonly checkpoint_ns: string; readonly checkpoint_id: string },
  ): Promise<void> {
    const { checkpoint: stored } = dataOf(await getCheckpoint(this.#store, { ...this.#where, ...parent }));
    const writes = stored === undefined ? [] : await this.#pendingWrites(stored);
    checkpoint.channel_values[TASKS] = writes
      .filter(([, channel]) => channel === TASKS)
      .map(([, , value]) => value);
    const versions = Object.values(checkpoint.channel_versions);
    checkpoint.channel_versions[TASKS] =
      versions.length > 0 ? maxChannelVersion(...versions) : this.getNextVersion(undefined);
  }

  /** As JSON that can be searched; what is no plain JSON in it is written the serializer's way. */
  async #plainMetadata(metadata: CheckpointMetadata): Promise<Record<string, unknown>> {
    const [type, bytes] = await this.serde.dumpsTyped(metadata);
    if (type !== 'json') throw new Error(`a checkpoint's metadata must be JSON, not ${type}`);
    // SAFETY: the serializer writes an object as an object.
    return JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
  }

  async #dumped(value: unknown): Promise<{ readonly type: string; readonly bytes: string }> {
    const [type, bytes] = await this.serde.dumpsTyped(value);
    return { type, bytes: toBase64(bytes) };
  }

  #loaded(type: string, base64: string): Promise<unknown> {
    return this.serde.loadsTyped(type, new Uint8Array(Buffer.from(base64, 'base64')));
  }
}

function placeOf({ configurable }: RunnableConfig): {
  readonly threadId: string | undefined;
  readonly namespace: string | undefined;
} {
  return { threadId: configurable?.thread_id, namespace: configurable?.checkpoint_ns };
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

function mapValues<From, To>(
  record: Readonly<Record<string, From>>,
  to: (value: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, to(value)]));
}

/** @throws for every failure: the graph cannot go on without its checkpoints */
function dataOf<Data>(result: StoreResult<Data>): Data {
  if (result.ok) return result.data;
  throw new Error(
    `the store did not take or give a checkpoint (${result.error.code}): ${result.error.message}`,
  );
}
