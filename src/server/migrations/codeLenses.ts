import type { CodeLens, Command } from 'vscode-languageserver/node';
import { LineIndex } from '../../core/text/lineIndex.ts';
import type { MigrationArgument } from '../../protocol/lsp.ts';
import { MIGRATION_COMMANDS } from '../commands.ts';
import { pathOfUri } from '../uris.ts';
import type { LocatedMigration } from './migrationCatalog.ts';
import type { MigrationStatus } from './proofs.ts';

/** What a lens is resolved from. */
export interface LensData {
  readonly uri: string;
  readonly what: 'state' | 'prove' | 'propose';
}

export interface LensOptions {
  readonly trusted: boolean;
  /** The client knows the extension's own commands, such as the one that manages trust. */
  readonly fixwardClient: boolean;
}

/** The lenses above a migration, without their words; undefined words would make a client wait for every file. */
export function codeLensesOf(
  uri: string,
  { migration, root }: LocatedMigration,
  { trusted }: LensOptions,
): CodeLens[] {
  const isUp = `${root}/${migration.up.path}` === pathOfUri(uri);
  const script = isUp ? migration.up : (migration.down ?? migration.up);
  const { line } = new LineIndex(script.text).positionAt(firstWord(script.text, script.span));
  const range = { start: { line, character: 0 }, end: { line, character: 0 } };
  const kinds: readonly LensData['what'][] = !trusted
    ? ['state']
    : migration.down
      ? ['state', 'prove']
      : ['state', 'prove', 'propose'];
  return kinds.map((what) => ({ range, data: { uri, what } satisfies LensData }));
}

/** The words and the command of one lens. */
export function lensCommand(
  { uri, what }: LensData,
  { migration }: LocatedMigration,
  status: MigrationStatus,
  { trusted, fixwardClient }: LensOptions,
): Command {
  const argument: MigrationArgument = { uri };
  const own = (title: string, command: string): Command => ({ title, command, arguments: [argument] });
  if (!trusted) {
    const title = 'Not proven: this workspace is not trusted';
    return { title, command: fixwardClient ? 'workbench.trust.manage' : '' };
  }
  switch (what) {
    case 'state':
      if (status.state === 'proving') return { title: 'Proving …', command: '' };
      if (!status.proof) {
        return {
          title: migration.down ? 'Not proven yet' : 'Not proven yet: no down migration',
          command: '',
        };
      }
      return own(
        `${icon(status, fixwardClient)}${status.detail} · show certificate`,
        MIGRATION_COMMANDS.showCertificate,
      );
    case 'prove':
      return own(
        status.proof ? 'Prove again' : migration.down ? 'Prove up ▸ down ▸ up' : 'Prove up',
        MIGRATION_COMMANDS.prove,
      );
    case 'propose':
      return own('Propose a down migration', MIGRATION_COMMANDS.proposeDown);
  }
}

/** Product icons are drawn by VS Code alone, without a gap after them; elsewhere the words must do. */
function icon({ state }: MigrationStatus, fixwardClient: boolean): string {
  return fixwardClient ? `$(${iconName(state)})\u00a0` : '';
}

function iconName(state: MigrationStatus['state']): string {
  switch (state) {
    case 'proven':
      return 'pass';
    case 'stale':
      return 'history';
    case 'failed':
      return 'error';
    case 'unprovable':
      return 'question';
    default:
      return 'warning';
  }
}

/** The first line of the script that is neither blank nor a comment: the lens stands right above what runs. */
function firstWord(text: string, { start, end }: { readonly start: number; readonly end: number }): number {
  const body = text.slice(start, end);
  const blank = /^(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*/u.exec(body)?.[0].length ?? 0;
  return blank === body.length ? start : start + blank;
}
