import { css } from 'lit';

/** The diagram in the editor's colours; lines and borders carry it where colours do not. */
export const mapStyles = css`
  :host {
    border: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
    border-radius: 3px;
    display: block;
    overflow: hidden;
  }
  .bar {
    align-items: center;
    border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
    display: flex;
    flex-wrap: wrap;
    gap: 2px 6px;
    padding: 3px 8px;
  }
  .stage {
    cursor: grab;
    height: clamp(260px, 58vh, 720px);
    overflow: hidden;
    touch-action: none;
  }
  .stage:active {
    cursor: grabbing;
  }
  svg {
    display: block;
    height: 100%;
    width: 100%;
  }
  text {
    fill: var(--vscode-foreground);
    font-family: var(--vscode-editor-font-family, monospace);
    font-size: 11px;
  }
  .name {
    font-weight: 600;
  }
  text.type,
  text.optional {
    fill: var(--vscode-descriptionForeground);
  }
  .body {
    fill: var(--vscode-editor-background);
    stroke: var(--vscode-contrastBorder, var(--vscode-input-border, currentcolor));
  }
  .outside .body {
    stroke-dasharray: 4 3;
  }
  .head {
    fill: var(--vscode-list-inactiveSelectionBackground, transparent);
    stroke: var(--vscode-contrastBorder, transparent);
  }
  .middle .body {
    stroke: var(--vscode-focusBorder);
    stroke-width: 2;
  }
  .table {
    cursor: pointer;
    outline: none;
  }
  .table:focus-visible .body,
  .table:focus .body {
    stroke: var(--vscode-focusBorder);
    stroke-width: 2.5;
  }
  .key path {
    fill: none;
    stroke: var(--vscode-descriptionForeground);
    stroke-width: 1.2;
  }
  .key.optional path:not(.end) {
    stroke-dasharray: 5 3;
  }
  .key .hit,
  .key.optional .hit {
    stroke: transparent;
    stroke-dasharray: none;
    stroke-width: 10;
  }
  .key.touched path:not(.hit),
  .key:hover path:not(.hit) {
    stroke: var(--vscode-focusBorder);
    stroke-width: 2.2;
  }
  .none {
    padding: 16px;
  }
  .list {
    border-top: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
  }
  .list > summary {
    padding: 5px 8px;
  }
  .tables {
    display: flex;
    flex-direction: column;
    gap: 8px;
    max-height: 320px;
    overflow: auto;
    overflow-wrap: anywhere;
    padding: 4px 12px 12px 32px;
  }
  .columns {
    font-family: var(--vscode-editor-font-family, monospace);
    font-size: 11px;
  }
  .spin {
    animation: spin 1.4s linear infinite;
  }
  @keyframes spin {
    to {
      transform: rotate(360deg);
    }
  }
`;
