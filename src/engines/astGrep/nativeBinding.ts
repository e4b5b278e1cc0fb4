import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { SgNode, SgRoot } from '@ast-grep/napi';

export interface AstGrepBinding {
  parse(language: string, text: string): SgRoot;
  registerDynamicLanguage(languages: Readonly<Record<string, LanguageRegistration>>): void;
}

export interface LanguageRegistration {
  readonly libraryPath: string;
  readonly extensions: readonly string[];
  readonly languageSymbol: string;
  readonly expandoChar?: string;
}

export type TreeNode = SgNode;

/** Grammars that are not built into the ast-grep binary; the package name is `@ast-grep/lang-<name>`. */
const GRAMMAR_PACKAGES: Readonly<Record<string, Omit<LanguageRegistration, 'libraryPath'>>> = {
  python: { extensions: ['py'], languageSymbol: 'tree_sitter_python', expandoChar: 'µ' },
  go: { extensions: ['go'], languageSymbol: 'tree_sitter_go', expandoChar: 'µ' },
  java: { extensions: ['java'], languageSymbol: 'tree_sitter_java' },
  rust: { extensions: ['rs'], languageSymbol: 'tree_sitter_rust', expandoChar: 'µ' },
  ruby: { extensions: ['rb'], languageSymbol: 'tree_sitter_ruby', expandoChar: 'µ' },
  php: { extensions: ['php'], languageSymbol: 'tree_sitter_php', expandoChar: '$' },
  csharp: { extensions: ['cs'], languageSymbol: 'tree_sitter_c_sharp', expandoChar: 'µ' },
  kotlin: { extensions: ['kt'], languageSymbol: 'tree_sitter_kotlin', expandoChar: 'µ' },
  yaml: { extensions: ['yaml'], languageSymbol: 'tree_sitter_yaml', expandoChar: '$' },
  json: { extensions: ['json'], languageSymbol: 'tree_sitter_json', expandoChar: '$' },
  bash: { extensions: ['sh'], languageSymbol: 'tree_sitter_bash', expandoChar: '$' },
};

let loaded: { readonly binding: AstGrepBinding; readonly languages: ReadonlySet<string> } | undefined;

/**
 * Loads the native parser once per process. The binary keeps one global language registry and ignores a second
 * registration, so this is the one piece of module state in the project.
 *
 * @param nativeDirectory folder with `ast-grep.node` and `languages/<name>.so` as laid out in a packaged build;
 *   undefined to resolve the npm packages.
 */
export function loadAstGrep(nativeDirectory: string | undefined): {
  readonly binding: AstGrepBinding;
  readonly languages: ReadonlySet<string>;
} {
  if (loaded) return loaded;
  const require = createRequire(import.meta.url);
  // SAFETY: both forms export the same native functions; their declared types come from the same package.
  const binding = require(
    nativeDirectory === undefined ? '@ast-grep/napi' : join(nativeDirectory, 'ast-grep.node'),
  ) as AstGrepBinding;
  const registrations: Record<string, LanguageRegistration> = {};
  for (const [name, registration] of Object.entries(GRAMMAR_PACKAGES)) {
    const libraryPath =
      nativeDirectory === undefined
        ? libraryPathOfPackage(require, name)
        : join(nativeDirectory, 'languages', `${name}.so`);
    if (libraryPath !== undefined) registrations[name] = { ...registration, libraryPath };
  }
  binding.registerDynamicLanguage(registrations);
  loaded = {
    binding,
    languages: new Set(['TypeScript', 'Tsx', 'Html', 'Css', ...Object.keys(registrations)]),
  };
  return loaded;
}

function libraryPathOfPackage(require: NodeJS.Require, name: string): string | undefined {
  try {
    // SAFETY: every language package exports its registration record.
    return (require(`@ast-grep/lang-${name}`) as LanguageRegistration).libraryPath;
  } catch {
    // A platform without a prebuilt grammar loses that language only.
    return undefined;
  }
}
