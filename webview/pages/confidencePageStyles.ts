import { css } from 'lit';

/** One column where it is narrow; charts beside the answers behind them where there is room. */
export const confidencePageStyles = css`
  :host {
    container-type: inline-size;
    display: flex;
    flex: 1;
    min-height: 0;
    min-width: 0;
  }
  .place {
    display: flex;
    flex: 1;
    min-height: 0;
    min-width: 0;
  }
  .scroll {
    flex: 1;
    min-width: 0;
    overflow-y: auto;
    padding: 10px 16px 24px;
  }
  .page {
    margin: 0 auto;
    max-width: 1080px;
  }
  .head {
    align-items: center;
    display: flex;
    flex-wrap: wrap;
    gap: 4px 8px;
    margin-bottom: 8px;
  }
  h1 {
    font-size: 1.25em;
    font-weight: 600;
  }
  .filters {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    margin-bottom: 12px;
  }
  .filters select {
    max-width: 210px;
  }
  .alerts {
    display: flex;
    flex-direction: column;
    gap: 6px;
    margin-bottom: 12px;
  }
  .alert,
  .sparse {
    align-items: flex-start;
    border: 1px solid var(--vscode-inputValidation-warningBorder, var(--vscode-contrastBorder, currentcolor));
    border-radius: 3px;
    display: flex;
    flex-wrap: wrap;
    gap: 4px 8px;
    overflow-wrap: anywhere;
    padding: 6px 10px;
  }
  .alert.error {
    border-color: var(--vscode-inputValidation-errorBorder, currentcolor);
  }
  .sparse {
    border-color: var(--vscode-panel-border, var(--vscode-contrastBorder, currentcolor));
    border-style: dashed;
    margin-bottom: 12px;
  }
  .figures {
    display: grid;
    gap: 10px 16px;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    margin-bottom: 12px;
  }
  .counted {
    margin-bottom: 8px;
  }
  .figures dt {
    color: var(--vscode-descriptionForeground);
    font-size: 11px;
  }
  .figures .value {
    font-size: 1.25em;
    font-variant-numeric: tabular-nums;
  }
  .figures .words {
    font-size: 1em;
    line-height: 1.75;
  }
  .figures .method {
    font-size: 11px;
  }
  .content {
    padding-inline-start: 0;
  }
  .pair {
    display: grid;
    gap: 20px 28px;
    grid-template-columns: minmax(0, 1fr);
  }
  .side {
    display: none;
    flex-direction: column;
    min-height: 0;
    min-width: 0;
  }
  .beside .side {
    display: flex;
    flex: 1;
  }
  .beside .scroll {
    display: none;
  }
  .bar {
    align-items: center;
    border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
    display: flex;
    gap: 4px 8px;
    min-height: 34px;
    padding: 3px 8px;
  }
  .bar h2 {
    font-size: 1em;
    font-weight: 600;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .list {
    flex: 1;
    min-height: 0;
    overflow-y: auto;
  }
  .one {
    padding: 12px;
  }
  @container (min-width: 560px) {
    .figures {
      grid-template-columns: repeat(4, minmax(0, 1fr));
    }
  }
  @container (min-width: 720px) {
    .pair {
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    }
  }
  @container (min-width: 860px) {
    .beside .scroll {
      display: block;
    }
    .beside .side {
      border-inline-start: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
      flex: 0 0 min(420px, 42%);
    }
    .beside .pair {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;
