import { l10n } from '../l10n.ts';

/** `850 ms`, `4.2 s`, `3 min 5 s` */
export function duration(milliseconds: number): string {
  if (milliseconds < 1_000) return l10n.t('{0} ms', Math.round(milliseconds));
  if (milliseconds < 10_000) return l10n.t('{0} s', (milliseconds / 1_000).toFixed(1));
  const seconds = Math.round(milliseconds / 1_000);
  return seconds < 60
    ? l10n.t('{0} s', seconds)
    : l10n.t('{0} min {1} s', Math.floor(seconds / 60), seconds % 60);
}

export function bytesText(bytes: number): string {
  if (bytes < 1_024) return l10n.t('{0} bytes', bytes);
  const kilobytes = bytes / 1_024;
  return kilobytes < 1_024
    ? l10n.t('{0} KB', kilobytes < 10 ? kilobytes.toFixed(1) : Math.round(kilobytes))
    : l10n.t('{0} MB', (kilobytes / 1_024).toFixed(1));
}

export function count(number: number): string {
  return number.toLocaleString();
}

/** Words where there is no price: a zero would be a lie. */
export function cost(costUsd: number | undefined): string {
  if (costUsd === undefined) return l10n.t('price unknown');
  if (costUsd === 0) return l10n.t('no cost');
  return costUsd < 0.01 ? l10n.t('$ {0}', costUsd.toFixed(4)) : l10n.t('$ {0}', costUsd.toFixed(2));
}

/** How long ago, roughly; the whole time belongs into the title beside it. */
export function ago(time: string, now: number): string {
  const minutes = Math.round((now - Date.parse(time)) / 60_000);
  if (Number.isNaN(minutes)) return '';
  if (minutes < 1) return l10n.t('just now');
  if (minutes < 60) return l10n.t('{0} min ago', minutes);
  const hours = Math.round(minutes / 60);
  if (hours < 24) return l10n.t('{0} h ago', hours);
  return new Date(time).toLocaleDateString(undefined, { month: 'short', day: 'numeric', year: 'numeric' });
}
