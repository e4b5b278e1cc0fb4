import type { Rule } from '../ruleModel.ts';
import { rule as awaitInLoop } from './performance/await-in-loop.ts';
import { rule as blockingCallInAsync } from './performance/blocking-call-in-async.ts';
import { rule as fetchWithoutSignal } from './performance/fetch-without-signal.ts';
import { rule as jsonClone } from './performance/json-clone.ts';
import { rule as networkCallWithoutTimeout } from './performance/network-call-without-timeout.ts';
import { rule as queryInLoop } from './performance/query-in-loop.ts';
import { rule as unboundedSelect } from './performance/unbounded-select.ts';

/** Rules against work that grows with the data or blocks others. */
export const PERFORMANCE_RULES: readonly Rule[] = [
  awaitInLoop,
  blockingCallInAsync,
  fetchWithoutSignal,
  jsonClone,
  networkCallWithoutTimeout,
  queryInLoop,
  unboundedSelect,
];
