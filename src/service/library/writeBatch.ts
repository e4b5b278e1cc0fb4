import { z } from 'zod';
import type { StoreError } from '../../store/store.ts';
import { storeData } from '../search/storeData.ts';
import { scoped, type WorkspaceScope } from './readStore.ts';

/** Items written by one call: a second's work at most, so that others get their turn. */
const BATCH = 200;

const resultsSchema = z.object({
  results: z.array(
    z.union([
      z.looseObject({ ok: z.literal(true) }),
      z.object({
        ok: z.literal(false),
        error: z.looseObject({ code: z.string(), message: z.string(), field: z.string().optional() }),
      }),
    ]),
  ),
});

export type BatchResult =
  | { readonly ok: true; readonly [field: string]: unknown }
  | { readonly ok: false; readonly error: StoreError };

/** Writes items with a function that takes a list and answers each; the answers in the order of the items. */
export async function writeBatch(
  scope: WorkspaceScope,
  name: string,
  field: string,
  items: readonly unknown[],
  more: Readonly<Record<string, unknown>> = {},
): Promise<readonly BatchResult[]> {
  const results: BatchResult[] = [];
  for (let start = 0; start < items.length; start += BATCH) {
    const request = scoped(scope, { ...more, [field]: items.slice(start, start + BATCH) });
    const answer = await storeData(scope.store, name, request, resultsSchema, scope.signal);
    for (const result of answer.results) {
      results.push(
        result.ok
          ? result
          : {
              ok: false,
              error: {
                code: result.error.code,
                message: result.error.message,
                ...(result.error.field !== undefined && { field: result.error.field }),
              },
            },
      );
    }
  }
  return results;
}
