import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BUILTIN_RULES } from '../../src/core/rules/builtin/builtinRules.ts';
import { defaultProjectConfig } from '../../src/core/rules/parseProjectConfig.ts';
import type { ActiveRule } from '../../src/core/rules/ruleModel.ts';
import { createRuleSet } from '../../src/core/rules/ruleSet.ts';
import { analyzeSql, type SqlAnalysis } from '../../src/core/sql/analyzeSql.ts';
import { applyEdits } from '../../src/core/text/edits.ts';
import { loadLibpgQuery } from '../../src/engines/libpgQuery.ts';
import { heading } from './figures.ts';
import { ORACLE_FILES, type OracleCase, readOracleCases, scriptsOf } from './sqlOracleCases.ts';

/** A fix that never settles must not hang the bench. */
const FIX_ROUNDS_MAX = 10;

type Verdict = 'agreed' | 'wrapped' | 'missed' | 'extra';

interface Outcome {
  readonly oracle: OracleCase;
  readonly verdict: Verdict;
  readonly syntaxErrors: number;
  /** The text after our fixes, where the peer gives one: equal, equal but for case and spaces, or not. */
  readonly fix?: { readonly result: 'same' | 'alike' | 'different'; readonly text: string };
}

/**
 * Agreement with peers' own test cases, read from the folder in FIXWARD_BENCH_ORACLES. Only the rules that stand for
 * the peer's rule run. `wrapped` counts cases that agree once the file is taken to run in one transaction, which
 * some peers always assume. `--verbose` prints the texts of the others, `--rule=NAME` keeps to one rule.
 */
export async function benchOracles(_root: string, flags: readonly string[] = []): Promise<void> {
  const folder = process.env.FIXWARD_BENCH_ORACLES;
  if (folder === undefined || folder === '') {
    console.log('\noracles: FIXWARD_BENCH_ORACLES names no folder, nothing to compare with');
    return;
  }
  const wanted = flags.find((flag) => flag.startsWith('--rule='))?.slice('--rule='.length);
  const judge = await createJudge();
  for (const [peer, file] of Object.entries(ORACLE_FILES)) {
    if (!existsSync(join(folder, file))) continue;
    const cases = readOracleCases(folder, file);
    const names = [...new Set(cases.map(({ rule }) => rule))].sort();
    heading(`${peer}: ${cases.length} cases of ${names.length} rules`);
    const all: Outcome[] = [];
    let unmapped = 0;
    for (const name of names) {
      const own = cases.filter(({ rule }) => rule === name);
      const rules = judge.rulesOf(name);
      if (wanted !== undefined && wanted !== name && !rules.some(({ id }) => id === wanted)) continue;
      if (rules.length === 0) {
        unmapped += own.length;
        console.log(`  ${name.padEnd(46)} no rule of ours (${own.length} cases)`);
        continue;
      }
      const outcomes = own.map((oracle) => judge.outcomeOf(oracle, rules));
      all.push(...outcomes);
      printRule(name, rules, outcomes);
      if (flags.includes('--verbose')) printDisagreements(outcomes);
    }
    console.log(
      `  ${'in all'.padEnd(46)} ${summary(all)}${unmapped > 0 ? `, ${unmapped} without a rule` : ''}`,
    );
  }
}

async function createJudge() {
  const parser = await loadLibpgQuery();
  const config = defaultProjectConfig();
  const sources = [{ origin: 'builtin' as const, rules: BUILTIN_RULES }];
  const analyze = (
    text: string,
    oracle: OracleCase,
    rules: readonly ActiveRule[],
    wraps?: true,
  ): SqlAnalysis => {
    const runInTransaction = wraps ?? oracle.settings?.assume_in_transaction;
    return analyzeSql({
      text,
      path: 'x.sql',
      rules,
      parser,
      options: {
        targetVersion: oracle.settings?.pg_version ?? config.postgresVersion,
        ...(runInTransaction !== undefined && { runInTransaction }),
      },
    });
  };
  const finds = (oracle: OracleCase, rules: readonly ActiveRule[], wraps?: true): boolean =>
    scriptsOf(oracle.sql).some((script) => analyze(script, oracle, rules, wraps).findings.length > 0);
  const fixOf = (oracle: OracleCase, rules: readonly ActiveRule[]): Outcome['fix'] => {
    if (oracle.fixed === undefined) return undefined;
    let text = oracle.sql;
    for (let round = 0; round < FIX_ROUNDS_MAX; round++) {
      const fix = analyze(text, oracle, rules).findings.find(({ fixes }) => fixes.length > 0)?.fixes[0];
      if (!fix) break;
      text = applyEdits(text, fix.edits);
    }
    if (text.trim() === oracle.fixed.trim()) return { result: 'same', text };
    return { result: loose(text) === loose(oracle.fixed) ? 'alike' : 'different', text };
  };
  return {
    rulesOf: (name: string): readonly ActiveRule[] => {
      const known = createRuleSet(sources, config);
      return known.idsOf(name).length === 0 ? [] : createRuleSet(sources, config, { only: [name] }).rules;
    },
    outcomeOf: (oracle: OracleCase, rules: readonly ActiveRule[]): Outcome => {
      const expected = oracle.expect === 'violation';
      const fix = fixOf(oracle, rules);
      let verdict: Verdict = 'agreed';
      if (finds(oracle, rules) !== expected) {
        if (finds(oracle, rules, true) === expected) verdict = 'wrapped';
        else verdict = expected ? 'missed' : 'extra';
      }
      return {
        oracle,
        verdict,
        syntaxErrors: analyze(oracle.sql, oracle, rules).syntaxErrors.length,
        ...(fix && { fix }),
      };
    },
  };
}

/** Peers write keywords in lower case and end without a semicolon where they like. */
function loose(text: string): string {
  return text.toLowerCase().replaceAll(/;\s*$/gmu, '').replaceAll(/\s+/gu, ' ').trim();
}

function count(outcomes: readonly Outcome[], verdict: Verdict): number {
  return outcomes.filter((outcome) => outcome.verdict === verdict).length;
}

function summary(outcomes: readonly Outcome[]): string {
  const fixes = outcomes.flatMap(({ fix }) => (fix ? [fix.result] : []));
  const same = fixes.filter((result) => result !== 'different').length;
  const parts = [
    `${count(outcomes, 'agreed')} of ${outcomes.length} agreed`,
    ...(['wrapped', 'missed', 'extra'] as const)
      .map((verdict) => [verdict, count(outcomes, verdict)] as const)
      .filter(([, number]) => number > 0)
      .map(([verdict, number]) => `${number} ${verdict}`),
  ];
  return parts.join(', ') + (fixes.length > 0 ? `; fixes ${same} of ${fixes.length}` : '');
}

function printRule(name: string, rules: readonly ActiveRule[], outcomes: readonly Outcome[]): void {
  const ids = rules.map(({ id }) => id).join(' + ');
  console.log(`  ${name.padEnd(46)} ${summary(outcomes).padEnd(44)} ${ids === name ? '' : ids}`);
}

function printDisagreements(outcomes: readonly Outcome[]): void {
  for (const { oracle, verdict, fix, syntaxErrors } of outcomes) {
    const differs = fix?.result === 'different';
    if (verdict === 'agreed' && !differs) continue;
    const settings = oracle.settings ? ` ${JSON.stringify(oracle.settings)}` : '';
    console.log(`    --- ${verdict === 'agreed' ? 'fix' : verdict}: ${oracle.test}${settings}`);
    if (syntaxErrors > 0) console.log(`    (${syntaxErrors} syntax errors)`);
    console.log(indented(oracle.sql));
    if (differs)
      console.log(`    wanted:\n${indented(oracle.fixed ?? '')}\n    ours:\n${indented(fix.text)}`);
  }
}

function indented(text: string): string {
  return text.trim().replaceAll(/^/gmu, '      ');
}
