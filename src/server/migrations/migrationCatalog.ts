import type { MigrationListing } from '../../core/migrations/listMigrations.ts';
import type { Migration, MigrationHistory } from '../../core/migrations/migration.ts';
import { migrationHistory } from '../../core/migrations/migrationHistory.ts';
import type { LoadedProject, Projects } from '../projects.ts';
import { pathOfUri, relativePath } from '../uris.ts';

/** The part of an open document that migrations are made of. */
export interface OpenScript {
  readonly uri: string;
  readonly version: number;
  getText(): string;
}

/** One migration folder of one workspace folder. */
export interface ProjectHistory {
  readonly project: LoadedProject;
  /** Absolute workspace folder. */
  readonly root: string;
  readonly history: MigrationHistory;
}

export interface LocatedMigration extends ProjectHistory {
  readonly migration: Migration;
}

interface DiskHistory {
  readonly project: LoadedProject;
  readonly root: string;
  readonly history: MigrationHistory;
}

/** The migration folders of the workspace: read from disk once, with open scripts as they stand in the editor. */
export class MigrationCatalog {
  readonly #projects: Projects;
  readonly #open: () => Iterable<OpenScript>;
  #disk: Promise<readonly DiskHistory[]> | undefined;
  #latest: { readonly signature: string; readonly histories: readonly ProjectHistory[] } | undefined;

  constructor(projects: Projects, open: () => Iterable<OpenScript>) {
    this.#projects = projects;
    this.#open = open;
  }

  /** Files were added, removed or written: they are read again when next asked for. */
  forget(): void {
    this.#disk = undefined;
    this.#latest = undefined;
  }

  async histories(): Promise<readonly ProjectHistory[]> {
    this.#disk ??= this.#load();
    const loading = this.#disk;
    let disk: readonly DiskHistory[];
    try {
      disk = await loading;
    } catch (error) {
      if (this.#disk === loading) this.#disk = undefined;
      throw error;
    }
    const paths = new Set(
      disk.flatMap(({ root, history }) => pathsOf(history).map((path) => `${root}/${path}`)),
    );
    const open = [...this.#open()].filter(({ uri }) => uri.startsWith('file:') && paths.has(pathOfUri(uri)));
    const signature = open.map(({ uri, version }) => `${uri}@${version}`).join('\n');
    if (this.#latest?.signature === signature && this.#disk === loading) return this.#latest.histories;
    const texts = new Map(open.map((script) => [pathOfUri(script.uri), script.getText()]));
    const histories = disk.map((known) => ({ ...known, history: withOpenTexts(known, texts) }));
    if (this.#disk === loading) this.#latest = { signature, histories };
    return histories;
  }

  /** The migration that a file belongs to, up or down. */
  async find(uri: string): Promise<LocatedMigration | undefined> {
    if (!uri.startsWith('file:')) return undefined;
    const path = pathOfUri(uri);
    for (const known of await this.histories()) {
      const inner = relativePath(known.root, path);
      if (`${known.root}/${inner}` !== path) continue;
      const migration = known.history.migrations.find(
        ({ up, down }) => up.path === inner || down?.path === inner,
      );
      if (migration) return { ...known, migration };
    }
    return undefined;
  }

  async #load(): Promise<readonly DiskHistory[]> {
    const found: DiskHistory[] = [];
    for (const root of this.#projects.roots) {
      const project = await this.#projects.project(root);
      for (const history of await project.histories()) found.push({ project, root, history });
    }
    return found;
  }
}

function pathsOf({ migrations }: MigrationHistory): readonly string[] {
  return migrations.flatMap(({ up, down }) => (down ? [up.path, down.path] : [up.path]));
}

function withOpenTexts({ root, history }: DiskHistory, texts: ReadonlyMap<string, string>): MigrationHistory {
  const migrations = history.migrations.map((migration) => {
    const open = (path: string): string | undefined => texts.get(`${root}/${path}`);
    const { up, down } = migration;
    const upText = open(up.path) ?? up.text;
    const downText = down && (open(down.path) ?? down.text);
    if (upText === up.text && downText === down?.text) return migration;
    return rebuilt(history, migration, upText, downText) ?? migration;
  });
  return migrations.every((migration, index) => migration === history.migrations[index])
    ? history
    : { ...history, migrations };
}

/** The migration with other texts; sections and transactions are told anew from them. */
function rebuilt(
  history: MigrationHistory,
  migration: Migration,
  upText: string,
  downText: string | undefined,
): Migration | undefined {
  const { name, up, down } = migration;
  const ownDown = down && down.path !== up.path ? down.path : undefined;
  const listing: MigrationListing = {
    folder: history.folder,
    tool: history.tool,
    isConfigured: true,
    files: [{ name, up: up.path, ...(ownDown !== undefined && { down: ownDown }) }],
  };
  const read = (texts: readonly (readonly [string, string])[], said?: boolean): Migration | undefined =>
    migrationHistory(listing, {
      texts: new Map(texts),
      ...(said !== undefined && { runInTransaction: new Map([[up.path, said]]) }),
    }).migrations[0];
  const downTexts = (text: string | undefined): readonly (readonly [string, string])[] =>
    ownDown !== undefined && text !== undefined ? [[ownDown, text]] : [];
  const asOnDisk = read([[up.path, up.text], ...downTexts(down?.text)]);
  // What the text alone does not explain, a settings file beside the script has said.
  const said = asOnDisk?.up.inTransaction === up.inTransaction ? undefined : up.inTransaction;
  return read([[up.path, upText], ...downTexts(downText)], said);
}
