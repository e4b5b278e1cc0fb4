import { createFilesystemMiddleware, type FilesystemPermission, StateBackend } from 'deepagents';
import { createMiddleware } from 'langchain';
import { CONSULT_FOLDERS, checkPath } from '../../core/consult/consultFiles.ts';
import type { RunContext } from './runContext.ts';
import { withoutFirstStep } from './soundHistory.ts';

/** A file as the library keeps it in the thread's state. */
interface StateFile {
  readonly content: string;
  readonly mimeType: string;
  readonly created_at: string;
  readonly modified_at: string;
}

const DESCRIPTIONS = {
  ls: 'List files: /analysis /migrations /documentation /plans.',
  read_file: 'Read a file by lines.',
  write_file:
    'Write a whole file under /analysis, /documentation or /plans. Migrations come from propose_migration.',
  edit_file: 'Replace an exact string in a file.',
} as const;

/** Migrations are written by the tool that proves them; everything else is nobody's file. */
const PERMISSIONS: FilesystemPermission[] = [
  {
    operations: ['write'],
    paths: CONSULT_FOLDERS.filter((folder) => folder !== 'migrations').map((folder) => `/${folder}/**`),
    mode: 'allow',
  },
  { operations: ['write'], paths: ['/**'], mode: 'deny' },
];

/** Virtual files in the thread's state; those who only answer read them alone. */
export function filesMiddleware(mayWrite: boolean) {
  return withoutFirstStep(
    createFilesystemMiddleware({
      backend: (config) => new StateBackend(config),
      tools: mayWrite ? ['ls', 'read_file', 'write_file', 'edit_file'] : ['read_file'],
      customToolDescriptions: DESCRIPTIONS,
      permissions: PERMISSIONS,
    }),
  );
}

/** Tells of each file that was written, by whomever, once its write has been accepted. */
export function fileEventsMiddleware(run: RunContext) {
  return createMiddleware({
    name: 'fixwardFileEvents',
    wrapToolCall: async (request, handler) => {
      const result = await handler(request);
      const update = 'update' in result ? result.update : undefined;
      if (
        typeof update === 'object' &&
        update !== null &&
        'files' in update &&
        request.toolCall.name !== 'task'
      ) {
        for (const [path, text] of Object.entries(textsOf(update.files)))
          run.emit({ kind: 'file', path, text });
      }
      return result;
    },
  });
}

/** The consultation's files among those of a thread's state, by their paths without the leading slash. */
export function textsOf(files: unknown): Readonly<Record<string, string>> {
  if (typeof files !== 'object' || files === null) return {};
  const texts: Record<string, string> = {};
  for (const [given, file] of Object.entries(files)) {
    const checked = checkPath(given);
    const content = typeof file === 'object' && file !== null && 'content' in file ? file.content : undefined;
    if (!checked.ok) continue;
    if (typeof content === 'string') texts[checked.path] = content;
    else if (Array.isArray(content)) texts[checked.path] = content.join('\n');
  }
  return texts;
}

export type StateFiles = Readonly<Record<string, unknown>>;

/** What an agent changed of the files it was given: it hands all of them back, others' older versions among them. */
export function changedFiles(before: StateFiles | undefined, after: unknown): StateFiles {
  if (typeof after !== 'object' || after === null) return {};
  const known = before ?? {};
  return Object.fromEntries(
    Object.entries(after).filter(([path, file]) => JSON.stringify(known[path]) !== JSON.stringify(file)),
  );
}

/** Files as the thread's state takes them. */
export function stateFiles(texts: Readonly<Record<string, string>>): Readonly<Record<string, StateFile>> {
  const now = new Date().toISOString();
  return Object.fromEntries(
    Object.entries(texts).map(([path, content]) => [
      `/${path}`,
      { content, mimeType: 'text/plain', created_at: now, modified_at: now },
    ]),
  );
}
