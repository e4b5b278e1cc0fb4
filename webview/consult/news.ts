import type { Consultation } from '../../src/protocol/consult.ts';
import { l10n } from '../l10n.ts';

/** What fits into one breath of a screen reader; the rest is read in its place. */
const SPOKEN_MAX_CHARS = 300;

/** What a person who does not see the page is told of: a finished answer, and a question that waits. */
export function newsOf(before: Consultation | undefined, after: Consultation): string | undefined {
  if (before?.id !== after.id) return undefined;
  const last = before.events.at(-1)?.position ?? 0;
  const fresh = after.events.filter(({ position }) => position > last).map(({ event }) => event);
  const answer = fresh.findLast(({ kind }) => kind === 'answer');
  const failed = fresh.findLast(({ kind }) => kind === 'state');
  const known = new Set(before.approvals.map(({ id }) => id));
  const approval = after.approvals.find(({ id, state }) => state === 'waiting' && !known.has(id));
  if (approval) return l10n.t('Waits for your approval: {0}', approval.title);
  if (answer?.kind === 'answer') {
    const text = plain(answer.answer.recommendation || answer.text);
    return l10n.t(
      'Answered: {0}',
      text.length > SPOKEN_MAX_CHARS ? `${text.slice(0, SPOKEN_MAX_CHARS)} …` : text,
    );
  }
  if (failed?.kind === 'state' && failed.state === 'failed')
    return l10n.t('The consultation failed: {0}', failed.problem ?? '');
  return undefined;
}

/** Marks of Markdown are not for reading aloud. */
function plain(text: string): string {
  return text
    .replaceAll(/```[\s\S]*?(?:```|$)/gu, ' ')
    .replaceAll(/[`*_#>|]/gu, '')
    .replaceAll(/\s+/gu, ' ')
    .trim();
}
