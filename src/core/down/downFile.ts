import type { Migration, MigrationHistory } from '../migrations/migration.ts';
import type { ProposedDown } from '../proof/certificate.ts';
import { withGooseMarks } from './gooseStatements.ts';

/** Where a down migration is written. */
export type DownPlace =
  | { readonly kind: 'newFile'; readonly path: string }
  /** Both directions stand in one file: the part for down comes at its end, under this mark. */
  | { readonly kind: 'section'; readonly path: string; readonly mark: string };

/** Where the tool looks for the down migration of an up script that has none. */
export function downPlace(
  { tool, folder }: Pick<MigrationHistory, 'tool' | 'folder'>,
  { name, up }: Migration,
): DownPlace {
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

/** What a down migration does, and what it cannot do in words. */
export type WrittenDown = Pick<ProposedDown, 'sql' | 'cannotComeBack' | 'leftBehind' | 'lost'>;

/** The text of the file at the place, with the down migration in it. */
export function withDown(place: DownPlace, upText: string, down: WrittenDown): string {
  const lineBreak = upText.includes('\r\n') ? '\r\n' : '\n';
  const written = (text: string): string => text.replaceAll(/\r?\n/gu, lineBreak);
  const script = scriptOf(down);
  if (place.kind === 'newFile') return written(script);
  const body = place.mark.includes('goose') ? withGooseMarks(script) : script;
  const section = written(`${place.mark}\n${body}`);
  const present = markOf(place.mark).exec(upText);
  // An empty section that the tool wrote for the author to fill in is filled in.
  if (present) {
    const end = present.index + present[0].length;
    return `${upText.slice(0, end)}${section.slice(place.mark.length)}${upText.slice(end).replace(/^\s*$/u, '')}`;
  }
  return `${upText.trimEnd()}${lineBreak}${lineBreak}${section}`;
}

/** The statements below what their reader must know before they run them. */
function scriptOf({ sql, cannotComeBack, leftBehind, lost }: WrittenDown): string {
  const remarks = [
    ...cannotComeBack.map((what) => `Does not come back: ${what}`),
    ...leftBehind.map((what) => `Left behind: ${what}`),
    ...lost.map((what) => `Not brought back: ${what}`),
  ].map((remark) => `-- ${remark.replaceAll(/\s+/gu, ' ')}\n`);
  const body = sql.trim() === '' ? '-- Nothing in the schema is to be undone.\n' : `${sql.trimEnd()}\n`;
  return `${remarks.join('')}${body}`;
}

function markOf(mark: string): RegExp {
  const words = mark.replace('--', '').trim();
  const escaped = words.replaceAll(/[+]/gu, '\\$&').replaceAll(' ', '[ \\t]+');
  return new RegExp(`^[ \\t]*--[ \\t]*${escaped}\\b[^\\r\\n]*`, 'imu');
}
