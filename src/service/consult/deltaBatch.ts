import type { ConsultDelta } from '../../protocol/consult.ts';

/** Often enough to read along, seldom enough that hundred consultations at once do not drown their readers. */
const EVERY_MS = 50;

/** Collects streamed pieces and hands them on joined, a few times a second. */
export class DeltaBatch {
  readonly #send: (delta: ConsultDelta) => void;
  #waiting: ConsultDelta[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(send: (delta: ConsultDelta) => void) {
    this.#send = send;
  }

  add(piece: ConsultDelta): void {
    const last = this.#waiting.at(-1);
    if (last && last.agent === piece.agent && last.run === piece.run && last.channel === piece.channel) {
      this.#waiting[this.#waiting.length - 1] = { ...last, delta: last.delta + piece.delta };
    } else {
      this.#waiting.push(piece);
    }
    this.#timer ??= setTimeout(() => this.flush(), EVERY_MS);
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const pieces = this.#waiting;
    this.#waiting = [];
    for (const piece of pieces) this.#send(piece);
  }
}
