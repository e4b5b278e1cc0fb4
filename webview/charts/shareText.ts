import { l10n } from '../l10n.ts';

/** A share as a whole percentage; one digit more where rounding would say that nothing or everything is. */
export function shareText(share: number): string {
  const percentage = share * 100;
  const whole = Math.round(percentage);
  const isRoundedAway = (whole === 0 && share > 0) || (whole === 100 && share < 1);
  return l10n.t('{0} %', isRoundedAway ? percentage.toFixed(1) : whole);
}

/** `62–79 %` */
export function rangeText(lower: number, upper: number): string {
  return l10n.t('{0}–{1} %', Math.round(lower * 100), Math.round(upper * 100));
}

/** A score such as Brier's: three digits tell apart what is worth telling apart. */
export function scoreText(score: number): string {
  return score.toFixed(3);
}
