import { anchorsOf } from '../patterns/learn/anchorsOf.ts';
import {
  compileConditions,
  compileDocumentTest,
  type DocumentTest,
  type MatchTest,
} from './evaluateConditions.ts';
import { compileGlobs, type PathTest } from './globs.ts';
import type { Language } from './languages.ts';
import { layerOfPath, type ProjectConfig, workflowsOfPath } from './projectConfig.ts';
import type {
  ActiveRule,
  FixTemplate,
  ImportMatcher,
  LearnedMatcher,
  Rule,
  RuleOrigin,
  Severity,
  SqlCheckMatcher,
  SqlPatternMatcher,
  TreeMatcher,
} from './ruleModel.ts';

export interface RuleSelection {
  /** Only these rules run, opt-in ones included. */
  readonly only?: readonly string[];
}

/** A tree matcher with the rule it belongs to and its conditions compiled. */
export interface TreeEntry {
  readonly rule: ActiveRule;
  readonly matcher: TreeMatcher;
  /** False for documents in which no match would be kept. */
  readonly mayKeep: DocumentTest;
  readonly keeps: MatchTest;
  readonly fixes: readonly { readonly template: FixTemplate; readonly keeps: MatchTest }[];
}

/** The rules that apply to one kind of file: same language, layer and workflows. Shared between documents. */
export interface ApplicableRules {
  readonly trees: readonly TreeEntry[];
  /** `trees[i].matcher`, kept as one array so that engines can prepare it once. */
  readonly treeMatchers: readonly TreeMatcher[];
  readonly imports: readonly {
    readonly rule: ActiveRule;
    readonly matcher: ImportMatcher;
    readonly modules: PathTest;
  }[];
  readonly sql: readonly ActiveRule[];
  readonly learned: readonly LearnedEntry[];
  readonly rules: readonly ActiveRule[];
}

/** A learned matcher with the rule it belongs to. */
export interface LearnedEntry {
  readonly rule: ActiveRule;
  readonly matcher: LearnedMatcher;
  /** Words that a text must hold, all of them, for a place to be found; SQL's in any case. */
  readonly anchors: readonly string[];
}

export interface RuleSet {
  /** Rules in force. */
  readonly rules: readonly ActiveRule[];
  /** Every known rule, switched off and opt-in ones included. */
  readonly all: readonly ActiveRule[];
  severityOf(rule: ActiveRule): Severity;
  /** Resolves an id or a peer's alias to our id; to the first of them when several of ours share a peer's rule. */
  resolve(name: string): string | undefined;
  /** Every rule of ours that an id or a peer's alias stands for. */
  idsOf(name: string): readonly string[];
  isKnown(id: string): boolean;
  rule(id: string): ActiveRule | undefined;
  applicable(language: Language, path: string): ApplicableRules;
}

/** All rules of one workspace under its configuration. A workspace rule replaces a built-in one of the same id. */
export function createRuleSet(
  sources: readonly {
    readonly origin: RuleOrigin;
    readonly rules: readonly (Rule & { readonly sourceFile?: string })[];
  }[],
  config: ProjectConfig,
  selection: RuleSelection = {},
): RuleSet {
  const byId = new Map<string, ActiveRule>();
  for (const { origin, rules } of sources) {
    for (const rule of rules) byId.set(rule.id, { ...rule, origin });
  }
  const idsOfAlias = new Map<string, string[]>();
  for (const rule of byId.values()) {
    for (const alias of rule.aliases ?? []) {
      if (byId.has(alias)) continue;
      const ids = idsOfAlias.get(alias);
      if (ids) ids.push(rule.id);
      else idsOfAlias.set(alias, [rule.id]);
    }
  }
  const idsOf = (name: string): readonly string[] => (byId.has(name) ? [name] : (idsOfAlias.get(name) ?? []));
  const settings = new Map(
    [...config.rules].flatMap(([name, setting]) => idsOf(name).map((id) => [id, setting] as const)),
  );
  const only = selection.only && new Set(selection.only.flatMap((name) => idsOf(name)));
  const enabled = [...byId.values()].filter((rule) =>
    only ? only.has(rule.id) : (settings.get(rule.id)?.enabled ?? !rule.optIn),
  );
  const exceptionsOf = new Map(
    enabled.map((rule) => [
      rule.id,
      [...(rule.exceptPaths ?? []), ...(settings.get(rule.id)?.exceptPaths ?? [])].join('\n'),
    ]),
  );
  // Most rules share their exceptions, so a path is asked once for each distinct list of its language's rules.
  const exceptionsByLanguage = new Map<
    Language,
    readonly { readonly globs: string; readonly test: PathTest }[]
  >();
  const exceptionsFor = (language: Language) => {
    let exceptions = exceptionsByLanguage.get(language);
    if (!exceptions) {
      const lists = enabled
        .filter(({ languages }) => languages.includes(language))
        .map(({ id }) => exceptionsOf.get(id) ?? '');
      exceptions = [...new Set(lists)]
        .filter((globs) => globs !== '')
        .map((globs) => ({ globs, test: compileGlobs(globs.split('\n')) }));
      exceptionsByLanguage.set(language, exceptions);
    }
    return exceptions;
  };
  const cache = new Map<string, ApplicableRules>();
  return {
    rules: enabled,
    all: [...byId.values()],
    severityOf: (rule) => settings.get(rule.id)?.severity ?? rule.severity,
    resolve: (name) => idsOf(name)[0],
    idsOf,
    isKnown: (id) => byId.has(id),
    rule: (id) => byId.get(id),
    applicable: (language, path) => {
      const layer = layerOfPath(config, path);
      const workflows = workflowsOfPath(config, path);
      const excepted = exceptionsFor(language)
        .filter(({ test }) => test(path))
        .map(({ globs }) => globs);
      const key = [language, layer, ...workflows, ...excepted].join('\n\n');
      let known = cache.get(key);
      if (!known) {
        const rules = enabled.filter((rule) => {
          const layers = settings.get(rule.id)?.layers ?? rule.layers;
          return (
            rule.languages.includes(language) &&
            (!layers || (layer !== undefined && layers.includes(layer))) &&
            (!rule.workflows || rule.workflows.some((workflow) => workflows.includes(workflow))) &&
            !excepted.includes(exceptionsOf.get(rule.id) ?? '')
          );
        });
        known = compileRules(rules, language);
        cache.set(key, known);
      }
      return known;
    },
  };
}

function compileRules(rules: readonly ActiveRule[], language: Language): ApplicableRules {
  const trees: TreeEntry[] = [];
  const imports: ApplicableRules['imports'][number][] = [];
  const learned: LearnedEntry[] = [];
  for (const rule of rules) {
    for (const matcher of rule.match) {
      if (
        (matcher.kind === 'tree' || matcher.kind === 'import') &&
        !(matcher.languages ?? rule.languages).includes(language)
      ) {
        continue;
      }
      if (matcher.kind === 'tree') {
        trees.push({
          rule,
          matcher,
          mayKeep: compileDocumentTest(matcher.where),
          keeps: compileConditions(matcher.where),
          fixes: (matcher.fixes ?? []).map((template) => ({
            template,
            keeps: compileConditions(template.where),
          })),
        });
      } else if (matcher.kind === 'import') {
        imports.push({ rule, matcher, modules: compileGlobs(matcher.modules ?? []) });
      } else if (matcher.kind === 'learned') {
        learned.push({ rule, matcher, anchors: anchorsOf(matcher.edit) });
      }
    }
  }
  return {
    trees,
    treeMatchers: trees.map(({ matcher }) => matcher),
    imports,
    sql: rules.filter(({ match }) => match.some(isSqlMatcher)),
    learned,
    rules,
  };
}

function isSqlMatcher(matcher: ActiveRule['match'][number]): matcher is SqlCheckMatcher | SqlPatternMatcher {
  return matcher.kind === 'sqlCheck' || matcher.kind === 'sqlPattern';
}
