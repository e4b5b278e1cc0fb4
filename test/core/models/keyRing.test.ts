import { describe, expect, it } from 'vitest';
import {
  chosenKey,
  configuredRing,
  type KeyRing,
  nextReadyMs,
  ringAt,
  spentMessage,
  withRequest,
  withTokens,
  withTrouble,
} from '../../../src/core/models/keyRing.ts';

const NONE: ReadonlySet<string> = new Set();

function ringOf(count: number): KeyRing {
  return configuredRing(
    Array.from({ length: count }, (_, index) => ({ id: `k${index + 1}`, label: `Key ${index + 1}` })),
  );
}

function states(ring: KeyRing, nowMs: number): readonly string[] {
  return ringAt(ring, nowMs).map(({ state }) => state);
}

describe('the next key', () => {
  it('is the one that rested longest, so that twelve keys share the work evenly', () => {
    let ring = ringOf(12);
    for (let nowMs = 0; nowMs < 36; nowMs += 1) {
      ring = withRequest(ring, chosenKey(ring, nowMs, NONE)?.id ?? '', nowMs);
    }
    expect(ring.map(({ requests }) => requests)).toEqual(Array(12).fill(3));
  });

  it('is none of those tried in the same call', () => {
    expect(chosenKey(ringOf(3), 0, new Set(['k1', 'k3']))?.id).toBe('k2');
    expect(chosenKey(ringOf(1), 0, new Set(['k1']))).toBeUndefined();
  });

  it('is none without keys', () => {
    expect(chosenKey([], 0, NONE)).toBeUndefined();
    expect(nextReadyMs([], 0)).toBeUndefined();
  });
});

describe('a key in trouble', () => {
  it('cools down for as long as the endpoint says', () => {
    const ring = withTrouble(ringOf(1), 'k1', { kind: 'rate_limited', retryAfterMs: 7_000 }, 1_000);
    expect(states(ring, 7_999)).toEqual(['cooling']);
    expect(states(ring, 8_000)).toEqual(['ready']);
    expect(nextReadyMs(ring, 2_000)).toBe(8_000);
  });

  it('cools down for twenty seconds when the endpoint says nothing, and for a day at most', () => {
    const silent = withTrouble(ringOf(1), 'k1', { kind: 'rate_limited' }, 0);
    expect([states(silent, 19_999), states(silent, 20_000)]).toEqual([['cooling'], ['ready']]);
    const endless = withTrouble(ringOf(1), 'k1', { kind: 'rate_limited', retryAfterMs: 1e15 }, 0);
    expect(nextReadyMs(endless, 0)).toBe(86_400_000);
  });

  it('rests for an hour when its quota is spent', () => {
    const ring = withTrouble(ringOf(1), 'k1', { kind: 'quota' }, 0);
    expect([states(ring, 3_599_999), states(ring, 3_600_000)]).toEqual([['spent'], ['ready']]);
  });

  it('stays out when it was refused, until keys are given anew', () => {
    const refused = withTrouble(ringOf(2), 'k1', { kind: 'refused' }, 0);
    expect(states(refused, 1e12)).toEqual(['refused', 'ready']);
    expect(states(configuredRing([{ id: 'k1', label: 'Renamed' }], refused), 0)).toEqual(['ready']);
  });

  it('keeps its cool-down and its counts when keys are given anew', () => {
    let ring = withRequest(ringOf(2), 'k1', 5);
    ring = withTokens(ring, 'k1', 100, 20);
    ring = withTrouble(ring, 'k1', { kind: 'quota' }, 5);
    const [first, added] = configuredRing(
      [
        { id: 'k1', label: 'Renamed' },
        { id: 'k9', label: 'New' },
      ],
      ring,
    );
    expect(first).toMatchObject({
      label: 'Renamed',
      state: 'spent',
      requests: 1,
      tokensIn: 100,
      tokensOut: 20,
    });
    expect(added).toMatchObject({ state: 'ready', requests: 0 });
  });
});

describe('the message when no key is left', () => {
  it('counts what is wrong and says when to come back', () => {
    let ring = ringOf(4);
    ring = withTrouble(ring, 'k1', { kind: 'rate_limited', retryAfterMs: 60_000 }, 0);
    ring = withTrouble(ring, 'k2', { kind: 'rate_limited', retryAfterMs: 90_000 }, 0);
    ring = withTrouble(ring, 'k3', { kind: 'quota' }, 0);
    ring = withTrouble(ring, 'k4', { kind: 'refused' }, 0);
    expect(spentMessage('OpenAI', ring, 0)).toBe(
      'No key for OpenAI can be used: 2 rate limited, 1 out of quota, 1 refused by the endpoint. The next may be tried at 00:01:00 UTC; or add another key.',
    );
  });

  it('asks for other keys when time alone does not help', () => {
    const ring = withTrouble(ringOf(1), 'k1', { kind: 'refused' }, 0);
    expect(spentMessage('OpenAI', ring, 0)).toBe(
      'The key for OpenAI cannot be used: 1 refused by the endpoint. Replace the refused keys.',
    );
  });
});
