import { DEFAULT_LAYERS } from '../rules/defaultLayers.ts';

/** `layer 3 Routes & API`, by the names that projects without their own use. */
export function layerName(number: number): string {
  const name = DEFAULT_LAYERS.find((layer) => layer.number === number)?.name;
  return name === undefined ? `layer ${number}` : `layer ${number} ${name}`;
}
