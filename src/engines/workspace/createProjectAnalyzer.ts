import { join } from 'node:path';
import type { CancellationSignal } from '../../core/cancellation.ts';
import { type Analyzer, createAnalyzer } from '../../core/rules/analyzer.ts';
import { BUILTIN_RULES } from '../../core/rules/builtin/builtinRules.ts';
import {
  type LearnedKnowledge,
  learnedRules,
  NO_LEARNED_KNOWLEDGE,
} from '../../core/rules/learned/learnedRules.ts';
import type { Limits } from '../../core/rules/limits.ts';
import { DEFAULT_LIMITS } from '../../core/rules/limits.ts';
import { nearestName } from '../../core/rules/nearestName.ts';
import { overrideRules } from '../../core/rules/overrideRules.ts';
import { createRuleSet } from '../../core/rules/ruleSet.ts';
import type { Engines } from './engines.ts';
import { createFolderHistory } from './folderHistory.ts';
import { loadProject, type ProjectFiles, type ProjectProblem } from './loadProject.ts';
import { createRecipeHost } from './recipeHost.ts';
import { readSourceFile, readSourceFileSync, type SourceFile } from './sourceFile.ts';
import { type WalkedFile, walkFiles } from './walkFiles.ts';

export interface ProjectOptions {
  /** Undefined for documents that belong to no folder: built-in rules under the default configuration. */
  readonly rootFolder: string | undefined;
  readonly trusted: boolean;
  readonly engines: Engines;
  /** Rule id to `off`, `on` or a severity; the last word over the project's configuration. */
  readonly ruleOverrides?: Readonly<Record<string, string>>;
  /** Only these rules run, opt-in ones included. */
  readonly only?: readonly string[];
  readonly limits?: Limits;
  /** Learned patterns of the store, and how those of the workspace did; nothing when absent. */
  readonly learned?: LearnedKnowledge;
}

/** One project with its rules in force, and its files. */
export interface Project {
  readonly rootFolder: string | undefined;
  readonly files: ProjectFiles;
  readonly analyzer: Analyzer;
  /** Mistakes below `.fixward` and in the overrides, one line each. */
  readonly problems: readonly ProjectProblem[];
  readonly limits: Limits;
  /** Every rule there is, switched on or not. */
  readonly knownRuleIds: readonly string[];
  /** Files of languages Fixward reads; `under` walks one folder of the project, given from its root. */
  walk(cancellation?: CancellationSignal, under?: string): AsyncIterable<WalkedFile>;
  /** @param path from the root */
  read(path: string): Promise<SourceFile>;
  /** The same for command lines, where nothing else waits. */
  readSync(path: string): SourceFile;
}

export async function createProjectAnalyzer(options: ProjectOptions): Promise<Project> {
  const { rootFolder, engines, limits = DEFAULT_LIMITS } = options;
  const files = await loadProject(rootFolder ?? '', {
    trusted: options.trusted && rootFolder !== undefined,
    syntax: engines.syntax,
  });
  const { config, problems } = overrideRules(files.config, options.ruleOverrides ?? {});
  const learned = derivedRules(files, options);
  const ruleSet = createRuleSet(
    [
      { origin: 'builtin', rules: BUILTIN_RULES },
      { origin: 'learned', rules: learned.rules },
      // A written rule that names the pattern it guards; both live in the same folder.
      { origin: 'learned', rules: files.rules.filter(({ sourcePattern }) => sourcePattern !== undefined) },
      { origin: 'workspace', rules: files.rules.filter(({ sourcePattern }) => sourcePattern === undefined) },
    ],
    config,
    options.only ? { only: options.only } : {},
  );
  const history =
    rootFolder !== undefined && options.trusted
      ? createFolderHistory({
          rootFolder,
          config,
          sqlParser: engines.sqlParser,
          fileSizeMaxBytes: limits.fileSizeMaxBytes,
        })
      : undefined;
  const analyzer = createAnalyzer({
    syntax: engines.syntax,
    sqlParser: engines.sqlParser,
    ruleSet,
    config,
    limits,
    plainTrees: engines.plainTrees,
    ...(history && { history }),
    ...(rootFolder !== undefined &&
      options.trusted && {
        recipes: createRecipeHost({ rootFolder, config, fileSizeMaxBytes: limits.fileSizeMaxBytes }),
      }),
  });
  const knownIds = [...BUILTIN_RULES, ...learned.rules, ...files.rules].map(({ id }) => id);
  return {
    rootFolder,
    files,
    analyzer,
    limits,
    knownRuleIds: knownIds,
    problems: [
      ...files.problems,
      ...learned.problems,
      ...problems.map((message) => ({ path: 'fixward.rules', line: 0, message })),
      ...unknownRules(files, knownIds, (name) => ruleSet.resolve(name) !== undefined),
    ],
    walk: (cancellation, under) =>
      walkFiles({
        rootFolder: rootFolder ?? '',
        ignored: config.ignored,
        ...(cancellation && { cancellation }),
        ...(under !== undefined && { under }),
      }),
    read: (path) => readSourceFile(join(rootFolder ?? '', path), limits.fileSizeMaxBytes),
    readSync: (path) =>
      history?.readSource(path) ?? readSourceFileSync(join(rootFolder ?? '', path), limits.fileSizeMaxBytes),
  };
}

/** Patterns are instructions from their author: an untrusted folder has none, and is shown none of the store's. */
function derivedRules(
  { rules, patterns }: ProjectFiles,
  { rootFolder, trusted, learned = NO_LEARNED_KNOWLEDGE }: ProjectOptions,
): ReturnType<typeof learnedRules> {
  if (!trusted || rootFolder === undefined) return { rules: [], problems: [] };
  return learnedRules(
    patterns,
    learned,
    new Set([...BUILTIN_RULES, ...rules].map(({ id }) => id)),
    new Set(rules.flatMap(({ sourcePattern }) => sourcePattern ?? [])),
  );
}

/** A switch for a rule that does not exist switches nothing, which its author should hear. */
function unknownRules(
  { config, configFile, configText, inheritedRules }: ProjectFiles,
  knownIds: readonly string[],
  isKnown: (name: string) => boolean,
): readonly ProjectProblem[] {
  if (configFile === undefined) return [];
  const named = [
    ...[...config.rules.keys()]
      .filter((name) => !inheritedRules.includes(name))
      .map((name) => ({ name, at: `rules.${name}`, line: undefined })),
    ...config.database.waivers.map(({ rule, line }) => ({ name: rule, at: 'database.waivers', line })),
  ];
  return named
    .filter(({ name }) => !isKnown(name))
    .map(({ name, at, line }) => {
      const near = nearestName(name, knownIds);
      const hint = near === undefined ? '' : `; did you mean "${near}"?`;
      return {
        path: configFile,
        line: line ?? lineOfKey(configText, name),
        message: `${at}: no rule is called "${name}"${hint}`,
      };
    });
}

function lineOfKey(text: string, key: string): number {
  const lines = text.split('\n');
  return Math.max(
    0,
    lines.findIndex((line) =>
      line
        .trim()
        .replace(/^["']|["'](?=\s*:)/gu, '')
        .startsWith(`${key}:`),
    ),
  );
}
