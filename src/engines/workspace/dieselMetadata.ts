import { parse } from 'smol-toml';
import { errorMessage } from '../../core/errorMessage.ts';

/** diesel's settings of one migration, beside its scripts. */
export function metadataPathOf(script: string): string {
  return `${script.slice(0, script.lastIndexOf('/') + 1)}metadata.toml`;
}

/** What `metadata.toml` says of the transaction; `runInTransaction` is undefined where it says nothing. */
export function parseDieselMetadata(
  toml: string,
): { readonly runInTransaction: boolean | undefined } | { readonly error: string } {
  try {
    const { run_in_transaction: said } = parse(toml);
    return { runInTransaction: typeof said === 'boolean' ? said : undefined };
  } catch (error) {
    return { error: tomlProblem(error) };
  }
}

/** The first line: the others draw the place with characters. */
export function tomlProblem(error: unknown): string {
  return `not valid TOML: ${(errorMessage(error).split('\n', 1)[0] ?? '').replace(/^Invalid TOML document: /u, '')}`;
}
