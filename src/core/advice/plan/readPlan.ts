import type { ReadPlan } from './planNode.ts';
import { readJsonPlan } from './readJsonPlan.ts';
import { readTextPlan } from './readTextPlan.ts';

/** Reads what `EXPLAIN` printed, as JSON or as text, with or without the frame that psql draws around it. */
export function readPlan(text: string): ReadPlan {
  const bare = withoutFrame(text);
  const start = bare.trimStart();
  if (start === '') return { error: 'there is no plan in the text' };
  if (/^[[{]/u.test(start)) return readJsonPlan(start);
  if (/^(?:<\?xml|<explain)/u.test(start) || /^- Plan:/u.test(start)) {
    return { error: 'the plan is XML or YAML; run EXPLAIN (FORMAT JSON) or plain EXPLAIN' };
  }
  return readTextPlan(bare);
}

/** psql marks a value that goes on in the next line with `+`, draws a heading and counts the rows. */
function withoutFrame(text: string): string {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  const isHeading = (line: string): boolean =>
    /^\s*\|?\s*QUERY PLAN\s*\|?\s*$/u.test(line) || /^\s*\+?-{3,}\+?\s*$/u.test(line);
  const isCount = (line: string): boolean => /^\s*\(\d+ rows?\)\s*$/u.test(line);
  const kept = lines.filter((line) => !isHeading(line) && !isCount(line));
  const isFramed = kept.length < lines.length;
  return kept
    .map((line) => (isFramed ? line.replace(/\s*\+\s*$/u, '') : line))
    .map((line) =>
      isFramed && /^\s*\|.*\|\s*$/u.test(line) ? line.replace(/^\s*\| ?|\s*\|\s*$/gu, '') : line,
    )
    .join('\n');
}
