import type { AnalyzedDocument } from '../core/rules/analyzer.ts';
import type { Finding } from '../core/rules/finding.ts';
import type { CheckedDocument } from './documents.ts';

/** What the baseline hides is not fixed behind its owner's back, in no version of the text on the way. */
export function shownFindings({
  project,
}: CheckedDocument): (version: AnalyzedDocument) => ReadonlySet<Finding> {
  const known = new WeakMap<AnalyzedDocument, ReadonlySet<Finding>>();
  return (version) => {
    const set = known.get(version) ?? new Set(project.fresh(version));
    known.set(version, set);
    return set;
  };
}
