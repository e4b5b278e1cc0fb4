import { css } from 'lit';

/** Looks of the reasons behind a number. */
export const whyStyles = css`
  :host {
    container-type: inline-size;
    display: block;
    min-width: 0;
  }
  .why {
    display: flex;
    flex-direction: column;
    gap: 12px;
  }
  h3 {
    color: var(--vscode-descriptionForeground);
    font-size: 11px;
    font-weight: 600;
    margin: 0 0 3px;
  }
  .headline {
    align-items: baseline;
    display: flex;
    flex-wrap: wrap;
    gap: 2px 10px;
  }
  .headline .value {
    font-size: 1.4em;
    font-variant-numeric: tabular-nums;
  }
  .parts {
    display: grid;
    gap: 5px 10px;
    grid-template-columns: max-content minmax(50px, 1fr) max-content;
  }
  .parts > * {
    align-self: center;
  }
  .interval {
    display: block;
    height: 12px;
    width: 100%;
  }
  .interval .track {
    stroke: var(--vscode-foreground);
    stroke-opacity: 0.3;
    stroke-width: 1;
  }
  .interval .range {
    fill: var(--vscode-charts-blue, currentcolor);
    fill-opacity: 0.4;
    stroke: var(--vscode-contrastBorder, transparent);
  }
  .interval .at {
    fill: var(--vscode-foreground);
  }
  li {
    align-items: flex-start;
    display: flex;
    gap: 6px;
    overflow-wrap: anywhere;
    padding: 1px 0;
  }
  li > .icon {
    flex: none;
    margin-top: 1px;
  }
  .figures {
    display: grid;
    gap: 2px 14px;
    grid-template-columns: max-content 1fr;
  }
  .figures dt {
    color: var(--vscode-descriptionForeground);
  }
  .figures dd {
    font-variant-numeric: tabular-nums;
  }
  .opinions {
    display: grid;
    gap: 8px;
    grid-template-columns: repeat(auto-fit, minmax(180px, 1fr));
  }
  .opinion {
    border: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
    border-radius: 4px;
    overflow-wrap: anywhere;
    padding: 6px 9px;
  }
  .opinion.dissents {
    border-style: dashed;
    border-color: var(--vscode-problemsWarningIcon-foreground, currentcolor);
  }
  .opinion p {
    white-space: pre-line;
  }
  .review {
    border-top: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
    display: flex;
    flex-direction: column;
    gap: 6px;
    padding-top: 10px;
  }
  .cases .value {
    font-variant-numeric: tabular-nums;
    min-width: 4ch;
    text-align: end;
  }
  .number {
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
`;
