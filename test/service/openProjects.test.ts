import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEngines } from '../../src/engines/workspace/engines.ts';
import { OpenProjects } from '../../src/service/tools/openProjects.ts';
import type { ToolProject } from '../../src/tools/toolContext.ts';

let folder: string;
const projects = new OpenProjects(createEngines());

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fixward-open-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const configure = async (text: string): Promise<void> => {
  await mkdir(join(folder, '.fixward', 'rules', 'nested'), { recursive: true });
  await writeFile(join(folder, '.fixward', 'config.yaml'), text);
};

const isOn = ({ analyzer }: ToolProject): boolean =>
  analyzer.ruleSet.rules.some(({ id }) => id === 'prefer-identity');

describe('OpenProjects', () => {
  it('opens a folder once, ready to read SQL', async () => {
    const project = await projects.open(folder, true);
    expect(await projects.open(folder, true)).toBe(project);
    expect(project.rootFolder).toBe(folder);
    expect(project.analyzer.analyze({ path: 'a.sql', language: 'sql', text: 'select 1;' })).toBeDefined();
  });

  it('opens it anew after its configuration or a rule has changed', async () => {
    const first = await projects.open(folder, true);
    await configure('version: 1\nrules:\n  prefer-identity: off\n');
    const second = await projects.open(folder, true);
    expect(second).not.toBe(first);
    expect(isOn(second)).toBe(false);
    await writeFile(join(folder, '.fixward', 'rules', 'nested', 'own.yaml'), 'nothing: yet\n');
    const third = await projects.open(folder, true);
    expect(third).not.toBe(second);
    expect(await projects.open(folder, true)).toBe(third);
  });

  it('reads nothing of a folder that is not trusted, beside the same one trusted', async () => {
    await configure('version: 1\nrules:\n  prefer-identity: off\n');
    const stranger = await projects.open(folder, false);
    const own = await projects.open(folder, true);
    expect(isOn(stranger)).toBe(true);
    expect(isOn(own)).toBe(false);
  });

  it('says which folder is not there', async () => {
    await expect(projects.open(join(folder, 'missing'), true)).rejects.toThrow('there is no such folder');
    await expect(projects.open('relative', true)).rejects.toThrow('must be absolute');
  });
});
