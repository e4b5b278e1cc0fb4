/** What is known of one key; the key itself is kept elsewhere, so that nothing here can give it away. */
export interface RingKey {
  readonly id: string;
  /** Shown to the user. */
  readonly label: string;
  readonly state: 'ready' | 'cooling' | 'spent' | 'refused';
  /** When a cooling or spent key may be tried again. */
  readonly untilMs?: number;
  readonly requests: number;
  readonly tokensIn: number;
  readonly tokensOut: number;
  readonly lastUsedMs?: number;
}

export type KeyRing = readonly RingKey[];

export type KeyTrouble =
  | { readonly kind: 'rate_limited'; readonly retryAfterMs?: number }
  | { readonly kind: 'quota' }
  | { readonly kind: 'refused' };

/** For a rate limit that does not say when it ends. */
const COOL_DOWN_MS = 20_000;
/** No endpoint's word keeps a key out for longer than a day. */
const COOL_DOWN_MS_MAX = 86_400_000;
/** Quotas are topped up by people; an hour is soon enough to look again. */
const SPENT_MS = 3_600_000;

/** The ring for keys given anew: what was counted stays, what was refused may be tried again. */
export function configuredRing(
  keys: readonly { readonly id: string; readonly label: string }[],
  before: KeyRing = [],
): KeyRing {
  const known = new Map(before.map((key) => [key.id, key]));
  return keys.map(({ id, label }) => {
    const { state, untilMs, ...counted } = known.get(id) ?? NEW_KEY;
    if (state === 'refused') return { ...counted, id, label, state: 'ready' };
    return { ...counted, id, label, state, ...(untilMs !== undefined && { untilMs }) };
  });
}

const NEW_KEY: RingKey = { id: '', label: '', state: 'ready', requests: 0, tokensIn: 0, tokensOut: 0 };

/** The ring as it stands at a time: keys whose time has come are ready. */
export function ringAt(ring: KeyRing, nowMs: number): KeyRing {
  return ring.map((key) => {
    if (key.untilMs === undefined || key.untilMs > nowMs) return key;
    const { untilMs: _, ...rest } = key;
    return { ...rest, state: 'ready' };
  });
}

/** The ready key that was used the longest ago, of those not tried yet. */
export function chosenKey(ring: KeyRing, nowMs: number, tried: ReadonlySet<string>): RingKey | undefined {
  let chosen: RingKey | undefined;
  for (const key of ringAt(ring, nowMs)) {
    if (key.state !== 'ready' || tried.has(key.id)) continue;
    if (!chosen || (key.lastUsedMs ?? -1) < (chosen.lastUsedMs ?? -1)) chosen = key;
  }
  return chosen;
}

export function withRequest(ring: KeyRing, id: string, nowMs: number): KeyRing {
  return changed(ringAt(ring, nowMs), id, (key) => ({
    ...key,
    requests: key.requests + 1,
    lastUsedMs: nowMs,
  }));
}

export function withTokens(ring: KeyRing, id: string, tokensIn: number, tokensOut: number): KeyRing {
  return changed(ring, id, (key) => ({
    ...key,
    tokensIn: key.tokensIn + tokensIn,
    tokensOut: key.tokensOut + tokensOut,
  }));
}

export function withTrouble(ring: KeyRing, id: string, trouble: KeyTrouble, nowMs: number): KeyRing {
  return changed(ring, id, (key) => {
    if (trouble.kind === 'refused') {
      const { untilMs: _, ...rest } = key;
      return { ...rest, state: 'refused' };
    }
    if (trouble.kind === 'quota') return { ...key, state: 'spent', untilMs: nowMs + SPENT_MS };
    const pauseMs = Math.min(trouble.retryAfterMs ?? COOL_DOWN_MS, COOL_DOWN_MS_MAX);
    return { ...key, state: 'cooling', untilMs: nowMs + pauseMs };
  });
}

/** When the first key may be used again; undefined when none comes back by itself. */
export function nextReadyMs(ring: KeyRing, nowMs: number): number | undefined {
  const times = ringAt(ring, nowMs).flatMap((key) => {
    if (key.state === 'ready') return [nowMs];
    return key.untilMs === undefined ? [] : [key.untilMs];
  });
  return times.length === 0 ? undefined : Math.min(...times);
}

/** Why no key can be used, in one line for the user. */
export function spentMessage(provider: string, ring: KeyRing, nowMs: number): string {
  const now = ringAt(ring, nowMs);
  const count = (state: RingKey['state']): number => now.filter((key) => key.state === state).length;
  const parts: string[] = [];
  if (count('cooling') > 0) parts.push(`${count('cooling')} rate limited`);
  if (count('spent') > 0) parts.push(`${count('spent')} out of quota`);
  if (count('refused') > 0) parts.push(`${count('refused')} refused by the endpoint`);
  const next = nextReadyMs(ring, nowMs);
  const advice =
    next === undefined
      ? 'Replace the refused keys.'
      : `The next may be tried at ${new Date(next).toISOString().slice(11, 19)} UTC; or add another key.`;
  const which =
    now.length === 1 ? `The key for ${provider} cannot be used` : `No key for ${provider} can be used`;
  return `${which}: ${parts.join(', ') || 'all were tried'}. ${advice}`;
}

function changed(ring: KeyRing, id: string, change: (key: RingKey) => RingKey): KeyRing {
  return ring.map((key) => (key.id === id ? change(key) : key));
}
