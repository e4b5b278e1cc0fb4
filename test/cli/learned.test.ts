import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli, workspaceWith } from '../support/cli.ts';
import { axiosPattern, patternFile } from '../support/learnedPattern.ts';

const FILE = '.fixward/patterns/use-http-get.yaml';
const PATTERN = { [FILE]: patternFile(axiosPattern('use-http-get')) };

async function found(files: Readonly<Record<string, string>>, ...args: readonly string[]) {
  const cwd = await workspaceWith(files);
  const { stdout, stderr, code } = await runCli(['check', '--format', 'json', ...args], { cwd });
  return { ...JSON.parse(stdout), stderr, code };
}

describe('learned patterns on the command line', () => {
  it('are checked as their own rule, with the edit as a fix that needs a choice', async () => {
    const report = await found({ ...PATTERN, 'src/a.ts': 'const é = axios.get(url); // 🙂\r\n' });
    expect(report.findings).toMatchObject([
      {
        ruleId: 'use-http-get',
        severity: 'LOW',
        origin: 'learned',
        patternId: 'use-http-get',
        message: 'Use http.get.',
        range: { start: { line: 0, character: 10 }, end: { line: 0, character: 24 } },
        fixes: [
          {
            title: 'Use http.get',
            kind: 'suggest',
            edits: [
              {
                range: { start: { line: 0, character: 10 }, end: { line: 0, character: 15 } },
                newText: 'http',
              },
            ],
          },
        ],
      },
    ]);
    expect(report.code).toBe(0);
  });

  it('take their severity from the configuration, and are silenced like any rule', async () => {
    const raised = await found({
      ...PATTERN,
      '.fixward/config.yaml': 'version: 1\nrules:\n  use-http-get: HIGH\n',
      'src/a.tsx': 'axios.get(url);\n',
    });
    expect(raised.findings).toMatchObject([{ severity: 'HIGH' }]);
    expect(raised.code).toBe(1);
    const silenced = await found({
      ...PATTERN,
      'src/a.js':
        '// fixward-ignore-next-line use-http-get: the health check has its own client\naxios.get(url);\n',
    });
    expect(silenced.findings).toEqual([]);
    expect(silenced.stats.suppressed).toBe(1);
  });

  it('stand in SARIF with their origin and pattern', async () => {
    const cwd = await workspaceWith({ ...PATTERN, 'src/a.ts': 'axios.get(url);\n' });
    const { stdout } = await runCli(['check', '--format', 'sarif'], { cwd });
    expect(JSON.parse(stdout).runs[0].results).toMatchObject([
      { ruleId: 'use-http-get', properties: { origin: 'learned', patternId: 'use-http-get' } },
    ]);
  });

  it('are applied when their rule is named, and only then', async () => {
    const files = { ...PATTERN, 'src/a.ts': 'axios.get(axios.get(url));\n' };
    const cwd = await workspaceWith(files);
    await runCli(['fix'], { cwd });
    expect(await readFile(join(cwd, 'src/a.ts'), 'utf8')).toBe(files['src/a.ts']);
    const { stdout } = await runCli(['fix', '--rule', 'use-http-get'], { cwd });
    expect(stdout).toBe('src/a.ts: use-http-get ×2\n');
    expect(await readFile(join(cwd, 'src/a.ts'), 'utf8')).toBe('http.get(http.get(url));\n');
  });

  it('say in one line what is wrong with a file, and what the name of a rule would hide', async () => {
    const broken = await found({
      [FILE]: patternFile(axiosPattern('use-http-get', { more: { pattern: { format: 'fixward-edit/1' } } })),
      'src/a.ts': 'axios.get(url);\n',
    });
    expect(broken.findings).toEqual([]);
    expect(broken.errors).toMatchObject([
      { path: FILE, message: expect.stringMatching(/^pattern: .*language/u) },
    ]);
    const taken = await found({ '.fixward/patterns/a.yaml': patternFile(axiosPattern('no-eval')) });
    expect(taken.errors[0].message).toBe('key: "no-eval" is the id of a rule; give the pattern another key');
    const twice = await found({ ...PATTERN, '.fixward/patterns/b.yaml': PATTERN[FILE] ?? '' });
    expect(twice.errors[0].message).toContain('is already taken by .fixward/patterns/b.yaml');
  });

  it('leave half-typed and empty files alone', async () => {
    const report = await found({ ...PATTERN, 'src/a.ts': 'const a = axios.get(\n', 'src/b.ts': '' });
    expect(report.findings).toEqual([]);
  });
});
