import { withGooseMarks } from '../../core/down/gooseStatements.ts';
import type { Migration, MigrationHistory } from '../../core/migrations/migration.ts';

/** Where a down migration is written. */
export type DownPlace =
  | { readonly kind: 'newFile'; readonly path: string }
  /** Both directions stand in one file: the part for down comes at its end, under this mark. */
  | { readonly kind: 'section'; readonly path: string; readonly mark: string };

/** Where the tool looks for the down migration of an up script that has none. */
export function downPlace({ tool, folder }: MigrationHistory, { name, up }: Migration): DownPlace {
  const { path, text } = up;
  switch (tool) {
    case 'dbmate':
      return { kind: 'section', path, mark: '-- migrate:down' };
    case 'goose':
      return { kind: 'section', path, mark: '-- +goose Down' };
    case 'node-pg-migrate':
      if (/^[ \t]*--[ \t]*Up Migration\b/imu.test(text)) {
        return { kind: 'section', path, mark: '-- Down Migration' };
      }
      break;
    case 'flyway':
      return { kind: 'newFile', path: path.replace(/(^|\/)V(?=[^/]*$)/u, '$1U') };
    default:
  }
  const slash = path.lastIndexOf('/') + 1;
  const [parent, file] = [path.slice(0, slash), path.slice(slash)];
  if (/^(?:up|migration)\.sql$/u.test(file)) return { kind: 'newFile', path: `${parent}down.sql` };
  if (/\.up\.sql$/u.test(file)) return { kind: 'newFile', path: path.replace(/\.up\.sql$/u, '.down.sql') };
  if (parent.endsWith('/up/'))
    return { kind: 'newFile', path: `${parent.slice(0, -'up/'.length)}down/${file}` };
  // Beside the script, a tool that runs every file of the folder would run it as a migration of its own.
  return { kind: 'newFile', path: `${folder === '' ? '' : `${folder}/`}down/${name}.sql` };
}

/** The text of the file at the place, with the down migration in it. */
export function withDown(place: DownPlace, upText: string, downSql: string): string {
  const script = `${downSql.trimEnd()}\n`;
  const body = place.kind === 'section' && place.mark.includes('goose') ? withGooseMarks(script) : script;
  if (place.kind === 'newFile') return body;
  const lineBreak = upText.includes('\r\n') ? '\r\n' : '\n';
  const section = `${place.mark}\n${body}`.replaceAll('\n', lineBreak);
  const present = markOf(place.mark).exec(upText);
  // An empty section that the tool wrote for the author to fill in is filled in.
  if (present) {
    const end = present.index + present[0].length;
    return `${upText.slice(0, end)}${section.slice(place.mark.length)}${upText.slice(end).replace(/^\s*$/u, '')}`;
  }
  return `${upText.trimEnd()}${lineBreak}${lineBreak}${section}`;
}

function markOf(mark: string): RegExp {
  const words = mark.replace('--', '').trim();
  const escaped = words.replaceAll(/[+]/gu, '\\$&').replaceAll(' ', '[ \\t]+');
  return new RegExp(`^[ \\t]*--[ \\t]*${escaped}\\b[^\\r\\n]*`, 'imu');
}
