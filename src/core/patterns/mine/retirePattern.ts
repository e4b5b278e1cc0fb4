/** What became of a pattern's changes since it was accepted. */
export interface PatternRecord {
  /** Changes applied and kept. */
  readonly kept: number;
  /** Changes applied and undone, findings dismissed as wrong. */
  readonly undone: number;
  /** Changes that verification refused: the result did not parse, or brought new findings. */
  readonly refused: number;
  /** The last outcomes, newest first: whether the change was kept. */
  readonly latest: readonly boolean[];
}

/** With fewer outcomes, two mishaps in a row would end a good pattern. */
const OUTCOMES_MIN = 5;
/** Below this share of kept changes, a pattern costs more looks than it saves. */
const KEPT_SHARE_MIN = 0.5;
/** However good it was before: what fails this often in a row no longer fits the code. */
const FAILED_IN_A_ROW_MAX = 4;

/** Why a pattern should be used no more, one line; undefined for one that works. */
export function retirementReason({ kept, undone, refused, latest }: PatternRecord): string | undefined {
  const firstKept = latest.indexOf(true);
  const failures = firstKept < 0 ? latest.length : firstKept;
  if (failures >= FAILED_IN_A_ROW_MAX) return `its last ${failures} changes were undone or refused`;
  const all = kept + undone + refused;
  if (all < OUTCOMES_MIN || kept / all >= KEPT_SHARE_MIN) return undefined;
  return `only ${kept} of ${all} changes were kept: ${undone} undone, ${refused} refused`;
}
