import { statSync } from 'node:fs';
import { join } from 'node:path';
import { listMigrations, migrationRootOf } from '../../core/migrations/listMigrations.ts';
import type { SqlParser } from '../../core/ports.ts';
import type { ProjectConfig } from '../../core/rules/projectConfig.ts';
import { analyzeSql, type SqlAnalysis } from '../../core/sql/analyzeSql.ts';
import { FolderFactIndex, type FolderFacts } from '../../core/sql/folderFacts.ts';
import type { FolderHistory } from '../../core/sql/folderHistory.ts';
import type { SqlFact } from '../../core/sql/statementFacts.ts';
import { metadataPathOf, parseDieselMetadata } from './dieselMetadata.ts';
import { filesBelow } from './migrationFiles.ts';
import { readSourceFileSync, type SourceText } from './sourceFile.ts';

export interface FolderHistoryOptions {
  readonly rootFolder: string;
  readonly config: Pick<ProjectConfig, 'migrations'>;
  readonly sqlParser: SqlParser;
  readonly fileSizeMaxBytes: number;
  /** Milliseconds, growing; tests bring their own. */
  readonly now?: () => number;
}

/** Reading and parsing more than this would keep an editor waiting; such a folder's files are judged alone. */
const FOLDER_FILES_MAX = 3_000;
const FOLDER_SIZE_MAX = 4 * 1024 * 1024;

/** Beyond this, parses are not kept until their file is asked for: trees take several times a text's size. */
const KEPT_CHARACTERS_MAX = 4 * 1024 * 1024;

/** File systems keep times this coarsely, at worst; a file changed so close to its reading is read again. */
const TIMESTAMP_SLACK_MS = 2_000;

/** Other programs may change files; asking the disk more often would be felt while typing. */
const CHECK_INTERVAL_MS = 5_000;

interface KnownFile {
  readonly index: number;
  readAtMs: number;
  /** Empty where the file cannot be read. */
  facts: readonly SqlFact[];
}

interface ListedRoot {
  /** Migrations of the same folder, by path of each. */
  readonly members: ReadonlyMap<string, readonly string[]>;
  readonly listedMs: number;
}

interface Folder {
  readonly files: ReadonlyMap<string, KnownFile>;
  readonly listed: string;
  checkedMs: number;
  facts: FolderFactIndex | undefined;
  readonly around: Map<string, FolderFacts>;
}

export interface DiskFolderHistory extends FolderHistory {
  /** A file that was read to learn its facts and has not been asked for since. */
  readSource(path: string): SourceText | undefined;
}

/** Reads each migration folder once, when the first of its files is analysed, and follows its changes. */
export function createFolderHistory(options: FolderHistoryOptions): DiskFolderHistory {
  return new DiskHistory(options);
}

class DiskHistory implements DiskFolderHistory {
  readonly #options: FolderHistoryOptions;
  readonly #now: () => number;
  readonly #roots = new Map<string, ListedRoot>();
  /** By path of each migration. */
  readonly #folders = new Map<string, Folder>();
  readonly #parsed = new Map<string, { readonly source: SourceText; readonly analysis: SqlAnalysis }>();
  readonly #metadata = new Map<
    string,
    { readonly runInTransaction: boolean | undefined; readonly readMs: number }
  >();
  #keptCharacters = 0;

  constructor(options: FolderHistoryOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  around(path: string): FolderFacts | undefined {
    const folder = this.#folderOf(path);
    const file = folder?.files.get(path);
    if (!folder || !file) return undefined;
    let facts = folder.around.get(path);
    if (!facts) {
      folder.facts ??= new FolderFactIndex([...folder.files.values()].map((known) => known.facts));
      facts = folder.facts.around(file.index);
      folder.around.set(path, facts);
    }
    return facts;
  }

  runsInTransaction(path: string): boolean | undefined {
    if (!/\/(?:up|down)\.sql$/u.test(path)) return undefined;
    const metadata = metadataPathOf(path);
    const known = this.#metadata.get(metadata);
    if (known && this.#now() - known.readMs < CHECK_INTERVAL_MS) return known.runInTransaction;
    const { rootFolder, fileSizeMaxBytes } = this.#options;
    const source = readSourceFileSync(join(rootFolder, metadata), fileSizeMaxBytes);
    // Absent is the usual case; a broken file is told of when the migration is proven.
    const read = source.kind === 'text' ? parseDieselMetadata(source.text) : undefined;
    const runInTransaction = read && 'runInTransaction' in read ? read.runInTransaction : undefined;
    this.#metadata.set(metadata, { runInTransaction, readMs: this.#now() });
    return runInTransaction;
  }

  readSource(path: string): SourceText | undefined {
    return this.#parsed.get(path)?.source;
  }

  takeParsed(path: string, text: string): SqlAnalysis | undefined {
    const kept = this.#parsed.get(path);
    if (!kept) return undefined;
    this.#parsed.delete(path);
    this.#keptCharacters -= kept.source.text.length;
    return kept.source.text === text ? kept.analysis : undefined;
  }

  analyzed(path: string, analysis: SqlAnalysis): void {
    const folder = this.#folders.get(path);
    const file = folder?.files.get(path);
    if (folder && file) setFacts(folder, file, analysis.lastingFacts);
  }

  #folderOf(path: string): Folder | undefined {
    const known = this.#folders.get(path);
    if (known && this.#now() - known.checkedMs < CHECK_INTERVAL_MS) return known;
    const root = migrationRootOf(path, this.#options.config.migrations);
    if (root === undefined) return undefined;
    const members = this.#list(root).get(path);
    if (!members) return undefined;
    if (known?.listed === members.join('\n')) {
      this.#refresh(known);
      return known;
    }
    return this.#load(members);
  }

  #list(root: string): ListedRoot['members'] {
    const known = this.#roots.get(root);
    if (known && this.#now() - known.listedMs < CHECK_INTERVAL_MS) return known.members;
    const paths = filesBelow(this.#options.rootFolder, root, []);
    const folders = new Map<string, readonly string[]>();
    if (paths.length <= FOLDER_FILES_MAX) {
      for (const { files } of listMigrations(paths, this.#options.config.migrations)) {
        const members = files.map(({ up }) => up);
        for (const member of members) folders.set(member, members);
      }
    }
    this.#roots.set(root, { members: folders, listedMs: this.#now() });
    return folders;
  }

  #load(members: readonly string[]): Folder {
    const files = new Map<string, KnownFile>(
      members.map((path, index) => [path, { index, readAtMs: 0, facts: [] }]),
    );
    const folder: Folder = {
      files,
      listed: members.join('\n'),
      checkedMs: this.#now(),
      facts: undefined,
      around: new Map(),
    };
    for (const path of members) this.#folders.set(path, folder);
    let size = 0;
    for (const [path, file] of files) {
      size += this.#read(folder, path, file);
      if (size > FOLDER_SIZE_MAX) {
        files.clear();
        break;
      }
    }
    return folder;
  }

  #refresh(folder: Folder): void {
    folder.checkedMs = this.#now();
    for (const [path, file] of folder.files) {
      if (this.#isNewer(path, file.readAtMs - TIMESTAMP_SLACK_MS)) this.#read(folder, path, file);
    }
  }

  /** Returns the length of what was read. */
  #read(folder: Folder, path: string, file: KnownFile): number {
    file.readAtMs = Date.now();
    const { rootFolder, fileSizeMaxBytes, sqlParser } = this.#options;
    const source = readSourceFileSync(join(rootFolder, path), fileSizeMaxBytes);
    if (source.kind !== 'text') {
      setFacts(folder, file, []);
      return 0;
    }
    const { text } = source;
    const analysis = analyzeSql({ text, path, rules: [], parser: sqlParser });
    setFacts(folder, file, analysis.lastingFacts);
    if (this.#keptCharacters + text.length > KEPT_CHARACTERS_MAX) return text.length;
    this.takeParsed(path, '');
    this.#parsed.set(path, { source, analysis });
    this.#keptCharacters += text.length;
    return text.length;
  }

  #isNewer(path: string, thanMs: number): boolean {
    try {
      return statSync(join(this.#options.rootFolder, path)).mtimeMs >= thanMs;
    } catch {
      // Gone since it was listed, which reading it will tell.
      return true;
    }
  }
}

function setFacts(folder: Folder, file: KnownFile, facts: readonly SqlFact[]): void {
  if (facts === file.facts) return;
  const same = facts.length === file.facts.length && facts.every((fact, index) => fact === file.facts[index]);
  if (same) return;
  file.facts = facts;
  folder.facts = undefined;
  folder.around.clear();
}
