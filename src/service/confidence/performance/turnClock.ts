import type { HeardEvent } from '../../consult/consultParts.ts';
import type { MeasuredRequest } from './performanceLedger.ts';

interface Turn {
  readonly startedAt: string;
  tokensIn: number;
  tokensOut: number;
  /** It waited for the user, whose time is not the answer's. */
  hasWaited: boolean;
}

/** Failures that are somebody's wish or limit, no fault of the answer. */
const NO_FAULT: ReadonlySet<string> = new Set(['cancelled', 'budget', 'no_model']);

/** Times questions from being asked to being answered, by the events of their consultations. */
export class TurnClock {
  readonly #turns = new Map<string, Turn>();
  readonly #onMeasured: (request: MeasuredRequest) => void;

  constructor(onMeasured: (request: MeasuredRequest) => void) {
    this.#onMeasured = onMeasured;
  }

  heard({ stored: { event, at }, record }: Pick<HeardEvent, 'stored' | 'record'>): void {
    if (event.kind === 'question') {
      this.#turns.set(record.id, { startedAt: at, tokensIn: 0, tokensOut: 0, hasWaited: false });
      return;
    }
    const turn = this.#turns.get(record.id);
    if (!turn) return;
    if (event.kind === 'usage') {
      turn.tokensIn += event.usage.tokensIn;
      turn.tokensOut += event.usage.tokensOut;
    } else if (event.kind === 'approval') {
      turn.hasWaited = true;
    } else if (event.kind === 'answer') {
      this.#end(record, turn, at, false);
    } else if (event.kind === 'state' && (event.state === 'failed' || event.state === 'stopped')) {
      if (event.state === 'failed' && !NO_FAULT.has(event.problemCode ?? ''))
        this.#end(record, turn, at, true);
      this.#turns.delete(record.id);
    }
  }

  #end({ id, model }: HeardEvent['record'], turn: Turn, at: string, failed: boolean): void {
    this.#turns.delete(id);
    if (turn.hasWaited) return;
    const { startedAt, tokensIn, tokensOut } = turn;
    this.#onMeasured({
      requestType: 'answer',
      endpoint: 'consult',
      ...(model !== undefined && { model }),
      ms: Math.max(0, Date.parse(at) - Date.parse(startedAt)),
      failed,
      ...(tokensIn + tokensOut > 0 && { tokensIn, tokensOut }),
    });
  }
}
