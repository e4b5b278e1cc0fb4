import { css, html, nothing } from 'lit';
import type { NoisyRule, RelationToConfirm, UsedPattern, WeeklyReview } from '../../src/protocol/library.ts';
import { eventValue } from '../components/eventValue.ts';
import { icon } from '../components/icon.ts';
import { day, foundByLabel, percent, relationLabel, severityIcon } from '../components/labels.ts';
import { failureNotice, loadingNotice, noticeStyles } from '../components/notice.ts';
import { patternBodyStyles, section } from '../components/patternBody.ts';
import { rememberScroll } from '../components/rememberScroll.ts';
import { recordLine } from '../components/trackRecord.ts';
import { l10n } from '../l10n.ts';
import { PanelElement } from '../state/panelElement.ts';
import { baseStyles } from '../styles/baseStyles.ts';
import { controlStyles } from '../styles/controlStyles.ts';
import { labelStyles } from '../styles/labelStyles.ts';

const SPANS_DAYS = [7, 30, 90] as const;
/** One step lower, for a rule that is mostly waved away. */
const LOWER = { CRITICAL: 'HIGH', HIGH: 'MEDIUM', MEDIUM: 'LOW', LOW: 'off' } as const;

/** What the week taught: what is used, what fails, what is missing, what is noise, what to confirm. */
export class WeekPage extends PanelElement {
  static override styles = [
    baseStyles,
    controlStyles,
    labelStyles,
    noticeStyles,
    patternBodyStyles,
    css`
      :host {
        display: flex;
        flex: 1;
        min-height: 0;
      }
      .scroll {
        flex: 1;
        overflow-y: auto;
        padding: 10px 16px 24px;
      }
      .page {
        margin: 0 auto;
        max-width: 860px;
      }
      .head {
        align-items: center;
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        margin-bottom: 12px;
      }
      h1 {
        font-size: 1.25em;
        font-weight: 600;
      }
      .dates {
        min-width: max-content;
        white-space: nowrap;
      }
      .counts {
        display: grid;
        gap: 8px 16px;
        grid-template-columns: repeat(auto-fill, minmax(92px, 1fr));
        margin-bottom: 14px;
      }
      .counts dt {
        color: var(--vscode-descriptionForeground);
        font-size: 11px;
      }
      .counts dd {
        font-size: 1.25em;
        font-variant-numeric: tabular-nums;
      }
      .counts div {
        display: flex;
        flex-direction: column-reverse;
        justify-content: flex-end;
      }
      .entries {
        display: flex;
        flex-direction: column;
        gap: 8px;
      }
      .entries .meta {
        align-items: baseline;
        color: var(--vscode-descriptionForeground);
        display: flex;
        flex-wrap: wrap;
        font-size: 11px;
        gap: 2px 12px;
      }
    `,
  ];

  protected override render(): unknown {
    const { panel } = this;
    const { view } = panel;
    if (view.place !== 'week') return nothing;
    const { state, value, problem } = panel.resource('week');
    if (!value) return state === 'failed' ? failureNotice(panel, problem) : loadingNotice(panel);
    return html`<div class="scroll" ${rememberScroll(panel, 'week')}><div class="page">
      <div class="head">
        <h1>${l10n.t('Weekly review')}</h1>
        <span class="quiet grow dates">${value.since ? `${day(value.since)} – ${day(value.until)}` : ''}</span>
        <select aria-label=${l10n.t('Time')} @change=${this.#span}>
          ${SPANS_DAYS.map((days) => html`<option value=${days} ?selected=${days === view.days}>${l10n.t('{0} days', days)}</option>`)}
        </select>
        <button type="button" @click=${() => panel.run({ kind: 'copyWeek', days: view.days }, l10n.t('Copied'))}>${icon('copy')}${l10n.t('Copy as Markdown')}</button>
      </div>
      ${
        Object.keys(value.counts).length === 0
          ? nothing
          : html`<dl class="counts">${ordered(value.counts).map(([name, count]) => html`<div><dt>${countLabel(name)}</dt><dd>${count.toLocaleString()}</dd></div>`)}</dl>`
      }
      ${this.#list('week-used', l10n.t('Most used'), value.most_used, (one) => this.#pattern(one), l10n.t('No pattern was applied in this time.'))}
      ${this.#list('week-worst', l10n.t('Least successful'), value.least_successful, (one) => this.#pattern(one), l10n.t('No pattern failed.'))}
      ${this.#list('week-gaps', l10n.t('Knowledge gaps'), value.gaps, ({ name, severity, fired }) => this.#gap(name, severity, fired), value.counts.fired === 0 ? l10n.t('No finding was recorded in this time.') : l10n.t('Every rule that fired has a pattern.'))}
      ${this.#list('week-noisy', l10n.t('Noisy rules'), value.noisy_rules, (rule) => this.#noisy(rule), l10n.t('No rule is mostly waved away.'))}
      ${this.#list('week-relations', l10n.t('Relations to confirm'), value.relations_to_confirm, (relation) => this.#relation(relation), l10n.t('No relation waits for a word.'))}
    </div></div>`;
  }

  #list<Entry>(
    name: string,
    title: string,
    entries: readonly Entry[],
    draw: (entry: Entry) => unknown,
    none: string,
  ): unknown {
    const content =
      entries.length === 0
        ? html`<p class="quiet">${none}</p>`
        : html`<ul class="entries">${entries.map((entry) => html`<li>${draw(entry)}</li>`)}</ul>`;
    return section(this.panel, name, title, content, { count: entries.length });
  }

  #pattern(one: UsedPattern): unknown {
    return html`<button type="button" class="link" @click=${() => this.panel.openPattern(one.id)}>${one.title}</button>
      <div class="meta">
        <span>${one.applied_count === 1 ? l10n.t('applied once') : l10n.t('applied {0} times', one.applied_count)}</span><span>${recordLine(one)}</span>
        ${one.success_lower === undefined ? nothing : html`<span>${l10n.t('at least {0}', percent(one.success_lower))}</span>`}
      </div>`;
  }

  #gap(name: string, severity: NoisyRule['severity'], fired: number): unknown {
    const { panel } = this;
    return html`<div>${severity ? severityIcon(severity) : nothing} <button type="button" class="link" @click=${() => panel.run({ kind: 'showRule', ruleId: name })}>${name}</button></div>
      <div class="meta">
        <span>${fired === 1 ? l10n.t('fired once, no pattern mends it') : l10n.t('fired {0} times, no pattern mends it', fired)}</span>
        ${panel.writes ? html`<button type="button" class="link" aria-label=${l10n.t('Write a pattern for {0}', name)} @click=${() => this.#writeFor(name, severity)}>${l10n.t('Write a Pattern')}</button>` : nothing}
      </div>`;
  }

  #noisy(rule: NoisyRule): unknown {
    const { panel } = this;
    const lower = LOWER[rule.severity ?? 'MEDIUM'];
    const set = (severity: string) => () => panel.run({ kind: 'quietRule', ruleId: rule.name, severity });
    return html`<div>${rule.severity ? severityIcon(rule.severity) : nothing} <button type="button" class="link" @click=${() => panel.run({ kind: 'showRule', ruleId: rule.name })}>${rule.name}</button></div>
      <p>${proposalLabel(rule.proposal)}: ${rule.reason}</p>
      <div class="meta">
        <span>${l10n.t('{0} of {1} waved away ({2}): {3} dismissed, {4} suppressed', rule.dismissed + rule.suppressed, rule.fired, percent(rule.share), rule.dismissed, rule.suppressed)}</span>
        ${lower === 'off' ? nothing : html`<button type="button" class="link" aria-label=${l10n.t('Lower {0} to {1}', rule.name, lower)} @click=${set(lower)}>${l10n.t('Lower to {0}', lower)}</button>`}
        <button type="button" class="link" aria-label=${l10n.t('Turn off {0}', rule.name)} @click=${set('off')}>${l10n.t('Turn Off')}</button>
      </div>`;
  }

  #relation({ kind, from, to, strength, found_by }: RelationToConfirm): unknown {
    const { panel } = this;
    const judge = (verdict: 'confirmed' | 'rejected') => () =>
      panel.run(
        {
          kind: 'judgeRelation',
          relation: kind,
          from: from.id,
          to: to.id,
          strength,
          foundBy: found_by,
          verdict,
        },
        verdict === 'confirmed' ? l10n.t('Relation confirmed') : l10n.t('Relation rejected'),
      );
    return html`<div>
        <button type="button" class="link" @click=${() => panel.openPattern(from.id)}>${from.title}</button>
        <span class="quiet">${relationLabel(kind, true)}</span>
        <button type="button" class="link" @click=${() => panel.openPattern(to.id)}>${to.title}</button>
      </div>
      <div class="meta">
        <span>${l10n.t('strength {0}, found {1}', percent(strength), foundByLabel(found_by))}</span>
        ${panel.writes ? html`<button type="button" class="link" aria-label=${l10n.t('Confirm: {0}, {1}', from.title, to.title)} @click=${judge('confirmed')}>${l10n.t('Confirm')}</button><button type="button" class="link" aria-label=${l10n.t('Reject: {0}, {1}', from.title, to.title)} @click=${judge('rejected')}>${l10n.t('Reject')}</button>` : nothing}
      </div>`;
  }

  #writeFor(ruleId: string, severity: NoisyRule['severity']): void {
    this.panel.editNew({ rule_ids: [ruleId], ...(severity && { severity }) });
  }

  #span = (event: Event): void => {
    this.panel.show({ place: 'week', days: Number(eventValue(event)) });
  };
}

function proposalLabel(proposal: NoisyRule['proposal']): string {
  switch (proposal) {
    case 'add-exception':
      return l10n.t('Add an exception');
    case 'lower-severity':
      return l10n.t('Lower the severity');
    case 'make-opt-in':
      return l10n.t('Make it opt-in');
  }
}

/** What was found, what was offered for it, what became of it, and the library's own growth. */
const COUNTS = [
  'fired',
  'fixed',
  'waved_away',
  'offered',
  'applied',
  'kept',
  'undone',
  'failed',
  'dismissed',
  'patterns_added',
  'patterns_reviewed',
  'patterns_to_review',
];

function ordered(counts: WeeklyReview['counts']): readonly (readonly [string, number])[] {
  const place = (name: string): number => (COUNTS.includes(name) ? COUNTS.indexOf(name) : COUNTS.length);
  return Object.entries(counts).toSorted(([one], [other]) => place(one) - place(other));
}

function countLabel(name: string): string {
  switch (name) {
    case 'offered':
      return l10n.t('offered');
    case 'applied':
      return l10n.t('applied');
    case 'kept':
      return l10n.t('kept');
    case 'undone':
      return l10n.t('undone');
    case 'dismissed':
      return l10n.t('dismissed');
    case 'failed':
      return l10n.t('failed');
    case 'fired':
      return l10n.t('findings');
    case 'fixed':
      return l10n.t('fixed');
    case 'waved_away':
      return l10n.t('waved away');
    case 'patterns_added':
      return l10n.t('patterns added');
    case 'patterns_reviewed':
      return l10n.t('patterns reviewed');
    default:
      return name.replaceAll('_', ' ');
  }
}

customElements.define('fw-week-page', WeekPage);
