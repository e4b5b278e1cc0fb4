import { applyEdits } from '../../text/edits.ts';
import type { SpanEdit } from '../../text/span.ts';
import { findSites } from './findSites.ts';
import type { LearnedEdit } from './learnedEdit.ts';
import type { ParsePlainTree } from './plainTree.ts';

/** Rounds until nothing changes; an edit inside another's text needs one each. */
const ROUNDS_MAX = 12;

export interface AppliedEdit {
  readonly code: string;
  /** Places changed. */
  readonly edits: number;
}

export interface LearnPorts {
  readonly parse: ParsePlainTree;
}

/** Applies the edit until it finds nothing more; a text that it would leave with more syntax errors stays as it was. */
export function applyEdit(edit: LearnedEdit, text: string, ports: LearnPorts): AppliedEdit {
  const unchanged = { code: text, edits: 0 };
  let tree = ports.parse(edit.language, text);
  if (!tree) return unchanged;
  const errorsMax = tree.errorCount;
  let code = text;
  let count = 0;
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const sites = findSites(edit, tree);
    if (sites.length === 0) return { code, edits: count };
    const edits: SpanEdit[] = sites.flatMap((site) => site.edits);
    const next = applyEdits(code, edits);
    if (next === code) return { code, edits: count };
    code = next;
    count += sites.length;
    tree = ports.parse(edit.language, code);
    if (!tree || tree.errorCount > errorsMax) return unchanged;
  }
  // It would go on for ever: each round makes a new place.
  return unchanged;
}
