import { l10n } from '../../l10n.ts';

/** Instants; the end is outside. */
export interface TimeRange {
  readonly from: string;
  readonly to: string;
}

/** Older answers say nothing of today's models, and none is kept for so long. */
const YEARS_MAX = 10;

/** Whole days of the reader's own calendar as instants, or what is wrong with them and where. */
export function rangeOf(
  from: string,
  to: string,
  now: Date,
): TimeRange | { readonly field: 'from' | 'to'; readonly text: string } {
  const first = dayOf(from);
  if (!first) return { field: 'from', text: l10n.t('Name the first day.') };
  const last = dayOf(to);
  if (!last) return { field: 'to', text: l10n.t('Name the last day.') };
  if (first > now) return { field: 'from', text: l10n.t('The first day is yet to come.') };
  if (last < first) return { field: 'to', text: l10n.t('The last day is before the first.') };
  if (first.getFullYear() < now.getFullYear() - YEARS_MAX)
    return { field: 'from', text: l10n.t('At most {0} years back.', YEARS_MAX) };
  return { from: first.toISOString(), to: dayAfter(last).toISOString() };
}

/** As a field for dates takes it: the day of the reader's own calendar. */
export function dateText(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** Whole days up to today's end: what a reader starts from who wants a range of his own. */
export function rangeOfDays(days: number, now: Date): TimeRange {
  const first = new Date(now.getFullYear(), now.getMonth(), now.getDate() - days);
  return { from: first.toISOString(), to: dayAfter(now).toISOString() };
}

/** Not 24 hours on: days on which clocks are set are longer or shorter. */
function dayAfter(day: Date): Date {
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1);
}

function dayOf(text: string): Date | undefined {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/u.exec(text) ?? [];
  if (year === undefined || month === undefined || day === undefined) return undefined;
  const found = new Date(Number(year), Number(month) - 1, Number(day));
  return dateText(found) === text ? found : undefined;
}
