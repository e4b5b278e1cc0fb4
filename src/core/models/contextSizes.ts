/** Tokens that known models read, by the start of their name. */
const SIZES: readonly (readonly [string, number])[] = [
  ['gpt-4.1', 1_000_000],
  ['gpt-4o', 128_000],
  ['gpt-5', 272_000],
  ['o1', 200_000],
  ['o3', 200_000],
  ['o4', 200_000],
];

/** Undefined for models that are not known; an endpoint's own word always weighs more. */
export function contextTokens(model: string): number | undefined {
  return SIZES.find(([start]) => model.startsWith(start))?.[1];
}
