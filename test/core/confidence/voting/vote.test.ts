import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/core/confidence/numbers/seededRandom.ts';
import { filterTopPercent } from '../../../../src/core/confidence/voting/filterTopPercent.ts';
import { type Ballot, majority, vote } from '../../../../src/core/confidence/voting/vote.ts';
import { voteAllWays } from '../../../../src/core/confidence/voting/voteAllWays.ts';

describe('weighted vote', () => {
  it('lets few sure answers win over many unsure ones', () => {
    const ballots = [
      ...new Array<Ballot>(6).fill({ answer: 'left', weight: 1 }),
      ...new Array<Ballot>(2).fill({ answer: 'right', weight: 4 }),
    ];
    expect(vote(ballots)).toMatchObject({ answer: 'right', weight: 8, votes: 2, share: 8 / 14, cast: 8 });
    expect(majority(ballots.map(({ answer }) => answer))?.answer).toBe('left');
  });

  it('gives a tie to the answer given first', () => {
    expect(majority(['b', 'a', 'a', 'b'])?.answer).toBe('b');
  });

  it('has no winner without votes, and no share of no weight', () => {
    expect(vote([])).toBeUndefined();
    expect(vote([{ answer: undefined, weight: 3 }])).toBeUndefined();
    expect(vote([{ answer: 'a', weight: 0 }])).toMatchObject({ answer: 'a', share: 0 });
  });

  it('finds the same winner in any order unless there is a tie', () => {
    const random = seededRandom(11);
    for (let round = 0; round < 100; round++) {
      const ballots = Array.from({ length: 9 }, (_, index) => ({
        answer: 'abc'[Math.floor(random() * 3)],
        weight: 2 ** index + random(),
      }));
      const shuffled = ballots
        .map((ballot) => ({ ballot, place: random() }))
        .sort((left, right) => left.place - right.place)
        .map(({ ballot }) => ballot);
      expect(vote(shuffled)?.answer).toBe(vote(ballots)?.answer);
    }
  });
});

describe('filter of the surest', () => {
  it('interpolates its threshold between neighbours', () => {
    // numpy.percentile of the same values at 90, 67 and 0.
    const confidences = [3.5, 1.25, 9, 4, 4, 7.75];
    expect(filterTopPercent(confidences, 10)).toEqual({ threshold: 8.375, kept: [2] });
    expect(filterTopPercent(confidences, 67)?.threshold).toBeCloseTo(3.825, 12);
    expect(filterTopPercent(confidences, 100)).toEqual({ threshold: 1.25, kept: [0, 1, 2, 3, 4, 5] });
  });

  it('keeps all that are equal to the threshold, so that a tenth may be everything', () => {
    expect(filterTopPercent([5, 5, 5, 5], 10)?.kept).toEqual([0, 1, 2, 3]);
    expect(filterTopPercent(new Array(11).fill(0.1 + 0.2), 10)?.kept).toHaveLength(11);
  });

  it('keeps nothing of nothing', () => {
    expect(filterTopPercent([], 10)).toBeUndefined();
  });
});

describe('all elections', () => {
  it('hold those with an answer only, and tell their mean weight', () => {
    const found = voteAllWays([
      { answer: 'x', token: [2, 2] },
      { answer: undefined, token: [99] },
      { answer: '', token: [99] },
      { answer: 'y', token: [4, 8] },
      { answer: 'x', token: [3, 1] },
    ]);
    expect(found.majority).toEqual({ answer: 'x', votes: 3 });
    expect(found.mean).toEqual({ answer: 'y', votes: 3, confidence: 10 / 3 });
    expect(found.topTail).toEqual({ answer: 'y', votes: 1, confidence: 6 });
  });

  it('weigh by different parts of a trace', () => {
    const fading = { answer: 'fading', token: [9, 9, 9, 1] };
    const steady = { answer: 'steady', token: [5, 5, 5, 5] };
    const found = voteAllWays([fading, steady], 1, 1);
    expect(found.mean?.answer).toBe('fading');
    expect([found.tail?.answer, found.lowestGroup?.answer, found.bottom10?.answer]).toEqual([
      'steady',
      'steady',
      'steady',
    ]);
  });

  it('are not held where nothing weighs anything', () => {
    expect(voteAllWays([])).toEqual({});
    expect(voteAllWays([{ answer: 'a', token: [] }])).toEqual({ majority: { answer: 'a', votes: 1 } });
  });
});
