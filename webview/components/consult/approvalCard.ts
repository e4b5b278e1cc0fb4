import { css, html, type TemplateResult } from 'lit';
import type { Approval } from '../../../src/protocol/consult.ts';
import { l10n } from '../../l10n.ts';
import type { Panel } from '../../state/panel.ts';
import { icon } from '../icon.ts';
import './codeBlock.ts';
import { agentLabel, approvalLabel } from './consultLabels.ts';
import './decide.ts';

/** A tool that asks to be used: what it would do, in full, and the decision. */
export function approvalCard(panel: Panel, consultation: string, approval: Approval): TemplateResult {
  const waits = approval.state === 'waiting';
  const isJson = /^\s*[[{]/u.test(approval.text);
  return html`<section class="card ${waits ? 'asks' : ''}" aria-label=${approval.title}>
    <header>
      ${icon('shield', waits ? 'busy' : 'quiet')}
      <div class="grow">
        <h2>${approval.title}</h2>
        <p class="quiet">${agentLabel(approval.agent)} · <code>${approval.tool}</code></p>
      </div>
      ${waits ? html`<span class="word">${approvalLabel('waiting')}</span>` : ''}
    </header>
    <fw-code-block .code=${approval.text} .language=${isJson ? 'json' : 'sql'} .name=${l10n.t('What is asked for')} .bare=${true}></fw-code-block>
    <fw-decide .panel=${panel} .consultation=${consultation} .approval=${approval}></fw-decide>
  </section>`;
}

/** Cards stand out from the conversation without shouting; colours stand beside words and signs. */
export const cardStyles = css`
  .card {
    border: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, currentcolor));
    border-radius: 4px;
    display: flex;
    flex-direction: column;
    gap: 8px;
    overflow: hidden;
    padding: 10px 12px;
  }
  .card.asks {
    border-inline-start: 3px solid var(--vscode-charts-blue, var(--vscode-focusBorder));
  }
  .card header {
    align-items: start;
    display: grid;
    gap: 2px 8px;
    grid-template-columns: auto minmax(0, 1fr) auto;
  }
  /* Where there is no room for both, the verdict stands under the title. */
  @media (max-width: 340px) {
    .card header {
      grid-template-columns: auto minmax(0, 1fr);
    }
    .card header > :nth-child(3) {
      grid-column: 2;
      justify-self: start;
    }
  }
  .card h2 {
    font-size: 1em;
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .card .word {
    font-weight: 600;
    white-space: nowrap;
  }
  .card p {
    overflow-wrap: anywhere;
  }
  .card fw-code-block {
    margin: 0;
  }
`;
