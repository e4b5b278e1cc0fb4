import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { journalPath } from '../engines/workspace/projectRoot.ts';
import type { CliHost } from './cliHost.ts';

/** Adds applied fixes to the user's journal, one line each, as the language server does. A full disk loses no fix. */
export function recordApplied(
  host: CliHost,
  absolutePath: string,
  applied: ReadonlyMap<string, number>,
): void {
  const uri = pathToFileURL(absolutePath).href;
  const at = new Date().toISOString();
  const lines = [...applied].flatMap(([ruleId, count]) =>
    Array.from({ length: count }, () => `${JSON.stringify({ event: 'applied', ruleId, uri, at })}\n`),
  );
  try {
    const path = journalPath(host.environment);
    mkdirSync(dirname(path), { recursive: true });
    appendFileSync(path, lines.join(''), { mode: 0o600 });
  } catch {
    // The fixes stand; only the statistics miss them.
  }
}
