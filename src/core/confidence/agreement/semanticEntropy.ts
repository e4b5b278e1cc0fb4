import type { AnswerCluster } from '../cluster/clusterAnswers.ts';

/** How scattered several answers to one question are in what they mean. */
export interface SemanticEntropy {
  /** In nats: 0 when all mean the same, the logarithm of their number when no two do. */
  readonly entropy: number;
  /** 1 when all mean the same, 0 when no two do. */
  readonly value: number;
  readonly samples: number;
}

/** Discrete semantic entropy: of the shares of clusters, without log probabilities. Undefined below two answers. */
export function semanticEntropy(clusters: readonly AnswerCluster[]): SemanticEntropy | undefined {
  const samples = clusters.reduce((total, { members }) => total + members.length, 0);
  if (samples < 2) return undefined;
  const entropy = clusters.reduce((total, { members }) => {
    const share = members.length / samples;
    return share > 0 ? total - share * Math.log(share) : total;
  }, 0);
  return { entropy, value: Math.min(1, Math.max(0, 1 - entropy / Math.log(samples))), samples };
}
