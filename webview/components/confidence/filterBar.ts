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

/** Spans of days that can be looked at; the empty one is all there is. */
const SPANS_DAYS = [1, 7, 30, 90, 365] as const;
const BUCKETS: readonly TrendBucket[] = ['hour', 'day', 'week'];
const SPLITS: readonly ConfidenceSplit[] = ['method', 'model', 'requestType'];

/** What to look at: time, bucket, model, method, kind of request, and by which of them lines are told apart. */
export function filterBar(
  view: ConfidenceView,
  choices: ConfidenceFigures['choices'] | undefined,
  change: (next: ConfidenceView) => void,
): unknown {
  const { behind: _, score: _1, ...base } = view;
  const { days: _2, ...always } = base;
  const { model: _3, ...anyModel } = base;
  const { method: _4, ...anyMethod } = base;
  const { requestType: _5, ...anyType } = base;
  const models = withChosen(choices?.models ?? [], view.model);
  const methods = withChosen(choices?.methods ?? [], view.method);
  const types = withChosen(choices?.requestTypes ?? [], view.requestType);
  const isNarrowed = view.model !== undefined || view.method !== undefined || view.requestType !== undefined;
  return html`<div class="filters" role="group" aria-label=${l10n.t('Filters')}>
    <select aria-label=${l10n.t('Time')} @change=${(event: Event) => {
      const days = Number(eventValue(event));
      change(coarseEnough(days > 0 ? { ...base, days } : always));
    }}>
      ${SPANS_DAYS.map((days) => html`<option value=${days} ?selected=${days === view.days}>${spanLabel(days)}</option>`)}
      <option value="" ?selected=${view.days === undefined}>${l10n.t('All time')}</option>
    </select>
    <select aria-label=${l10n.t('Bucket')} @change=${(event: Event) => {
      const bucket = BUCKETS.find((one) => one === eventValue(event));
      if (bucket) change(fineEnough({ ...base, bucket }));
    }}>
      ${BUCKETS.map((bucket) => html`<option value=${bucket} ?selected=${bucket === view.bucket}>${bucketName(bucket)}</option>`)}
    </select>
    ${choice(
      l10n.t('Model'),
      l10n.t('Any model'),
      models,
      view.model,
      (one) => one,
      (model) => change(model === undefined ? anyModel : { ...base, model }),
    )}
    ${choice(l10n.t('Method'), l10n.t('Any method'), methods, view.method, methodLabel, (method) => change(method === undefined ? anyMethod : { ...base, method }))}
    ${choice(l10n.t('Kind of request'), l10n.t('Any kind'), types, view.requestType, requestTypeLabel, (requestType) => change(requestType === undefined ? anyType : { ...base, requestType }))}
    <select aria-label=${l10n.t('Lines by')} @change=${(event: Event) => {
      const split = SPLITS.find((one) => one === eventValue(event));
      if (split) change({ ...base, split });
    }}>
      ${SPLITS.map((split) => html`<option value=${split} ?selected=${split === view.split}>${splitName(split)}</option>`)}
    </select>
    ${isNarrowed ? html`<button type="button" class="link" @click=${() => change(cleared(view))}>${l10n.t('Clear filters')}</button>` : nothing}
  </div>`;
}

/** Sums by the hour are kept for so long. */
const HOURS_KEPT_DAYS = 14;

function coarseEnough(view: ConfidenceView): ConfidenceView {
  const isLong = view.days === undefined || view.days > HOURS_KEPT_DAYS;
  return isLong && view.bucket === 'hour' ? { ...view, bucket: 'day' } : view;
}

function fineEnough(view: ConfidenceView): ConfidenceView {
  const isLong = view.days === undefined || view.days > HOURS_KEPT_DAYS;
  return isLong && view.bucket === 'hour' ? { ...view, days: 7 } : view;
}

/** The view without what narrows it. */
export function cleared({ place, days, bucket, split }: ConfidenceView): ConfidenceView {
  return { place, bucket, split, ...(days !== undefined && { days }) };
}

function choice<Value extends string>(
  label: string,
  any: string,
  values: readonly Value[],
  chosen: Value | undefined,
  nameOf: (value: Value) => string,
  choose: (value: Value | undefined) => void,
): unknown {
  return html`<select aria-label=${label} @change=${(event: Event) => choose(values.find((one) => one === eventValue(event)))}>
    <option value="" ?selected=${chosen === undefined}>${any}</option>
    ${values.map((value) => html`<option value=${value} ?selected=${value === chosen}>${nameOf(value)}</option>`)}
  </select>`;
}

/** What is chosen stays a choice, also where there is nothing of it any more. */
function withChosen<Value extends string>(
  values: readonly Value[],
  chosen: Value | undefined,
): readonly Value[] {
  return chosen === undefined || values.includes(chosen) ? values : [...values, chosen];
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
