/** Decimals that the reference program keeps of token and group confidences. */
const SCALE = 1_000;
const DECIMALS = 3;

/** As the reference rounds a token's confidence: scaled to a whole number, of two equally near the even one, and back. */
export function roundToken(value: number): number {
  return nearestEven(value * SCALE) / SCALE;
}

/** As it rounds a group's mean: by its decimal digits, which differs from the above in a few of a thousand values. */
export function roundGroup(value: number): number {
  // `toFixed` knows every digit; only of a value exactly between two it takes the upper, where the even one is meant.
  const between = Number.isInteger(value * 2 ** (DECIMALS + 1)) && (value * SCALE) % 1 === 0.5;
  return between ? nearestEven(value * SCALE) / SCALE : Number(value.toFixed(DECIMALS));
}

function nearestEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  const up = rest > 0.5 || (rest === 0.5 && floor % 2 !== 0);
  return up ? floor + 1 : floor;
}
