import type { Consultation, ConsultDelta, ConsultEvent } from '../../src/protocol/consult.ts';

/** What is being said in one consultation, before it stands in a stored event. */
export class LiveText {
  readonly #texts = new Map<string, string>();
  /** Position of the last stored event that ends what was said. */
  #settled = 0;
  /** The text was taken over from a snapshot: the piece that comes next may be its end once more. */
  #adopted = false;

  /** Text of the consultant itself, or of one specialist's run. */
  text(run?: string, channel: ConsultDelta['channel'] = 'text'): string {
    return this.#texts.get(keyOf(run, channel)) ?? '';
  }

  hear({ run, channel, delta }: ConsultDelta): void {
    const key = keyOf(run, channel);
    const said = this.#texts.get(key) ?? '';
    const isRepeated = key === OWN && this.#adopted && said.endsWith(delta);
    if (key === OWN) this.#adopted = false;
    if (!isRepeated) this.#texts.set(key, said + delta);
  }

  /** A snapshot came: what has been stored is not live any more, and what was missed is taken over. */
  settle(consultation: Consultation): void {
    const position = consultation.events.findLast(({ event }) => endsText(event))?.position ?? 0;
    if (position > this.#settled || !isWorking(consultation)) this.#texts.clear();
    this.#settled = Math.max(position, this.#settled);
    const { partial } = consultation;
    const own = this.#texts.get(OWN) ?? '';
    if (partial === undefined || partial.length <= own.length) return;
    // The rest of what was heard from its beginning is on its way.
    if (own !== '' && partial.startsWith(own)) return;
    this.#texts.set(OWN, partial);
    this.#adopted = true;
  }
}

const OWN = keyOf(undefined, 'text');

function isWorking({ state }: Consultation): boolean {
  return state === 'running' || state === 'waiting';
}

/** What the consultant said before it uses a tool is no part of its answer. */
function endsText(event: ConsultEvent): boolean {
  switch (event.kind) {
    case 'question':
    case 'answer':
      return true;
    case 'tool':
      return event.agent === 'consultant';
    case 'state':
      return event.state === 'failed' || event.state === 'stopped' || event.state === 'done';
    default:
      return false;
  }
}

function keyOf(run: string | undefined, channel: string): string {
  return `${run ?? ''} ${channel}`;
}
