import { css } from 'lit';

/** Text as it is read: room between its parts, nothing wider than the page. */
export const markdownStyles = css`
  :host {
    display: block;
    line-height: 1.5;
    overflow-wrap: anywhere;
  }
  p,
  ul,
  ol,
  blockquote,
  .table {
    margin: 0 0 8px;
  }
  :host > :last-child {
    margin-bottom: 0;
  }
  .raw {
    white-space: pre-wrap;
  }
  h3,
  h4,
  h5 {
    font-size: 1.1em;
    font-weight: 600;
    margin: 14px 0 6px;
  }
  h4,
  h5 {
    font-size: 1em;
  }
  ul {
    list-style: disc;
  }
  ul,
  ol {
    padding-inline-start: 22px;
  }
  li > ul,
  li > ol {
    margin-bottom: 0;
  }
  blockquote {
    border-inline-start: 3px solid var(--vscode-textBlockQuote-border, var(--vscode-panel-border, currentcolor));
    padding-inline-start: 10px;
  }
  code {
    background: var(--vscode-textCodeBlock-background);
    border: 1px solid var(--vscode-contrastBorder, transparent);
    border-radius: 3px;
    font-size: inherit;
    padding: 0 3px;
  }
  hr {
    border: 0;
    border-top: 1px solid var(--vscode-panel-border, currentcolor);
    margin: 12px 0;
  }
  a {
    cursor: pointer;
  }
  .table {
    overflow-x: auto;
  }
  table {
    border-collapse: collapse;
  }
  th,
  td {
    border: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, currentcolor));
    overflow-wrap: normal;
    padding: 3px 8px;
    text-align: start;
    vertical-align: top;
  }
`;
