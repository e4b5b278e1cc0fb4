import type { Rule } from '../ruleModel.ts';
import { rule as asyncForeach } from './correctness/async-foreach.ts';
import { rule as asyncPromiseExecutor } from './correctness/async-promise-executor.ts';
import { rule as floatingPromise } from './correctness/floating-promise.ts';
import { rule as promiseInCondition } from './correctness/promise-in-condition.ts';
import { rule as returnWithoutAwaitInTry } from './correctness/return-without-await-in-try.ts';
import { rule as unawaitedCoroutine } from './correctness/unawaited-coroutine.ts';

/** Rules against code that does not do what it says. */
export const CORRECTNESS_RULES: readonly Rule[] = [
  asyncForeach,
  asyncPromiseExecutor,
  floatingPromise,
  promiseInCondition,
  returnWithoutAwaitInTry,
  unawaitedCoroutine,
];
