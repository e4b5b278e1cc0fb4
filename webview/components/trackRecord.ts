import { css, html, nothing, svg, type TemplateResult } from 'lit';
import type { TrackRecord } from '../../src/protocol/library.ts';
import { l10n } from '../l10n.ts';
import { day, percent } from './labels.ts';

/** One line: how often it worked, out of how many. */
export function recordLine(record: TrackRecord): string {
  const judged = record.successes + record.failures;
  if (judged === 0) {
    if (record.applied_count === 0) return l10n.t('never applied');
    return record.applied_count === 1
      ? l10n.t('applied once, not judged yet')
      : l10n.t('applied {0} times, none judged yet', record.applied_count);
  }
  return judged === 1
    ? l10n.t('worked {0} of 1 time', record.successes)
    : l10n.t('worked {0} of {1} times', record.successes, judged);
}

/** Every figure with where it comes from; what was not measured is said in words. */
export function trackRecord(record: TrackRecord): TemplateResult {
  const judged = record.successes + record.failures;
  const measured = judged > 0;
  return html`<div class="record">
    ${measured ? intervalBar(record) : nothing}
    <dl>
      ${figure(
        l10n.t('Success'),
        measured ? percent(record.successes / judged) : l10n.t('not measured'),
        measured
          ? l10n.t('{0} kept, {1} undone or failed', record.successes, record.failures)
          : l10n.t('no application was judged yet'),
      )}
      ${figure(
        l10n.t('At least'),
        record.success_lower === undefined ? l10n.t('not measured') : percent(record.success_lower),
        l10n.t('lower end of the 90 % interval, n = {0}', judged),
      )}
      ${figure(
        l10n.t('Applied'),
        String(record.applied_count),
        record.last_applied ? l10n.t('last on {0}', day(record.last_applied)) : l10n.t('never'),
      )}
      ${figure(
        l10n.t('Time saved'),
        record.avg_time_saved === undefined
          ? l10n.t('not measured')
          : l10n.t('{0} min', Math.round(record.avg_time_saved)),
        l10n.t('mean of an application'),
      )}
    </dl>
  </div>`;
}

function figure(name: string, value: string, method: string): TemplateResult {
  return html`<div class="figure">
    <dt>${name}</dt>
    <dd class="value">${value}</dd>
    <dd class="quiet method">${method}</dd>
  </div>`;
}

const BAR_WIDTH = 100;

function intervalBar(record: TrackRecord): unknown {
  const judged = record.successes + record.failures;
  const rate = record.successes / judged;
  const { success_lower: lower, success_upper: upper } = record;
  return html`<svg class="interval" viewBox="0 0 ${BAR_WIDTH} 8" preserveAspectRatio="none" aria-hidden="true">
    <line class="axis" x1="0" x2=${BAR_WIDTH} y1="4" y2="4"></line>
    ${
      lower === undefined
        ? nothing
        : svg`<rect class="band" x=${lower * BAR_WIDTH} width=${((upper ?? rate) - lower) * BAR_WIDTH} y="1.5" height="5"></rect>`
    }
    ${svg`<rect class="dot" x=${Math.min(BAR_WIDTH - 1.2, rate * BAR_WIDTH)} width="1.2" y="0" height="8"></rect>`}
  </svg>`;
}

export const trackRecordStyles = css`
  .record dl {
    display: grid;
    gap: 10px 16px;
    grid-template-columns: repeat(auto-fill, minmax(130px, 1fr));
  }
  .record dt {
    color: var(--vscode-descriptionForeground);
    font-size: 11px;
  }
  .record .value {
    font-size: 1.25em;
    font-variant-numeric: tabular-nums;
  }
  .record .method {
    font-size: 11px;
  }
  .interval {
    display: block;
    height: 10px;
    margin-bottom: 10px;
    width: 100%;
  }
  .interval .axis {
    stroke: var(--vscode-panel-border, currentcolor);
    stroke-width: 1;
  }
  .interval .band {
    fill: var(--vscode-charts-green, currentcolor);
    opacity: 0.35;
  }
  .interval .dot {
    fill: var(--vscode-foreground);
  }
`;
