import { css } from 'lit';

/** Buttons and fields as the editor's own look. */
export const controlStyles = css`
  button {
    background: var(--vscode-button-secondaryBackground, transparent);
    border: 1px solid
      var(--vscode-button-secondaryBorder, var(--vscode-button-border, var(--vscode-contrastBorder, transparent)));
    border-radius: 2px;
    color: var(--vscode-button-secondaryForeground, var(--vscode-foreground));
    cursor: pointer;
    font: inherit;
    line-height: 18px;
    padding: 3px 10px;
  }
  button:hover {
    background: var(--vscode-button-secondaryHoverBackground);
  }
  button.primary {
    background: var(--vscode-button-background);
    border-color: var(--vscode-button-border, var(--vscode-contrastBorder, transparent));
    color: var(--vscode-button-foreground);
  }
  button.primary:hover {
    background: var(--vscode-button-hoverBackground);
  }
  button.tool,
  button.link {
    background: transparent;
    border-color: transparent;
    color: inherit;
    padding: 3px;
  }
  button.tool {
    border-radius: 5px;
    line-height: 0;
  }
  button.tool:hover {
    background: var(--vscode-toolbar-hoverBackground);
    outline: 1px dashed var(--vscode-toolbar-hoverOutline, transparent);
  }
  button.link {
    color: var(--vscode-textLink-foreground);
    padding: 0;
    text-align: start;
  }
  button.link:hover {
    background: transparent;
    color: var(--vscode-textLink-activeForeground);
    text-decoration: underline;
  }
  button:disabled {
    cursor: default;
    opacity: 0.5;
  }
  button .icon {
    margin-inline-end: 4px;
  }
  button.tool .icon {
    margin: 0;
  }
  button:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: 2px;
  }
  button.tool:focus-visible,
  button.link:focus-visible {
    outline-offset: -1px;
  }
  input:not([type='checkbox']),
  textarea,
  select {
    background: var(--vscode-input-background);
    border: 1px solid var(--vscode-input-border, var(--vscode-contrastBorder, transparent));
    border-radius: 2px;
    color: var(--vscode-input-foreground);
    font: inherit;
    line-height: 18px;
    max-width: 100%;
    padding: 3px 6px;
    width: 100%;
  }
  textarea {
    min-height: 52px;
    resize: vertical;
    field-sizing: content;
  }
  textarea.code {
    font-family: var(--vscode-editor-font-family, monospace);
    font-size: var(--vscode-editor-font-size, 12px);
    white-space: pre;
  }
  select {
    background: var(--vscode-dropdown-background);
    border-color: var(--vscode-dropdown-border, var(--vscode-contrastBorder, transparent));
    color: var(--vscode-dropdown-foreground);
    cursor: pointer;
    padding-block: 4px;
    width: auto;
  }
  input::placeholder,
  textarea::placeholder {
    color: var(--vscode-input-placeholderForeground);
    opacity: 1;
  }
  input:focus,
  textarea:focus,
  select:focus {
    border-color: var(--vscode-focusBorder);
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }
  [aria-invalid='true'] {
    border-color: var(--vscode-inputValidation-errorBorder, var(--vscode-errorForeground));
  }
  input[type='checkbox'] {
    accent-color: var(--vscode-button-background);
    margin: 0 6px 0 0;
    vertical-align: middle;
  }
`;
