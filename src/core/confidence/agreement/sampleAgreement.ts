import type { AnswerCluster } from '../cluster/clusterAnswers.ts';

/** How far several answers to one question agree. */
export interface SampleAgreement {
  /** The cluster with most answers; of equals the one given first. */
  readonly key: string;
  readonly agreeing: number;
  readonly samples: number;
  /** `(agreeing + 1) / (samples + 2)`: three of three are no certainty. */
  readonly value: number;
}

/**
 * Agreement of samples by their clusters; undefined without any answer. An answer in no cluster counts among the
 * samples and agrees with none.
 */
export function sampleAgreement(
  clusters: readonly AnswerCluster[],
  samples: number,
): SampleAgreement | undefined {
  let largest: AnswerCluster | undefined;
  for (const cluster of clusters) {
    if (!largest || cluster.members.length > largest.members.length) largest = cluster;
  }
  if (!largest) return undefined;
  const agreeing = largest.members.length;
  const all = Math.max(samples, agreeing);
  return { key: largest.key, agreeing, samples: all, value: (agreeing + 1) / (all + 2) };
}
