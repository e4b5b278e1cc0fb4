import { css, html, LitElement, nothing } from 'lit';
import { l10n } from '../../l10n.ts';
import { baseStyles } from '../../styles/baseStyles.ts';
import { controlStyles } from '../../styles/controlStyles.ts';
import { icon } from '../icon.ts';
import { rovingTarget } from '../roving.ts';

export interface Choice {
  readonly value: string;
  readonly name: string;
}

/** Room between the list and the page's edges. */
const EDGE_PX = 8;

/** A button that opens a list of which any number may be chosen; none of them means any. Dispatches `choose` with the values. */
export class MultiChoice extends LitElement {
  static override properties = {
    label: {},
    any: {},
    choices: { attribute: false },
    chosen: { attribute: false },
  };
  static override styles = [
    baseStyles,
    controlStyles,
    css`
      :host {
        display: inline-flex;
        max-width: 210px;
        min-width: 0;
      }
      .opener {
        align-items: center;
        background: var(--vscode-dropdown-background);
        border-color: var(--vscode-dropdown-border, var(--vscode-contrastBorder, transparent));
        color: var(--vscode-dropdown-foreground);
        display: flex;
        gap: 4px;
        max-width: 100%;
        padding: 4px 2px 4px 6px;
      }
      .opener:hover {
        background: var(--vscode-dropdown-background);
      }
      .opener .chosen {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .opener .icon {
        flex: none;
        margin: 0;
      }
      [popover] {
        background: var(--vscode-dropdown-listBackground, var(--vscode-dropdown-background));
        border: 1px solid var(--vscode-dropdown-border, var(--vscode-contrastBorder, currentcolor));
        border-radius: 3px;
        color: var(--vscode-dropdown-foreground);
        inset: auto;
        margin: 0;
        max-height: 60vh;
        max-width: min(320px, calc(100vw - 16px));
        overflow-y: auto;
        padding: 4px 0;
        position: fixed;
      }
      label {
        cursor: pointer;
        display: flex;
        gap: 2px;
        overflow-wrap: anywhere;
        padding: 3px 12px 3px 8px;
      }
      label:hover {
        background: var(--vscode-list-hoverBackground);
        outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
        outline-offset: -1px;
      }
      label:focus-within {
        outline: 1px solid var(--vscode-focusBorder);
        outline-offset: -1px;
      }
      label input {
        flex: none;
        height: 14px;
        margin-top: 2px;
        outline: none;
      }
      .any {
        border-top: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
        margin-top: 4px;
        padding: 6px 12px 2px;
      }
    `,
  ];
  declare label: string;
  declare any: string;
  declare choices: readonly Choice[];
  declare chosen: readonly string[];

  protected override render(): unknown {
    const { label, any, choices, chosen } = this;
    const names = choices.filter(({ value }) => chosen.includes(value)).map(({ name }) => name);
    const [first = any] = names;
    const said = names.length > 1 ? l10n.t('{0} and {1} more', first, names.length - 1) : first;
    return html`<button type="button" class="opener" popovertarget="list" aria-haspopup="dialog" aria-label=${l10n.t('{0}: {1}', label, names.length > 0 ? names.join(', ') : any)} title=${names.join(', ')}><span class="chosen">${said}</span>${icon('chevron-down')}</button>
      <div id="list" popover role="dialog" aria-label=${label} @beforetoggle=${this.#leaving} @toggle=${this.#toggled} @keydown=${this.#key}>
        ${choices.length === 0 ? html`<p class="quiet any">${l10n.t('There is nothing to choose from yet.')}</p>` : nothing}
        ${choices.map(({ value, name }) => html`<label><input type="checkbox" .checked=${chosen.includes(value)} @change=${() => this.#turn(value)} /><span>${name}</span></label>`)}
        ${names.length > 0 ? html`<p class="any"><button type="button" class="link" @click=${() => this.#choose([])}>${any}</button></p>` : nothing}
      </div>`;
  }

  #turn(value: string): void {
    const { choices, chosen } = this;
    const isOn = chosen.includes(value);
    this.#choose(
      choices.map((one) => one.value).filter((one) => (one === value ? !isOn : chosen.includes(one))),
    );
  }

  #choose(values: readonly string[]): void {
    this.dispatchEvent(new CustomEvent<readonly string[]>('choose', { detail: values }));
    // The link that clears is gone with what it cleared.
    if (values.length === 0) this.#boxes()[0]?.focus();
  }

  /** Who leaves by keyboard goes on where he came from; who clicked elsewhere is there already. */
  #leaving = ({ newState }: ToggleEvent): void => {
    if (newState === 'closed' && this.shadowRoot?.activeElement?.closest('#list'))
      this.renderRoot.querySelector<HTMLElement>('.opener')?.focus();
  };

  #toggled = (event: ToggleEvent): void => {
    if (event.newState !== 'open') return;
    const { currentTarget: list } = event;
    const opener = this.renderRoot.querySelector('.opener')?.getBoundingClientRect();
    if (!(list instanceof HTMLElement) || !opener) return;
    const { width, height } = list.getBoundingClientRect();
    const left = Math.max(EDGE_PX, Math.min(opener.left, window.innerWidth - width - EDGE_PX));
    const below = opener.bottom + 2;
    const isRoom = below + height <= window.innerHeight - EDGE_PX;
    const top = isRoom ? below : Math.max(EDGE_PX, window.innerHeight - height - EDGE_PX);
    list.style.setProperty('left', `${left}px`);
    list.style.setProperty('top', `${top}px`);
    this.#boxes()[0]?.focus();
  };

  #key = (event: KeyboardEvent): void => {
    const boxes = this.#boxes();
    const index = boxes.findIndex((box) => box.matches(':focus'));
    const target = boxes[rovingTarget(event.key, index, boxes.length) ?? -1];
    if (!target) return;
    event.preventDefault();
    target.focus();
  };

  #boxes(): readonly HTMLInputElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLInputElement>('input')];
  }
}

customElements.define('fw-multi-choice', MultiChoice);
