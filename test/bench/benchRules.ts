import { createAnalyzer } from '../../src/core/rules/analyzer.ts';
import { BUILTIN_RULES } from '../../src/core/rules/builtin/builtinRules.ts';
import type { Language } from '../../src/core/rules/languages.ts';
import { defaultProjectConfig } from '../../src/core/rules/parseProjectConfig.ts';
import type { Rule, TreeMatcher } from '../../src/core/rules/ruleModel.ts';
import { createRuleSet } from '../../src/core/rules/ruleSet.ts';
import { loadAstGrep } from '../../src/engines/astGrep/nativeBinding.ts';
import { createEngines } from '../../src/engines/workspace/engines.ts';
import { type Figures, figuresOf, heading, line } from './figures.ts';
import { generatePython, generateTypeScript } from './generateCode.ts';

const RULES = 200;
const LINES = 1000;
const RUNS = 40;
const WARM_UP_RUNS = 10;

/** Built-in rules filled up to the number wanted by made ones of the shapes that teams write. */
export async function benchRules(): Promise<void> {
  const engines = createEngines();
  for (const [language, grammar, text] of [
    ['typescript', 'TypeScript', generateTypeScript(LINES)],
    ['python', 'python', generatePython(LINES)],
  ] as const) {
    const rules = rulesFor(language);
    heading(`${rules.length} tree rules over ${LINES} lines of ${language}, ${RUNS} runs, parsing included`);
    const config = defaultProjectConfig();
    const ruleSet = createRuleSet([{ origin: 'builtin', rules }], config);
    const analyzer = createAnalyzer({
      syntax: engines.syntax,
      sqlParser: engines.sqlParser,
      ruleSet,
      config,
    });
    let findings = 0;
    const ours = measure((run) => {
      const document = analyzer.analyze({
        path: 'src/bench',
        language,
        text: `${text}\n${comment(language, run)}`,
      });
      findings = document?.analysis.findings.length ?? 0;
    });
    const { binding } = loadAstGrep(undefined);
    const matchers = rules.flatMap(({ match }) => match.filter((matcher) => matcher.kind === 'tree'));
    let matches = 0;
    const naive = measure((run) => {
      const root = binding.parse(grammar, `${text}\n${comment(language, run)}`).root();
      matches = matchers.reduce((sum, matcher) => sum + root.findAll(configOf(matcher)).length, 0);
    });
    line(`fixward, ${findings} findings`, ours, naive);
    line(`ast-grep, one findAll a rule, ${matches} matches`, naive);
  }
}

function measure(run: (index: number) => void): Figures {
  const samples: number[] = [];
  for (let index = 0; index < WARM_UP_RUNS + RUNS; index++) {
    const started = performance.now();
    run(index);
    if (index >= WARM_UP_RUNS) samples.push(performance.now() - started);
  }
  return figuresOf(samples);
}

function rulesFor(language: Language): readonly Rule[] {
  const builtin = BUILTIN_RULES.filter(
    (rule) =>
      rule.languages.includes(language) &&
      rule.layers === undefined &&
      rule.match.some(
        (matcher) => matcher.kind === 'tree' && (matcher.languages ?? rule.languages).includes(language),
      ),
  ).map((rule) => ({
    ...rule,
    match: rule.match.filter(
      (matcher) => matcher.kind === 'tree' && (matcher.languages ?? rule.languages).includes(language),
    ),
  }));
  return [
    ...builtin,
    ...Array.from({ length: Math.max(0, RULES - builtin.length) }, (_, n) => madeRule(language, n)),
  ];
}

/** Every tenth made rule has no plain word to look for first, as rules about shapes have none. */
const WORDLESS_EVERY = 10;

function madeRule(language: Language, n: number): Rule {
  const call = language === 'python' ? 'call' : 'call_expression';
  const shapes: readonly TreeMatcher['rule'][] = [
    { pattern: `deprecatedCall${n}($$$ARGS)` },
    { pattern: `client${n}.send($A, $B)`, not: { inside: { pattern: `retry${n}($$$A)`, stopBy: 'end' } } },
    { any: [{ pattern: `open${n}($A)` }, { pattern: `reopen${n}($A)` }] },
  ];
  const wordless = { kind: call, has: { regex: `^legacy_${n}_`, stopBy: 'neighbor' } };
  const rule = n % WORDLESS_EVERY === 0 ? wordless : (shapes[n % shapes.length] ?? wordless);
  return {
    id: `made-${n}`,
    title: 'Made for the bench',
    kind: 'detection',
    severity: 'LOW',
    problemType: 'Standards',
    languages: [language],
    message: 'm',
    actionRequired: 'a',
    why: 'w',
    howToFix: 'h',
    match: [{ kind: 'tree', rule }],
    examples: { fires: [], silent: [] },
  };
}

function configOf({ rule, constraints, utils, transform }: TreeMatcher): never {
  // SAFETY: ast-grep checks the object itself; its types only narrow node kinds.
  return {
    rule,
    ...(constraints && { constraints }),
    ...(utils && { utils }),
    ...(transform && { transform }),
  } as never;
}

/** Each run's text differs, so that nothing is answered from memory. */
function comment(language: Language, run: number): string {
  return language === 'python' ? `# run ${run}` : `// run ${run}`;
}
