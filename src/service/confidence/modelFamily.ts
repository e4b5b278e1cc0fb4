const DATED = /-(?:20\d{2}-?\d{2}-?\d{2}|\d{4}|latest|preview)$/u;

/** Models that are calibrated together: a name without its provider and its date. */
export function modelFamily(model: string | undefined): string {
  if (model === undefined || model === '') return 'unknown';
  let name = model.slice(model.indexOf('/') + 1).toLowerCase();
  for (let shorter = name.replace(DATED, ''); shorter !== name; shorter = name.replace(DATED, '')) {
    name = shorter;
  }
  return name;
}
