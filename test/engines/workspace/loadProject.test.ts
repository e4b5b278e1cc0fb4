import { describe, expect, it } from 'vitest';
import { createProjectAnalyzer } from '../../../src/engines/workspace/createProjectAnalyzer.ts';
import { createEngines } from '../../../src/engines/workspace/engines.ts';
import { workspaceWith } from '../../support/cli.ts';

const RULE = 'id: no-foo\nlanguage: ts\nmessage: m\npattern: foo()\n';
const engines = createEngines();

describe('createProjectAnalyzer', () => {
  it('reads configuration and rules, several files and several documents each', async () => {
    const rootFolder = await workspaceWith({
      '.fixward/config.yml': 'version: 1\npostgres: 16\nrules: { no-eval: off }\n',
      '.fixward/rules/a.yaml': `${RULE}---\n${RULE.replaceAll('foo', 'bar')}`,
      '.fixward/rules/team/b.yml': RULE.replaceAll('foo', 'baz'),
    });
    const { files, analyzer, problems } = await createProjectAnalyzer({ rootFolder, trusted: true, engines });
    expect(problems).toEqual([]);
    expect(files.configFile).toBe('.fixward/config.yml');
    expect(files.rules.map(({ id, sourceFile }) => [id, sourceFile])).toEqual([
      ['no-foo', '.fixward/rules/a.yaml'],
      ['no-bar', '.fixward/rules/a.yaml'],
      ['no-baz', '.fixward/rules/team/b.yml'],
    ]);
    const found = analyzer.analyze({ path: 'a.ts', language: 'typescript', text: 'foo(); bar(); eval(x);' });
    expect(found?.analysis.findings.map(({ ruleId, origin }) => [ruleId, origin])).toEqual([
      ['no-foo', 'workspace'],
      ['no-bar', 'workspace'],
    ]);
  });

  it('reads nothing of a workspace that is not trusted', async () => {
    const rootFolder = await workspaceWith({
      '.fixward/config.yaml': 'version: 1\nrules: { no-eval: off }\n',
      '.fixward/rules/broken.yaml': '[',
      '.fixward/baseline.json': '{',
    });
    const { files, analyzer, problems } = await createProjectAnalyzer({
      rootFolder,
      trusted: false,
      engines,
    });
    expect(files).toMatchObject({ rules: [], baseline: undefined, configFile: undefined });
    expect(problems).toEqual([]);
    expect(analyzer.ruleSet.rules.map(({ id }) => id)).toContain('no-eval');
  });

  it('gives the user the last word over the project', async () => {
    const rootFolder = await workspaceWith({
      '.fixward/config.yaml': 'version: 1\nrules: { no-eval: LOW }\n',
    });
    const open = (ruleOverrides: Readonly<Record<string, string>>) =>
      createProjectAnalyzer({ rootFolder, trusted: true, engines, ruleOverrides });
    const severity = async (overrides: Readonly<Record<string, string>>): Promise<string | undefined> => {
      const { ruleSet } = (await open(overrides)).analyzer;
      const rule = ruleSet.rules.find(({ id }) => id === 'no-eval');
      return rule && ruleSet.severityOf(rule);
    };
    expect(await severity({})).toBe('LOW');
    expect(await severity({ 'no-eval': 'medium' })).toBe('MEDIUM');
    expect(await severity({ 'no-eval': 'error' })).toBe('HIGH');
    expect(await severity({ 'no-eval': 'off' })).toBeUndefined();
    expect((await open({ 'no-eval': 'loud' })).problems[0]?.message).toContain(
      '"loud" is neither on, off, nor one of',
    );
  });

  it('tells of two rules with one id, of unknown switches, and of a folder where a file should be', async () => {
    const rootFolder = await workspaceWith({
      '.fixward/config.yaml': 'version: 1\nrules:\n  no-evil: off\n',
      '.fixward/rules/a.yaml': RULE,
      '.fixward/rules/b.yaml': `# second\n${RULE}`,
      '.fixward/baseline.json/x': '',
    });
    const { problems } = await createProjectAnalyzer({ rootFolder, trusted: true, engines });
    expect(problems.map(({ path, line, message }) => `${path}:${line + 1}: ${message}`)).toEqual([
      '.fixward/rules/b.yaml:2: id: "no-foo" is already taken by .fixward/rules/a.yaml; give this rule another id',
      '.fixward/baseline.json:1: is a folder',
      '.fixward/config.yaml:3: rules.no-evil: no rule is called "no-evil"; did you mean "no-eval"?',
    ]);
  });

  it('runs only the rules named, opt-in ones included', async () => {
    const rootFolder = await workspaceWith({ '.fixward/rules/a.yaml': `${RULE}optIn: true\n` });
    const { analyzer } = await createProjectAnalyzer({
      rootFolder,
      trusted: true,
      engines,
      only: ['no-foo'],
    });
    expect(analyzer.ruleSet.rules.map(({ id }) => id)).toEqual(['no-foo']);
  });

  it('serves documents that belong to no folder', async () => {
    const { analyzer, files } = await createProjectAnalyzer({
      rootFolder: undefined,
      trusted: true,
      engines,
    });
    expect(files.rules).toEqual([]);
    expect(analyzer.ruleSet.rules.length).toBeGreaterThan(10);
  });
});

describe('settings of another linter', () => {
  const files = {
    'db/1.sql': 'ALTER TABLE t DROP COLUMN c;\nCREATE INDEX i ON t (a);\n',
    'old/1.sql': 'ALTER TABLE t DROP COLUMN c;\n',
  };
  const SQUAWK =
    'pg_version = "13"\nexcluded_rules = ["ban-drop-column", "no-such-rule"]\nexcluded_paths = ["old/*"]\nassume_in_transaction = true\n';

  async function open(more: Readonly<Record<string, string>>) {
    const rootFolder = await workspaceWith({ ...files, ...more });
    await engines.prepare('sql');
    return createProjectAnalyzer({ rootFolder, trusted: true, engines });
  }

  it('are followed, names unknown here passed over', async () => {
    const {
      analyzer,
      problems,
      files: project,
    } = await open({
      '.squawk.toml': SQUAWK,
      '.fixward/config.yaml': 'version: 1\n',
    });
    expect(problems).toEqual([]);
    expect(project.config.postgresVersion).toBe(13);
    expect(project.config.ignored('old/1.sql')).toBe(true);
    const document = analyzer.analyze({ path: 'db/1.sql', language: 'sql', text: files['db/1.sql'] });
    expect(document?.analysis.findings.map(({ ruleId }) => ruleId)).toEqual([
      'require-concurrent-index-creation',
    ]);
    expect(document?.sql?.file).toMatchObject({ isWrapped: true, targetVersion: 13 });
  });

  it("give way to the project's own", async () => {
    const { analyzer } = await open({
      '.squawk.toml': SQUAWK,
      '.fixward/config.yaml': 'version: 1\nrules: { banDropColumn: on }\n',
    });
    const document = analyzer.analyze({ path: 'db/1.sql', language: 'sql', text: files['db/1.sql'] });
    expect(document?.analysis.findings.map(({ ruleId }) => ruleId)).toContain('ban-drop-column');
  });

  it.each([
    ['pg_version = ', 'not valid TOML'],
    ['excluded_rules = 1', 'excluded_rules'],
  ])('are told of when they cannot be read: %s', async (toml, words) => {
    const { problems } = await open({ '.squawk.toml': `# squawk\n${toml}\n` });
    expect(problems).toEqual([
      { path: '.squawk.toml', line: expect.any(Number), message: expect.stringContaining(words) },
    ]);
  });
});
