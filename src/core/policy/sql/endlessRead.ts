import { fieldOf } from './treeFields.ts';

/** A read that makes more rows than this from nothing ends by its timeout. */
const SERIES_ROWS_MAX = 10_000_000;

/** Bytes made by one call of `repeat`, `lpad` and their like. */
const TEXT_BYTES_MAX = 100_000_000;

/** Why a plain read may never end by itself; undefined for one of ordinary size. */
export function endlessReason(tree: unknown): string | undefined {
  let rows = 1;
  let reason: string | undefined;
  const pending: unknown[] = [tree];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    const call = fieldOf(value, 'FuncCall');
    if (call !== undefined) {
      rows *= seriesRows(call);
      reason ??= hugeText(call);
    }
    reason ??= endlessRecursion(value);
    pending.push(...Object.values(value).filter((child) => typeof child === 'object' && child !== null));
  }
  if (rows > SERIES_ROWS_MAX) return `generate_series makes about ${rows.toPrecision(3)} rows.`;
  return reason;
}

function seriesRows(call: unknown): number {
  if (functionName(call) !== 'generate_series') return 1;
  const [start, stop, step = 1] = numbersOf(call);
  if (start === undefined || stop === undefined || step === 0) return 1;
  // Series that multiply in one query multiply here; one without rows does not make the others fewer.
  return Math.max(1, Math.floor((stop - start) / step) + 1);
}

function hugeText(call: unknown): string | undefined {
  const name = functionName(call);
  if (name !== 'repeat' && name !== 'lpad' && name !== 'rpad' && name !== 'array_fill') return undefined;
  const largest = Math.max(0, ...numbersOf(call).filter((number) => number !== undefined));
  return largest > TEXT_BYTES_MAX ? `${name} makes a value of ${largest.toPrecision(3)} parts.` : undefined;
}

/** A recursive query whose step reads only itself and has no condition goes on for ever. */
function endlessRecursion(value: unknown): string | undefined {
  if (fieldOf(value, 'recursive') !== true) return undefined;
  const queries = fieldOf(value, 'ctes');
  if (!Array.isArray(queries)) return undefined;
  for (const query of queries) {
    const common = fieldOf(query, 'CommonTableExpr');
    const name = fieldOf(common, 'ctename');
    const select = fieldOf(fieldOf(common, 'ctequery'), 'SelectStmt');
    const step = fieldOf(select, 'rarg');
    const from = fieldOf(step, 'fromClause');
    if (fieldOf(select, 'all') !== true || !Array.isArray(from) || from.length !== 1) continue;
    const readsItself = fieldOf(fieldOf(from[0], 'RangeVar'), 'relname') === name;
    if (
      readsItself &&
      fieldOf(step, 'whereClause') === undefined &&
      fieldOf(step, 'limitCount') === undefined
    )
      return `The recursive query "${String(name)}" has no condition that ends it.`;
  }
  return undefined;
}

function functionName(call: unknown): unknown {
  const path = fieldOf(call, 'funcname');
  return Array.isArray(path) ? fieldOf(fieldOf(path.at(-1), 'String'), 'sval') : undefined;
}

/** The arguments that are written as numbers. */
function numbersOf(call: unknown): readonly (number | undefined)[] {
  const list = fieldOf(call, 'args');
  if (!Array.isArray(list)) return [];
  return list.map((argument: unknown) => numberOf(argument));
}

function numberOf(argument: unknown): number | undefined {
  const inner = fieldOf(fieldOf(argument, 'TypeCast'), 'arg') ?? argument;
  const constant = fieldOf(inner, 'A_Const');
  if (constant === undefined) return undefined;
  const whole = fieldOf(constant, 'ival');
  // Zero is left out of the tree.
  if (whole !== undefined) return Number(fieldOf(whole, 'ival') ?? 0);
  const long = fieldOf(fieldOf(constant, 'fval'), 'fval') ?? fieldOf(fieldOf(constant, 'sval'), 'sval');
  const number = typeof long === 'string' && long.trim() !== '' ? Number(long) : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
}
