/** One answer with what its vote weighs; without an answer it does not vote. */
export interface Ballot {
  readonly answer: string | undefined;
  readonly weight: number;
}

export interface Tally {
  readonly answer: string;
  readonly weight: number;
  readonly votes: number;
}

export interface VoteResult extends Tally {
  /** The winner's part of all weight, 0 to 1. */
  readonly share: number;
  /** Votes cast, for whatever answer. */
  readonly cast: number;
  /** Every answer in the order in which it was first given. */
  readonly tallies: readonly Tally[];
}

/**
 * The answer with most weight; of equals the one given first. Answers are equal as texts, so that they are to be brought
 * to one form before. Undefined when nobody voted.
 */
export function vote(ballots: readonly Ballot[]): VoteResult | undefined {
  const tallies = new Map<string, { answer: string; weight: number; votes: number }>();
  let cast = 0;
  for (const { answer, weight } of ballots) {
    if (answer === undefined) continue;
    const tally = tallies.get(answer) ?? { answer, weight: 0, votes: 0 };
    tallies.set(answer, { answer, weight: tally.weight + weight, votes: tally.votes + 1 });
    cast++;
  }
  let winner: Tally | undefined;
  let total = 0;
  for (const tally of tallies.values()) {
    total += tally.weight;
    if (!winner || tally.weight > winner.weight) winner = tally;
  }
  return (
    winner && {
      ...winner,
      share: total > 0 ? winner.weight / total : 0,
      cast,
      tallies: [...tallies.values()],
    }
  );
}

/** Every vote weighs the same. */
export function majority(answers: readonly (string | undefined)[]): VoteResult | undefined {
  return vote(answers.map((answer) => ({ answer, weight: 1 })));
}
