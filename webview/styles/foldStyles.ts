import { css } from 'lit';

/** A line that folds what stands below it, with the editor's own arrow. */
export const foldStyles = css`
  summary {
    align-items: center;
    cursor: pointer;
    display: flex;
    gap: 8px;
    list-style: none;
  }
  summary::-webkit-details-marker {
    display: none;
  }
  summary::before {
    content: '\\eab6';
    font: normal 16px/1 codicon;
  }
  details[open] > summary::before {
    content: '\\eab4';
  }
`;
