import type { AskService } from './fixwardService.ts';
import { ServiceProblem } from './serviceProblem.ts';
import { optionalText, type Row, rowOf, rowsOf, textOf } from './wire.ts';

/** Runs a function of the store and gives back its data. Rejects with a `ServiceProblem` when the store refuses. */
export async function callStore(
  ask: AskService,
  name: string,
  request: Readonly<Record<string, unknown>>,
  signal?: AbortSignal,
): Promise<Row> {
  return callAnswer(await ask('store/call', { name, request }, signal));
}

/** The data of an envelope; throws a `ServiceProblem` for a refusal. */
export function callAnswer(value: unknown): Row {
  const answer = rowOf(value);
  if (answer.ok !== true) throw problemIn(answer);
  return rowOf(answer.data);
}

/** As `callStore`, for functions that answer item by item: the first item that was refused is the problem. */
export async function callStoreBatch(
  ask: AskService,
  name: string,
  request: Readonly<Record<string, unknown>>,
  signal?: AbortSignal,
): Promise<readonly Row[]> {
  const results = rowsOf((await callStore(ask, name, request, signal)).results);
  const refused = results.find(({ ok }) => ok !== true);
  if (refused) throw problemIn(refused);
  return results;
}

function problemIn(answer: Row): ServiceProblem {
  const error = rowOf(answer.error);
  return new ServiceProblem({
    code: optionalText(error.code) ?? 'internal',
    message: plainMessage(textOf(error.message)),
    field: optionalText(error.field)?.replace(/^.*\./u, ''),
    current: error.current,
  });
}

/** The store names the place in the request, which nobody in front of a form has seen. */
function plainMessage(message: string): string {
  const plain = message.replace(/^\w+(?:\[\d+\])?(?:\.\w+)*: /u, '');
  return plain === '' ? 'The store gave no reason.' : `${plain.charAt(0).toUpperCase()}${plain.slice(1)}`;
}
