/** Answers that mean the same. */
export interface AnswerCluster {
  /** What they have in common; equal keys are equal answers. */
  readonly key: string;
  /** Places of its answers among those given, in order. */
  readonly members: readonly number[];
}

/** Tells what an answer comes to; undefined for one that says nothing, which is in no cluster. */
export type AnswerKey = (answer: string) => string | undefined;

/** Answers with equal keys together, in the order in which each was first given. */
export function clusterAnswers(answers: readonly string[], keyOf: AnswerKey): readonly AnswerCluster[] {
  const clusters = new Map<string, number[]>();
  answers.forEach((answer, index) => {
    const key = keyOf(answer);
    if (key === undefined) return;
    const members = clusters.get(key);
    if (members) members.push(index);
    else clusters.set(key, [index]);
  });
  return [...clusters].map(([key, members]) => ({ key, members }));
}
