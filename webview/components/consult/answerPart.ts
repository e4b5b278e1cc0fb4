import { css, html, nothing, type TemplateResult } from 'lit';
import type { AnswerSource, ConsultAnswer } from '../../../src/protocol/consult.ts';
import type { PanelAction } from '../../../src/protocol/panel.ts';
import { cost, count } from '../../consult/figures.ts';
import type { UsageSum } from '../../consult/turns.ts';
import { l10n } from '../../l10n.ts';
import { type IconName, icon } from '../icon.ts';
import { percent } from '../labels.ts';
import './codeBlock.ts';
import './markdownText.ts';

/** What can be done with an answer. */
export interface AnswerHandlers {
  readonly run: (action: PanelAction) => void;
  readonly openPattern: (idOrKey: string) => void;
  /** Puts a follow-up into the composer. */
  readonly ask: (text: string) => void;
  readonly fork: () => void;
}

/** An answer: the recommendation first, then what follows from it; each part only when there is something in it. */
export function answerPart(
  answer: ConsultAnswer,
  text: string,
  usage: UsageSum | undefined,
  handlers: AnswerHandlers,
  /** How sure it is, with its reasons; absent until it was scored. */
  badge?: TemplateResult,
): TemplateResult {
  const body = text.trim() === '' ? answer.recommendation : text;
  const isNew = (line: string): boolean => !body.includes(line);
  const queries = answer.sql.filter(({ sql }) => isNew(sql.trim()));
  return html`<article class="answer" aria-label=${l10n.t('Answer')}>
    <fw-markdown .text=${body} .name=${'answer.md'}></fw-markdown>
    ${queries.map(({ title, sql }) => html`<fw-code-block .code=${sql} .language=${'sql'} .name=${title}></fw-code-block>`)}
    ${list(l10n.t('Warnings'), 'warning', 'doubt', answer.warnings.filter(isNew))}
    ${list(l10n.t('What it affects'), 'pulse', 'quiet', answer.impacts.filter(isNew))}
    ${sources(answer.sources, handlers)} ${followUps(answer.nextSteps, handlers)}
    <footer class="quiet">
      ${usage ? html`<span title=${usageMethod(usage)}>${usageText(usage)}</span>` : nothing}
      ${badge ?? confidence(answer)}
      <span class="tools">
        ${tool('copy', l10n.t('Copy Answer'), () => handlers.run({ kind: 'copyText', text: body }))}
        ${tool('go-to-file', l10n.t('Open Answer as a File'), () => handlers.run({ kind: 'openText', name: 'answer.md', text: body }))}
        ${tool('repo-forked', l10n.t('Fork from Here'), handlers.fork)}
      </span>
    </footer>
  </article>`;
}

function tool(name: IconName, label: string, run: () => void): TemplateResult {
  return html`<button type="button" class="tool" title=${label} aria-label=${label} @click=${run}>${icon(name)}</button>`;
}

function list(title: string, name: IconName, look: string, lines: readonly string[]): unknown {
  if (lines.length === 0) return nothing;
  return html`<section class="part">
    <h3>${title}</h3>
    <ul>${lines.map((line) => html`<li>${icon(name, look)}<span>${line}</span></li>`)}</ul>
  </section>`;
}

const SOURCE_ICONS: Readonly<Record<AnswerSource['kind'], IconName>> = {
  schema: 'database',
  tool: 'tools',
  pattern: 'library',
  documentation: 'book',
  file: 'file',
  memory: 'history',
};

function sources(entries: readonly AnswerSource[], handlers: AnswerHandlers): unknown {
  if (entries.length === 0) return nothing;
  return html`<section class="part">
    <h3>${l10n.t('Based on')}</h3>
    <ul>
      ${entries.map((source) => html`<li>${icon(SOURCE_ICONS[source.kind], 'quiet')}${sourceLine(source, handlers)}</li>`)}
    </ul>
  </section>`;
}

function sourceLine({ kind, title, reference }: AnswerSource, handlers: AnswerHandlers): TemplateResult {
  if (reference === undefined) return html`<span>${title}</span>`;
  const open = (): void => {
    if (/^https?:\/\//iu.test(reference)) handlers.run({ kind: 'openLink', url: reference });
    else if (kind === 'pattern') handlers.openPattern(reference);
    else if (kind === 'file') handlers.run({ kind: 'openFile', path: reference });
  };
  const opens = kind === 'pattern' || kind === 'file' || /^https?:\/\//iu.test(reference);
  return opens
    ? html`<button type="button" class="link" title=${reference} @click=${open}>${title}</button>`
    : html`<span>${title} <span class="quiet">${reference}</span></span>`;
}

function followUps(steps: readonly string[], handlers: AnswerHandlers): unknown {
  if (steps.length === 0) return nothing;
  return html`<section class="part">
    <h3>${l10n.t('Next')}</h3>
    <div class="follow">${steps.map((step) => html`<button type="button" title=${l10n.t('Put into the question')} @click=${() => handlers.ask(step)}>${step}</button>`)}</div>
  </section>`;
}

/** Only what the model said itself, named as that: nobody has checked it. */
function confidence({ confidence: { verbalized } }: ConsultAnswer): unknown {
  if (verbalized === undefined) return nothing;
  return html`<span title=${l10n.t('What the model said of itself; not checked against outcomes.')}>${l10n.t('{0} sure, by its own word (uncalibrated)', percent(verbalized))}</span>`;
}

function usageText({ tokensIn, tokensOut, costUsd, models }: UsageSum): string {
  return `${models.join(', ')} · ${l10n.t('{0} tokens in, {1} out', count(tokensIn), count(tokensOut))} · ${cost(costUsd)}`;
}

function usageMethod({ estimated }: UsageSum): string {
  return estimated
    ? l10n.t('Some of these tokens were estimated here: the endpoint did not report them.')
    : l10n.t('As the endpoint reported.');
}

export const answerStyles = css`
  .answer {
    display: flex;
    flex-direction: column;
    gap: 10px;
    min-width: 0;
  }
  .part h3 {
    color: var(--vscode-descriptionForeground);
    font-size: 11px;
    font-weight: 600;
    margin-bottom: 3px;
  }
  .part li {
    align-items: flex-start;
    display: flex;
    gap: 6px;
    overflow-wrap: anywhere;
    padding: 1px 0;
  }
  .part li .icon {
    flex: none;
    margin-top: 1px;
  }
  .follow {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
  }
  .follow button {
    text-align: start;
  }
  footer {
    align-items: center;
    display: flex;
    flex-wrap: wrap;
    font-size: 11px;
    gap: 0 12px;
  }
  footer .tools {
    display: flex;
    margin-inline-start: auto;
  }
`;
