import type { CancellationSignal } from '../../core/cancellation.ts';
import type {
  Capture,
  Comment,
  ImportReference,
  SyntaxDocument,
  SyntaxEngine,
  TreeMatch,
} from '../../core/ports.ts';
import { anchorsHold } from '../../core/rules/anchors.ts';
import type { Language } from '../../core/rules/languages.ts';
import type { TreeMatcher } from '../../core/rules/ruleModel.ts';
import type { Span } from '../../core/text/span.ts';
import { GRAMMARS, type Grammar } from './grammars.ts';
import { type AstGrepBinding, loadAstGrep, type TreeNode } from './nativeBinding.ts';
import { type PreparedMatcher, prepareMatchers, type TreeConfig } from './treeProgram.ts';

/** A rule that fires more often than this in one file is reported this many times; the rest says nothing new. */
export const MATCHES_PER_RULE_MAX = 500;

/** Below this many candidate rules, asking each over the whole tree is cheaper than a joint sweep. */
const SWEEP_RULES_MIN = 3;

/** Deciding one rule on one node costs about as much as sweeping this many characters with one rule. */
const DECISION_COST_CHARS = 400;

/**
 * @param nativeDirectory see {@link loadAstGrep}
 */
export function createAstGrepEngine(nativeDirectory?: string): SyntaxEngine {
  const { binding, languages } = loadAstGrep(nativeDirectory);
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
  return {
    parse: (language, text) => new AstGrepDocument(binding, language, grammarOf(language), text, prepare),
    validate: (language, matcher) => {
      const root = binding.parse(grammarOf(language).name, '').root();
      for (const { config } of prepareMatchers([matcher])) root.find(nativeConfig(config));
    },
  };
}

class AstGrepDocument implements SyntaxDocument {
  readonly language: Language;
  readonly #text: string;
  readonly #grammar: Grammar;
  readonly #root: TreeNode;
  readonly #prepare: (matchers: readonly TreeMatcher[]) => readonly PreparedMatcher[];
  readonly #words = new Map<string, boolean>();
  #comments: readonly Comment[] | undefined;
  #imports: readonly ImportReference[] | undefined;
  #errorCount: number | undefined;

  constructor(
    binding: AstGrepBinding,
    language: Language,
    grammar: Grammar,
    text: string,
    prepare: (matchers: readonly TreeMatcher[]) => readonly PreparedMatcher[],
  ) {
    this.language = language;
    this.#text = text;
    this.#grammar = grammar;
    this.#prepare = prepare;
    this.#root = binding.parse(grammar.name, text).root();
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

  match(matchers: readonly TreeMatcher[], cancellation: CancellationSignal): readonly TreeMatch[] {
    const contains = (word: string): boolean => this.#contains(word);
    const candidates = this.#prepare(matchers).filter(({ anchors }) => anchorsHold(anchors, contains));
    if (candidates.length === 0 || cancellation.isCancellationRequested) return [];
    const matches =
      candidates.length < SWEEP_RULES_MIN
        ? candidates.flatMap((candidate) => this.#matchesOf(candidate))
        : this.#sweep(candidates, cancellation);
    return matches.sort(
      (a, b) => a.span.start - b.span.start || a.span.end - b.span.end || a.matcherIndex - b.matcherIndex,
    );
  }

  /** One pass that finds nodes matched by any candidate, then each candidate decided on those nodes alone. */
  #sweep(candidates: readonly PreparedMatcher[], cancellation: CancellationSignal): TreeMatch[] {
    const utils = Object.assign({}, ...candidates.map(({ sweepUtils }) => sweepUtils));
    const hits = this.#findAll({ rule: { any: candidates.map(({ sweepRule }) => sweepRule) }, utils });
    const pairs = hits.map((node) => {
      const text = node.text();
      return {
        node,
        candidates: candidates.filter(({ ownAnchors }) =>
          anchorsHold(ownAnchors, (word) => text.includes(word)),
        ),
      };
    });
    const decisions = pairs.reduce((sum, pair) => sum + pair.candidates.length, 0);
    if (decisions * DECISION_COST_CHARS > this.#text.length * candidates.length) {
      return candidates.flatMap((candidate) =>
        cancellation.isCancellationRequested ? [] : this.#matchesOf(candidate),
      );
    }
    const found = new Map<number, number>();
    const matches: TreeMatch[] = [];
    for (const pair of pairs) {
      if (cancellation.isCancellationRequested) return [];
      const id = pair.node.id();
      for (const candidate of pair.candidates) {
        const count = found.get(candidate.index) ?? 0;
        if (count >= MATCHES_PER_RULE_MAX) continue;
        const match = pair.node.find(nativeConfig(candidate.config));
        if (match?.id() !== id) continue;
        found.set(candidate.index, count + 1);
        matches.push(toMatch(match, candidate, this.#text));
      }
    }
    return matches;
  }

  #matchesOf(candidate: PreparedMatcher): TreeMatch[] {
    return this.#findAll(candidate.config)
      .slice(0, MATCHES_PER_RULE_MAX)
      .map((node) => toMatch(node, candidate, this.#text));
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

  #contains(word: string): boolean {
    let known = this.#words.get(word);
    if (known === undefined) {
      known = this.#text.includes(word);
      this.#words.set(word, known);
    }
    return known;
  }
}

/** Kinds that are empty in correct programs: indentation marks, automatic semicolons, empty blocks and files. */
const EMPTY_KINDS: ReadonlySet<string> = new Set([
  'block',
  'program',
  'module',
  'source_file',
  'document',
  'stream',
  'stylesheet',
  'string_content',
  'template_content',
  'compilation_unit',
  'heredoc_content',
  'heredoc_end',
  'text_interpolation',
  'implicit_end_tag',
]);

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
