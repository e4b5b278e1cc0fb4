import { html, nothing } from 'lit';
import type { TrendBucket } from '../../../src/protocol/confidence.ts';
import type {
  ConfidenceFigures,
  ConfidenceSplit,
  ConfidenceView,
} from '../../../src/protocol/confidencePanel.ts';
import { l10n } from '../../l10n.ts';
import { eventValue } from '../eventValue.ts';
import { methodLabel, requestTypeLabel } from './confidenceLabels.ts';
import { rangeOfDays, type TimeRange } from './dateRange.ts';
import './multiChoice.ts';
import './timeRange.ts';

/** Spans of days that can be looked at; the empty one is all there is. */
const SPANS_DAYS = [1, 7, 30, 90, 365] as const;
const BUCKETS: readonly TrendBucket[] = ['hour', 'day', 'week'];
const SPLITS: readonly ConfidenceSplit[] = ['method', 'model', 'requestType'];
/** The choice of a time that is none of the spans. */
const OWN_RANGE = 'range';
/** What a range of one's own starts from where no span was chosen. */
const RANGE_DAYS = 30;
/** Longer times by the hour are more points than can be told apart. */
const HOURS_MAX_DAYS = 14;
const DAY_MS = 86_400_000;

/** What to look at: time, bucket, models, methods, kinds of request, and by which of them lines are told apart. */
export function filterBar(
  view: ConfidenceView,
  choices: ConfidenceFigures['choices'] | undefined,
  change: (next: ConfidenceView) => void,
): unknown {
  const { behind: _, score: _1, ...base } = view;
  return html`<div class="filters" role="group" aria-label=${l10n.t('Filters')}>
    ${timeChoice(base, change)}
    <select aria-label=${l10n.t('Bucket')} @change=${(event: Event) => {
      const bucket = BUCKETS.find((one) => one === eventValue(event));
      if (bucket) change(fineEnough({ ...base, bucket }));
    }}>
      ${BUCKETS.map((bucket) => html`<option value=${bucket} ?selected=${bucket === view.bucket}>${bucketName(bucket)}</option>`)}
    </select>
    ${listChoice(base, 'models', { label: l10n.t('Models'), any: l10n.t('Any model'), values: choices?.models, nameOf: modelName }, change)}
    ${listChoice(base, 'methods', { label: l10n.t('Methods'), any: l10n.t('Any method'), values: choices?.methods, nameOf: methodLabel }, change)}
    ${listChoice(base, 'requestTypes', { label: l10n.t('Kinds of request'), any: l10n.t('Any kind'), values: choices?.requestTypes, nameOf: requestTypeLabel }, change)}
    <select aria-label=${l10n.t('Lines by')} @change=${(event: Event) => {
      const split = SPLITS.find((one) => one === eventValue(event));
      if (split) change({ ...base, split });
    }}>
      ${SPLITS.map((split) => html`<option value=${split} ?selected=${split === view.split}>${splitName(split)}</option>`)}
    </select>
    ${isNarrowed(view) ? html`<button type="button" class="link" @click=${() => change(cleared(view))}>${l10n.t('Clear filters')}</button>` : nothing}
    ${view.from === undefined ? nothing : html`<fw-time-range class="range" .from=${view.from} .to=${view.to} @range=${(event: CustomEvent<TimeRange>) => change(coarseEnough({ ...base, ...event.detail }))}></fw-time-range>`}
  </div>`;
}

/** True when something but the time decides what is counted. */
export function isNarrowed({ models, methods, requestTypes }: ConfidenceView): boolean {
  return models !== undefined || methods !== undefined || requestTypes !== undefined;
}

/** The view without what narrows it; the time stays. */
function cleared({
  models: _,
  methods: _1,
  requestTypes: _2,
  behind: _3,
  score: _4,
  ...view
}: ConfidenceView): ConfidenceView {
  return view;
}

/** The view of all there is, since ever. */
export function everything(view: ConfidenceView): ConfidenceView {
  return timeless(cleared(view));
}

function timeless({ days: _, from: _1, to: _2, ...view }: ConfidenceView): ConfidenceView {
  return view;
}

function timeChoice(view: ConfidenceView, change: (next: ConfidenceView) => void): unknown {
  const isRange = view.from !== undefined;
  const choose = (event: Event): void => {
    const value = eventValue(event);
    const days = Number(value);
    const time =
      value === OWN_RANGE ? rangeOfDays(view.days ?? RANGE_DAYS, new Date()) : days > 0 ? { days } : {};
    change(coarseEnough({ ...timeless(view), ...time }));
  };
  return html`<select aria-label=${l10n.t('Time')} @change=${choose}>
    ${SPANS_DAYS.map((days) => html`<option value=${days} ?selected=${!isRange && days === view.days}>${spanLabel(days)}</option>`)}
    <option value="" ?selected=${!isRange && view.days === undefined}>${l10n.t('All time')}</option>
    <option value=${OWN_RANGE} ?selected=${isRange}>${l10n.t('From … to …')}</option>
  </select>`;
}

interface ListOfChoices {
  readonly label: string;
  readonly any: string;
  readonly values: readonly string[] | undefined;
  readonly nameOf: (value: string) => string;
}

function listChoice(
  view: ConfidenceView,
  name: 'models' | 'methods' | 'requestTypes',
  { label, any, values = [], nameOf }: ListOfChoices,
  change: (next: ConfidenceView) => void,
): unknown {
  const chosen: readonly string[] = view[name] ?? [];
  // What is chosen stays a choice, also where there is nothing of it any more.
  const choices = [...new Set([...values, ...chosen])].map((value) => ({ value, name: nameOf(value) }));
  const choose = ({ detail }: CustomEvent<readonly string[]>): void => {
    const { [name]: _, ...without } = view;
    change(detail.length === 0 ? without : { ...without, [name]: detail });
  };
  return html`<fw-multi-choice .label=${label} .any=${any} .choices=${choices} .chosen=${chosen} @choose=${choose}></fw-multi-choice>`;
}

function daysOf({ days, from, to }: ConfidenceView): number | undefined {
  if (from === undefined) return days;
  return ((to === undefined ? Date.now() : Date.parse(to)) - Date.parse(from)) / DAY_MS;
}

function isTooLongForHours(view: ConfidenceView): boolean {
  return view.bucket === 'hour' && (daysOf(view) ?? Number.POSITIVE_INFINITY) > HOURS_MAX_DAYS;
}

function coarseEnough(view: ConfidenceView): ConfidenceView {
  return isTooLongForHours(view) ? { ...view, bucket: 'day' } : view;
}

function fineEnough(view: ConfidenceView): ConfidenceView {
  return isTooLongForHours(view) ? { ...timeless(view), days: 7 } : view;
}

/** The store keeps answers of no named model under an empty name. */
function modelName(model: string): string {
  return model === '' ? l10n.t('no model') : model;
}

function spanLabel(days: (typeof SPANS_DAYS)[number]): string {
  if (days === 1) return l10n.t('Last 24 hours');
  return days === 365 ? l10n.t('Last year') : l10n.t('Last {0} days', days);
}

function bucketName(bucket: TrendBucket): string {
  switch (bucket) {
    case 'hour':
      return l10n.t('By hour');
    case 'day':
      return l10n.t('By day');
    case 'week':
      return l10n.t('By week');
  }
}

function splitName(split: ConfidenceSplit): string {
  switch (split) {
    case 'method':
      return l10n.t('A line per method');
    case 'model':
      return l10n.t('A line per model');
    case 'requestType':
      return l10n.t('A line per kind');
  }
}
