import type { TrendBucket } from '../../src/protocol/confidence.ts';
import { l10n } from '../l10n.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export const BUCKET_MS: Readonly<Record<TrendBucket, number>> = {
  hour: HOUR_MS,
  day: DAY_MS,
  week: 7 * DAY_MS,
};

/** Making a formatter costs more than a thousand labels. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatted(date: Date, options: Intl.DateTimeFormatOptions): string {
  const name = JSON.stringify(options);
  const format = formats.get(name) ?? new Intl.DateTimeFormat(undefined, { ...options, timeZone: 'UTC' });
  formats.set(name, format);
  return format.format(date);
}

/** Labels of times that stand beside each other: as short as still tells them apart. */
export function timeTickLabels(ticks: readonly Date[]): readonly string[] {
  const [first, second] = ticks;
  const step = first && second ? second.getTime() - first.getTime() : DAY_MS;
  return ticks.map((tick) => {
    if (step < DAY_MS && tick.getUTCHours() + tick.getUTCMinutes() > 0)
      return formatted(tick, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
    if (step < 27 * DAY_MS) return formatted(tick, { day: 'numeric', month: 'short' });
    return formatted(tick, { month: 'short', year: 'numeric' });
  });
}

/** Buckets from one to another as they are read aloud. */
export function stepLabel(fromMs: number, lastMs: number, bucket: TrendBucket): string {
  if (fromMs === lastMs) return bucketLabel(fromMs, bucket);
  return l10n.t('{0} to {1}', bucketLabel(fromMs, bucket), bucketLabel(lastMs, bucket));
}

/** A bucket as it is read aloud. */
function bucketLabel(atMs: number, bucket: TrendBucket): string {
  const date = new Date(atMs);
  const day = formatted(date, { day: 'numeric', month: 'short', year: 'numeric' });
  switch (bucket) {
    case 'hour':
      return l10n.t(
        '{0}, {1} UTC',
        day,
        formatted(date, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
      );
    case 'day':
      return l10n.t('{0} (UTC)', day);
    case 'week':
      return l10n.t('week from {0} (UTC)', day);
  }
}
