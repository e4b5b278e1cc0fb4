import { html, nothing } from 'lit';
import type { ConfidenceDetail, SimilarCase } from '../../../src/protocol/confidence.ts';
import { l10n } from '../../l10n.ts';
import { icon } from '../icon.ts';
import { day, percent } from '../labels.ts';
import { evidenceKindLabel, outcomeLook, requestTypeLabel } from './confidenceLabels.ts';

/** Past cases like it: how many of them ended well, what each has in common with it, and the way to its consultation. */
export function similarOf(
  { similar, requestType }: Pick<ConfidenceDetail, 'similar' | 'requestType'>,
  open: (consultationId: string) => void,
): unknown {
  const known = similar.filter(({ outcome }) => outcome !== undefined);
  const well = known.filter(({ outcome = 0 }) => outcome >= 1).length;
  const kind = requestTypeLabel(requestType);
  return html`<section>
    <h3>${l10n.t('Past cases like it, and how they ended')}</h3>
    <p class="quiet">${
      similar.length === 0
        ? l10n.t('There is none yet among {0} of this method and about this value.', kind)
        : known.length === 0
          ? l10n.t('Of {0} of this method and about this value; no end of them is known yet.', kind)
          : l10n.t(
              'Of {0} of this method and about this value: {1} of {2} whose end is known turned out well.',
              kind,
              well,
              known.length,
            )
    }</p>
    <ul class="cases">${similar.map((one) => caseOf(one, open))}</ul>
  </section>`;
}

function caseOf(one: SimilarCase, open: (consultationId: string) => void): unknown {
  const { value, at, title, consultationId, outcome } = one;
  const { icon: sign, look, word } = outcomeLook(outcome);
  const name = title ?? l10n.t('answer of {0}', day(at));
  return html`<li>${icon(sign, look)}<span class="value">${value === undefined ? nothing : percent(value)}</span>
    <span class="grow">${consultationId === undefined ? name : html`<button type="button" class="link" @click=${() => open(consultationId)}>${name}</button>`}
      <span class="quiet">${word}, ${day(at)}${commonOf(one)}</span></span></li>`;
}

function commonOf({ sameFamily, model, sharedEvidence }: SimilarCase): string {
  const common = [
    ...(sameFamily ? [l10n.t('the same family of models')] : model === undefined ? [] : [model]),
    ...(sharedEvidence.length > 0
      ? [l10n.t('looked at alike: {0}', sharedEvidence.map(evidenceKindLabel).join(', '))]
      : []),
  ];
  return common.length === 0 ? '' : ` · ${common.join(' · ')}`;
}
