import { css, html, nothing, type TemplateResult } from 'lit';
import type { Pattern, PatternRelation } from '../../src/protocol/library.ts';
import { l10n } from '../l10n.ts';
import type { Panel } from '../state/panel.ts';
import { icon } from './icon.ts';
import { foundByLabel, percent, relationLabel } from './labels.ts';

/** Conflicts first, since they forbid something; then what comes before, after and beside. */
const ORDER = ['conflicts', 'prerequisite', 'follows', 'enhances'] as const;

/** The pattern's neighbours; those found by the machine wait for a person's word. */
export function relationsOf(
  panel: Panel,
  pattern: Pattern,
  relations: readonly PatternRelation[],
): TemplateResult {
  const shown = relations
    .filter(({ rejected }) => !rejected)
    .toSorted((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) || b.strength - a.strength);
  return html`${
    shown.length === 0
      ? html`<p class="quiet">${l10n.t('No relation is known.')}</p>`
      : html`<ul class="relations">
          ${shown.map((relation) => entry(panel, pattern, relation))}
        </ul>`
  }
  ${
    panel.writes
      ? html`<div><button type="button" class="link" @click=${() => panel.run({ kind: 'addRelation', id: pattern.id }, l10n.t('Relation added'))}>${icon('add')}${l10n.t('Add Relation')}</button></div>`
      : nothing
  }`;
}

function entry(panel: Panel, pattern: Pattern, relation: PatternRelation): TemplateResult {
  const { kind, other, confirmed, strength, found_by, outgoing } = relation;
  return html`<li>
    <div>
      <span class=${kind === 'conflicts' ? 'kind conflict' : 'kind'}
        >${kind === 'conflicts' ? icon('warning') : nothing} ${relationLabel(kind, outgoing)}</span
      >
      <button type="button" class="link" @click=${() => panel.openPattern(other.id)}>${other.title}</button>
    </div>
    <div class="row quiet">
      <span>${l10n.t('strength {0}, found {1}', percent(strength), foundByLabel(found_by))}</span>
      ${confirmed ? html`<span>${icon('check')} ${l10n.t('confirmed')}</span>` : nothing}
      ${
        confirmed || !panel.writes
          ? nothing
          : html`<button type="button" class="link" aria-label=${l10n.t('Confirm: {0}', other.title)} @click=${() => judge('confirmed')}>${l10n.t('Confirm')}</button>
              <button type="button" class="link" aria-label=${l10n.t('Reject: {0}', other.title)} @click=${() => judge('rejected')}>${l10n.t('Reject')}</button>`
      }
    </div>
  </li>`;

  function judge(verdict: 'confirmed' | 'rejected'): void {
    const [from, to] = outgoing ? [pattern.id, other.id] : [other.id, pattern.id];
    void panel.run(
      { kind: 'judgeRelation', relation: kind, from, to, strength, foundBy: found_by, verdict },
      verdict === 'confirmed' ? l10n.t('Relation confirmed') : l10n.t('Relation rejected'),
    );
  }
}

export const relationStyles = css`
  .relations {
    display: flex;
    flex-direction: column;
    gap: 8px;
  }
  .relations .kind {
    color: var(--vscode-descriptionForeground);
    margin-inline-end: 4px;
  }
  .relations .conflict {
    color: var(--vscode-foreground);
  }
  .relations .conflict .icon {
    color: var(--vscode-problemsWarningIcon-foreground, currentcolor);
  }
  .relations .row {
    font-size: 11px;
  }
`;
