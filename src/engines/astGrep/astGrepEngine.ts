import type { CancellationSignal } from '../../core/cancellation.ts';
import { errorMessage } from '../../core/errorMessage.ts';
import type {
  Capture,
  Comment,
  ImportReference,
  SyntaxDocument,
  SyntaxEngine,
  TreeMatch,
} from '../../core/ports.ts';
import type { Language } from '../../core/rules/languages.ts';
import { anchorsHold } from '../../core/rules/ownAnchors.ts';
import type { WordsOfText } from '../../core/rules/reduceRule.ts';
import type { TreeMatcher } from '../../core/rules/ruleModel.ts';
import type { Span } from '../../core/text/span.ts';
import { createTextIndex } from '../../core/text/textIndex.ts';
import { EMPTY_KINDS } from './emptyKinds.ts';
import { GRAMMARS, type Grammar } from './grammars.ts';
import { type AstGrepBinding, loadAstGrep, type TreeNode } from './nativeBinding.ts';
import {
  type Candidate,
  jointConfigOf,
  type PreparedMatcher,
  prepareMatchers,
  type TreeConfig,
  wholeConfigOf,
} from './treeProgram.ts';

/** A rule that fires more often than this in one file is reported this many times; the rest says nothing new. */
export const MATCHES_PER_RULE_MAX = 500;

/**
 * Below this many plain rules each is asked over the whole tree: alone, a rule skips nodes of other kinds at once;
 * together, every rule looks at every node that any of them could want.
 */
const SWEEP_RULES_MIN = 24;

/** Each decision compiles the rule anew; beyond this many, one run over the tree costs less. */
const DECISIONS_PER_RULE_MAX = 3;

/** What a document needs of the engine that parsed it. */
interface EngineParts {
  readonly binding: AstGrepBinding;
  prepare(matchers: readonly TreeMatcher[]): readonly PreparedMatcher[];
  /** Leaves a matcher out from now on: one that cannot run must not cost the others their findings. */
  drop(matcher: PreparedMatcher, error: unknown): void;
  isDropped(matcher: PreparedMatcher): boolean;
}

/**
 * @param nativeDirectory see {@link loadAstGrep}
 * @param report called once for each matcher that cannot run, with the parser's words
 */
export function createAstGrepEngine(
  nativeDirectory?: string,
  report: (message: string) => void = () => undefined,
): SyntaxEngine {
  const { binding, languages } = loadAstGrep(nativeDirectory);
  const dropped = new Set<PreparedMatcher>();
  const prepared = new WeakMap<readonly TreeMatcher[], readonly PreparedMatcher[]>();
  const prepare = (matchers: readonly TreeMatcher[]): readonly PreparedMatcher[] => {
    const known = prepared.get(matchers);
    if (known) return known;
    const fresh = prepareMatchers(matchers);
    prepared.set(matchers, fresh);
    return fresh;
  };
  const grammarOf = (language: Language): Grammar => {
    const grammar = GRAMMARS[language];
    if (!grammar || !languages.has(grammar.name)) {
      throw new Error(`no grammar for ${language} on this platform`);
    }
    return grammar;
  };
  const parts: EngineParts = {
    binding,
    prepare,
    drop: (matcher, error) => {
      dropped.add(matcher);
      const words = errorMessage(error);
      report(`a rule was left out, it cannot run: ${words.replace(/\s+/gu, ' ')}`);
    },
    isDropped: (matcher) => dropped.has(matcher),
  };
  return {
    supports: (language) => languages.has(GRAMMARS[language]?.name ?? ''),
    parse: (language, text) => new AstGrepDocument(parts, language, grammarOf(language), text),
    validate: (language, matcher) => {
      const root = binding.parse(grammarOf(language).name, '').root();
      root.find(nativeConfig(wholeConfigOf(matcher)));
    },
  };
}

class AstGrepDocument implements SyntaxDocument {
  readonly language: Language;
  readonly #text: string;
  readonly #grammar: Grammar;
  readonly #root: TreeNode;
  readonly #engine: EngineParts;
  #words: WordsOfText | undefined;
  #comments: readonly Comment[] | undefined;
  #imports: readonly ImportReference[] | undefined;
  #errorCount: number | undefined;

  constructor(engine: EngineParts, language: Language, grammar: Grammar, text: string) {
    this.language = language;
    this.#text = text;
    this.#grammar = grammar;
    this.#engine = engine;
    this.#root = engine.binding.parse(grammar.name, text).root();
  }

  get errorCount(): number {
    this.#errorCount ??= this.#findAll({ rule: { kind: 'ERROR' } }).length + this.#missingCount();
    return this.#errorCount;
  }

  get comments(): readonly Comment[] {
    this.#comments ??= this.#findAll({ rule: this.#grammar.comment }).map((node) => ({
      span: spanOf(node),
      text: node.text(),
    }));
    return this.#comments;
  }

  get imports(): readonly ImportReference[] {
    const source = this.#grammar.importSource;
    this.#imports ??= source
      ? this.#findAll({ rule: source }).map((node) => ({
          span: spanOf(node),
          specifier: node.text().replace(/^(['"`])(.*)\1$/su, '$2'),
        }))
      : [];
    return this.#imports;
  }

  match(
    matchers: readonly TreeMatcher[],
    cancellation: CancellationSignal,
    wanted: (matcherIndex: number) => boolean = () => true,
  ): readonly TreeMatch[] {
    this.#words ??= this.#indexWords();
    const words = this.#words;
    const candidates = this.#engine
      .prepare(matchers)
      .filter((matcher) => !this.#engine.isDropped(matcher))
      .map((matcher) => matcher.candidateFor(words))
      .filter((candidate) => candidate !== undefined)
      .filter(({ matcher }) => wanted(matcher.index));
    const plain = candidates.filter(({ isPlain }) => isPlain);
    const together = plain.length < SWEEP_RULES_MIN ? [] : plain;
    const alone = together.length > 0 ? candidates.filter(({ isPlain }) => !isPlain) : candidates;
    const matches = this.#sweep(together, cancellation);
    for (const candidate of alone) {
      if (cancellation.isCancellationRequested) return [];
      matches.push(...this.#matchesOf(candidate));
    }
    return matches.sort(
      (a, b) => a.span.start - b.span.start || a.span.end - b.span.end || a.matcherIndex - b.matcherIndex,
    );
  }

  /** One pass that finds nodes matched by any candidate, then each candidate decided on those nodes alone. */
  #sweep(candidates: readonly Candidate[], cancellation: CancellationSignal): TreeMatch[] {
    if (candidates.length === 0) return [];
    const hits = this.#hitsOf(candidates);
    if (!hits) return candidates.flatMap((candidate) => this.#matchesOf(candidate));
    const texts = hits.map((node) => node.text());
    return candidates.flatMap((candidate) => {
      if (cancellation.isCancellationRequested) return [];
      const nodes = hits.filter((_, index) =>
        anchorsHold(candidate.ownAnchors, (word) => texts[index]?.includes(word) ?? false),
      );
      if (nodes.length > DECISIONS_PER_RULE_MAX) return this.#matchesOf(candidate);
      return nodes.flatMap((node) => {
        const match = node.find(nativeConfig(candidate.config));
        return match?.id() === node.id() ? [toMatch(match, candidate.matcher, this.#text)] : [];
      });
    });
  }

  /** Nodes matched by any candidate; undefined when one of the candidates cannot run. */
  #hitsOf(candidates: readonly Candidate[]): TreeNode[] | undefined {
    try {
      return this.#findAll(jointConfigOf(candidates));
    } catch {
      return undefined;
    }
  }

  #matchesOf({ config, matcher }: Candidate): TreeMatch[] {
    try {
      return this.#findAll(config)
        .slice(0, MATCHES_PER_RULE_MAX)
        .map((node) => toMatch(node, matcher, this.#text));
    } catch (error) {
      this.#engine.drop(matcher, error);
      return [];
    }
  }

  #indexWords(): WordsOfText {
    const anywhere = createTextIndex(this.#text);
    return {
      anywhere,
      inCode: this.comments.length === 0 ? anywhere : createTextIndex(this.#withoutComments()),
    };
  }

  #withoutComments(): string {
    let code = '';
    let end = 0;
    for (const { span } of this.comments) {
      // A comment may hold another, as in JSX.
      if (span.start < end) continue;
      code += `${this.#text.slice(end, span.start)}\n`;
      end = span.end;
    }
    return code + this.#text.slice(end);
  }

  #findAll(config: TreeConfig): TreeNode[] {
    return this.#root.findAll(nativeConfig(config));
  }

  /** Tree-sitter repairs an absent token with an empty node, which is an error without being of kind ERROR. */
  #missingCount(): number {
    return this.#findAll({ rule: { regex: '^$' } }).filter(
      (node) => node.isLeaf() && !EMPTY_KINDS.has(String(node.kind())),
    ).length;
  }
}

type NativeConfig = Parameters<TreeNode['findAll']>[0] & object;

function nativeConfig(config: TreeConfig): NativeConfig {
  // SAFETY: ast-grep checks the object itself and throws a readable error; its types only narrow node kinds.
  return config as unknown as NativeConfig;
}

function spanOf(node: TreeNode): Span {
  const range = node.range();
  return { start: range.start.index, end: range.end.index };
}

function toMatch(node: TreeNode, { index, names }: PreparedMatcher, text: string): TreeMatch {
  const span = spanOf(node);
  const captures = new Map<string, Capture>();
  for (const name of names.single) {
    const captured = node.getMatch(name);
    if (captured) captures.set(name, { text: captured.text(), span: spanOf(captured) });
  }
  for (const name of names.multiple) {
    const captured = node.getMultipleMatches(name);
    const first = captured[0];
    const last = captured.at(-1);
    if (first && last) {
      const range = { start: spanOf(first).start, end: spanOf(last).end };
      captures.set(name, { text: text.slice(range.start, range.end), span: range });
    }
  }
  for (const name of names.transformed) {
    const value = node.getTransformed(name);
    if (value !== null) captures.set(name, { text: value, span });
  }
  return { matcherIndex: index, span, text: node.text(), captures };
}
