import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type FilePattern, parsePatternFile } from '../../core/library/parsePatternFile.ts';
import type { SyntaxEngine } from '../../core/ports.ts';
import { type Baseline, parseBaseline } from '../../core/rules/baseline.ts';
import type { InheritedSettings } from '../../core/rules/inheritedSettings.ts';
import { defaultProjectConfig, parseProjectConfig } from '../../core/rules/parseProjectConfig.ts';
import { parseRuleFile, type RuleFileProblem, type WorkspaceRule } from '../../core/rules/parseRuleFile.ts';
import type { ProjectConfig } from '../../core/rules/projectConfig.ts';
import { loadInheritedConfig } from './inheritedConfig.ts';
import { isAbsent, plainReason } from './sourceFile.ts';

/** What is wrong with a file below `.fixward/`, in one line. */
export type ProjectProblem = RuleFileProblem;

/** The `.fixward` folder of a project, read and checked; what could not be read has its place in `problems`. */
export interface ProjectFiles {
  readonly config: ProjectConfig;
  /** Path of the configuration file, from the root, when there is one. */
  readonly configFile: string | undefined;
  readonly configText: string;
  /** Names that another linter's configuration switches; some may mean no rule here. */
  readonly inheritedRules: readonly string[];
  readonly rules: readonly WorkspaceRule[];
  readonly patterns: readonly FilePattern[];
  readonly baseline: Baseline | undefined;
  readonly problems: readonly ProjectProblem[];
}

export interface LoadOptions {
  /** False leaves every file of the workspace unread: rules and globs are instructions from its author. */
  readonly trusted: boolean;
  readonly syntax: SyntaxEngine;
}

export const BASELINE_FILE = '.fixward/baseline.json';
const CONFIG_FILES = ['.fixward/config.yaml', '.fixward/config.yml'] as const;
const RULES_FOLDER = '.fixward/rules';
const PATTERNS_FOLDER = '.fixward/patterns';

export async function loadProject(
  rootFolder: string,
  { trusted, syntax }: LoadOptions,
): Promise<ProjectFiles> {
  const problems: ProjectProblem[] = [];
  if (!trusted) {
    return {
      config: defaultProjectConfig(),
      configFile: undefined,
      configText: '',
      inheritedRules: [],
      rules: [],
      patterns: [],
      baseline: undefined,
      problems,
    };
  }
  const inherited = await loadInheritedConfig(rootFolder);
  problems.push(...inherited.problems);
  const configuration = await loadConfig(rootFolder, inherited.settings, problems);
  const rules = await loadRules(rootFolder, syntax, problems);
  const patterns = await loadPatterns(rootFolder, problems);
  const baseline = await loadBaseline(rootFolder, problems);
  return {
    ...configuration,
    inheritedRules: [...inherited.settings.rules.keys()],
    rules,
    patterns,
    baseline,
    problems,
  };
}

async function loadConfig(
  rootFolder: string,
  inherited: InheritedSettings,
  problems: ProjectProblem[],
): Promise<Pick<ProjectFiles, 'config' | 'configFile' | 'configText'>> {
  for (const path of CONFIG_FILES) {
    const configText = await readOptional(rootFolder, path, problems);
    if (configText === undefined) continue;
    const parsed = parseProjectConfig(configText, inherited);
    if ('config' in parsed) return { config: parsed.config, configFile: path, configText };
    problems.push({ path, line: parsed.line, message: parsed.error });
    return { config: defaultProjectConfig(inherited), configFile: path, configText };
  }
  return { config: defaultProjectConfig(inherited), configFile: undefined, configText: '' };
}

async function loadRules(
  rootFolder: string,
  syntax: SyntaxEngine,
  problems: ProjectProblem[],
): Promise<readonly WorkspaceRule[]> {
  const rules = new Map<string, WorkspaceRule>();
  for (const path of await yamlFiles(rootFolder, RULES_FOLDER, problems)) {
    const yaml = await readOptional(rootFolder, path, problems);
    if (yaml === undefined) continue;
    const parsed = parseRuleFile(path, yaml, syntax);
    problems.push(...parsed.problems);
    for (const rule of parsed.rules) {
      const earlier = rules.get(rule.id);
      if (earlier) {
        const message = `id: "${rule.id}" is already taken by ${earlier.sourceFile}; give this rule another id`;
        problems.push({ path, line: lineOfId(yaml, rule.id), message });
      } else {
        rules.set(rule.id, rule);
      }
    }
  }
  return [...rules.values()];
}

async function loadPatterns(rootFolder: string, problems: ProjectProblem[]): Promise<readonly FilePattern[]> {
  const patterns = new Map<string, FilePattern>();
  for (const path of await yamlFiles(rootFolder, PATTERNS_FOLDER, problems)) {
    const yaml = await readOptional(rootFolder, path, problems);
    if (yaml === undefined) continue;
    const parsed = parsePatternFile(path, yaml);
    problems.push(...parsed.problems);
    for (const pattern of parsed.patterns) {
      const { key } = pattern.content;
      const earlier = patterns.get(key);
      if (earlier) {
        const message = `key: "${key}" is already taken by ${earlier.path}; give this pattern another key`;
        problems.push({ path, line: pattern.line, message });
      } else {
        patterns.set(key, pattern);
      }
    }
  }
  return [...patterns.values()];
}

async function yamlFiles(
  rootFolder: string,
  folder: string,
  problems: ProjectProblem[],
): Promise<readonly string[]> {
  try {
    const names = await readdir(join(rootFolder, folder), { recursive: true });
    return names
      .filter((name) => /\.ya?ml$/iu.test(name))
      .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
      .sort();
  } catch (error) {
    if (!isAbsent(error)) problems.push({ path: folder, line: 0, message: plainReason(error) });
    return [];
  }
}

async function loadBaseline(rootFolder: string, problems: ProjectProblem[]): Promise<Baseline | undefined> {
  const json = await readOptional(rootFolder, BASELINE_FILE, problems);
  if (json === undefined) return undefined;
  const parsed = parseBaseline(json);
  if ('baseline' in parsed) return parsed.baseline;
  problems.push({ path: BASELINE_FILE, line: 0, message: parsed.error });
  return undefined;
}

async function readOptional(
  rootFolder: string,
  path: string,
  problems: ProjectProblem[],
): Promise<string | undefined> {
  try {
    return (await readFile(join(rootFolder, path), 'utf8')).replace(/^\uFEFF/u, '');
  } catch (error) {
    if (!isAbsent(error)) problems.push({ path, line: 0, message: plainReason(error) });
    return undefined;
  }
}

function lineOfId(yaml: string, id: string): number {
  return Math.max(
    0,
    yaml.split('\n').findIndex((line) => line.startsWith('id:') && line.includes(id)),
  );
}
