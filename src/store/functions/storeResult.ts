import { z } from 'zod';
import type { StoreCallOptions, StoreError, StoreTransport } from '../store.ts';

/** A failure as callers get it; `current` is the stored row that a change met, where the failure is a conflict. */
export interface StoreFailure {
  readonly ok: false;
  readonly error: StoreError & { readonly current?: unknown };
}

export type StoreResult<Data> = { readonly ok: true; readonly data: Data } | StoreFailure;

/** Where the request is about; the user's first workspace when absent. */
export interface InWorkspace {
  readonly workspace_id?: string;
}

const failureSchema = z.object({
  ok: z.literal(false),
  error: z.object({
    code: z.string(),
    message: z.string(),
    field: z.string().exactOptional(),
    current: z.unknown().exactOptional(),
  }),
});

/** The answer of a batch: for each item, in the order asked, what became of it. */
export function batchSchema<Item extends z.ZodRawShape>(item: Item) {
  return z.object({
    results: z.array(z.discriminatedUnion('ok', [z.object({ ok: z.literal(true), ...item }), failureSchema])),
  });
}

export const deletedSchema = batchSchema({ id: z.string() });

/**
 * Calls a store function and reads its answer. An answer of another shape is a failure as well: the store is of another
 * version.
 *
 * @throws when the store cannot be reached
 */
export async function callStore<Schema extends z.ZodType>(
  transport: Pick<StoreTransport, 'call'>,
  name: string,
  request: object,
  schema: Schema,
  options?: StoreCallOptions,
): Promise<StoreResult<z.infer<Schema>>> {
  const answer = await transport.call(name, { ...request }, options);
  if (!answer.ok) return answer;
  const read = schema.safeParse(answer.data);
  if (read.success) return { ok: true, data: read.data };
  const [issue] = read.error.issues;
  const place = issue?.path.map(String).join('.') ?? '';
  return {
    ok: false,
    error: {
      code: 'unexpected_answer',
      message: `${name} answered with something else than agreed (${place}: ${issue?.message ?? 'unknown'}); the store may be of another version.`,
    },
  };
}
