import type { Consultation, ConsultDelta } from '../../src/protocol/consult.ts';

/** What is being said in one consultation, before it stands in a stored event. */
export class LiveText {
  readonly #texts = new Map<string, string>();
  /** Position of the last stored event that ends what was said. */
  #settled = 0;

  /** Text of the consultant itself, or of one specialist's run. */
  text(run?: string, channel: ConsultDelta['channel'] = 'text'): string {
    return this.#texts.get(keyOf(run, channel)) ?? '';
  }

  hear({ run, channel, delta }: ConsultDelta): void {
    const key = keyOf(run, channel);
    this.#texts.set(key, (this.#texts.get(key) ?? '') + delta);
  }

  /** A snapshot came: what has been stored is not live any more, and what was missed is taken over. */
  settle(consultation: Consultation): void {
    const ended = consultation.events.findLast(
      ({ event }) => event.kind === 'answer' || event.kind === 'question' || isEnd(event),
    );
    const position = ended?.position ?? 0;
    if (position > this.#settled || !isWorking(consultation)) this.#texts.clear();
    this.#settled = Math.max(position, this.#settled);
    const { partial } = consultation;
    const own = keyOf(undefined, 'text');
    // A page that listened from the beginning knows more than a snapshot that was on its way.
    if (partial !== undefined && partial.length > (this.#texts.get(own) ?? '').length)
      this.#texts.set(own, partial);
  }
}

function isWorking({ state }: Consultation): boolean {
  return state === 'running' || state === 'waiting';
}

function isEnd(event: Consultation['events'][number]['event']): boolean {
  return (
    event.kind === 'state' &&
    (event.state === 'failed' || event.state === 'stopped' || event.state === 'done')
  );
}

function keyOf(run: string | undefined, channel: string): string {
  return `${run ?? ''} ${channel}`;
}
