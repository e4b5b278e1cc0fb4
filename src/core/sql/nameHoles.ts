import { standIn } from './holes.ts';
import type { SqlFinding } from './runRules.ts';
import type { SqlStatement } from './sqlStatement.ts';

const MADE_UP_NAME = /\bh_*(?![\w$])/gu;

/** Says what the author wrote where a finding speaks of the made-up names that stood in for placeholders. */
export function nameHoles(findings: readonly SqlFinding[], statement: SqlStatement): readonly SqlFinding[] {
  if (!statement.hasHoles || findings.length === 0) return findings;
  const written = new Map<string, string>();
  for (const { kind, start, end } of statement.tokens) {
    if (kind !== 'hole') continue;
    const hole = statement.text.slice(start, end);
    const name = standIn(hole);
    // Two placeholders of one length share their name, and nobody can tell which was meant.
    written.set(name, written.has(name) && written.get(name) !== hole ? '…' : hole);
  }
  const named = (text: string): string => text.replace(MADE_UP_NAME, (name) => written.get(name) ?? name);
  return findings.map((finding) => ({
    ...finding,
    message: named(finding.message),
    fixes: finding.fixes
      // An edit with a made-up name would write it into the file.
      .filter(({ edits }) => edits.every(({ newText }) => named(newText) === newText))
      .map((fix) => ({ ...fix, title: named(fix.title) })),
    related: finding.related.map(({ span, message }) => ({ span, message: named(message) })),
  }));
}
