import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, extname, join, resolve, sep } from 'node:path';
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
  if (statSync(absolute).isDirectory())
    return { format: 'yaml', files: patternFiles(absolute, path), ...shared };
  const format = FORMAT_OF[extname(absolute).toLowerCase()];
  if (format === undefined) {
    throw new UsageError(
      `store: ${path}: what it holds is told by its ending: ${Object.keys(FORMAT_OF).join(', ')}, or a folder of pattern files`,
    );
  }
  if (statSync(absolute).size > IMPORT_BYTES_MAX)
    throw new UsageError(`store: ${path} is larger than 128 MB`);
  return { format, files: [{ path, text: readFileSync(absolute, 'utf8') }], ...shared };
}

function patternFiles(folder: string, shown: string): readonly LibraryFile[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ya?ml$/iu.test(name))
    .sort();
  if (names.length === 0) throw new UsageError(`store: ${shown} holds no pattern files (*.yaml)`);
  return names.map((name) => ({
    path: name.split(sep).join('/'),
    text: readFileSync(join(folder, name), 'utf8'),
  }));
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
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
}
