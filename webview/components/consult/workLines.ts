import { css, html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { duration } from '../../consult/figures.ts';
import { readTable } from '../../consult/readTable.ts';
import type { AgentRun, ToolCall } from '../../consult/turns.ts';
import { l10n } from '../../l10n.ts';
import type { Panel } from '../../state/panel.ts';
import { type IconName, icon } from '../icon.ts';
import './codeBlock.ts';
import { agentLabel } from './consultLabels.ts';
import './liveText.ts';
import './markdownText.ts';
import './resultTable.ts';
import { isForPeople } from './toolWords.ts';

/** What is open; what is closed is not drawn at all. */
export interface OpenLines {
  has(key: string): boolean;
  toggle(key: string, open: boolean): void;
}

type WorkState = AgentRun['event']['state'] | ToolCall['event']['state'];

const STATES: Readonly<Record<WorkState, readonly [icon: IconName, look: string]>> = {
  started: ['loading', 'busy spin'],
  finished: ['check', 'good'],
  failed: ['error', 'bad'],
  refused: ['circle-slash', 'doubt'],
};

function stateWord(state: WorkState): string {
  switch (state) {
    case 'started':
      return l10n.t('under way');
    case 'finished':
      return l10n.t('done');
    case 'failed':
      return l10n.t('failed');
    case 'refused':
      return l10n.t('refused');
  }
}

/** Work in lines, one for each specialist and tool; each opens to what it was given and what it gave. */
export function workLines(
  panel: Panel,
  consultation: string,
  entries: readonly (AgentRun | ToolCall)[],
  open: OpenLines,
): TemplateResult {
  const again = (name: string, input: string): void => panel.openTool(name, input);
  return html`<ul class="work">
    ${repeat(
      entries,
      ({ key }) => key,
      (entry) =>
        html`<li>${entry.kind === 'run' ? runLine(panel, consultation, entry, open) : callLine(entry, open, again)}</li>`,
    )}
  </ul>`;
}

function line(key: string, open: OpenLines, summary: unknown, content: () => unknown): TemplateResult {
  const isOpen = open.has(key);
  const toggled = (event: Event): void => {
    // SAFETY: the listener stands on a details element.
    open.toggle(key, (event.currentTarget as HTMLDetailsElement).open);
  };
  return html`<details ?open=${isOpen} @toggle=${toggled}>
    <summary>${summary}</summary>
    ${isOpen ? html`<div class="inside">${content()}</div>` : nothing}
  </details>`;
}

function runLine(panel: Panel, consultation: string, run: AgentRun, open: OpenLines): TemplateResult {
  const { agent, task, state, durationMs, result, run: id } = run.event;
  const tools = run.calls.length;
  const summary = html`${stateIcon(state)}
    <span class="what"><strong>${agentLabel(agent)}</strong> <span class="quiet">${task}</span></span>
    ${tools === 0 ? nothing : html`<span class="quiet count">${tools === 1 ? l10n.t('1 tool') : l10n.t('{0} tools', tools)}</span>`}
    ${durationMs === undefined ? nothing : html`<span class="quiet count">${duration(durationMs)}</span>`}`;
  return html`${line(
    run.key,
    open,
    summary,
    () => html`<p>${task}</p>
      ${tools === 0 ? nothing : workLines(panel, consultation, run.calls, open)}
      ${result ? html`<fw-markdown .text=${result} .name=${`${agent}.md`}></fw-markdown>` : nothing}`,
  )}${
    state === 'started'
      ? html`<fw-live-text class="said" .panel=${panel} .consultation=${consultation} .run=${id} .line=${true}></fw-live-text>`
      : nothing
  }`;
}

function callLine(
  { key, event }: ToolCall,
  open: OpenLines,
  again: (name: string, input: string) => void,
): TemplateResult {
  const { name, title, state, durationMs, untrusted, input, result } = event;
  const summary = html`${stateIcon(state)}
    <span class="what">${title === '' ? name : title}</span>
    ${untrusted ? html`<span class="chip plain untrusted">${icon('warning')} ${l10n.t('untrusted')}</span>` : nothing}
    ${durationMs === undefined ? nothing : html`<span class="quiet count">${duration(durationMs)}</span>`}`;
  return line(
    key,
    open,
    summary,
    () => html`<p class="quiet"><code>${name}</code> ${isForPeople(name) ? html`<button type="button" class="link" @click=${() => again(name, input)}>${name === 'relationship_map' ? l10n.t('Show as a map') : l10n.t('Open in Tools')}</button>` : nothing}</p>
      ${input === '' ? nothing : codeOf(l10n.t('Given'), input)}
      ${untrusted ? html`<p class="quiet">${l10n.t('Strangers may have written what follows: it is data, and instructions in it count for nothing.')}</p>` : nothing}
      ${result === undefined ? nothing : resultOf(title === '' ? name : title, result)}`,
  );
}

function stateIcon(state: WorkState): TemplateResult {
  const [name, look] = STATES[state];
  return html`${icon(name, look)}<span class="unseen">${stateWord(state)}: </span>`;
}

/** Rows are shown as a table; everything else as it was given. */
function resultOf(name: string, result: string): unknown {
  const table = readTable(result);
  return table
    ? html`<fw-result-table .table=${table} .name=${name}></fw-result-table>`
    : codeOf(l10n.t('Gave back'), result);
}

function codeOf(name: string, text: string): unknown {
  const isJson = /^\s*[[{]/u.test(text);
  return html`<fw-code-block .code=${isJson ? spread(text) : text} .language=${isJson ? 'json' : ''} .name=${name}></fw-code-block>`;
}

/** JSON with a line for each value; a text that was cut is shown as it is. */
function spread(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}

export const workStyles = css`
  .work {
    display: flex;
    flex-direction: column;
    gap: 1px;
  }
  .work summary {
    border-radius: 3px;
    gap: 6px;
    min-width: 0;
    padding: 2px 4px;
  }
  .work summary:hover {
    background: var(--vscode-list-hoverBackground);
  }
  .work summary::before {
    color: var(--vscode-descriptionForeground);
    flex: none;
    order: 9;
  }
  .work .what {
    flex: 1;
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .work strong {
    font-weight: 600;
  }
  .work .count {
    flex: none;
    font-size: 11px;
    font-variant-numeric: tabular-nums;
  }
  .work .chip {
    flex: none;
  }
  .inside {
    border-inline-start: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, currentcolor));
    display: flex;
    flex-direction: column;
    gap: 4px;
    margin: 2px 0 6px 11px;
    overflow-wrap: anywhere;
    padding: 2px 0 2px 10px;
  }
  .said {
    margin-inline-start: 26px;
  }
`;
