import type { Language } from '../../rules/languages.ts';
import type { Instance } from './buildPart.ts';
import { findSites } from './findSites.ts';
import { type ReadExample, spanOfHunk } from './instances.ts';
import { LEARNED_EDIT_FORMAT, type LearnedEdit, type LearnedPart } from './learnedEdit.ts';
import type { PlainTree } from './plainTree.ts';

/** What a candidate is held against. */
export interface Evidence {
  readonly examples: readonly ReadExample[];
  /** Texts in which nothing is to be found: what the examples became, and those left alone. */
  readonly silent: readonly PlainTree[];
}

/** Whether the part finds every instance, nothing else in the examples, and nothing where it must be silent. */
export function standsUp(
  part: LearnedPart,
  language: Language,
  instances: readonly Instance[],
  { examples, silent }: Evidence,
): boolean {
  const edit: LearnedEdit = { format: LEARNED_EDIT_FORMAT, language, parts: [part], companions: [] };
  for (const { before, hunks } of examples) {
    const places = hunks.map(spanOfHunk);
    const sites = findSites(edit, before);
    const strays = sites.some((site) =>
      site.edits.some(
        ({ span }) => !places.some((place) => span.start >= place.start && span.end <= place.end),
      ),
    );
    if (strays) return false;
    for (const instance of instances) {
      for (const hunk of instance.hunks) {
        if (!hunks.includes(hunk)) continue;
        const place = spanOfHunk(hunk);
        const found = sites.some((site) =>
          site.edits.some(({ span }) => span.start >= place.start && span.end <= place.end),
        );
        if (!found) return false;
      }
    }
  }
  return silent.every((tree) => findSites(edit, tree).length === 0);
}
