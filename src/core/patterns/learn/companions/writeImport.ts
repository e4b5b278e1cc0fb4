import type { Language } from '../../../rules/languages.ts';
import type { ImportKey } from './importedName.ts';

/** How a file writes what may be written in several ways. */
export interface ImportStyle {
  readonly quote: string;
  readonly semicolon: string;
}

/** The statement that imports it, alone; undefined where the language has none of that form. */
export function writeImport(language: Language, key: ImportKey, style: ImportStyle): string | undefined {
  switch (language) {
    case 'python':
      return key.form === 'module'
        ? `import ${key.module}${alias(key)}`
        : `from ${key.module} import ${importItem(language, key)}`;
    case 'typescript':
    case 'tsx':
    case 'javascript':
      return ecmaScript(key, style);
    case 'go':
      return `import ${importItem(language, key)}`;
    case 'ruby':
      return `require${key.mode === 'relative' ? '_relative' : ''} ${style.quote}${key.module}${style.quote}`;
    case 'java':
    case 'kotlin':
    case 'csharp':
    case 'rust':
    case 'php':
      return pathStatement(language, key);
    default:
      return undefined;
  }
}

/** The part of a statement that stands for one of several names. */
export function importItem(language: Language, key: ImportKey): string {
  if (language === 'go') return `${key.local === undefined ? '' : `${key.local} `}"${key.module}"`;
  if (key.mode === 'require') return key.local === undefined ? (key.name ?? '') : `${key.name}: ${key.local}`;
  return (key.form === 'all' ? '*' : (key.name ?? '')) + alias(key);
}

function alias({ local, name }: ImportKey): string {
  return local === undefined || local === name ? '' : ` as ${local}`;
}

function ecmaScript(key: ImportKey, { quote, semicolon }: ImportStyle): string {
  const source = `${quote}${key.module}${quote}`;
  const names = key.form === 'named' ? `{ ${importItem('typescript', key)} }` : (key.local ?? '');
  if (key.mode === 'require') return `const ${names} = require(${source})${semicolon}`;
  const word = key.mode === 'type' ? 'import type' : 'import';
  if (key.form === 'all') return `import ${source}${semicolon}`;
  return `${word} ${key.form === 'module' ? `* as ${names}` : names} from ${source}${semicolon}`;
}

function pathStatement(language: Language, key: ImportKey): string {
  const separator = language === 'rust' ? '::' : language === 'php' ? '\\' : '.';
  const ending = language === 'kotlin' ? '' : ';';
  const verb = language === 'csharp' ? 'using' : language === 'rust' || language === 'php' ? 'use' : 'import';
  const mode = key.mode === undefined ? '' : `${key.mode} `;
  const path = [key.module, key.form === 'named' ? key.name : language === 'csharp' ? '' : '*']
    .filter((part) => part !== '' && part !== undefined)
    .join(separator);
  if (language === 'csharp' && key.local !== undefined) return `${verb} ${key.local} = ${path};`;
  return `${verb} ${mode}${path}${alias(key)}${ending}`;
}
