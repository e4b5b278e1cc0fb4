import { css, html, nothing, type TemplateResult } from 'lit';
import type { Consultation } from '../../../src/protocol/consult.ts';
import { bytesText } from '../../consult/figures.ts';
import { lessonOf } from '../../consult/proposalLesson.ts';
import { type Scores, scoreKey } from '../../consult/scores.ts';
import { positionOf, type Turn, type UsageSum } from '../../consult/turns.ts';
import { l10n } from '../../l10n.ts';
import type { Panel } from '../../state/panel.ts';
import '../confidence/confidenceBadge.ts';
import { withheldNote } from '../confidence/withheldNote.ts';
import { icon } from '../icon.ts';
import { answerPart } from './answerPart.ts';
import { approvalCard } from './approvalCard.ts';
import { planChanges } from './planSteps.ts';
import './learnProposal.ts';
import './markdownText.ts';
import './proposalCard.ts';
import { type OpenLines, workLines } from './workLines.ts';

export interface TurnContext {
  readonly panel: Panel;
  readonly consultation: Consultation;
  readonly usage: ReadonlyMap<number, UsageSum>;
  readonly scores: Scores;
  readonly open: OpenLines;
  readonly ask: (text: string) => void;
  readonly fork: (position: number) => void;
}

/** One entry of the conversation. */
export function turnPart(turn: Turn, context: TurnContext): unknown {
  const { panel, consultation, open } = context;
  switch (turn.kind) {
    case 'question':
      return html`<div class="question"><span class="unseen">${l10n.t('You asked: ')}</span>${turn.text}</div>`;
    case 'answer':
      return answerOf(turn, context);
    case 'work':
      return workLines(panel, consultation.id, turn.entries, open);
    case 'proposal':
      return proposalOf(turn.id, context);
    case 'approval': {
      const approval = consultation.approvals.find(({ id }) => id === turn.id);
      return approval ? approvalCard(panel, consultation.id, approval) : nothing;
    }
    case 'files':
      return html`<p class="note quiet">${icon('files')}<span>
        ${turn.files.map(({ path, version, bytes }) => html`<button type="button" class="link" title=${bytesText(bytes)} @click=${() => panel.run({ kind: 'openConsultFile', consultationId: consultation.id, path, version })}>${path}</button> `)}
      </span></p>`;
    case 'ended':
      return endedPart(turn, context);
    default:
      return notePart(turn, context);
  }
}

function answerOf(turn: Extract<Turn, { kind: 'answer' }>, context: TurnContext): unknown {
  const { panel, open } = context;
  const badge = context.scores.get(scoreKey({ kind: 'answer', position: turn.position }));
  const key = `withheld ${turn.key}`;
  if (badge?.withheld && !open.has(key))
    return withheldNote(l10n.t('an answer'), () => open.toggle(key, true));
  return answerPart(
    turn.answer,
    turn.text,
    context.usage.get(turn.position),
    {
      run: (action) => void panel.run(action, action.kind === 'copyText' ? l10n.t('Copied') : undefined),
      openPattern: (id) => panel.openPattern(id),
      ask: context.ask,
      fork: () => context.fork(turn.position),
    },
    badge && html`<fw-confidence-badge .panel=${panel} .badge=${badge}></fw-confidence-badge>`,
  );
}

function proposalOf(id: string, { panel, consultation, scores, open }: TurnContext): unknown {
  const proposal = consultation.proposalCards.find((one) => one.id === id);
  if (!proposal) return nothing;
  const badge = scores.get(scoreKey({ kind: 'proposal', proposalId: id })) ?? proposal.confidence;
  const key = `withheld ${id}`;
  if (badge?.withheld && !open.has(key))
    return withheldNote(l10n.t('proposal {0}, {1}', proposal.number, proposal.title), () =>
      open.toggle(key, true),
    );
  // What was rejected once may be asked for again: the latest counts, and one that waits before all others.
  const asked = consultation.approvals
    .filter(({ proposalId }) => proposalId === id)
    .toSorted((one, other) => one.expiresAt.localeCompare(other.expiresAt));
  const approval = asked.find(({ state }) => state === 'waiting') ?? asked.at(-1);
  const lesson = lessonOf(consultation, proposal);
  return html`<fw-proposal-card .panel=${panel} .consultation=${consultation.id} .proposal=${proposal} .approval=${approval} .badge=${badge}></fw-proposal-card>
    ${lesson ? html`<fw-learn-proposal .panel=${panel} .consultation=${consultation.id} .lesson=${lesson}></fw-learn-proposal>` : nothing}`;
}

type Note = Extract<Turn, { kind: 'route' | 'plan' | 'memory' | 'notice' | 'summary' }>;

function notePart(turn: Note, { open }: TurnContext): TemplateResult {
  switch (turn.kind) {
    case 'route': {
      const { route, reason, overridden } = turn.event;
      const chosen = route === 'planned' ? l10n.t('With a plan') : l10n.t('Answered directly');
      // The reason is a sentence that says the way already.
      const said = overridden ? l10n.t('{0}, as you chose', chosen) : reason === '' ? chosen : reason;
      return html`<p class="note quiet">${icon(route === 'planned' ? 'checklist' : 'comment-discussion')}<span>${said}</span></p>`;
    }
    case 'plan': {
      const { plan, changes, reason } = turn.event;
      const first = plan.revision === 1;
      return html`<div class="note quiet">
        ${icon('checklist')}
        <div>
          <p>${first ? l10n.t('Made a plan of {0} steps', plan.steps.length) : l10n.t('Changed the plan')}${reason ? html`: ${reason}` : nothing}</p>
          ${first ? nothing : planChanges(changes)}
        </div>
      </div>`;
    }
    case 'memory':
      return folded(
        turn.key,
        open,
        html`${icon('history')}<span class="grow">${turn.event.used.length === 1 ? l10n.t('Remembered 1 thing from before') : l10n.t('Remembered {0} things from before', turn.event.used.length)}</span>`,
        html`<ul>${turn.event.used.map(({ text }) => html`<li>– ${text}</li>`)}</ul>`,
      );
    case 'summary':
      return folded(
        turn.key,
        open,
        html`${icon('note')}<span class="grow">${l10n.t('Summed up what came before, to make room')}</span>`,
        html`<p class="text">${turn.text}</p>`,
      );
    case 'notice': {
      const warns = turn.event.level === 'warning';
      return html`<p class="note quiet">${icon(warns ? 'warning' : 'info', warns ? 'doubt' : '')}<span>${turn.event.text}</span></p>`;
    }
  }
}

function folded(key: string, open: OpenLines, summary: unknown, content: unknown): TemplateResult {
  const toggled = (event: Event): void => {
    // SAFETY: the listener stands on a details element.
    open.toggle(key, (event.currentTarget as HTMLDetailsElement).open);
  };
  return html`<details class="quiet" ?open=${open.has(key)} @toggle=${toggled}>
    <summary class="fold">${summary}</summary>
    <div class="inside">${content}</div>
  </details>`;
}

function endedPart(turn: Extract<Turn, { kind: 'ended' }>, context: TurnContext): TemplateResult {
  const { event } = turn;
  const { panel } = context;
  if (event.state === 'stopped') {
    const byUser = event.problem === undefined || event.problemCode === 'cancelled';
    const why = byUser ? l10n.t('Stopped. You can go on with another question.') : event.problem;
    return html`${saidPart(event.said)}<p class="note quiet">${icon('circle-slash')}<span>${why}</span></p>${goOn(turn, context, l10n.t('Go On'))}`;
  }
  const noModel = event.problemCode === 'no_model';
  // Another key or endpoint is what helps.
  const byKey = ['unauthorised', 'quota', 'unreachable'].includes(event.problemCode ?? '');
  return html`${saidPart(event.said)}<div class="ended" role="group" aria-label=${l10n.t('Failed')}>
    <p>${icon('error', 'bad')} ${event.problem ?? l10n.t('The consultation failed. The log says why.')}</p>
    <div class="row">
      ${
        noModel
          ? html`<button type="button" class="primary" @click=${() => panel.run({ kind: 'configureModels' })}>${l10n.t('Set Up a Model')}</button>
              <button type="button" @click=${() => panel.keepConsult({ screen: 'tools' })}>${l10n.t('Use the Tools')}</button>`
          : html`${goOn(turn, context, l10n.t('Try Again'))}${byKey ? html`<button type="button" @click=${() => panel.run({ kind: 'configureModels' })}>${l10n.t('Models and Keys')}</button>` : nothing}
              <button type="button" @click=${() => panel.run({ kind: 'command', command: 'showLog' })}>${l10n.t('Show Log')}</button>`
      }
    </div>
  </div>`;
}

/** Goes on where it stopped, with nothing new asked; only the last end can be gone on from. */
function goOn(turn: Turn, { panel, consultation }: TurnContext, label: string): unknown {
  const last = consultation.events.at(-1);
  if (last?.position !== positionOf(turn) || !['stopped', 'failed'].includes(consultation.state))
    return nothing;
  const { mode } = panel.state.consult;
  const action = { kind: 'continueConsultation', consultationId: consultation.id, text: '', mode } as const;
  return html`<button type="button" @click=${() => panel.run(action)}>${label}</button>`;
}

/** An answer that was not finished is worth reading as far as it goes. */
function saidPart(said: string | undefined): unknown {
  return said === undefined ? nothing : html`<fw-markdown .text=${said} .name=${'answer.md'}></fw-markdown>`;
}

export const turnStyles = css`
  .question {
    background: var(--vscode-list-inactiveSelectionBackground, transparent);
    border: 1px solid var(--vscode-contrastBorder, transparent);
    border-radius: 6px;
    margin-inline-start: auto;
    max-width: 88%;
    overflow-wrap: anywhere;
    padding: 7px 11px;
    white-space: pre-wrap;
    width: fit-content;
  }
  .note {
    align-items: flex-start;
    display: flex;
    font-size: 12px;
    gap: 6px;
    overflow-wrap: anywhere;
  }
  .note > .icon {
    flex: none;
  }
  .fold {
    font-size: 12px;
    gap: 6px;
  }
  .fold::before {
    order: 9;
  }
  .text {
    white-space: pre-wrap;
  }
  .ended {
    border: 1px solid var(--vscode-inputValidation-errorBorder, var(--vscode-errorForeground));
    border-radius: 4px;
    display: flex;
    flex-direction: column;
    gap: 8px;
    overflow-wrap: anywhere;
    padding: 10px 12px;
  }
`;
