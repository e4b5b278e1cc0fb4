import { css, html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Plan, PlanChange, PlanStep } from '../../../src/protocol/consult.ts';
import { l10n } from '../../l10n.ts';
import { icon } from '../icon.ts';
import { styled } from '../styled.ts';
import { phaseLabel, STEP_ICONS, stepLabel } from './consultLabels.ts';

const LOOKS: Readonly<Record<PlanStep['status'], string>> = {
  waiting: 'quiet',
  active: 'busy spin',
  done: 'good',
  failed: 'bad',
  skipped: 'quiet',
};

/** Steps that need no more work, out of those that are to be done at all. */
export function planCounts(plan: Plan): { readonly done: number; readonly all: number } {
  const steps = plan.steps.filter(({ status }) => status !== 'skipped');
  return { done: steps.filter(({ status }) => status === 'done').length, all: steps.length };
}

/** How far a plan is: a bar, and the same in words. */
export function planProgress(plan: Plan): TemplateResult {
  const { done, all } = planCounts(plan);
  const share = all === 0 ? 0 : (done / all) * 100;
  return html`<span
    class="track progress"
    role="progressbar"
    aria-label=${l10n.t('Plan')}
    aria-valuemin="0"
    aria-valuemax=${all}
    aria-valuenow=${done}
    aria-valuetext=${l10n.t('{0} of {1} steps done', done, all)}
    ><span class="fill" ${styled({ width: `${share}%`, display: 'block' })}></span></span
  >`;
}

/** The plan by its phases; what is under way stands out, and what shows that a step is done stands below it. */
export function planSteps(plan: Plan): TemplateResult {
  const phases = [...new Set(plan.steps.map(({ phase }) => phase))];
  return html`<div class="plan">
    ${phases.map(
      (phase) => html`<section aria-label=${phaseLabel(phase)}>
        <h3>${phaseLabel(phase)}</h3>
        <ol>
          ${repeat(
            plan.steps.filter((step) => step.phase === phase),
            ({ id }) => id,
            stepOf,
          )}
        </ol>
      </section>`,
    )}
  </div>`;
}

function stepOf({ title, status, evidence }: PlanStep): TemplateResult {
  return html`<li class="step ${status}" aria-current=${status === 'active' ? 'step' : nothing}>
    ${icon(STEP_ICONS[status], LOOKS[status])}
    <div>
      <span class="title">${title}</span><span class="unseen">, ${stepLabel(status)}</span>
      ${evidence.length === 0 ? nothing : html`<ul class="quiet">${evidence.map((line) => html`<li>${line}</li>`)}</ul>`}
    </div>
  </li>`;
}

/** What became different in a plan, one line each. */
export function planChanges(changes: readonly PlanChange[]): TemplateResult {
  return html`<ul class="changes">${changes.map((change) => html`<li>${changeOf(change)}</li>`)}</ul>`;
}

function changeOf(change: PlanChange): unknown {
  switch (change.kind) {
    case 'added':
      return html`<span class="sign" aria-hidden="true">+</span><span class="unseen">${l10n.t('added: ')}</span>${change.step.title}`;
    case 'removed':
      return html`<span class="sign" aria-hidden="true">−</span><span class="unseen">${l10n.t('removed: ')}</span><s>${change.step.title}</s>`;
    case 'changed': {
      const { before, after } = change;
      const renamed = before.title !== after.title;
      return html`<span class="sign" aria-hidden="true">~</span>${renamed ? html`<s>${before.title}</s> → ${after.title}` : after.title}${
        before.status === after.status
          ? nothing
          : html` <span class="quiet">(${stepLabel(before.status)} → ${stepLabel(after.status)})</span>`
      }`;
    }
  }
}

export const planStyles = css`
  .plan {
    display: flex;
    flex-direction: column;
    gap: 10px;
  }
  .plan h3 {
    color: var(--vscode-descriptionForeground);
    font-size: 11px;
    font-weight: 600;
    margin-bottom: 2px;
  }
  .plan ol {
    list-style: none;
    margin: 0;
    padding: 0;
  }
  .step {
    display: grid;
    gap: 6px;
    grid-template-columns: 16px minmax(0, 1fr);
    overflow-wrap: anywhere;
    padding: 2px 0;
  }
  .step .icon {
    align-self: start;
    margin-top: 1px;
  }
  .step.active .title {
    font-weight: 600;
  }
  .step.skipped .title {
    color: var(--vscode-descriptionForeground);
    text-decoration: line-through;
  }
  .step ul {
    font-size: 11px;
  }
  .progress {
    display: block;
    flex: 1;
    min-width: 40px;
  }
  .changes li {
    overflow-wrap: anywhere;
  }
  .changes .sign {
    display: inline-block;
    font-family: var(--vscode-editor-font-family, monospace);
    width: 2ch;
  }
`;
