/** Types that have a value of their own in JavaScript; all others stay the text that Postgres writes. */
const INT8 = 20;
const BYTEA = 17;
const DATE = 1082;
const TIMESTAMP = 1114;
const TIMESTAMPTZ = 1184;

/** A `bigint` that a number cannot hold exactly stays text. */
function parseInt8(text: string): number | string {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : text;
}

function asWritten(text: string): string {
  return text;
}

/** How values of a result are read, the same for every engine, by type number. */
export const RESULT_PARSERS: Readonly<Record<number, (text: string) => string | number>> = {
  [INT8]: parseInt8,
  [BYTEA]: asWritten,
  [DATE]: asWritten,
  [TIMESTAMP]: asWritten,
  [TIMESTAMPTZ]: asWritten,
};
