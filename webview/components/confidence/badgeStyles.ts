import { css } from 'lit';

/** A badge that opens its reasons below it. */
export const badgeStyles = css`
  :host {
    display: inline-block;
    max-width: 100%;
    min-width: 0;
  }
  :host([open]) {
    display: block;
    flex-basis: 100%;
  }
  .badge {
    align-items: center;
    background: transparent;
    border: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, currentcolor));
    border-radius: 10px;
    color: var(--vscode-foreground);
    display: inline-flex;
    flex-wrap: wrap;
    font-size: 11px;
    gap: 0 5px;
    line-height: 16px;
    max-width: 100%;
    padding: 1px 9px 1px 6px;
    text-align: start;
    /* On the line's own baseline, its height would change once the icons' font is there. */
    vertical-align: top;
  }
  .badge:hover {
    background: var(--vscode-toolbar-hoverBackground);
  }
  .badge.uncalibrated {
    border-color: var(--vscode-descriptionForeground);
    border-style: dashed;
  }
  .badge .icon {
    font-size: 13px;
    margin: 0;
    width: 13px;
  }
  .value {
    font-variant-numeric: tabular-nums;
    font-weight: 600;
  }
  .why {
    border: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
    border-radius: 4px;
    color: var(--vscode-foreground);
    font-size: var(--vscode-font-size, 13px);
    margin-top: 6px;
    padding: 10px 12px;
  }
`;
