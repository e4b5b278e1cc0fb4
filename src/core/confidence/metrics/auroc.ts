import type { Forecast } from './forecast.ts';

/**
 * Chance that a case which came was given more than one which did not, ties counting half: 0.5 for no order at all.
 * Undefined unless there are both.
 */
export function auroc(forecasts: readonly Forecast[]): number | undefined {
  const ordered = [...forecasts].sort((left, right) => left.p - right.p);
  let good = 0;
  let bad = 0;
  let won = 0;
  for (let start = 0; start < ordered.length; ) {
    let end = start;
    let goodHere = 0;
    for (; end < ordered.length && ordered[end]?.p === ordered[start]?.p; end++)
      goodHere += ordered[end]?.y ?? 0;
    const badHere = end - start - goodHere;
    won += goodHere * (bad + badHere / 2);
    good += goodHere;
    bad += badHere;
    start = end;
  }
  return good > 0 && bad > 0 ? won / (good * bad) : undefined;
}
