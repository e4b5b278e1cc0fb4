import { html, type TemplateResult } from 'lit';
import { l10n } from '../../l10n.ts';
import { icon } from '../icon.ts';

/** Stands for what selective answering keeps back; the reader can look at it all the same. */
export function withheldNote(what: string, show: () => void): TemplateResult {
  return html`<div class="note quiet" role="group" aria-label=${l10n.t('Withheld: {0}', what)}>
    ${icon('circle-slash')}<span class="grow">${l10n.t('Withheld: {0}. Outcomes do not show that answers as sure as this one stay below your limit of errors.', what)}</span>
    <button type="button" class="link" @click=${show}>${l10n.t('Show Anyway')}</button>
  </div>`;
}
