import { css } from 'lit';

/** Colours of severities and states; each stands beside an icon and a word. */
export const labelStyles = css`
  .status {
    color: var(--vscode-descriptionForeground);
    white-space: nowrap;
  }
  .status .icon {
    font-size: 14px;
    width: 14px;
  }
  .status.active .icon,
  .audit-complete {
    color: var(--vscode-testing-iconPassed, var(--vscode-charts-green));
  }
  .status.suggested .icon,
  .audit-in-progress {
    color: var(--vscode-charts-blue, var(--vscode-textLink-foreground));
  }
  .severity-critical,
  .severity-high,
  .audit-failed {
    color: var(--vscode-problemsErrorIcon-foreground, var(--vscode-errorForeground));
  }
  .severity-medium {
    color: var(--vscode-problemsWarningIcon-foreground, var(--vscode-editorWarning-foreground));
  }
  .severity-low {
    color: var(--vscode-problemsInfoIcon-foreground, var(--vscode-editorInfo-foreground));
  }
`;
