import { css } from 'lit';

/** A list of what waits, above or beside what is read of it. */
export const queueStyles = css`
  :host {
    container-type: inline-size;
    display: flex;
    flex: 1;
    flex-direction: column;
    min-height: 0;
  }
  .place {
    display: grid;
    flex: 1;
    grid-template: auto minmax(0, 1fr) / minmax(0, 1fr);
    min-height: 0;
  }
  .queue {
    border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
    max-height: 26vh;
    overflow-y: auto;
  }
  @container (min-width: 700px) {
    .place {
      grid-template: minmax(0, 1fr) / 300px minmax(0, 1fr);
    }
    .queue {
      border-bottom: 0;
      border-inline-end: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
      max-height: none;
    }
  }
  [role='option']:hover {
    background: var(--vscode-list-hoverBackground);
  }
  [role='option'][aria-selected='true'] {
    background: var(--vscode-list-inactiveSelectionBackground);
    color: var(--vscode-list-inactiveSelectionForeground, inherit);
    outline: 1px solid var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }
  [role='listbox']:focus-within [role='option'][aria-selected='true'] {
    background: var(--vscode-list-activeSelectionBackground);
    color: var(--vscode-list-activeSelectionForeground);
  }
  [role='option']:focus-visible {
    outline: 1px solid var(--vscode-list-focusOutline, var(--vscode-focusBorder));
    outline-offset: -1px;
  }
`;
