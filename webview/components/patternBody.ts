import '@vscode-elements/elements/dist/vscode-badge/vscode-badge.js';
import { css, html, nothing, type TemplateResult } from 'lit';
import type { Pattern } from '../../src/protocol/library.ts';
import { l10n } from '../l10n.ts';
import type { Panel } from '../state/panel.ts';
import { foldStyles } from '../styles/foldStyles.ts';
import './codeDiff.ts';

/** A heading whose content folds; the fold is remembered. */
export function section(
  panel: Panel,
  name: string,
  title: string,
  content: unknown,
  options: { readonly count?: number; readonly closed?: boolean } = {},
): TemplateResult {
  const open = panel.state.folds[name] ?? !options.closed;
  return html`<details
    ?open=${open}
    @toggle=${(event: Event) => {
      // SAFETY: the listener stands on a details element.
      panel.fold(name, (event.currentTarget as HTMLDetailsElement).open);
    }}
  >
    <summary>
      <h2>${title}</h2>
      ${options.count === undefined ? nothing : html`<vscode-badge variant="counter">${options.count}</vscode-badge>`}
    </summary>
    <div class="content">${content}</div>
  </details>`;
}

/** What a person reads of a pattern before applying it: the problem, the fix, how to check, what to avoid. */
export function patternBody(panel: Panel, pattern: Pattern): TemplateResult {
  const hasCode = pattern.code_before !== undefined || pattern.code_after !== undefined;
  return html`
    ${section(
      panel,
      'problem',
      l10n.t('Problem'),
      html`${paragraphs(pattern.problem_description)}
      ${
        pattern.symptoms.length === 0
          ? nothing
          : html`<h3>${l10n.t('How it shows')}</h3>
              ${bullets(pattern.symptoms)}`
      }`,
    )}
    ${section(
      panel,
      'fix',
      l10n.t('Fix'),
      html`${steps(pattern.solution_steps)}
      ${hasCode ? html`<fw-code-diff .oldCode=${pattern.code_before} .newCode=${pattern.code_after}></fw-code-diff>` : nothing}
      ${pattern.solution_steps.length === 0 && !hasCode ? html`<p class="quiet">${l10n.t('No steps were written down.')}</p>` : nothing}`,
    )}
    ${lists(panel, 'verification', l10n.t('Verification'), steps(pattern.verification_steps), pattern.verification_steps.length)}
    ${lists(panel, 'anti', l10n.t('What not to do'), bullets(pattern.anti_patterns), pattern.anti_patterns.length)}
    ${lists(panel, 'learnings', l10n.t('Learnings'), bullets(pattern.learnings), pattern.learnings.length)}
    ${
      pattern.prevention_guidance
        ? section(panel, 'prevention', l10n.t('Prevention'), paragraphs(pattern.prevention_guidance))
        : nothing
    }
    ${
      pattern.examples.length + pattern.counter_examples.length === 0
        ? nothing
        : section(
            panel,
            'examples',
            l10n.t('Examples'),
            html`${pattern.examples.map(
              ({ before, after }) => html`<fw-code-diff .oldCode=${before} .newCode=${after}></fw-code-diff>`,
            )}
            ${pattern.counter_examples.length > 0 ? html`<h3>${l10n.t('Stays as it is')}</h3>` : nothing}
            ${pattern.counter_examples.map(
              ({ before }) => html`<fw-code-diff .oldCode=${before} .newCode=${undefined}></fw-code-diff>`,
            )}`,
            { count: pattern.examples.length + pattern.counter_examples.length, closed: true },
          )
    }
  `;
}

function lists(panel: Panel, name: string, title: string, content: unknown, count: number): unknown {
  return count === 0 ? nothing : section(panel, name, title, content);
}

function paragraphs(text: string): unknown {
  return text
    .split(/\r?\n\s*\r?\n/u)
    .filter((part) => part.trim() !== '')
    .map((part) => html`<p class="text">${part}</p>`);
}

function bullets(texts: readonly string[]): unknown {
  return html`<ul class="bullets">${texts.map((text) => html`<li>${text}</li>`)}</ul>`;
}

function steps(texts: readonly string[]): unknown {
  return texts.length === 0
    ? nothing
    : html`<ol class="steps">${texts.map((text) => html`<li>${text}</li>`)}</ol>`;
}

export const patternBodyStyles = css`
  ${foldStyles}
  details {
    border-top: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
  }
  summary {
    padding: 8px 0;
    user-select: none;
  }
  summary h2 {
    font-size: 1em;
    font-weight: 600;
  }
  .content {
    display: flex;
    flex-direction: column;
    gap: 8px;
    padding: 0 0 12px 24px;
  }
  .content h3 {
    color: var(--vscode-descriptionForeground);
    font-size: 11px;
    font-weight: 600;
    margin-top: 4px;
  }
  .text,
  .bullets li,
  .steps li {
    overflow-wrap: anywhere;
    white-space: pre-line;
  }
  .bullets li {
    padding-inline-start: 14px;
    position: relative;
  }
  .bullets li::before {
    content: '–';
    inset-inline-start: 0;
    position: absolute;
  }
  .steps {
    padding-inline-start: 20px;
  }
  .bullets,
  .steps {
    display: flex;
    flex-direction: column;
    gap: 4px;
  }
`;
