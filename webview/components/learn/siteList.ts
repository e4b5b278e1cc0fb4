import { css, html, nothing } from 'lit';
import type { LearnedSite } from '../../../src/protocol/learn.ts';
import { l10n } from '../../l10n.ts';
import type { Panel } from '../../state/panel.ts';
import '../codeDiff.ts';
import { icon } from '../icon.ts';

/** The places that would be mended, each with its change; what is doubted is listed and not ticked. */
export function siteList(
  panel: Panel,
  sites: readonly LearnedSite[],
  ticked: ReadonlySet<number>,
  tick: (index: number, on: boolean) => void,
): unknown {
  return html`<ul class="sites">
    ${sites.map((site, index) => siteItem(panel, site, ticked.has(index), (on) => tick(index, on)))}
  </ul>`;
}

function siteItem(
  panel: Panel,
  { path, uri, line, character, before, after, doubt }: LearnedSite,
  isTicked: boolean,
  tick: (on: boolean) => void,
): unknown {
  const place = `${path}:${line + 1}`;
  const changed = (event: Event): void => {
    // SAFETY: the listener stands on an input.
    tick((event.currentTarget as HTMLInputElement).checked);
  };
  return html`<li>
    <div class="row">
      <input type="checkbox" .checked=${isTicked} aria-label=${l10n.t('Mend {0}', place)} @change=${changed} />
      <button type="button" class="link" @click=${() => panel.run({ kind: 'openSite', uri, line, character })}>${place}</button>
    </div>
    ${doubt === undefined ? nothing : html`<p class="doubt">${icon('warning')} ${doubt}</p>`}
    <fw-code-diff .oldCode=${before} .newCode=${after}></fw-code-diff>
  </li>`;
}

export const siteListStyles = css`
  .sites {
    display: grid;
    gap: 10px;
    grid-template-columns: minmax(0, 1fr);
    list-style: none;
    margin: 6px 0 0;
    padding: 0;
  }
  .sites .row {
    align-items: center;
    display: flex;
    gap: 6px;
    margin-bottom: 3px;
  }
  .sites .link {
    overflow-wrap: anywhere;
  }
  .doubt {
    color: var(--vscode-editorWarning-foreground, inherit);
    margin: 0 0 3px;
  }
`;
