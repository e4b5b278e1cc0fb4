import type { ScriptStatement } from '../../replay/scriptStatements.ts';

/**
 * Why a statement must not or cannot run on a throw-away database; undefined when it can. Whatever reaches outside of
 * the database is never run: the throw-away server may be a real one, on the user's machine.
 */
export function unprovableReason({ statement, passedOver }: ScriptStatement): string | undefined {
  if (passedOver !== undefined) return passedOver;
  return REACHES_OUT.test(statement.text)
    ? 'it reaches files, programs or servers outside of the database'
    : undefined;
}

const REACHES_OUT =
  /\b(?:to|from)\s+program\b|\bpg_(?:read|write|ls)_\w*(?:file|dir)\w*|\blo_(?:export|import)\b|\bpg_file_|\bdblink_connect|\bplpython3?u\b|\bplperlu\b/iu;
