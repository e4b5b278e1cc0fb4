import type { Rule } from '../ruleModel.ts';
import { rule as assertOnTuple } from './correctness/assert-on-tuple.ts';
import { rule as asyncForeach } from './correctness/async-foreach.ts';
import { rule as asyncPromiseExecutor } from './correctness/async-promise-executor.ts';
import { rule as bareExcept } from './correctness/bare-except.ts';
import { rule as csharpAsyncVoid } from './correctness/csharp-async-void.ts';
import { rule as csharpBlockingWait } from './correctness/csharp-blocking-wait.ts';
import { rule as duplicateCondition } from './correctness/duplicate-condition.ts';
import { rule as exactTypeComparison } from './correctness/exact-type-comparison.ts';
import { rule as fStringWithoutPlaceholder } from './correctness/f-string-without-placeholder.ts';
import { rule as fileNeverClosed } from './correctness/file-never-closed.ts';
import { rule as floatingPromise } from './correctness/floating-promise.ts';
import { rule as goDeferInLoop } from './correctness/go-defer-in-loop.ts';
import { rule as goResponseBeforeError } from './correctness/go-response-before-error.ts';
import { rule as identicalOperands } from './correctness/identical-operands.ts';
import { rule as isLiteralComparison } from './correctness/is-literal-comparison.ts';
import { rule as javaStringIdentity } from './correctness/java-string-identity.ts';
import { rule as lateBindingClosure } from './correctness/late-binding-closure.ts';
import { rule as lostErrorCause } from './correctness/lost-error-cause.ts';
import { rule as mutableDefaultArgument } from './correctness/mutable-default-argument.ts';
import { rule as naiveLocalDatetime } from './correctness/naive-local-datetime.ts';
import { rule as naiveUtcDatetime } from './correctness/naive-utc-datetime.ts';
import { rule as nanComparison } from './correctness/nan-comparison.ts';
import { rule as noneComparison } from './correctness/none-comparison.ts';
import { rule as phpStrposTruth } from './correctness/php-strpos-truth.ts';
import { rule as promiseInCondition } from './correctness/promise-in-condition.ts';
import { rule as raiseNotImplemented } from './correctness/raise-not-implemented.ts';
import { rule as returnInFinally } from './correctness/return-in-finally.ts';
import { rule as returnWithoutAwaitInTry } from './correctness/return-without-await-in-try.ts';
import { rule as rubyRescueException } from './correctness/ruby-rescue-exception.ts';
import { rule as sharedMutableValue } from './correctness/shared-mutable-value.ts';
import { rule as swallowedException } from './correctness/swallowed-exception.ts';
import { rule as throwLiteral } from './correctness/throw-literal.ts';
import { rule as unawaitedCoroutine } from './correctness/unawaited-coroutine.ts';

/** Rules against code that does not do what it says. */
export const CORRECTNESS_RULES: readonly Rule[] = [
  assertOnTuple,
  asyncForeach,
  asyncPromiseExecutor,
  bareExcept,
  csharpAsyncVoid,
  csharpBlockingWait,
  duplicateCondition,
  exactTypeComparison,
  fStringWithoutPlaceholder,
  fileNeverClosed,
  floatingPromise,
  goDeferInLoop,
  goResponseBeforeError,
  identicalOperands,
  isLiteralComparison,
  javaStringIdentity,
  lateBindingClosure,
  lostErrorCause,
  mutableDefaultArgument,
  naiveLocalDatetime,
  naiveUtcDatetime,
  nanComparison,
  noneComparison,
  phpStrposTruth,
  promiseInCondition,
  raiseNotImplemented,
  returnInFinally,
  returnWithoutAwaitInTry,
  rubyRescueException,
  sharedMutableValue,
  swallowedException,
  throwLiteral,
  unawaitedCoroutine,
];
