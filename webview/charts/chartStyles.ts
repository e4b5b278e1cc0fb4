import { css } from 'lit';

/** Looks of what charts draw: the editor's chart colours, and shapes and dashes that tell the same without colour. */
export const chartStyles = css`
  :host {
    display: block;
    min-width: 0;
  }
  figure {
    display: flex;
    flex-direction: column;
    gap: 6px;
  }
  figcaption {
    align-items: center;
    display: flex;
    flex-wrap: wrap;
    gap: 2px 10px;
  }
  figcaption h3 {
    font-size: 1em;
    font-weight: 600;
  }
  /* What belongs together is taken to the next line together. */
  figcaption .chosen {
    flex: none;
    max-width: 100%;
  }
  figcaption .tools {
    display: flex;
    gap: 10px;
    margin-inline-start: auto;
  }
  figcaption button.link[aria-pressed='true'] {
    text-decoration: underline;
  }
  .stage {
    position: relative;
  }
  svg {
    display: block;
    overflow: visible;
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    font-size: 11px;
    gap: 2px 14px;
  }
  .legend > * {
    align-items: center;
    display: inline-flex;
    gap: 5px;
    line-height: 18px;
  }
  .legend button {
    background: transparent;
    border-color: transparent;
    color: inherit;
    padding: 0 2px;
  }
  .legend button:hover {
    background: var(--vscode-toolbar-hoverBackground);
  }
  .legend button[aria-pressed='false'] {
    opacity: 0.55;
    text-decoration: line-through;
  }
  .description {
    font-size: 11px;
  }
  .s0 {
    --c: var(--vscode-charts-blue, var(--vscode-foreground));
  }
  .s1 {
    --c: var(--vscode-charts-yellow, var(--vscode-foreground));
  }
  .s2 {
    --c: var(--vscode-charts-green, var(--vscode-foreground));
  }
  .s3 {
    --c: var(--vscode-charts-purple, var(--vscode-foreground));
  }
  .s4 {
    --c: var(--vscode-charts-red, var(--vscode-foreground));
  }
  .s5 {
    /* Some themes make it see-through: it comes last. */
    --c: var(--vscode-charts-orange, var(--vscode-foreground));
  }
  .plain {
    --c: var(--vscode-foreground);
  }
  .grid,
  .axis {
    fill: none;
    stroke: var(--vscode-charts-lines, var(--vscode-foreground));
    stroke-opacity: 0.22;
    stroke-width: 1;
  }
  .axis {
    stroke-opacity: 0.7;
  }
  .diagonal {
    fill: none;
    stroke: var(--vscode-foreground);
    stroke-dasharray: 5 4;
    stroke-opacity: 0.6;
    stroke-width: 1;
  }
  .line {
    fill: none;
    stroke: var(--c);
    stroke-linejoin: round;
    stroke-width: 1.75;
  }
  .line.s1 {
    stroke-dasharray: 7 3;
  }
  .line.s2 {
    stroke-dasharray: 2 3;
  }
  .line.s3 {
    stroke-dasharray: 9 3 2 3;
  }
  .line.s4 {
    stroke-dasharray: 14 4;
  }
  .line.s5 {
    stroke-dasharray: 5 2 1 2;
  }
  .mark {
    fill: var(--c);
    stroke: var(--fw-surface);
    stroke-width: 0.75;
  }
  .outcome {
    fill: var(--fw-surface);
    fill-opacity: 0.7;
    stroke: var(--c);
    stroke-width: 1.4;
  }
  .band {
    fill: var(--c);
    fill-opacity: 0.16;
    stroke: var(--vscode-contrastBorder, transparent);
    stroke-dasharray: 1 3;
    stroke-width: 1;
  }
  .reach {
    fill: var(--c);
    fill-opacity: 0.1;
    stroke: none;
  }
  .pointed {
    visibility: hidden;
  }
  [data-active='0'] .pointed.s0,
  [data-active='1'] .pointed.s1,
  [data-active='2'] .pointed.s2,
  [data-active='3'] .pointed.s3,
  [data-active='4'] .pointed.s4,
  [data-active='5'] .pointed.s5 {
    visibility: visible;
  }
  .bar {
    fill: none;
    stroke: var(--c);
    stroke-width: 1.5;
  }
  .few {
    --c: var(--vscode-descriptionForeground);
    stroke-dasharray: 2 2;
  }
  .count {
    fill: var(--vscode-foreground);
    fill-opacity: 0.28;
    stroke: var(--vscode-contrastBorder, transparent);
  }
  .box {
    fill: transparent;
    stroke: var(--c);
    stroke-width: 1;
  }
  .box.solid {
    --c: var(--vscode-charts-blue, var(--vscode-foreground));
    fill: var(--c);
  }
  .good {
    --c: var(--vscode-charts-green, var(--vscode-foreground));
  }
  .box.good {
    fill: var(--c);
  }
  .bad {
    --c: var(--vscode-charts-red, var(--vscode-foreground));
  }
  .hatch {
    fill: none;
    stroke: var(--c);
    stroke-width: 1.25;
  }
  .box.unknown {
    --c: var(--vscode-descriptionForeground);
    stroke-dasharray: 3 2;
  }
  text {
    fill: var(--vscode-descriptionForeground);
    font-family: var(--vscode-font-family);
    font-size: 11px;
    font-variant-numeric: tabular-nums;
  }
  text.small {
    font-size: 10px;
  }
  text.name {
    fill: var(--vscode-foreground);
    font-size: 12px;
  }
  .point {
    fill: transparent;
    outline: none;
    stroke: transparent;
    stroke-width: 2;
  }
  .point.opens {
    cursor: pointer;
  }
  .point.active {
    stroke: var(--vscode-foreground);
    stroke-width: 1.5;
  }
  .point:focus-visible {
    stroke: var(--vscode-focusBorder);
    stroke-width: 2;
  }
  .tip {
    background: var(--vscode-editorHoverWidget-background, var(--fw-surface));
    border: 1px solid var(--vscode-editorHoverWidget-border, var(--vscode-contrastBorder, currentcolor));
    border-radius: 3px;
    color: var(--vscode-editorHoverWidget-foreground, var(--vscode-foreground));
    font-size: 12px;
    max-width: min(280px, 90%);
    padding: 5px 9px;
    pointer-events: none;
    position: absolute;
    z-index: 2;
  }
  .tip :first-child {
    font-weight: 600;
  }
  .tip .does {
    color: var(--vscode-descriptionForeground);
    font-size: 11px;
  }
`;
