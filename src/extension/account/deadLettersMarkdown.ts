import type { DeadLetter } from '../../protocol/service.ts';
import { markdownFence } from '../documentation/markdownFence.ts';

/** Refused changes to read: what was to be written, and why it was not. */
export function deadLettersMarkdown(letters: readonly DeadLetter[]): string {
  return letters.map(letterMarkdown).join('\n\n');
}

function letterMarkdown({ table, rowId, reason, attempts, at, fields }: DeadLetter): string {
  const json = JSON.stringify(fields, undefined, 2);
  // A fence longer than any in the text, so that the text cannot end it.
  const fence = markdownFence(json);
  return [
    `## ${table.replaceAll('_', ' ')} ${rowId}`,
    '',
    `${reason} (tried ${attempts} times, last on ${at})`,
    '',
    `${fence}json`,
    json,
    fence,
  ].join('\n');
}
