import type { Language } from '../../rules/languages.ts';
import { isGlobalName } from '../learn/globalNames.ts';
import type { LearnedEdit } from '../learn/learnedEdit.ts';
import { codeTokens, isWord } from './codeTokens.ts';

/** Languages whose names stand in files; SQL's stand in a database. */
const WITHOUT_FILES_OF_NAMES: ReadonlySet<Language> = new Set(['sql', 'css', 'html', 'yaml', 'json', 'bash']);

/** Names that an edit brings along by the imports it adds. */
export function namesBroughtBy({ companions }: Pick<LearnedEdit, 'companions'>): readonly string[] {
  return companions.flatMap(({ add }) => {
    const name = add && (add.local ?? add.name ?? add.module.replace(/^.*[./:\\]/u, ''));
    return name === undefined ? [] : [name];
  });
}

/** A name that a change uses and neither the file nor the change's own imports know; undefined where all are known. */
export function unknownName(
  site: { readonly before: string; readonly after: string },
  text: string,
  language: Language,
  brought: readonly string[] = [],
): string | undefined {
  if (WITHOUT_FILES_OF_NAMES.has(language)) return undefined;
  const old = bareNames(site.before, language);
  const known = new Set([...old, ...brought]);
  const fresh = bareNames(site.after, language);
  // A file that never says where the old name comes from says it of no name.
  const gone = old.filter((name) => countOf(fresh, name) < countOf(old, name) && !isGlobalName(name));
  if (gone.length > 0 && !gone.some((name) => isDeclared(name, text))) return undefined;
  for (const name of fresh) {
    if (known.has(name) || isGlobalName(name)) continue;
    if (!new RegExp(aloneAs(name), 'u').test(text)) return name;
  }
  return undefined;
}

/** Why a change is to be looked at first: it uses a name that nothing brings; undefined where all are known. */
export function doubtOfNames(...change: Parameters<typeof unknownName>): string | undefined {
  const name = unknownName(...change);
  return name === undefined ? undefined : `this file knows no ${name}`;
}

function countOf(names: readonly string[], name: string): number {
  return names.filter((one) => one === name).length;
}

/** The name by itself, as no part of another and no member. */
function aloneAs(name: string): string {
  return `(?<![.\\w$])${name.replaceAll('$', String.raw`\$`)}(?![\\w$])`;
}

/** Whether a line imports, declares or sets the name. */
function isDeclared(name: string, text: string): boolean {
  const alone = aloneAs(name);
  const declared = `\\b(?:const|let|var|function|class|def|fn|func|type|interface|enum)\\b[^=\\n]*${alone}`;
  const imported = `\\b(?:import|from|use|using|require)\\b[^;\\n]*${alone}`;
  return new RegExp(`${declared}|${imported}|${alone}\\s*(?::[^=\\n]{1,200})?=(?![=>])`, 'u').test(text);
}

/** Names that are not members of something else, nor keys of an object. */
function bareNames(code: string, language: Language): readonly string[] {
  const tokens = codeTokens(code, language);
  return tokens.filter((token, at) => {
    const [before, after] = [tokens[at - 1] ?? '', tokens[at + 1] ?? ''];
    if (!isWord(token) || after === ':') return false;
    return !/^(?:\.|\?\.|::|->)$/u.test(before);
  });
}
