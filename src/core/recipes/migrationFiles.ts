import { withGooseMarks } from '../down/gooseStatements.ts';
import type { NewFile } from '../rules/finding.ts';
import { flywayNamesAfter, namesAfter } from './migrationNames.ts';
import { commentedOut, type ScriptStyle, type StepScripts, withLineBreaks } from './stepScript.ts';

/** Where the files of one migration stand, told from one of them. */
export interface FileLayout {
  readonly style: ScriptStyle;
  readonly path: string;
  /** Paths of the folder's files. */
  readonly files: readonly string[];
}

type Layout =
  | { readonly kind: 'folder'; readonly parent: string; readonly name: string; readonly up: string }
  | {
      readonly kind: 'suffix' | 'single' | 'sections' | 'flyway';
      readonly parent: string;
      readonly name: string;
    };

function layoutOf({ path, style: { tool } }: FileLayout): Layout {
  const slash = path.lastIndexOf('/');
  const [folder, file] = [path.slice(0, slash + 1), path.slice(slash + 1)];
  if (/^(?:up|migration)\.sql$/u.test(file) && slash > 0) {
    const parentEnd = folder.lastIndexOf('/', folder.length - 2) + 1;
    return {
      kind: 'folder',
      parent: folder.slice(0, parentEnd),
      name: folder.slice(parentEnd, -1),
      up: file,
    };
  }
  const name = file.replace(/\.sql$/u, '');
  if (/^V\d/u.test(name)) return { kind: 'flyway', parent: folder, name };
  if (name.endsWith('.up')) return { kind: 'suffix', parent: folder, name: name.slice(0, -'.up'.length) };
  const hasSections = tool === 'goose' || tool === 'dbmate' || tool === 'node-pg-migrate';
  return { kind: hasSections ? 'sections' : 'single', parent: folder, name };
}

/** Names of all migrations beside this one, as `layoutOf` reads them. */
function namesBeside(at: FileLayout, { kind, parent }: Layout): readonly string[] {
  return at.files
    .filter((path) => path.startsWith(parent))
    .flatMap((path) => {
      const inner = path.slice(parent.length);
      const name = kind === 'folder' ? inner.split('/', 1)[0] : inner;
      return name === undefined || (kind !== 'folder' && name.includes('/')) ? [] : [name];
    });
}

/** The files of new migrations that run after every one of the folder. */
export function newMigrations(
  at: FileLayout,
  steps: readonly { readonly name: string; readonly scripts: StepScripts }[],
  now: string,
): readonly NewFile[] {
  const layout = layoutOf(at);
  const beside = namesBeside(at, layout);
  const slugs = steps.map(({ name }) => name);
  const names =
    layout.kind === 'flyway'
      ? flywayNamesAfter(beside, now, slugs)
      : namesAfter(layout.name, beside, now, slugs);
  return steps.flatMap(({ scripts }, index) =>
    filesOf(at, layout, names[index] ?? '', scripts).map(({ path, text }) => ({
      path,
      text: withLineBreaks(text, at.style),
    })),
  );
}

function filesOf(at: FileLayout, layout: Layout, name: string, scripts: StepScripts): readonly NewFile[] {
  const { up, down, withoutTransaction } = scripts;
  const { tool } = at.style;
  const { parent } = layout;
  switch (layout.kind) {
    case 'folder':
      return [
        { path: `${parent}${name}/${layout.up}`, text: up },
        { path: `${parent}${name}/down.sql`, text: down },
        ...(withoutTransaction && tool === 'diesel'
          ? [{ path: `${parent}${name}/metadata.toml`, text: 'run_in_transaction = false\n' }]
          : []),
      ];
    case 'suffix': {
      const mark = withoutTransaction && tool === 'sqlx' ? '-- no-transaction\n' : '';
      return [
        { path: `${parent}${name}.up.sql`, text: `${mark}${up}` },
        { path: `${parent}${name}.down.sql`, text: `${mark}${down}` },
      ];
    }
    case 'sections':
      return [{ path: `${parent}${name}.sql`, text: inSections(at.style, scripts) }];
    case 'flyway': {
      const undoes = at.files.some((path) => /(?:^|\/)U\d[^/]*\.sql$/u.test(path));
      const conf = withoutTransaction
        ? [{ path: `${parent}${name}.sql.conf`, text: 'executeInTransaction=false\n' }]
        : [];
      return undoes
        ? [
            { path: `${parent}${name}.sql`, text: up },
            { path: `${parent}U${name.slice(1)}.sql`, text: down },
            ...conf,
          ]
        : [{ path: `${parent}${name}.sql`, text: `${up}${undoComment(down)}` }, ...conf];
    }
    case 'single': {
      const mark = withoutTransaction && tool === 'sqlx' ? '-- no-transaction\n' : '';
      const note = tool === 'drizzle' ? DRIZZLE_NOTE : '';
      const head = `${mark}${note}${up}`;
      // Where the folder keeps its ways back in a folder of their own, new ones go there as well.
      const keepsDowns = at.files.some((path) => path.startsWith(`${parent}down/`) && path.endsWith('.sql'));
      return keepsDowns
        ? [
            { path: `${parent}${name}.sql`, text: head },
            { path: `${parent}down/${name}.sql`, text: down },
          ]
        : [{ path: `${parent}${name}.sql`, text: `${head}${undoComment(down)}` }];
    }
  }
}

const DRIZZLE_NOTE =
  '-- Drizzle runs a file once meta/_journal.json names it: drizzle-kit generate --custom makes the entry.\n';

function undoComment(down: string): string {
  return `\n-- To undo:\n${commentedOut(down.replace(/^-- /u, ''))}`;
}

/** One file with a section for each direction, as goose, dbmate and node-pg-migrate read it. */
function inSections({ tool }: ScriptStyle, { up, down, withoutTransaction }: StepScripts): string {
  switch (tool) {
    case 'goose':
      return `${withoutTransaction ? '-- +goose NO TRANSACTION\n' : ''}-- +goose Up\n${withGooseMarks(up)}\n-- +goose Down\n${withGooseMarks(down)}`;
    case 'dbmate': {
      const option = withoutTransaction ? ' transaction:false' : '';
      return `-- migrate:up${option}\n${up}\n-- migrate:down${option}\n${down}`;
    }
    default:
      return `-- Up Migration\n${up}\n-- Down Migration\n${down}`;
  }
}
