/** How far further answers to a question agree with the one that was given. */
export interface SampleAgreement {
  readonly agreeing: number;
  readonly samples: number;
  /** `(agreeing + 1) / (samples + 2)`: three of three are no certainty. */
  readonly value: number;
}

/**
 * Agreement with the answer that comes first, by the group of each; one in no group counts among the samples and agrees
 * with none. Undefined without further answers, or where the first is in no group.
 */
export function sampleAgreement(groups: readonly (number | undefined)[]): SampleAgreement | undefined {
  const [own, ...others] = groups;
  if (own === undefined || others.length === 0) return undefined;
  const agreeing = others.filter((group) => group === own).length;
  return { agreeing, samples: others.length, value: (agreeing + 1) / (others.length + 2) };
}
