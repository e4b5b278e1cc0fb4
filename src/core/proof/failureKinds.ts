import type { Rehearsal, StepFailure } from './rehearsal.ts';

/** A required column that is new and has no default: every table with rows refuses it, whatever the rows. */
export function isCertain({ failure }: StepFailure, { before }: Rehearsal): boolean {
  const [, column, table] =
    /^column "(.+)" of relation "(.+)" contains null values/u.exec(failure.message) ?? [];
  if (column === undefined || table === undefined) return false;
  const isOld = [...(before?.objects.values() ?? [])].some(
    ({ kind, name }) => kind === 'column' && name.replaceAll('"', '').endsWith(`.${table}.${column}`),
  );
  return failure.code === '23502' && !isOld;
}

/**
 * What keeps the throw-away database from running a statement that a real one may run; undefined where it is the
 * statement's own fault.
 *
 * @param inTransaction the tool runs the script in one transaction as well
 */
export function missingReason({ failure }: StepFailure, inTransaction: boolean): string | undefined {
  const { code, message } = failure;
  if (code === '42704' && /^role ".*" does not exist/u.test(message)) {
    return 'No migration makes this role; it stands outside of the migrations.';
  }
  if ((code === '0A000' || code === '58P01') && /extension/u.test(message)) {
    return 'The throw-away database does not have this extension.';
  }
  if (code === '55P04' && !inTransaction) {
    return 'The proof runs in one transaction, where a new value of an enum cannot be used yet.';
  }
  // Class 53, insufficient resources: memory, disk, connections.
  if (code.startsWith('53')) {
    return 'The throw-away database has less memory and room than a server.';
  }
  return undefined;
}
