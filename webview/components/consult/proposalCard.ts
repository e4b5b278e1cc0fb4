import { css, html, nothing } from 'lit';
import type { ConfidenceBadge } from '../../../src/protocol/confidence.ts';
import type { Approval, Proposal } from '../../../src/protocol/consult.ts';
import { duration } from '../../consult/figures.ts';
import { l10n } from '../../l10n.ts';
import { PanelElement } from '../../state/panelElement.ts';
import { baseStyles } from '../../styles/baseStyles.ts';
import { consultStyles } from '../../styles/consultStyles.ts';
import { controlStyles } from '../../styles/controlStyles.ts';
import { foldStyles } from '../../styles/foldStyles.ts';
import '../confidence/confidenceBadge.ts';
import { icon } from '../icon.ts';
import { withNames } from '../withNames.ts';
import { cardStyles } from './approvalCard.ts';
import './codeBlock.ts';
import { outcomeLabel, type VerdictLook, verdictLook } from './consultLabels.ts';
import './decide.ts';
import { proposalStyles } from './proposalStyles.ts';

const COLOURS = { proven: 'good', doubt: 'doubt', failed: 'bad' } as const;

/** A migration with what was shown about it: verdict first, then what it costs and touches, then the decision. */
export class ProposalCard extends PanelElement {
  static override properties = {
    proposal: { attribute: false },
    approval: { attribute: false },
    badge: { attribute: false },
    consultation: { attribute: false },
  };
  static override styles = [
    baseStyles,
    controlStyles,
    consultStyles,
    foldStyles,
    cardStyles,
    proposalStyles,
    css`
      :host {
        display: block;
      }
    `,
  ];
  declare proposal: Proposal;
  declare approval: Approval | undefined;
  /** Absent until it was scored. */
  declare badge: ConfidenceBadge | undefined;
  declare consultation: string;

  protected override render(): unknown {
    const { proposal } = this;
    const look = verdictLook(proposal.verdict);
    return html`<section class="card ${look.look}" aria-label=${l10n.t('Proposal {0}: {1}', proposal.number, proposal.title)}>
      <header>
        ${icon(look.icon, `sign ${COLOURS[look.look]}`)}
        <div class="grow">
          <h2>${proposal.title}</h2>
          <p class="quiet">${l10n.t('Proposal {0}', proposal.number)} · ${proposal.upPath}</p>
        </div>
        <span class="verdict ${look.look}">${look.word}</span>
      </header>
      <p>${look.sentence}</p>
      ${this.badge ? html`<fw-confidence-badge .panel=${this.panel} .badge=${this.badge}></fw-confidence-badge>` : nothing}
      ${this.#reasons(look)}${this.#destroys()}${this.#facts()}
      ${proposal.dataProbe === undefined ? nothing : html`<p>${icon('database', 'quiet')} ${withNames(proposal.dataProbe)}</p>`}
      ${this.#locks()}${this.#findings()}${this.#sql()}
      ${this.#decision(look)}
    </section>`;
  }

  #reasons({ look }: VerdictLook): unknown {
    const { reasons } = this.proposal;
    if (reasons.length === 0) return nothing;
    return html`<ul class="reasons">${reasons.map((reason) => html`<li>${icon(look === 'failed' ? 'error' : 'warning', COLOURS[look])} <span>${reason}</span></li>`)}</ul>`;
  }

  #destroys(): unknown {
    const { destroys } = this.proposal;
    if (destroys.length === 0) return nothing;
    return html`<div class="destroys">
      <p><strong>${icon('trash', 'bad')} ${l10n.t('Destroys')}</strong></p>
      <ul>${destroys.map((what) => html`<li>${what}</li>`)}</ul>
    </div>`;
  }

  /** Every figure says where it comes from; nothing stands for what was not measured. */
  #facts(): unknown {
    const { upMs, downMs, engine, locks, findings, verdict } = this.proposal;
    const where = engine ?? l10n.t('the shadow database');
    return html`<dl class="facts">
      <div><dt>${l10n.t('Up')}</dt><dd title=${l10n.t('Measured on {0}, which holds no rows of yours', where)}>${upMs === undefined ? l10n.t('not measured') : duration(upMs)}</dd></div>
      <div><dt>${l10n.t('Down')}</dt><dd title=${l10n.t('Measured on {0}, which holds no rows of yours', where)}>${downMs === undefined ? l10n.t('not measured') : duration(downMs)}</dd></div>
      <div><dt>${l10n.t('Locks')}</dt><dd>${locks.length === 0 && !wasRun(verdict) ? l10n.t('not measured') : locks.length}</dd></div>
      <div><dt>${l10n.t('Findings')}</dt><dd>${findings.length}</dd></div>
      ${engine === undefined ? nothing : html`<div><dt>${l10n.t('Shown on')}</dt><dd>${engine}</dd></div>`}
    </dl>`;
  }

  #locks(): unknown {
    const { locks } = this.proposal;
    if (locks.length === 0) return nothing;
    return html`<details>
      <summary>${l10n.t('What it locks ({0})', locks.length)}</summary>
      <div class="wide" tabindex="0" role="region" aria-label=${l10n.t('Locks')}>
        <table>
          <thead>
            <tr><th scope="col">${l10n.t('Table')}</th><th scope="col">${l10n.t('Lock')}</th><th scope="col">${l10n.t('Rewrites')}</th><th scope="col">${l10n.t('Statement')}</th></tr>
          </thead>
          <tbody>
            ${locks.map(({ relation, mode, rewrites, statement }) => html`<tr><td>${relation}</td><td>${mode}</td><td>${rewrites ? html`${icon('warning', 'doubt')} ${l10n.t('whole table')}` : l10n.t('no')}</td><td class="statement"><code>${statement}</code></td></tr>`)}
          </tbody>
        </table>
      </div>
    </details>`;
  }

  #findings(): unknown {
    const { findings } = this.proposal;
    if (findings.length === 0) return nothing;
    return html`<details open>
      <summary>${l10n.t('Findings ({0})', findings.length)}</summary>
      <ul class="reasons">
        ${findings.map(({ severity, message, ruleId, line }) => html`<li>${icon(severity === 'LOW' ? 'info' : 'warning', severity === 'LOW' ? 'busy' : 'doubt')}<span>${l10n.t('Line {0}', line)}: ${message} <button type="button" class="link" @click=${() => this.panel.run({ kind: 'showRule', ruleId })}>${ruleId}</button></span></li>`)}
      </ul>
    </details>`;
  }

  #sql(): unknown {
    const { up, down, upPath, downPath, certificate } = this.proposal;
    return html`<details>
        <summary>${l10n.t('Exact SQL, up and down')}</summary>
        <fw-code-block .code=${up} .language=${'sql'} .name=${upPath}></fw-code-block>
        <fw-code-block .code=${down} .language=${'sql'} .name=${downPath}></fw-code-block>
      </details>
      ${
        certificate === undefined
          ? nothing
          : html`<button type="button" class="link certificate" @click=${() => this.panel.run({ kind: 'openText', name: `certificate-${this.proposal.number}.md`, text: certificate })}>${icon('markdown')}${l10n.t('Open the certificate')}</button>`
      }`;
  }

  #decision({ look }: VerdictLook): unknown {
    const { panel, proposal, approval, consultation } = this;
    if (approval?.state === 'waiting')
      return html`<fw-decide .panel=${panel} .consultation=${consultation} .approval=${approval} .doubtful=${look !== 'proven'}></fw-decide>`;
    if (proposal.outcome !== undefined)
      return html`<p class="outcome">${icon(proposal.outcome === 'rejected' ? 'circle-slash' : 'check')} ${outcomeLabel(proposal.outcome)}</p>`;
    const paths = [proposal.upPath, proposal.downPath];
    return html`${approval ? html`<fw-decide .panel=${panel} .consultation=${consultation} .approval=${approval}></fw-decide>` : nothing}
      <div class="row">
        <button type="button" class=${look === 'proven' ? 'primary' : ''} @click=${() => panel.run({ kind: 'saveConsultFiles', consultationId: consultation, paths }, l10n.t('Saved'))}>
          ${look === 'proven' ? l10n.t('Save Both Files to the Workspace') : l10n.t('Save Anyway')}
        </button>
        <button type="button" title=${l10n.t('The proposal stays as it was proven')} @click=${() => panel.run({ kind: 'openSql', sql: proposal.up, title: proposal.title })}>${l10n.t('Edit a Copy')}</button>
        <button type="button" @click=${() => panel.run({ kind: 'settleProposal', consultationId: consultation, proposalId: proposal.id, outcome: 'rejected' }, l10n.t('Rejected'))}>${l10n.t('Reject')}</button>
      </div>`;
  }
}

/** Nothing that failed or was not tried shows how many locks it takes. */
function wasRun(verdict: Proposal['verdict']): boolean {
  return verdict === 'PROVEN' || verdict === 'NOT_IDENTICAL' || verdict === 'IRREVERSIBLE';
}

customElements.define('fw-proposal-card', ProposalCard);
