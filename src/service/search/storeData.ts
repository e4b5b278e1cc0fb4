import type { z } from 'zod';
import type { StoreTransport } from '../../store/store.ts';

/**
 * The data of a store function's answer, parsed.
 *
 * @throws Error with the store's own message when the call failed
 */
export async function storeData<Schema extends z.ZodType>(
  store: StoreTransport,
  name: string,
  request: Readonly<Record<string, unknown>>,
  schema: Schema,
  signal?: AbortSignal,
): Promise<z.infer<Schema>> {
  const answer = await store.call(name, request, signal === undefined ? undefined : { signal });
  if (!answer.ok) throw new Error(answer.error.message);
  const parsed = schema.safeParse(answer.data);
  if (!parsed.success) throw new Error(`the store answered ${name} in a form of another version`);
  return parsed.data;
}
