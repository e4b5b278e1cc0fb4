import { css } from 'lit';

/** Colours of code, from the editor's own; in high contrast the words stay as they are. */
export const codeColours = css`
  .c-keyword,
  .c-operator,
  .c-literal {
    color: var(--vscode-debugTokenExpression-boolean, var(--vscode-charts-blue, inherit));
  }
  .c-type,
  .c-built_in,
  .c-class {
    color: var(--vscode-symbolIcon-classForeground, var(--vscode-charts-orange, inherit));
  }
  .c-string,
  .c-regexp {
    color: var(--vscode-debugTokenExpression-string, var(--vscode-charts-red, inherit));
  }
  .c-number {
    color: var(--vscode-debugTokenExpression-number, var(--vscode-charts-green, inherit));
  }
  .c-comment,
  .c-quote {
    color: var(--vscode-descriptionForeground);
    font-style: italic;
  }
  .c-title,
  .c-function,
  .c-attr,
  .c-property {
    color: var(--vscode-symbolIcon-functionForeground, var(--vscode-charts-purple, inherit));
  }
`;
