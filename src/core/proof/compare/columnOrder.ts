/** Orders up to this length are told whole. */
const WHOLE_LENGTH_MAX = 100;

/** How the order of the same columns differs: whole where it is short, else by the columns that moved. */
export function describeOrder(before: readonly string[], after: readonly string[]): string {
  const whole = `${after.join(', ')} instead of ${before.join(', ')}`;
  if (whole.length <= WHOLE_LENGTH_MAX) return whole;
  const kept = new Set(commonOrder(before, after));
  return before
    .filter((name) => !kept.has(name))
    .map((name) => `${name} comes ${placeIn(after, name)} instead of ${placeIn(before, name)}`)
    .join('; ');
}

function placeIn(order: readonly string[], name: string): string {
  const index = order.indexOf(name);
  const previous = order[index - 1];
  if (previous === undefined) return 'first';
  return index === order.length - 1 ? 'last' : `after ${previous}`;
}

/** The longest list of columns that stand in the same order in both. */
function commonOrder(before: readonly string[], after: readonly string[]): readonly string[] {
  const places = before.map((name) => after.indexOf(name));
  const lengths: number[] = [];
  const previous: (number | undefined)[] = [];
  let last: number | undefined;
  for (const [index, place] of places.entries()) {
    let best = 0;
    for (let earlier = 0; earlier < index; earlier++) {
      const length = lengths[earlier] ?? 0;
      if ((places[earlier] ?? 0) >= place || length <= best) continue;
      best = length;
      previous[index] = earlier;
    }
    lengths[index] = best + 1;
    if (last === undefined || best + 1 > (lengths[last] ?? 0)) last = index;
  }
  const names: string[] = [];
  for (let index = last; index !== undefined; index = previous[index]) names.push(before[index] ?? '');
  return names;
}
