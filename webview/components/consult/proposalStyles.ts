import { css } from 'lit';

/** Only what is proven has a whole, calm border: everything else is dashed or marked, whatever the colours are. */
export const proposalStyles = css`
  .card.proven {
    border-color: var(--vscode-testing-iconPassed, var(--vscode-charts-green));
  }
  .card.doubt {
    border: 1px dashed var(--vscode-problemsWarningIcon-foreground, currentcolor);
    color: inherit;
  }
  .card.failed {
    border: 1px dashed var(--vscode-problemsErrorIcon-foreground, currentcolor);
  }
  .verdict {
    border: 1px solid currentcolor;
    border-radius: 3px;
    font-weight: 600;
    padding: 0 7px;
    white-space: nowrap;
  }
  .verdict.proven {
    /* The green is light in some themes and dark in others: as a tint, words can be read on it in all of them. */
    background: color-mix(
      in srgb,
      var(--vscode-testing-iconPassed, var(--vscode-charts-green)) 25%,
      var(--vscode-editor-background)
    );
    border-color: var(--vscode-testing-iconPassed, var(--vscode-charts-green));
    color: var(--vscode-foreground);
  }
  .verdict.doubt {
    border-color: var(--vscode-problemsWarningIcon-foreground, currentcolor);
    color: var(--vscode-foreground);
  }
  .verdict.failed {
    border-color: var(--vscode-problemsErrorIcon-foreground, currentcolor);
  }
  .facts {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 18px;
  }
  .facts dt {
    color: var(--vscode-descriptionForeground);
    font-size: 11px;
  }
  .facts dd {
    font-variant-numeric: tabular-nums;
  }
  .reasons li {
    display: flex;
    gap: 6px;
    overflow-wrap: anywhere;
  }
  .reasons .icon {
    flex: none;
    margin-top: 1px;
  }
  .reasons li > span:last-child {
    min-width: 0;
  }
  .destroys {
    border-inline-start: 3px solid var(--vscode-problemsErrorIcon-foreground, var(--vscode-errorForeground));
    padding-inline-start: 9px;
  }
  .destroys ul {
    list-style: disc;
    overflow-wrap: anywhere;
    padding-inline-start: 20px;
  }
  .wide {
    margin-top: 4px;
    overflow-x: auto;
  }
  table {
    border-collapse: collapse;
    width: 100%;
  }
  th,
  td {
    border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
    padding: 3px 10px 3px 0;
    text-align: start;
    vertical-align: top;
  }
  th {
    color: var(--vscode-descriptionForeground);
    font-size: 11px;
    font-weight: 600;
  }
  .statement {
    min-width: 220px;
    overflow-wrap: break-word;
  }
  .card details > fw-code-block {
    margin-top: 6px;
  }
  .certificate {
    align-self: flex-start;
  }
`;
