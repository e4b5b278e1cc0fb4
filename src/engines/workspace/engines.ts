import type { ParsePlainTree } from '../../core/patterns/learn/plainTree.ts';
import { parseSqlTree } from '../../core/patterns/learn/sql/sqlTree.ts';
import type { SqlParser, SyntaxEngine } from '../../core/ports.ts';
import type { Language } from '../../core/rules/languages.ts';
import { createAstGrepEngine } from '../astGrep/astGrepEngine.ts';
import { createPlainTreeParser } from '../astGrep/plainTree.ts';
import { loadLibpgQuery } from '../libpgQuery.ts';

/** Where a packaged build keeps the parsers; undefined parts resolve the installed npm packages. */
export interface EngineLocations {
  readonly nativeDirectory?: string | undefined;
  readonly wasmPath?: string | undefined;
  /** Hears of rules that cannot run, one line each. */
  readonly report?: (message: string) => void;
}

/** Both parsers of one process, each loaded when the first text that needs it is met. */
export interface Engines {
  readonly syntax: SyntaxEngine;
  readonly sqlParser: SqlParser;
  /** Trees as data, of every language; SQL's errors are Postgres' own once its parser was prepared. */
  readonly plainTrees: ParsePlainTree;
  /** To be awaited before SQL is analysed; returns at once for every other language. */
  prepare(language: Language): Promise<void>;
}

export function createEngines(locations: EngineLocations = {}): Engines {
  let syntax: SyntaxEngine | undefined;
  const loadedSyntax = (): SyntaxEngine => {
    syntax ??= createAstGrepEngine(locations.nativeDirectory, locations.report);
    return syntax;
  };
  let sqlParser: SqlParser | undefined;
  let plainTrees: ParsePlainTree | undefined;
  let loading: Promise<void> | undefined;
  const loadedSqlParser = (): SqlParser => {
    if (!sqlParser) throw new Error('the SQL parser is used before it was prepared');
    return sqlParser;
  };
  return {
    syntax: {
      supports: (language) => loadedSyntax().supports(language),
      parse: (language, text) => loadedSyntax().parse(language, text),
      validate: (language, matcher) => loadedSyntax().validate(language, matcher),
    },
    sqlParser: {
      parseStatement: (sql) => loadedSqlParser().parseStatement(sql),
      parsePlPgSql: (sql) => loadedSqlParser().parsePlPgSql(sql),
      parseScript: (sql) => loadedSqlParser().parseScript(sql),
    },
    plainTrees: (language, text, focus) => {
      if (language === 'sql') return parseSqlTree(text, sqlParser?.parseScript);
      plainTrees ??= createPlainTreeParser(locations.nativeDirectory);
      return plainTrees(language, text, focus);
    },
    prepare: async (language) => {
      if (language !== 'sql') return;
      loading ??= loadLibpgQuery(locations.wasmPath).then((loaded) => {
        sqlParser = loaded;
      });
      await loading;
    },
  };
}
