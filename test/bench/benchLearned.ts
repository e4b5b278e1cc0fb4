import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NEVER_CANCELLED } from '../../src/core/cancellation.ts';
import { type PatternContent, patternContentSchema } from '../../src/core/library/fixPattern.ts';
import { type LearnExample, learnEdit } from '../../src/core/patterns/learn/learnEdit.ts';
import { createAnalyzer } from '../../src/core/rules/analyzer.ts';
import type { Language } from '../../src/core/rules/languages.ts';
import { ruleOfLearned } from '../../src/core/rules/learned/ruleOfLearned.ts';
import { defaultProjectConfig } from '../../src/core/rules/parseProjectConfig.ts';
import { createRuleSet } from '../../src/core/rules/ruleSet.ts';
import { createEngines, type Engines } from '../../src/engines/workspace/engines.ts';
import { changesOfSites } from '../../src/server/learn/workspaceChanges.ts';
import { findWorkspaceSites } from '../../src/server/learn/workspaceSites.ts';
import { figuresOf, heading, line } from './figures.ts';
import { generatePython, generateTypeScript } from './generateCode.ts';

const RULES = 200;
const LINES = 1000;
const RUNS = 30;
const WARM_UP_RUNS = 8;
const FILES = 5_000;
const LINES_PER_FILE = 100;
/** One file in so many holds a place. */
const SITE_EVERY = 10;

/** Learned patterns as rules over one file, and one of them over a whole workspace. */
export async function benchLearned(): Promise<void> {
  const engines = createEngines();
  await engines.prepare('sql');
  for (const { language, text, path, edits } of CASES) {
    heading(`${RULES} learned rules over ${LINES} lines of ${language}, ${RUNS} runs, parsing included`);
    const bare = measure(engines, language, path, text, []);
    line('no rule', bare.figures);
    for (const [name, edit] of Object.entries(edits)) {
      const contents = Array.from({ length: RULES }, (_, n) => learned(engines, language, n, edit(n)));
      const measured = measure(engines, language, path, text, contents);
      line(`${name}, ${measured.findings} findings`, measured.figures, bare.figures);
    }
  }
  await benchWorkspace(engines);
}

type EditOf = (n: number) => LearnExample;

const call = (before: string, after: string): LearnExample => ({ before, after });

/** 50 blocks of each text are numbered from 1; words beyond that are not in it. */
const BLOCKS = 50;

const CASES: readonly {
  readonly language: Language;
  readonly path: string;
  readonly text: string;
  readonly edits: Readonly<Record<string, EditOf>>;
}[] = [
  {
    language: 'typescript',
    path: 'src/bench.ts',
    text: generateTypeScript(LINES),
    edits: {
      'a quarter of the rules has its words here': (n) =>
        call(`const rule = store.settings.rule${n};\n`, `const rule = store.settings.law${n};\n`),
      'every rule has a place here': (n) =>
        call(`packParcel${(n % BLOCKS) + 1}.listeners(store);\n`, `keepParcel${n}.listeners(store);\n`),
    },
  },
  {
    language: 'python',
    path: 'src/bench.py',
    text: generatePython(LINES),
    edits: {
      'a quarter of the rules has its words here': (n) =>
        call(`rule = store.settings["rule_${n}"]\n`, `rule = store.settings["law_${n}"]\n`),
      'every rule has a place here': (n) =>
        call(`pack_parcel_${(n % BLOCKS) + 1}.listeners(store)\n`, `keep_parcel_${n}.listeners(store)\n`),
    },
  },
];

function learned(engines: Engines, language: Language, n: number, example: LearnExample): PatternContent {
  const result = learnEdit({ language, examples: [example], negatives: [] }, { parse: engines.plainTrees });
  if ('declined' in result) throw new Error(`the bench's own edit is not learned: ${result.declined}`);
  return patternContentSchema.parse({
    key: `made-${n}`,
    title: 'Made for the bench',
    problem_type: 'Standards',
    severity: 'LOW',
    code_type: language,
    problem_description: 'p',
    pattern: result.edit,
  });
}

function measure(
  engines: Engines,
  language: Language,
  path: string,
  text: string,
  contents: readonly PatternContent[],
) {
  const config = defaultProjectConfig();
  const rules = contents.flatMap((content) => {
    const derived = ruleOfLearned(content, { raised: false });
    return derived && 'rule' in derived ? [derived.rule] : [];
  });
  const analyzer = createAnalyzer({
    syntax: engines.syntax,
    sqlParser: engines.sqlParser,
    plainTrees: engines.plainTrees,
    ruleSet: createRuleSet([{ origin: 'learned', rules }], config),
    config,
  });
  const samples: number[] = [];
  let findings = 0;
  const comment = language === 'python' ? '#' : language === 'sql' ? '--' : '//';
  for (let run = 0; run < WARM_UP_RUNS + RUNS; run++) {
    // Each run's text differs, so that nothing is answered from memory.
    const input = { path, language, text: `${text}\n${comment} run ${run}\n` };
    const started = performance.now();
    const document = analyzer.analyze(input);
    if (run >= WARM_UP_RUNS) samples.push(performance.now() - started);
    findings = document?.analysis.findings.length ?? 0;
  }
  return { figures: figuresOf(samples), findings };
}

async function benchWorkspace(engines: Engines): Promise<void> {
  heading(`one learned pattern over a workspace of ${FILES} files of ${LINES_PER_FILE} lines`);
  const root = await mkdtemp(join(tmpdir(), 'fixward-learned-'));
  try {
    const plain = generateTypeScript(LINES_PER_FILE);
    for (let n = 0; n < FILES; n++) {
      const folder = join(root, 'src', `part${n % 50}`);
      await mkdir(folder, { recursive: true });
      const site =
        n % SITE_EVERY === 0 ? `export const page${n} = axios.get("/page/${n}", { retries: ${n} });\n` : '';
      await writeFile(join(folder, `file${n}.ts`), plain + site);
    }
    const content = learned(engines, 'typescript', 0, {
      before: 'export const home = axios.get("/home");\n',
      after: 'export const home = http.get("/home");\n',
    });
    const tools = { engines, cancellation: NEVER_CANCELLED, progress: () => undefined };
    globalThis.gc?.();
    const rssBefore = process.memoryUsage().rss;
    const started = performance.now();
    const found = await findWorkspaceSites({ root, content, limit: 200, texts: {} }, tools);
    const searched = performance.now();
    const { files } = await changesOfSites({ root, content, texts: {} }, tools);
    const changed = performance.now();
    const grown = (process.memoryUsage().rss - rssBefore) / 1024 / 1024;
    const seconds = (from: number, to: number): string => `${((to - from) / 1000).toFixed(2)} s`;
    console.log(
      `  places found: ${found.total} in ${found.filesSearched} files, ${seconds(started, searched)}`,
    );
    console.log(`  edits made and tried: ${files.length} files, ${seconds(searched, changed)}`);
    console.log(`  memory grown by ${grown.toFixed(0)} MB`);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}
