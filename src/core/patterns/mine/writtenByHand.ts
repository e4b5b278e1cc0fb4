import picomatch from 'picomatch';
import { type Language, languageOfPath } from '../../rules/languages.ts';

/** Folders and names of files that tools write or that are copied from elsewhere; nobody's fixes are learned there. */
const NOT_BY_HAND = picomatch(
  [
    '**/{node_modules,bower_components,vendor,vendored,third_party,thirdparty,external,site-packages}/**',
    '**/{dist,out,target,coverage,.next,.nuxt,.yarn,__snapshots__,__pycache__}/**',
    '**/{package-lock,npm-shrinkwrap,composer,pnpm-lock}.{json,yaml,yml}',
    '**/*.{min,bundle,generated,g,pb,designer}.*',
    '**/*{_pb2,_pb2_grpc}.{py,pyi}',
    '**/*.min',
  ],
  { dot: true, nocase: true },
);

/** Trees of these hold data: what is repeated in them is repeated text, which no pattern of code mends. */
const DATA: ReadonlySet<Language> = new Set(['json', 'yaml', 'html', 'css']);

/** The language in which something can be learned from a file; undefined for files nobody mends by hand. */
export function learnableLanguage(path: string): Language | undefined {
  const language = languageOfPath(path);
  return language === undefined || NOT_BY_HAND(path) ? undefined : language;
}

/** Whether a history's repeated edits of this language are worth a suggestion. */
export function isCode(language: Language): boolean {
  return !DATA.has(language);
}
