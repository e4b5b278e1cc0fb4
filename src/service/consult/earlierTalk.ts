import type { ConsultStore } from './consultStore.ts';

/** States stand between what was said. */
const EVENTS_MAX = 120;
const SAID_MAX = 6_000;

/** What was asked and answered before, for a thread that the agent's own store does not know: a copy of a part. */
export async function earlierTalk(store: ConsultStore, id: string): Promise<string | undefined> {
  const { events } = await store.events(id, { kinds: ['question', 'answer', 'state'], limit: EVENTS_MAX });
  const said = events.flatMap(({ event }) => {
    if (event.kind === 'question') return [`User: ${cut(event.text)}`];
    if (event.kind === 'state' && event.said !== undefined) return [`You, cut short: ${cut(event.said)}`];
    return event.kind === 'answer' ? [`You: ${cut(event.text)}`] : [];
  });
  // The last one is the question that is asked now.
  const before = said.slice(0, -1);
  return before.length === 0 ? undefined : `Earlier in this consultation:\n\n${before.join('\n\n')}`;
}

function cut(text: string): string {
  return text.length <= SAID_MAX ? text : `${text.slice(0, SAID_MAX)}…`;
}
