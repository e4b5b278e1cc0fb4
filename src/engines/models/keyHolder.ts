import {
  chosenKey,
  configuredRing,
  type KeyRing,
  type KeyTrouble,
  nextReadyMs,
  type RingKey,
  ringAt,
  spentMessage,
  withRequest,
  withTokens,
  withTrouble,
} from '../../core/models/keyRing.ts';
import { shortHash } from './shortHash.ts';

export interface LabelledKey {
  readonly label: string;
  readonly key: string;
}

/** A key to send, with what may be said about it. */
export interface HeldKey extends LabelledKey {
  readonly id: string;
}

/** The keys of one provider and their state; the only place that knows both. */
export class KeyHolder {
  readonly #provider: string;
  readonly #now: () => number;
  #keys: ReadonlyMap<string, HeldKey> = new Map();
  #ring: KeyRing = [];

  constructor(provider: string, now: () => number = Date.now) {
    this.#provider = provider;
    this.#now = now;
  }

  /** Replaces the keys; counters of keys that stay are kept, refused ones may be tried again. */
  configure(keys: readonly LabelledKey[]): void {
    const held = new Map<string, HeldKey>();
    for (const { label, key } of keys) {
      const id = shortHash(key);
      if (key !== '' && !held.has(id)) held.set(id, { id, label, key });
    }
    this.#keys = held;
    this.#ring = configuredRing([...held.values()], this.#ring);
  }

  get size(): number {
    return this.#keys.size;
  }

  /** Takes the next ready key and counts the request. */
  take(tried: ReadonlySet<string>): HeldKey | undefined {
    const chosen = chosenKey(this.#ring, this.#now(), tried);
    const key = chosen && this.#keys.get(chosen.id);
    if (key) this.#ring = withRequest(this.#ring, key.id, this.#now());
    return key;
  }

  trouble(id: string, trouble: KeyTrouble): void {
    this.#ring = withTrouble(this.#ring, id, trouble, this.#now());
  }

  used(id: string, tokensIn: number, tokensOut: number): void {
    this.#ring = withTokens(this.#ring, id, tokensIn, tokensOut);
  }

  /** Until the first key may be tried again; undefined when none comes back by itself. */
  waitMs(): number | undefined {
    const next = nextReadyMs(this.#ring, this.#now());
    return next === undefined ? undefined : Math.max(0, next - this.#now());
  }

  /** The state without the keys. */
  status(): readonly RingKey[] {
    return ringAt(this.#ring, this.#now());
  }

  spentMessage(): string {
    return spentMessage(this.#provider, this.#ring, this.#now());
  }

  /** A text with no key of the ring in it, whoever put it there. */
  scrub(text: string): string {
    let scrubbed = text;
    for (const { key } of this.#keys.values()) scrubbed = scrubbed.replaceAll(key, '[key]');
    return scrubbed;
  }
}
