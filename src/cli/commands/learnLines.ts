import { z } from 'zod';
import { applyEdit, type LearnPorts } from '../../core/patterns/learn/applyEdit.ts';
import { learnEdit } from '../../core/patterns/learn/learnEdit.ts';
import { readLearnedEdit } from '../../core/patterns/learn/learnedEdit.ts';
import { LANGUAGES } from '../../core/rules/languages.ts';
import { type CliHost, EXIT } from '../cliHost.ts';

const language = z.enum(LANGUAGES);
const requestSchema = z.discriminatedUnion('op', [
  z.object({
    op: z.literal('learn'),
    language,
    examples: z
      .array(z.object({ before: z.string(), after: z.string(), path: z.string().optional() }))
      .min(1),
    negatives: z.array(z.string()).default([]),
  }),
  z.object({ op: z.literal('apply'), language, pattern: z.unknown(), code: z.string() }),
]);

/** Answers each request as it comes; a line that cannot be read is answered with its error, and the next is read. */
export async function learnLines(
  host: CliHost,
  ports: LearnPorts,
  lines: AsyncIterable<string>,
): Promise<number> {
  let bad = false;
  for await (const line of lines) {
    if (line.trim() === '') continue;
    const answer = answerTo(line, ports);
    bad ||= 'error' in answer;
    host.write(`${JSON.stringify(answer)}\n`);
  }
  return bad ? EXIT.badInput : EXIT.done;
}

function answerTo(line: string, ports: LearnPorts): object {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { error: 'not JSON' };
  }
  const read = requestSchema.safeParse(value);
  if (!read.success) {
    const issue = read.error.issues[0];
    return { error: `${issue?.path.join('.') || 'request'}: ${issue?.message ?? 'not understood'}` };
  }
  const request = read.data;
  if (request.op === 'learn') {
    const examples = request.examples.map(({ before, after, path }) => ({
      before,
      after,
      ...(path !== undefined && { path }),
    }));
    const learned = learnEdit({ language: request.language, examples, negatives: request.negatives }, ports);
    return 'declined' in learned ? learned : { pattern: learned.edit, evidence: learned.evidence };
  }
  const pattern = readLearnedEdit(request.pattern);
  if ('problem' in pattern) return { error: `pattern: ${pattern.problem}` };
  return applyEdit(pattern.edit, request.code, ports);
}
