import type { Language } from '../../rules/languages.ts';
import { codeTokens, isWord } from './codeTokens.ts';

/** Names that every file of the language knows; those of others are found in the file or are doubted. */
const GLOBAL =
  /^(?:[A-Z]\w*(?:Error|Array|Map|Set)|Object|Array|String|Number|Boolean|BigInt|Symbol|Math|JSON|Promise|Date|Error|RegExp|Reflect|Proxy|Intl|Buffer|URL|globalThis|structuredClone|parseInt|parseFloat|isNaN|process|console|fetch|window|document|undefined|null|true|false|this|super|self|None|True|False|len|str|int|float|bool|list|dict|set|tuple|isinstance|range|print|await|async|return|new|typeof|instanceof|void|delete|not|and|or|is|in|if|else|for|of|while|const|let|var|function|class|import|from|as|lambda|with|try|catch|except|raise|throw|yield)$/u;

/** Languages whose names stand in files; SQL's stand in a database. */
const WITHOUT_FILES_OF_NAMES: ReadonlySet<Language> = new Set(['sql', 'css', 'html', 'yaml', 'json', 'bash']);

/** A name that a change uses and the file does not know; undefined where it knows all. */
export function unknownName(
  site: { readonly before: string; readonly after: string },
  text: string,
  language: Language,
): string | undefined {
  if (WITHOUT_FILES_OF_NAMES.has(language)) return undefined;
  const known = new Set(bareNames(site.before, language));
  for (const name of bareNames(site.after, language)) {
    if (known.has(name) || GLOBAL.test(name)) continue;
    const plain = name.replaceAll('$', String.raw`\$`);
    if (!new RegExp(`(?<![.\\w$])${plain}(?![\\w$])`, 'u').test(text)) return name;
  }
  return undefined;
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
