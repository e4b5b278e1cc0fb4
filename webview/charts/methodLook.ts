import type { ConfidenceMethod } from '../../src/protocol/confidence.ts';

const METHODS: readonly string[] = [
  'agreement',
  'logprob',
  'verbalized',
  'hybrid',
  'semantic_entropy',
  'heuristic',
] satisfies readonly ConfidenceMethod[];

/** A method looks the same in every chart; undefined for one of another version. */
export function methodLook(method: string): number | undefined {
  const index = METHODS.indexOf(method);
  return index < 0 ? undefined : index;
}
