import type { Rule } from '../ruleModel.ts';
import { rule as buttonWithoutType } from './standards/button-without-type.ts';
import { rule as consoleInProduct } from './standards/console-in-product.ts';
import { rule as debugStatement } from './standards/debug-statement.ts';
import { rule as focusedTest } from './standards/focused-test.ts';
import { rule as hardCodedColor } from './standards/hard-coded-color.ts';
import { rule as imageTagLatest } from './standards/image-tag-latest.ts';
import { rule as importantInCss } from './standards/important-in-css.ts';
import { rule as looseEquality } from './standards/loose-equality.ts';
import { rule as nativeDialog } from './standards/native-dialog.ts';
import { rule as openDependencyVersion } from './standards/open-dependency-version.ts';
import { rule as parseIntWithoutRadix } from './standards/parse-int-without-radix.ts';
import { rule as shellCdUnchecked } from './standards/shell-cd-unchecked.ts';
import { rule as shellUnquotedRm } from './standards/shell-unquoted-rm.ts';
import { rule as shellWithoutErrexit } from './standards/shell-without-errexit.ts';
import { rule as todoWithoutTicket } from './standards/todo-without-ticket.ts';
import { rule as tsIgnoreComment } from './standards/ts-ignore-comment.ts';
import { rule as unwrapInProduct } from './standards/unwrap-in-product.ts';
import { rule as wildcardImport } from './standards/wildcard-import.ts';

/** Rules of common conventions, many of them opt-in. */
export const STANDARDS_RULES: readonly Rule[] = [
  buttonWithoutType,
  consoleInProduct,
  debugStatement,
  focusedTest,
  hardCodedColor,
  imageTagLatest,
  importantInCss,
  looseEquality,
  nativeDialog,
  openDependencyVersion,
  parseIntWithoutRadix,
  shellCdUnchecked,
  shellUnquotedRm,
  shellWithoutErrexit,
  todoWithoutTicket,
  tsIgnoreComment,
  unwrapInProduct,
  wildcardImport,
];
