import type { ObjectFacts } from './schemaFacts.ts';

/** As the store limits an explanation. */
const EXPLANATION_LENGTH_MAX = 4_000;

/** What became different of one object, in words; undefined when nothing did. */
export function explainChange(
  name: string,
  was: ObjectFacts | undefined,
  becomes: ObjectFacts | undefined,
): string | undefined {
  if (was === undefined && becomes === undefined) return undefined;
  if (was === undefined) return cut(`${becomes?.kind ?? 'object'} ${name} is new${columnsOf(becomes)}.`);
  if (becomes === undefined) return cut(`${was.kind ?? 'object'} ${name} is gone.`);
  const lines = [...new Set([...Object.keys(was), ...Object.keys(becomes)])].sort().flatMap((fact) => {
    const [before, after] = [was[fact], becomes[fact]];
    if (before === after) return [];
    if (before === undefined) return [`${fact} is new: ${after ?? ''}`];
    if (after === undefined) return [`${fact} is gone; it was ${before}`];
    return [`${fact}: ${before} → ${after}`];
  });
  return lines.length === 0 ? undefined : cut(`${name}: ${lines.join('; ')}.`);
}

function columnsOf(facts: ObjectFacts | undefined): string {
  const columns = Object.keys(facts ?? {})
    .filter((fact) => fact.startsWith('column '))
    .map((fact) => fact.slice('column '.length));
  return columns.length === 0 ? '' : `, with ${columns.join(', ')}`;
}

function cut(text: string): string {
  return text.length <= EXPLANATION_LENGTH_MAX ? text : `${text.slice(0, EXPLANATION_LENGTH_MAX - 1)}…`;
}
