import { css } from 'lit';

/** Looks that several parts of a consultation share. */
export const consultStyles = css`
  .spin {
    animation: spin 1.4s linear infinite;
  }
  @keyframes spin {
    to {
      transform: rotate(360deg);
    }
  }
  .good {
    color: var(--vscode-testing-iconPassed, var(--vscode-charts-green));
  }
  .doubt {
    color: var(--vscode-problemsWarningIcon-foreground, var(--vscode-editorWarning-foreground));
  }
  .bad {
    color: var(--vscode-problemsErrorIcon-foreground, var(--vscode-errorForeground));
  }
  .busy {
    color: var(--vscode-charts-blue, var(--vscode-textLink-foreground));
  }
  .untrusted {
    border-color: var(--vscode-problemsWarningIcon-foreground, currentcolor);
    color: var(--vscode-foreground);
  }
  .untrusted .icon {
    color: var(--vscode-problemsWarningIcon-foreground, currentcolor);
    font-size: 12px;
    vertical-align: -2px;
    width: 13px;
  }
  .environment {
    border: 1px solid currentcolor;
    border-radius: 3px;
    font-size: 11px;
    padding: 0 5px;
  }
  .environment.local,
  .environment.development {
    border-color: var(--vscode-testing-iconPassed, var(--vscode-charts-green));
  }
  /* The yellow of light themes is for signs: words in it cannot be read. */
  .environment.staging {
    border-color: var(--vscode-problemsWarningIcon-foreground, currentcolor);
  }
  .environment.production {
    color: var(--vscode-problemsErrorIcon-foreground, var(--vscode-errorForeground));
    font-weight: 600;
  }
  .track {
    background: color-mix(in srgb, var(--vscode-foreground) 16%, transparent);
    border-radius: 2px;
    height: 4px;
    outline: 1px solid var(--vscode-contrastBorder, transparent);
    overflow: hidden;
  }
  .fill {
    background: var(--vscode-progressBar-background, var(--vscode-focusBorder));
    height: 100%;
    transition: width 0.25s;
  }
`;
