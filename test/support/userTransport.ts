import type { PatternToSave } from '../../src/store/functions/patterns.ts';
import type { StoreResult } from '../../src/store/functions/storeResult.ts';
import type { StoreAnswer, StoreTransport } from '../../src/store/store.ts';
import type { StoreUser } from './storeDatabase.ts';

/** The store as one user reaches it through a transport: every call by way of `fixward.call`. */
export function userTransport(user: StoreUser): StoreTransport {
  return {
    kind: 'embedded',
    async call(name, request, options) {
      const [row] = await user.query<{ answer: StoreAnswer }>(
        'select fixward.call($1, $2::jsonb) as answer',
        [
          name,
          JSON.stringify({
            ...request,
            ...(options?.requestId !== undefined && { request_id: options.requestId }),
          }),
        ],
      );
      if (row === undefined) throw new Error(`${name} gave no answer`);
      return row.answer;
    },
    close: () => Promise.resolve(),
  };
}

/** The data of an answer that is no failure; a failure fails the test. */
export async function dataOf<Data>(result: Promise<StoreResult<Data>>): Promise<Data> {
  const answer = await result;
  if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.message}`);
  return answer.data;
}

export function examplePattern(key: string, beside: Partial<PatternToSave> = {}): PatternToSave {
  return {
    key,
    title: `Title of ${key}`,
    problem_type: 'Security',
    severity: 'HIGH',
    problem_description: `What ${key} is about.`,
    ...beside,
  };
}
