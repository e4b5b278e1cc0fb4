import { css } from 'lit';

/** One column where it is narrow, two where there is room, and three in a wide tab. */
export const consultPageStyles = css`
  :host {
    container-type: inline-size;
    display: flex;
    flex: 1;
    flex-direction: column;
    min-height: 0;
  }
  .place {
    display: grid;
    flex: 1;
    grid-template: minmax(0, 1fr) / minmax(0, 1fr);
    min-height: 0;
  }
  .list,
  .listed .main {
    display: none;
  }
  .listed .list {
    display: flex;
  }
  .main {
    display: flex;
    flex-direction: column;
    min-height: 0;
    min-width: 0;
  }
  .grows {
    flex: 1;
    min-height: 0;
    min-width: 0;
  }
  .scrolls {
    overflow-y: auto;
    position: relative;
  }
  .padded {
    padding: 12px;
  }
  .bar {
    align-items: center;
    border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
    display: flex;
    gap: 4px 8px;
    min-height: 34px;
    padding: 2px 8px;
  }
  .bar h1 {
    font-size: 1em;
    font-weight: 600;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .bar .title {
    background: transparent;
    border-color: transparent;
    color: inherit;
    cursor: text;
    font-weight: 600;
    max-width: 100%;
    overflow: hidden;
    padding: 2px 4px;
    text-align: start;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .bar .state {
    flex: none;
    font-size: 11px;
    white-space: nowrap;
  }
  .bar .tools {
    display: flex;
    flex: none;
  }
  .bar .folds,
  .none .back {
    display: none;
  }
  .bar .count {
    align-items: center;
    display: flex;
    font-size: 11px;
    gap: 2px;
    line-height: 16px;
  }
  .bar .count[aria-pressed='true'] {
    background: var(--vscode-toolbar-hoverBackground);
    outline: 1px solid var(--vscode-contrastActiveBorder, transparent);
  }
  .work {
    display: grid;
    flex: 1;
    grid-template: minmax(0, 1fr) / minmax(0, 1fr);
    min-height: 0;
  }
  .talk {
    display: flex;
    flex-direction: column;
    min-height: 0;
    min-width: 0;
  }
  .aside {
    display: none;
  }
  .planFold {
    border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
    flex: none;
  }
  .planFold summary {
    font-size: 12px;
    padding: 4px 10px;
    white-space: nowrap;
  }
  .planFold .now {
    max-width: 50%;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .planFold .steps {
    max-height: 36vh;
    overflow-y: auto;
    padding: 4px 12px 10px 34px;
  }
  @container (max-width: 420px) {
    .bar .state {
      font-size: 0;
    }
    .bar .folds {
      display: inline-block;
    }
    .bar:not(.more) .tools .tool:not(.count, .folds) {
      display: none;
    }
    .bar.more {
      flex-wrap: wrap;
    }
    .bar.more h1 {
      flex-basis: 60%;
    }
  }
  @container (min-width: 720px) {
    .place {
      grid-template: minmax(0, 1fr) / 230px minmax(0, 1fr);
    }
    .list,
    .listed .list {
      border-inline-end: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
      display: flex;
    }
    .main,
    .listed .main {
      display: flex;
    }
    .back {
      display: none;
    }
  }
  @container (min-width: 1080px) {
    .work {
      grid-template: minmax(0, 1fr) / minmax(0, 1fr) 280px;
    }
    .aside {
      border-inline-start: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
      display: flex;
      flex-direction: column;
      gap: 18px;
      overflow-y: auto;
      padding: 12px 14px;
    }
    .aside section {
      display: flex;
      flex-direction: column;
      gap: 8px;
    }
    .aside h2 {
      font-size: 1em;
      font-weight: 600;
    }
    .aside .progress {
      flex: none;
    }
    .planFold,
    .bar .count:not([aria-pressed='true']) {
      display: none;
    }
  }
`;
