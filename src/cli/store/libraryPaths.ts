import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, extname, join, relative, resolve, sep } from 'node:path';
import { plainReason } from '../../engines/workspace/sourceFile.ts';
import type { ExportParams, ImportParams, LibraryFile } from '../../protocol/libraryService.ts';
import { UsageError } from '../cliHost.ts';

/** A dump of 100,000 patterns is smaller; what is larger is no library. */
const IMPORT_BYTES_MAX = 128 * 1024 * 1024;

const FORMAT_OF: Readonly<Record<string, ImportParams['format']>> = {
  '.json': 'json',
  '.jsonl': 'jsonl',
  '.csv': 'csv',
  '.yaml': 'yaml',
  '.yml': 'yaml',
};

/** What to import: a file by its ending, or the pattern files of a folder and those below it. */
export function importParams(
  path: string,
  workingFolder: string,
  options: { readonly project?: string | undefined; readonly dryRun: boolean },
): ImportParams {
  const absolute = resolve(workingFolder, path);
  if (!existsSync(absolute)) throw new UsageError(`store: ${path} does not exist`);
  const shared = {
    dryRun: options.dryRun,
    ...(options.project !== undefined && { project: options.project }),
  };
  const stats = statSync(absolute);
  if (stats.isDirectory()) return { format: 'yaml', files: patternFiles(absolute, path), ...shared };
  if (!stats.isFile()) throw new UsageError(`store: ${path} is neither a file nor a folder`);
  const format = FORMAT_OF[extname(absolute).toLowerCase()];
  if (format === undefined) {
    throw new UsageError(
      `store: ${path}: what it holds is told by its ending: ${Object.keys(FORMAT_OF).join(', ')}, or a folder of pattern files`,
    );
  }
  if (stats.size > IMPORT_BYTES_MAX) throw new UsageError(`store: ${path} is larger than 128 MB`);
  if (format === 'csv' && options.project === undefined) {
    throw new UsageError(`store: ${path}: say which repository the file audit is about: --project NAME`);
  }
  return { format, files: [{ path, text: readText(absolute, path) }], ...shared };
}

function patternFiles(folder: string, shown: string): readonly LibraryFile[] {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => /\.ya?ml$/iu.test(entry.name) && !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
  if (paths.length === 0) throw new UsageError(`store: ${shown} holds no pattern files (*.yaml)`);
  return paths.map((path) => {
    const named = join(shown, path).split(sep).join('/');
    return { path: named, text: readText(join(folder, path), named) };
  });
}

/** Spreadsheets save text as UTF-16 as well; what is neither would come out as nonsense without a word. */
function readText(absolute: string, shown: string): string {
  const bytes = forUser(shown, 'read', () => readFileSync(absolute));
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    throw new UsageError(`store: ${shown} is not UTF-8; save it with that encoding`);
  }
}

function forUser<Result>(shown: string, done: 'read' | 'written', work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw new UsageError(`store: ${shown} cannot be ${done}: ${plainReason(error)}`);
  }
}

/** How a library leaves the store: as asked, else by the ending of the file it goes to. */
export function exportFormat(asked: string | undefined, out: string | undefined): ExportParams['format'] {
  if (isFormat(asked)) return asked;
  if (out === undefined) return 'json';
  const ending = extname(out).toLowerCase();
  if (ending === '.md') return 'markdown';
  const format = FORMAT_OF[ending] ?? 'yaml';
  return format === 'tables' ? 'json' : format;
}

export const EXPORT_FORMATS = [
  'json',
  'jsonl',
  'yaml',
  'csv',
  'markdown',
] as const satisfies readonly ExportParams['format'][];

function isFormat(text: string | undefined): text is ExportParams['format'] {
  return EXPORT_FORMATS.some((format) => format === text);
}

/** Writes exported files below a folder, none outside it. */
export function writeLibraryFiles(folder: string, files: readonly LibraryFile[]): void {
  const root = resolve(folder);
  for (const { path, text } of files) {
    const target = resolve(root, path);
    if (!target.startsWith(root + sep)) throw new Error(`${path} is outside ${folder}`);
    writeLibraryFile(target, text);
  }
}

/** Writes one exported file, with the folders it needs. */
export function writeLibraryFile(target: string, text: string): void {
  forUser(target, 'written', () => {
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  });
}
