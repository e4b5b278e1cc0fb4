/** Language ids of VS Code and its common extensions for the languages that Fixward reads. */
export const LANGUAGE_IDS = [
  'typescript',
  'typescriptreact',
  'javascript',
  'javascriptreact',
  'python',
  'go',
  'java',
  'rust',
  'ruby',
  'php',
  'csharp',
  'kotlin',
  'yaml',
  'dockercompose',
  'github-actions-workflow',
  'json',
  'jsonc',
  'html',
  'css',
  'shellscript',
  'sql',
  'postgres',
  'pgsql',
  'plpgsql',
] as const;

/** Files of supported languages that stay plain text until a language extension is installed. */
const PLAIN_TEXT_PATTERN = '**/*.{kt,kts,psql,pgsql}';

/** Saved files and unsaved editors; other schemes (diffs, history, settings) hold text that nobody can mend there. */
export const DOCUMENT_SELECTOR = [
  ...['file', 'untitled'].flatMap((scheme) => LANGUAGE_IDS.map((language) => ({ scheme, language }))),
  { scheme: 'file', language: 'plaintext', pattern: PLAIN_TEXT_PATTERN },
];
