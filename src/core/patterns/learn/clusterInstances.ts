import { buildPart, type Instance } from './buildPart.ts';

/** Instances of one edit together: those that write the same and take away the same, whatever they carry over. */
export function clusterInstances(
  examples: readonly (readonly Instance[])[],
): readonly (readonly Instance[])[] {
  const clusters = new Map<string, Instance[]>();
  for (const instance of examples.flat()) {
    const key = keyOf(instance);
    const cluster = clusters.get(key);
    if (cluster) cluster.push(instance);
    else clusters.set(key, [instance]);
  }
  return [...clusters.values()];
}

function keyOf(instance: Instance): string {
  const built = buildPart([instance], { up: 0, context: 'wild', shape: 'any', rest: true });
  if (!built)
    return `alone ${instance.hunks.map(({ parent, from, to }) => `${parent.start} ${from} ${to}`).join()}`;
  return JSON.stringify(
    built.part.edits.map(({ at, template }) => [at.insert, template]),
    (key, value: unknown) => (key === 'keyword' ? String(value).toLowerCase() : value),
  );
}
