import type { SqlParser, SyntaxEngine } from '../../src/core/ports.ts';
import type { RecipeHost } from '../../src/core/recipes/recipeHost.ts';
import { type Analyzer, createAnalyzer } from '../../src/core/rules/analyzer.ts';
import { defaultProjectConfig, parseProjectConfig } from '../../src/core/rules/parseProjectConfig.ts';
import type { Rule } from '../../src/core/rules/ruleModel.ts';
import { createRuleSet } from '../../src/core/rules/ruleSet.ts';
import { createAstGrepEngine } from '../../src/engines/astGrep/astGrepEngine.ts';
import { loadLibpgQuery } from '../../src/engines/libpgQuery.ts';

let engines: { readonly syntax: SyntaxEngine; readonly sqlParser: SqlParser } | undefined;

/** The real parsers, loaded once per test process. */
async function testEngines(): Promise<{
  readonly syntax: SyntaxEngine;
  readonly sqlParser: SqlParser;
}> {
  engines ??= { syntax: createAstGrepEngine(), sqlParser: await loadLibpgQuery() };
  return engines;
}

export interface TestAnalyzerOptions {
  readonly rules: readonly Rule[];
  readonly only?: readonly string[];
  /** Text of `.fixward/config.yaml`. */
  readonly config?: string;
  readonly recipes?: RecipeHost;
}

export async function testAnalyzer({ rules, only, config, recipes }: TestAnalyzerOptions): Promise<Analyzer> {
  const parsed = config === undefined ? { config: defaultProjectConfig() } : parseProjectConfig(config);
  if ('error' in parsed) throw new Error(parsed.error);
  const ruleSet = createRuleSet([{ origin: 'builtin', rules }], parsed.config, only ? { only } : {});
  return createAnalyzer({
    ...(await testEngines()),
    ruleSet,
    config: parsed.config,
    ...(recipes && { recipes }),
  });
}
