import { css, html, nothing, type TemplateResult } from 'lit';
import { l10n } from '../../l10n.ts';
import type { Panel } from '../../state/panel.ts';
import { icon } from '../icon.ts';
import { toolsForPeople, toolWords } from './toolWords.ts';

/** Tools shown before the others are asked for. */
const TOOLS_SHOWN = 6;

/** Before the first question: what can be asked, or what works while no model is set up. */
export function consultStart(panel: Panel, ask: (text: string) => void): TemplateResult {
  const models = panel.resource('models');
  const none = models.value !== undefined && models.value.models.length === 0;
  return html`<div class="start">
    ${none ? noModel(panel, models.value?.problems ?? []) : examples(ask)} ${tools(panel, none)}
  </div>`;
}

function noModel(panel: Panel, problems: readonly string[]): TemplateResult {
  return html`<section>
    <h2>${icon('key')} ${l10n.t('No model is set up')}</h2>
    <p>${l10n.t('Questions need one: a key for an endpoint, a model on this machine, or one that your editor offers. Everything below works without.')}</p>
    ${problems.map((problem) => html`<p class="quiet">${icon('warning', 'doubt')} ${problem}</p>`)}
    <div class="row">
      <button type="button" class="primary" @click=${() => panel.run({ kind: 'configureModels' })}>${l10n.t('Set Up a Model')}</button>
      <button type="button" @click=${() => panel.run({ kind: 'configureConnection' })}>${l10n.t('Connect a Database')}</button>
    </div>
  </section>`;
}

function examples(ask: (text: string) => void): TemplateResult {
  const questions = [
    l10n.t('Add a table for invoices with an approval workflow, and the migration for it.'),
    l10n.t('Why is this query slow, and which index would help?'),
    l10n.t('Which tables can be read by everybody, and how do I close them?'),
  ];
  return html`<section>
    <h2>${l10n.t('Ask about your database')}</h2>
    <p class="quiet">${l10n.t('Answers come from your real schema. Migrations are run up and down on a shadow database before you see them, and nothing is applied without your approval of the exact SQL.')}</p>
    <ul class="examples">
      ${questions.map((question) => html`<li><button type="button" class="link" @click=${() => ask(question)}>${question}</button></li>`)}
    </ul>
  </section>`;
}

function tools(panel: Panel, none: boolean): unknown {
  const all = toolsForPeople(panel.resource('tools').value?.tools ?? []);
  if (all.length === 0) return nothing;
  return html`<section>
    <h3>${none ? l10n.t('Without a model') : l10n.t('Or look for yourself')}</h3>
    <div class="row">
      ${all.slice(0, TOOLS_SHOWN).map((tool) => {
        const { title, icon: name } = toolWords(tool);
        return html`<button type="button" @click=${() => panel.keepConsult({ screen: 'tools', tool: tool.name, listed: false })}>${icon(name)}${title}</button>`;
      })}
      ${all.length > TOOLS_SHOWN ? html`<button type="button" class="link" @click=${() => panel.keepConsult({ screen: 'tools', listed: false })}>${l10n.t('All tools')}</button>` : nothing}
    </div>
  </section>`;
}

export const startStyles = css`
  .start {
    display: flex;
    flex-direction: column;
    gap: 22px;
    margin: 0 auto;
    max-width: 620px;
    padding: 28px 20px;
  }
  .start section {
    display: flex;
    flex-direction: column;
    gap: 8px;
  }
  .start h2 {
    font-size: 1.15em;
    font-weight: 600;
  }
  .start h3 {
    color: var(--vscode-descriptionForeground);
    font-size: 11px;
    font-weight: 600;
  }
  .examples li {
    padding: 2px 0;
  }
`;
