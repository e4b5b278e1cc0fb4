import type { Embedder } from './embedder.ts';

export interface EmbeddedRows {
  readonly embedder_id: string;
  readonly embedder_version: string;
  readonly patterns: number;
}

/**
 * The embedder whose vectors most patterns have; the wanted one where it has as many. Undefined when none of those at
 * hand has any.
 */
export function mostCompleteEmbedder(
  wanted: Embedder,
  others: readonly Embedder[],
  rows: readonly EmbeddedRows[],
): Embedder | undefined {
  const count = ({ id, version }: Embedder): number =>
    rows.find((row) => row.embedder_id === id && row.embedder_version === version)?.patterns ?? 0;
  let best: Embedder | undefined;
  for (const embedder of [wanted, ...others]) {
    if (count(embedder) > (best === undefined ? 0 : count(best))) best = embedder;
  }
  return best;
}
