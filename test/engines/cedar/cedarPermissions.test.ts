import { chmod, cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PermissionRequest } from '../../../src/core/policy/permission.ts';
import { loadPermissions, type Permissions } from '../../../src/engines/cedar/cedarPermissions.ts';

const shippedFolder = fileURLToPath(new URL('../../../media/policies', import.meta.url));

const read: PermissionRequest = {
  principal: 'consultant',
  tool: 'list_schema',
  action: 'read_schema',
  target: { kind: 'workspace' },
  tainted: false,
  trusted: true,
  writable: false,
  approved: false,
};

const write: PermissionRequest = {
  ...read,
  action: 'write_database',
  target: { kind: 'database', name: 'dev', environment: 'development' },
  writable: true,
};

let ownFolder: string;
beforeEach(async () => {
  ownFolder = await mkdtemp(join(tmpdir(), 'fixward-policies-'));
});
afterEach(async () => {
  await rm(ownFolder, { recursive: true, force: true });
});

async function withOwn(files: Readonly<Record<string, string | Uint8Array>>): Promise<Permissions> {
  for (const [name, text] of Object.entries(files)) await writeFile(join(ownFolder, name), text);
  return loadPermissions({ shippedFolder, ownFolder });
}

const PERMIT_ALL = '@id("anything")\npermit (principal, action, resource);';

describe("the user's own policies", () => {
  it('are added to those of Fixward', async () => {
    const made = await withOwn({
      'mine.cedar':
        '@id("no-schema")\n@reason("Not\ntoday.")\nforbid (principal, action == Action::"read_schema", resource);',
    });
    expect(made.decide(read)).toEqual({ decision: 'deny', policyId: 'no-schema', reason: 'Not today.' });
    expect(made.policies.find(({ id }) => id === 'no-schema')).toMatchObject({
      effect: 'forbid',
      own: true,
      file: 'mine.cedar',
    });
  });

  it('take the place of a file of the same name', async () => {
    const made = await withOwn({ 'reads.cedar': '// Nobody reads.\r\n' });
    expect(made.problems).toEqual([]);
    expect(made.decide(read)).toMatchObject({ decision: 'deny', policyId: 'default-deny' });
  });

  it('may speak of a single tool and agent', async () => {
    const made = await withOwn({
      'mine.cedar': `@id("analyst-only")
        forbid (principal, action, resource) when { context.tool == "list_schema" && principal != Agent::"schema-analyst" };`,
    });
    expect(made.decide(read).policyId).toBe('analyst-only');
    expect(made.decide({ ...read, principal: 'schema-analyst' }).decision).toBe('allow');
  });

  it('cannot allow what the core denies, nor do away with the approval of a write', async () => {
    const made = await withOwn({
      'database-writes.cedar': PERMIT_ALL,
      'outsiders.cedar': '',
      'untrusted-workspace.cedar': '',
    });
    expect(made.problems).toEqual([]);
    expect(made.decide(write)).toMatchObject({ decision: 'ask', policyId: 'core:writes-need-approval' });
    expect(made.decide({ ...write, approved: true }).decision).toBe('allow');
    const production = { kind: 'database', name: 'live', environment: 'production' } as const;
    expect(made.decide({ ...write, target: production, approved: true }).decision).toBe('deny');
    expect(made.decide({ ...write, principal: 'external-agent', approved: true }).decision).toBe('deny');
    expect(made.decide({ ...write, trusted: false, approved: true }).decision).toBe('deny');
  });

  it('loses to a policy that forbids', async () => {
    const made = await withOwn({ 'mine.cedar': PERMIT_ALL });
    const asked = made.decide({ ...read, action: 'reach_out', target: { kind: 'server' }, tainted: true });
    expect(asked).toMatchObject({ decision: 'ask', policyId: 'reaching-out-after-strangers' });
  });
});

describe('policies that cannot be used', () => {
  const deep = `@id("deep") permit (principal, action, resource) when { ${'('.repeat(5000)}true${')'.repeat(5000)} };`;
  const broken: readonly (readonly [string, string | Uint8Array, RegExp])[] = [
    ['half a policy', '@id("a")\npermit (principal, action,', /mine\.cedar:\d+: /u],
    ['another language', 'allow everything please', /mine\.cedar/u],
    [
      'an unknown action',
      '@id("a") permit (principal, action == Action::"fly", resource);',
      /mine\.cedar: .*fly/u,
    ],
    ['an unknown attribute', '@id("a") forbid (principal, action, resource) when { context.moon };', /moon/u],
    [
      'an attribute that is not always there',
      '@id("a") forbid (principal, action, resource) when { resource.environment == "local" };',
      /environment/u,
    ],
    ['no id', 'permit (principal, action, resource);', /no @id/u],
    ['an id of the core', '@id("core:a") permit (principal, action, resource);', /no plain name/u],
    ['an id that is no name', '@id("a\\nb") permit (principal, action, resource);', /no plain name/u],
    [
      'an id that stands twice',
      '@id("reads-are-free") permit (principal, action, resource);',
      /stands in another policy/u,
    ],
    ['a template', '@id("a") permit (principal == ?principal, action, resource);', /templates/u],
    ['a huge file', `// ${'x'.repeat(200_000)}`, /larger than/u],
    ['very deep brackets', deep, /nested too deeply/u],
    ['bytes that are no text', new Uint8Array([0xff, 0xfe, 0x00]), /not UTF-8/u],
    [
      'a very long chain',
      `@id("a") permit (principal, action, resource) when { ${'true && '.repeat(9000)}1 };`,
      /\S/u,
    ],
    [
      'many signs',
      `@id("a") permit (principal, action, resource) when { ${'!'.repeat(20_000)}true };`,
      /\S/u,
    ],
  ];

  it.each(broken)('deny everything for %s, and work again once it is mended', async (_, text, problem) => {
    const made = await withOwn({ 'mine.cedar': text });
    expect(made.problems.join('\n')).toMatch(problem);
    expect(made.policies).toEqual([]);
    expect(made.decide(read)).toMatchObject({ decision: 'deny', policyId: 'broken-policy' });
    expect(made.decide({ ...write, approved: true })).toMatchObject({
      decision: 'deny',
      policyId: 'broken-policy',
    });
    const mended = await withOwn({ 'mine.cedar': '' });
    expect(mended.decide(read).decision).toBe('allow');
  });

  it('deny everything for a folder where a file should be', async () => {
    await mkdir(join(ownFolder, 'mine.cedar'));
    const made = await withOwn({});
    expect(made.problems).toEqual(['mine.cedar is not a file.']);
    expect(made.decide(read).policyId).toBe('broken-policy');
  });

  it('deny everything for a link that leads nowhere', async () => {
    await symlink(join(ownFolder, 'gone'), join(ownFolder, 'mine.cedar'));
    expect((await withOwn({})).problems).toEqual(['mine.cedar cannot be read.']);
  });

  it.skipIf(process.getuid?.() === 0)('deny everything for a file that may not be read', async () => {
    await writeFile(join(ownFolder, 'mine.cedar'), '');
    await chmod(join(ownFolder, 'mine.cedar'), 0);
    expect((await withOwn({})).problems).toEqual(['mine.cedar cannot be read.']);
  });

  it('deny everything when there are too many files', async () => {
    const made = await withOwn(
      Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`p${n}.cedar`, ''])),
    );
    expect(made.problems.join()).toMatch(/more than 100 files/u);
  });

  it('deny everything when those of Fixward are missing', async () => {
    const made = await loadPermissions({ shippedFolder: join(ownFolder, 'gone') });
    expect(made.problems.length).toBeGreaterThan(0);
    expect(made.decide(read).policyId).toBe('broken-policy');
  });

  it('deny everything when the schema is missing', async () => {
    await cp(shippedFolder, ownFolder, { recursive: true });
    await rm(join(ownFolder, 'fixward.cedarschema'));
    const made = await loadPermissions({ shippedFolder: ownFolder });
    expect(made.problems).toContain('fixward.cedarschema cannot be read.');
    expect(made.decide(read).decision).toBe('deny');
  });

  it('does not let the user replace the schema', async () => {
    const made = await withOwn({ 'fixward.cedarschema': 'entity Other;' });
    expect(made.decide(read).decision).toBe('allow');
  });
});
