import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { generatedFiles, outdatedFiles } from '../../scripts/docs/generatedFiles.mjs';
import { fillSections } from '../../scripts/docs/sections.mjs';
import { parseBaseline } from '../../src/core/rules/baseline.ts';
import { BUILTIN_RULES } from '../../src/core/rules/builtin/builtinRules.ts';
import { parseProjectConfig } from '../../src/core/rules/parseProjectConfig.ts';
import { parseRuleFile } from '../../src/core/rules/parseRuleFile.ts';
import { ruleFileSchema } from '../../src/core/rules/ruleFileSchema.ts';
import { createAstGrepEngine } from '../../src/engines/astGrep/astGrepEngine.ts';

const root = join(import.meta.dirname, '..', '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

function schemaOf(name: string): (value: unknown) => boolean {
  const validate = new Ajv({ strict: false, formats: {} }).compile(
    JSON.parse(readFileSync(join(root, 'schemas', name), 'utf8')),
  );
  return (value) => validate(value) === true;
}

/** Fenced blocks of the README in one language, in order. */
function blocks(language: string): readonly string[] {
  return [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gmu'))].map(
    (match) => match[1] ?? '',
  );
}

function asData(yaml: string): unknown {
  return parseAllDocuments(yaml)[0]?.toJS();
}

describe('what is written from the manifest and the rules', () => {
  let outdated: readonly string[];
  beforeAll(async () => {
    outdated = outdatedFiles(await generatedFiles());
  });

  it('is as they are now; `npm run docs` makes it so', () => {
    expect(outdated).toEqual([]);
  });
});

describe('fillSections', () => {
  it('replaces what stands between the marks and nothing else', () => {
    const text = 'before\n<!-- generated:x -->\nold\n<!-- /generated:x -->\nafter\n';
    const filled = fillSections(text, { x: 'new $& text' });
    expect(filled).toBe('before\n<!-- generated:x -->\nnew $& text\n<!-- /generated:x -->\nafter\n');
    expect(fillSections(filled, { x: 'new $& text' })).toBe(filled);
  });

  it('refuses a text without the marks', () => {
    expect(() => fillSections('text', { x: 'new' })).toThrow('generated:x');
  });
});

describe('the README', () => {
  it('links to files that exist', () => {
    const links = [...readme.matchAll(/\]\((?!https:|#)([^)]+)\)/gu)].map((match) => match[1] ?? '');
    expect(links.length).toBeGreaterThan(BUILTIN_RULES.length);
    expect(links.filter((link) => !existsSync(join(root, link)))).toEqual([]);
  });

  it('shows a configuration and a rule that Fixward reads without complaint', () => {
    const [config = '', rule = ''] = blocks('yaml');
    expect(parseProjectConfig(config)).toHaveProperty('config');
    expect(parseRuleFile('.fixward/rules/own.yaml', rule, createAstGrepEngine())).toMatchObject({
      rules: [{ id: 'no-raw-fetch' }],
      problems: [],
    });
  });

  it('names rules that exist', () => {
    const ids = new Set(BUILTIN_RULES.map(({ id }) => id));
    const parsed = parseProjectConfig(blocks('yaml')[0] ?? '');
    const configured = 'config' in parsed ? [...parsed.config.rules.keys()] : [];
    expect(configured.length).toBeGreaterThan(0);
    for (const id of configured) expect(ids).toContain(id);
    for (const [, id] of readme.matchAll(/fixward-ignore(?:-next-line)? ([\w-]+):/gu))
      expect(ids).toContain(id);
  });
});

describe('the schema of config.yaml', () => {
  const accepts = schemaOf('config.schema.json');

  it.each([
    'version: 1',
    'version: 1\nlayers: { 1: [a/**], 7: { name: Tests, include: [t/**] } }',
    'version: 1\nworkflows: { checkout: [a/**], billing: { include: [b/**] } }',
    'version: 1\nrules: { a: on, b: off, c: true, d: HIGH, e: { enabled: false, severity: LOW, layers: [1], exceptPaths: [x] } }',
    'version: 1\nignore: [vendor/**]\nmigrations: [{ folder: db, tool: flyway }, { folder: sql }]\npostgres: 17',
  ])('accepts what Fixward accepts: %j', (yaml) => {
    expect(parseProjectConfig(yaml)).toHaveProperty('config');
    expect(accepts(asData(yaml))).toBe(true);
  });

  it.each([
    'rules: {}',
    'version: 2',
    'version: 1\nunknown: true',
    'version: 1\nlayers: { 8: [a] }',
    'version: 1\nlayers: { 1: [""] }',
    'version: 1\nlayers: { 1: { name: A } }',
    'version: 1\nrules: { a: loud }',
    'version: 1\nrules: { a: { layers: [9] } }',
    'version: 1\nmigrations: [{ tool: flyway }]',
    'version: 1\nmigrations: [{ folder: db, tool: unknown }]',
    'version: 1\npostgres: 9',
    'version: 1\nignore: vendor/**',
  ])('refuses what Fixward refuses: %j', (yaml) => {
    expect(parseProjectConfig(yaml)).toHaveProperty('error');
    expect(accepts(asData(yaml))).toBe(false);
  });
});

describe('the schema of rule files', () => {
  const accepts = schemaOf('rule.schema.json');
  const base = { id: 'own-rule', message: 'No.', language: 'python' };

  it.each([
    { ...base, pattern: 'eval($X)' },
    { ...base, language: 'ts', rule: { any: [{ pattern: 'a' }] }, severity: 'warning', fix: 'b' },
    { ...base, sql: { pattern: 'drop table $T', unless: 'if exists' }, layers: [1] },
    {
      ...base,
      imports: { modules: ['pg'] },
      examples: { fires: ['x', { code: 'y', count: 2 }], silent: [] },
    },
    {
      ...base,
      match: [{ pattern: 'a($$$X)', where: [{ capture: 'X', matches: '^a' }], fixes: [{ replace: '' }] }],
    },
  ])('accepts what Fixward accepts: %j', (rule) => {
    expect(ruleFileSchema.safeParse(rule).success).toBe(true);
    expect(accepts(rule)).toBe(true);
  });

  it.each([
    { message: 'No.' },
    { ...base, id: 'Not An Id' },
    { ...base, severity: 'FATAL' },
    { ...base, layers: [0] },
    { ...base, surprise: 1 },
    { ...base, match: [] },
    { ...base, fixes: [{ kind: 'maybe' }] },
  ])('refuses what Fixward refuses: %j', (rule) => {
    expect(ruleFileSchema.safeParse(rule).success).toBe(false);
    expect(accepts(rule)).toBe(false);
  });

  it('says something about every key', () => {
    const schema = JSON.parse(readFileSync(join(root, 'schemas', 'rule.schema.json'), 'utf8'));
    const silent = Object.entries<{ description?: string }>(schema.properties).filter(
      ([, property]) => (property.description ?? '') === '',
    );
    expect(silent.map(([key]) => key)).toEqual([]);
  });
});

describe('the schema of baseline.json', () => {
  const accepts = schemaOf('baseline.schema.json');

  it.each([
    [{ version: 1, findings: { 'a.ts': { 'no-eval': { '9f3a': 2 } } } }, true],
    [{ version: 1, findings: {} }, true],
    [{ version: 2, findings: {} }, false],
    [{ version: 1, findings: { 'a.ts': { 'no-eval': { '9f3a': 0 } } } }, false],
    [{ version: 1 }, false],
  ])('judges as Fixward does: %j', (value, good) => {
    expect('baseline' in parseBaseline(JSON.stringify(value))).toBe(good);
    expect(accepts(value)).toBe(good);
  });
});
