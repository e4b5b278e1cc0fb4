import { createHash } from 'node:crypto';
import type { Migration, MigrationHistory, MigrationScript } from '../../core/migrations/migration.ts';

const known = new WeakMap<MigrationHistory, ReadonlyMap<string, string>>();

/**
 * What the proof of a migration depends on: the scripts before it and its own. Another key means that the proof is of
 * other scripts than these.
 */
export function proofKey(history: MigrationHistory, name: string): string | undefined {
  return keysFor(history).get(name);
}

/** What everything told of a whole folder depends on. */
export function historyKey(history: MigrationHistory): string {
  return digest([...keysFor(history)].flat());
}

function keysFor(history: MigrationHistory): ReadonlyMap<string, string> {
  const keys = known.get(history) ?? keysOf(history.migrations);
  known.set(history, keys);
  return keys;
}

function keysOf(migrations: readonly Migration[]): ReadonlyMap<string, string> {
  const keys = new Map<string, string>();
  let before = '';
  for (const { name, up, down } of migrations) {
    const through = digest([before, partOf(up)]);
    keys.set(name, digest([through, down ? partOf(down) : '']));
    before = through;
  }
  return keys;
}

function partOf({ text, span, inTransaction }: MigrationScript): string {
  return `${inTransaction ? 'in transaction' : 'alone'}\n${text.slice(span.start, span.end)}`;
}

function digest(parts: readonly string[]): string {
  const hash = createHash('sha256');
  // Lengths keep two different splits of the same text apart.
  for (const part of parts) hash.update(`${part.length}\n`).update(part);
  return hash.digest('hex');
}
