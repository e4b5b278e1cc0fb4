/** Languages Fixward reads. `tsx` is TypeScript with JSX; `javascript` covers `.js`, `.jsx`, `.mjs` and `.cjs`. */
export const LANGUAGES = [
  'typescript',
  'tsx',
  'javascript',
  'python',
  'go',
  'java',
  'rust',
  'ruby',
  'php',
  'csharp',
  'kotlin',
  'yaml',
  'json',
  'html',
  'css',
  'bash',
  'sql',
] as const;

export type Language = (typeof LANGUAGES)[number];

const LANGUAGE_OF_EXTENSION: Readonly<Record<string, Language>> = {
  ts: 'typescript',
  mts: 'typescript',
  cts: 'typescript',
  tsx: 'tsx',
  js: 'javascript',
  jsx: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  py: 'python',
  pyi: 'python',
  go: 'go',
  java: 'java',
  rs: 'rust',
  rb: 'ruby',
  php: 'php',
  cs: 'csharp',
  kt: 'kotlin',
  kts: 'kotlin',
  yaml: 'yaml',
  yml: 'yaml',
  json: 'json',
  jsonc: 'json',
  html: 'html',
  htm: 'html',
  css: 'css',
  sh: 'bash',
  bash: 'bash',
  sql: 'sql',
  psql: 'sql',
  pgsql: 'sql',
};

/** Ids that editors send in `textDocument/didOpen`, where they differ from ours. */
const LANGUAGE_OF_EDITOR_ID: Readonly<Record<string, Language>> = {
  typescriptreact: 'tsx',
  javascriptreact: 'javascript',
  shellscript: 'bash',
  jsonc: 'json',
  dockercompose: 'yaml',
  'github-actions-workflow': 'yaml',
  postgres: 'sql',
  pgsql: 'sql',
  plpgsql: 'sql',
};

/** The three grammars that share TypeScript's and JavaScript's node kinds. */
export const ECMASCRIPT: readonly Language[] = ['typescript', 'tsx', 'javascript'];

export function isLanguage(value: string): value is Language {
  return (LANGUAGES as readonly string[]).includes(value);
}

/** The language of a path by its extension, or undefined for files Fixward does not read. */
export function languageOfPath(path: string): Language | undefined {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? undefined : LANGUAGE_OF_EXTENSION[name.slice(dot + 1).toLowerCase()];
}

/** The language of an open document: the path decides, the editor's id serves unsaved and unusual files. */
export function languageOfDocument(path: string, editorLanguageId: string): Language | undefined {
  const fromPath = languageOfPath(path);
  if (fromPath !== undefined) return fromPath;
  return (
    LANGUAGE_OF_EDITOR_ID[editorLanguageId] ?? (isLanguage(editorLanguageId) ? editorLanguageId : undefined)
  );
}
