import { spawn } from 'node:child_process';
import { chmod, readFile, symlink, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cliPath, runCli, workspaceWith } from '../support/cli.ts';

const EVAL = 'const total = eval(input);\n';

interface JsonReport {
  readonly version: number;
  readonly findings: readonly {
    readonly ruleId: string;
    readonly severity: string;
    readonly message: string;
    readonly path: string;
    readonly range: { readonly start: Position; readonly end: Position };
    readonly origin: string;
    readonly layer?: number;
    readonly fixes: readonly {
      readonly title: string;
      readonly kind: string;
      readonly preferred: boolean;
      readonly edits: readonly { readonly range: object; readonly newText: string }[];
    }[];
  }[];
  readonly errors: readonly { readonly path: string; readonly message: string }[];
  readonly stats: { readonly files: number; readonly statements: number; readonly ms: number };
}

interface Position {
  readonly line: number;
  readonly character: number;
}

function parseReport(stdout: string): JsonReport {
  // SAFETY: the test asserts on the parts it reads.
  return JSON.parse(stdout) as JsonReport;
}

describe('fixward check', () => {
  it('prints one line per finding, with 1-based places, and exits 1', async () => {
    const cwd = await workspaceWith({ 'src/a.ts': `\n  ${EVAL}` });
    const { code, stdout, stderr } = await runCli(['check'], { cwd });
    expect(stdout).toMatch(/^src\/a\.ts:2:17: error: .+ \[no-eval\]\n$/u);
    expect(stderr).toBe('1 finding in 1 file: 1 error.\n');
    expect(code).toBe(1);
  });

  it('exits 0 and prints nothing on standard output when all is well', async () => {
    const cwd = await workspaceWith({ 'src/a.ts': 'export const a = 1;\n' });
    expect(await runCli(['check'], { cwd })).toEqual({
      code: 0,
      stdout: '',
      stderr: 'No findings in 1 file.\n',
    });
  });

  it('prints the JSON of the contract alone on standard output', async () => {
    const cwd = await workspaceWith({ 'src/routes/a.ts': EVAL, 'db/1.sql': 'select 1;\nselect 2;\n' });
    const { stdout, code } = await runCli(['check', '--format', 'json', '--rule', 'no-eval'], { cwd });
    const report = parseReport(stdout);
    expect(report.version).toBe(1);
    expect(report.findings).toHaveLength(1);
    expect(report.findings[0]).toMatchObject({
      ruleId: 'no-eval',
      severity: 'CRITICAL',
      path: 'src/routes/a.ts',
      range: { start: { line: 0, character: 14 }, end: { line: 0, character: 25 } },
      layer: 3,
      origin: 'builtin',
      fixes: [],
    });
    expect(report.errors).toEqual([]);
    expect(report.stats).toMatchObject({ files: 2, statements: 2 });
    expect(code).toBe(1);
  });

  it('gives verified fixes with one preferred', async () => {
    const cwd = await workspaceWith({ 'a.py': 'import os\n\nvalue = eval(form["value"])\n' });
    const { stdout } = await runCli(['check', '--format', 'json', '--rule', 'no-eval', 'a.py'], { cwd });
    const fixes = parseReport(stdout).findings[0]?.fixes;
    expect(fixes).toHaveLength(1);
    expect(fixes?.[0]).toMatchObject({ kind: 'suggest', preferred: true });
    expect(fixes?.[0]?.edits.map(({ newText }) => newText)).toContain('ast.literal_eval(form["value"])');
  });

  it('counts positions in UTF-16 units across CRLF, emoji and a byte order mark', async () => {
    const cwd = await workspaceWith({ 'a.ts': `\uFEFFconst a = '🙂';\r\n/* ä🙂 */ eval(b);\r\n` });
    const { stdout } = await runCli(['check', '--format', 'json', '--rule', 'no-eval'], { cwd });
    expect(parseReport(stdout).findings[0]?.range.start).toEqual({ line: 1, character: 10 });
  });

  it('fails only at the threshold', async () => {
    const cwd = await workspaceWith({ 'a.ts': '// fixward-ignore-next-line no-eval: gone\nconst a = 1;\n' });
    const low = await runCli(['check'], { cwd });
    expect(low.stdout).toContain('info');
    expect(low.code).toBe(0);
    expect((await runCli(['check', '--fail-on', 'info'], { cwd })).code).toBe(1);
    expect((await runCli(['check', '--quiet'], { cwd })).stdout).toBe('');
  });

  it('checks standard input under the path given', async () => {
    const cwd = await workspaceWith({});
    const { stdout, code } = await runCli(['check', '--stdin-path', 'src/new.ts', '--format', 'json'], {
      cwd,
      stdin: EVAL,
    });
    expect(parseReport(stdout).findings.map(({ path, ruleId }) => [path, ruleId])).toEqual([
      ['src/new.ts', 'no-eval'],
    ]);
    expect(code).toBe(1);
  });

  it('finds nothing in empty input, files and folders', async () => {
    const cwd = await workspaceWith({ 'a.ts': '', 'b.sql': '', 'c.py': '' });
    expect((await runCli(['check', '--fail-on', 'info'], { cwd })).code).toBe(0);
    expect((await runCli(['check', '--stdin-path', 'a.ts', '--fail-on', 'info'], { cwd })).code).toBe(0);
    expect((await runCli(['check'], { cwd: await workspaceWith({}) })).stderr).toBe(
      'No findings in 0 files.\n',
    );
  });

  it('writes GitHub annotations with what GitHub would misread escaped', async () => {
    const cwd = await workspaceWith({ 'a,b.ts': EVAL });
    const { stdout } = await runCli(['check', '--format', 'github'], { cwd });
    expect(stdout).toMatch(
      /^::error file=a%2Cb\.ts,line=1,endLine=1,col=15,endColumn=26,title=Fixward%3A no-eval::/u,
    );
  });

  it('shows paths from the working folder, and absolute ones outside of it', async () => {
    const cwd = await workspaceWith({
      '.fixward/config.yaml': 'version: 1\n',
      'app/src/a.ts': EVAL,
      'lib/b.ts': EVAL,
    });
    const { stdout } = await runCli(['check', '../lib', 'src'], { cwd: join(cwd, 'app') });
    const paths = stdout
      .trim()
      .split('\n')
      .map((line) => line.split(':')[0]);
    expect(paths).toEqual([join(cwd, 'lib/b.ts'), 'src/a.ts']);
  });
});

describe('which files fixward check reads', () => {
  it('leaves out what .gitignore files, the project and habit leave out', async () => {
    const cwd = await workspaceWith({
      '.gitignore': 'out/\n*.gen.ts\n!keep.gen.ts\n',
      'packages/.gitignore': '/local.ts\n',
      '.fixward/config.yaml': 'version: 1\nignore: [vendor/]\n',
      'out/a.ts': EVAL,
      'x.gen.ts': EVAL,
      'keep.gen.ts': EVAL,
      'packages/local.ts': EVAL,
      'packages/deep/local.ts': EVAL,
      'vendor/a.ts': EVAL,
      'node_modules/a/index.js': EVAL,
      'notes.md': EVAL,
    });
    const { stdout } = await runCli(['check'], { cwd });
    const paths = stdout
      .trim()
      .split('\n')
      .map((line) => line.split(':')[0]);
    expect(paths).toEqual(['keep.gen.ts', 'packages/deep/local.ts']);
  });

  it('takes an ignored file that is named by itself, but not one the project ignores', async () => {
    const cwd = await workspaceWith({
      '.gitignore': 'out/\n',
      '.fixward/config.yaml': 'version: 1\nignore: [vendor/]\n',
      'out/a.ts': EVAL,
      'vendor/a.ts': EVAL,
    });
    const { stdout } = await runCli(['check', 'out/a.ts', 'vendor/a.ts', 'out/a.ts'], { cwd });
    expect(stdout.trim().split('\n')).toHaveLength(1);
  });

  it('survives links in circles, links to nothing, pictures, and folders it cannot open', async () => {
    const cwd = await workspaceWith({
      'a.ts': EVAL,
      'deep/b.ts': 'export {};\n',
      'video.ts': Buffer.from([0x47, 0, 1, 2, 0xff]),
    });
    await symlink('..', join(cwd, 'deep/up'));
    await symlink('missing', join(cwd, 'deep/gone.ts'));
    const { stdout, code } = await runCli(['check', '--format', 'json'], { cwd });
    expect(parseReport(stdout)).toMatchObject({
      findings: [{ path: 'a.ts' }],
      errors: [],
      stats: { files: 2 },
    });
    expect(code).toBe(1);
  });

  it('says which file is over the limit, and checks the others', async () => {
    const cwd = await workspaceWith({
      'big.ts': `// ${'x'.repeat(6_000_000)}\n`,
      'long.ts': '\n'.repeat(60_000),
      'a.ts': EVAL,
    });
    const { stdout, code } = await runCli(['check', '--format', 'json'], { cwd });
    const report = parseReport(stdout);
    expect(report.findings).toHaveLength(1);
    expect(report.errors.map(({ path }) => path)).toEqual(['big.ts', 'long.ts']);
    expect(report.errors[0]?.message).toContain('over the limit of 5.0 MB');
    expect(code).toBe(1);
  });

  it.skipIf(process.getuid?.() === 0)(
    'tells of a file it may not read, and exits 2 when nothing was found',
    async () => {
      const cwd = await workspaceWith({ 'a.ts': EVAL });
      await chmod(join(cwd, 'a.ts'), 0);
      const { stderr, code } = await runCli(['check'], { cwd });
      expect(stderr).toContain('a.ts: permission denied');
      expect(code).toBe(2);
    },
  );

  it('tells of SQL that does not parse without hiding findings around it', async () => {
    const cwd = await workspaceWith({ 'migrations/1.sql': 'selec 1;\ndrop table orders;\n' });
    const { stdout, code } = await runCli(['check', '--format', 'json', '--rule', 'ban-drop-table'], { cwd });
    const report = parseReport(stdout);
    expect(report.findings.map(({ ruleId, range }) => [ruleId, range.start.line])).toEqual([
      ['ban-drop-table', 1],
    ]);
    expect(report.errors).toHaveLength(1);
    expect(code).toBe(1);
  });
});

describe('what fixward check says of bad input', () => {
  it.each([
    [['chek'], 'fixward: unknown command "chek"; did you mean check?'],
    [['lern'], 'fixward: unknown command "lern"; did you mean learn?'],
    [['check', '--formt', 'json'], 'fixward check: unknown option --formt; did you mean --format?'],
    [['check', '--format', 'xml'], 'fixward check: --format is one of text, github, json, sarif; got "xml"'],
    [['check', '--fail-on'], 'fixward check: --fail-on needs one of error, warning, info'],
    [['check', '--rule', 'no-evl'], 'fixward check: no rule is called "no-evl"; did you mean "no-eval"?'],
    [['check', 'a.tss'], 'fixward check: a.tss: no such file or folder; did you mean a.ts?'],
    [
      ['check', '--stdin-path', 'notes.txt'],
      'fixward check: --stdin-path notes.txt: no language is known for this file name',
    ],
    [
      ['check', '--stdin-path', 'a.ts', 'a.ts'],
      'fixward check: --stdin-path takes the text from standard input; leave out the paths',
    ],
    [
      ['check', '--update-baseline', '--rule', 'no-eval'],
      'fixward check: --update-baseline covers all rules; leave out --rule',
    ],
    [[], 'fixward: a command is needed; see fixward --help'],
  ])('%j is one line and exit code 2', async (args, line) => {
    const cwd = await workspaceWith({ 'a.ts': '' });
    expect(await runCli(args, { cwd })).toEqual({ code: 2, stdout: '', stderr: `${line}\n` });
  });

  it('lists built commands only, with the options of each', async () => {
    const cwd = await workspaceWith({});
    const general = await runCli(['--help'], { cwd });
    expect(general.code).toBe(0);
    for (const command of ['check', 'fix', 'live', 'prove', 'learn', 'apply', 'confidence', 'doctor']) {
      expect(general.stdout).toMatch(new RegExp(`^ +${command} `, 'mu'));
    }
    const ofCheck = await runCli(['check', '--help'], { cwd });
    for (const option of ['--format', '--rule', '--fail-on', '--stdin-path', '--update-baseline']) {
      expect(ofCheck.stdout).toContain(option);
    }
    const manifest: unknown = JSON.parse(await readFile('package.json', 'utf8'));
    expect(manifest).toMatchObject({ version: (await runCli(['--version'], { cwd })).stdout.trim() });
  });

  it('ends quietly when the reader of its output has gone', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 300 }, (_, index) => [`src/${index}.ts`, EVAL.repeat(20)]),
    );
    const cwd = await workspaceWith(files);
    const child = spawn(process.execPath, [await cliPath(), 'check'], {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    child.stdout.destroy();
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(stderr).not.toContain('internal error');
    expect([0, 1]).toContain(code);
  });
});

describe('rules of the project', () => {
  const RULE =
    'id: no-print\nlanguage: Python\nseverity: error\nmessage: Use the log\nrule: { pattern: print($A) }\nfix: log.info($A)\n';

  it('run beside the built-in ones and say where they come from', async () => {
    const cwd = await workspaceWith({ '.fixward/rules/no-print.yaml': RULE, 'a.py': 'print(total)\n' });
    const { stdout } = await runCli(['check', '--format', 'json'], { cwd });
    expect(parseReport(stdout).findings).toMatchObject([
      {
        ruleId: 'no-print',
        origin: 'workspace',
        fixes: [{ title: 'Replace with log.info(total)', kind: 'auto', preferred: true }],
      },
    ]);
  });

  it('cost only themselves when broken, with one line that says where', async () => {
    const cwd = await workspaceWith({
      '.fixward/rules/good.yaml': RULE,
      '.fixward/rules/broken.yaml':
        'id: no-foo\nlanguage: py\nmessage: m\nmatch:\n  - rule: { pattern: "foo($A" }\n',
      'a.py': 'print(total)\n',
    });
    const { stdout, stderr, code } = await runCli(['check'], { cwd });
    expect(stdout).toContain('[no-print]');
    expect(stderr).toContain(
      '.fixward/rules/broken.yaml:5: match.0.rule: pattern `foo($A` does not parse as python',
    );
    expect(code).toBe(1);
  });

  it('make a clean check exit 2 when one of them is broken: it did not guard', async () => {
    const cwd = await workspaceWith({ '.fixward/rules/broken.yaml': 'id: [', 'a.py': '' });
    expect((await runCli(['check'], { cwd })).code).toBe(2);
  });

  it('are named when the configuration misspells one', async () => {
    const cwd = await workspaceWith({
      '.fixward/config.yaml': 'version: 1\nrules:\n  no-evl: off\n',
      'a.py': '',
    });
    const { stderr } = await runCli(['check'], { cwd });
    expect(stderr).toContain(
      '.fixward/config.yaml:3: rules.no-evl: no rule is called "no-evl"; did you mean "no-eval"?',
    );
  });
});

describe('the baseline', () => {
  it('hides what was there, shows what is new, and follows lines that move', async () => {
    const cwd = await workspaceWith({ 'a.ts': EVAL });
    const update = await runCli(['check', '--update-baseline'], { cwd });
    expect(update).toMatchObject({ code: 0, stdout: '' });
    expect(update.stderr).toBe('.fixward/baseline.json: 1 finding in 1 file, 1 more than before.\n');
    expect(await readFile(join(cwd, '.fixward/baseline.json'), 'utf8')).not.toContain('eval(');
    const quiet = await runCli(['check'], { cwd });
    expect(quiet).toMatchObject({
      code: 0,
      stdout: '',
      stderr: 'No findings in 1 file (1 in the baseline).\n',
    });

    await writeFile(join(cwd, 'a.ts'), `const other = eval(text);\n\n  ${EVAL}`);
    const fresh = await runCli(['check'], { cwd });
    expect(fresh.stdout.trim().split('\n')).toHaveLength(1);
    expect(fresh.stdout).toMatch(/^a\.ts:1:/u);
    expect((await runCli(['check', '--no-baseline'], { cwd })).stdout.trim().split('\n')).toHaveLength(2);
  });

  it('counts equal lines: a third copy of a known mistake is new', async () => {
    const cwd = await workspaceWith({ 'a.ts': EVAL.repeat(2) });
    await runCli(['check', '--update-baseline'], { cwd });
    await writeFile(join(cwd, 'a.ts'), EVAL.repeat(3));
    expect((await runCli(['check'], { cwd })).stdout.trim().split('\n')).toHaveLength(1);
  });

  it('keeps entries outside the named paths when it is updated, and drops files that are gone', async () => {
    const cwd = await workspaceWith({ 'a/x.ts': EVAL, 'b/y.ts': EVAL });
    await runCli(['check', '--update-baseline'], { cwd });
    await unlink(join(cwd, 'a/x.ts'));
    await runCli(['check', '--update-baseline', 'a'], { cwd });
    const baseline: unknown = JSON.parse(await readFile(join(cwd, '.fixward/baseline.json'), 'utf8'));
    expect(baseline).toMatchObject({ version: 1, findings: { 'b/y.ts': { 'no-eval': expect.any(Object) } } });
    expect(JSON.stringify(baseline)).not.toContain('a/x.ts');
  });

  it('is not believed when it cannot be read', async () => {
    const cwd = await workspaceWith({ 'a.ts': EVAL, '.fixward/baseline.json': '{' });
    const { stdout, stderr } = await runCli(['check'], { cwd });
    expect(stdout).toContain('[no-eval]');
    expect(stderr).toContain('.fixward/baseline.json:1: not valid JSON');
  });
});

describe('many files', () => {
  it('are checked on several threads with the same result in the same order', async () => {
    // Enough for two threads wherever there are two processors.
    const names = Array.from({ length: 3100 }, (_, index) => `src/${String(index).padStart(4, '0')}.py`);
    const cwd = await workspaceWith(
      Object.fromEntries(
        names.map((name, index) => [name, index % 100 === 0 ? 'total = eval(text)\n' : 'x = 1\n']),
      ),
    );
    const { stdout, stderr, code } = await runCli(['check', '--rule', 'no-eval'], { cwd });
    const paths = stdout
      .trim()
      .split('\n')
      .map((line) => line.split(':')[0]);
    expect(paths).toEqual(names.filter((_, index) => index % 100 === 0));
    expect(stderr).toBe('31 findings in 3100 files: 31 error.\n');
    expect(code).toBe(1);
  }, 60_000);
});
