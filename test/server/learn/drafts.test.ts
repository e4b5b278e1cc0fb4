import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { patternContentSchema } from '../../../src/core/library/fixPattern.ts';
import { parsePatternFile } from '../../../src/core/library/parsePatternFile.ts';
import { readLearnedEdit } from '../../../src/core/patterns/learn/learnedEdit.ts';
import type { MinedDraft } from '../../../src/core/patterns/mine/minedDraft.ts';
import { acceptDraft } from '../../../src/server/learn/acceptDraft.ts';
import { DraftFile } from '../../../src/server/learn/draftFile.ts';
import { draftRecord } from '../../../src/server/learn/draftRecord.ts';
import { Drafts, withCondition } from '../../../src/server/learn/drafts.ts';
import type { DraftRecord } from '../../../src/server/learn/learnJobs.ts';
import { axiosPattern } from '../../support/learnedPattern.ts';

function recordOf(key = 'use-http') {
  const base = axiosPattern(key);
  const { pattern } = base;
  const [part] = pattern && Array.isArray(pattern.parts) ? pattern.parts : [];
  const where = [{ id: 'inside-1', kind: 'inside', value: 'load', on: true }];
  const content = patternContentSchema.parse({
    ...base,
    pattern: { ...pattern, parts: [{ ...part, where }] },
  });
  const mined: MinedDraft = {
    id: key,
    key,
    title: content.title,
    language: 'typescript',
    problemDescription: content.problem_description,
    symptoms: [],
    severity: content.severity,
    problemType: content.problem_type,
    layers: [],
    workflows: [],
    tags: [],
    preventionGuidance: '',
    antiPatterns: [],
    before: '',
    after: '',
    conditions: [{ id: 'inside-1', text: 'only inside calls of load', on: true, excludes: 2 }],
    examples: [],
    sites: [{ path: 'src/a.ts', line: 1, character: 2, before: 'b', after: 'a' }],
    sitesTotal: 1,
    source: { kind: 'working-tree', commits: [] },
    evidence: [],
    remarks: [],
    yaml: '',
    relations: [],
    value: 1,
    content,
  };
  return draftRecord('/work/shop', mined, new Set(['use-http', 'use-http-2']));
}

function withId(record: DraftRecord, id: string): DraftRecord {
  return { ...record, draft: { ...record.draft, id } };
}

describe('a draft', () => {
  it('steps aside for rules and patterns of its name, and is known again by what it does', () => {
    const { draft, content } = recordOf();
    expect(draft.key).toBe('use-http-3');
    expect(content.rule_ids).toEqual(['use-http-3']);
    expect(draft.sites[0]?.uri).toBe('file:///work/shop/src/a.ts');
    expect(recordOf('other').draft.id).toBe(draft.id);
    const drafts = new Drafts();
    drafts.add('/work/shop', [recordOf(), recordOf('other')]);
    expect(drafts.ofProject('/work/shop')).toHaveLength(1);
    expect(drafts.ofProject('/work/else')).toEqual([]);
  });

  it('has its conditions switched in the pattern and in the file it becomes', () => {
    const record = recordOf();
    const off = withCondition(record, 'inside-1', false);
    expect(off?.draft.conditions).toMatchObject([{ id: 'inside-1', on: false }]);
    const read = readLearnedEdit(off?.content.pattern);
    expect('edit' in read && read.edit.parts[0]?.where).toMatchObject([{ id: 'inside-1', on: false }]);
    const [written] = parsePatternFile('a.yaml', off?.draft.yaml ?? '').patterns;
    expect(written?.content).toEqual(off?.content);
    expect(withCondition(record, 'nope', false)).toBeUndefined();
  });
});

describe('the file of drafts', () => {
  let folder = '';
  let told: string[] = [];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fixward-draft-file-'));
    told = [];
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const fileOf = (lengthMax?: number) =>
    new DraftFile(join(folder, 'storage'), (message) => told.push(message), lengthMax);
  const path = () => join(folder, 'storage', 'learned-drafts.json');
  const [one, other] = [recordOf(), withId(recordOf('other'), 'größe')];

  it('keeps what was learned, narrowed and decided', async () => {
    const drafts = new Drafts();
    await drafts.restore(fileOf());
    drafts.add('/work/shop', [one, other]);
    const off = withCondition(one, 'inside-1', false);
    if (off) drafts.replace(off);
    drafts.remove('größe');
    await drafts.flush();
    const again = new Drafts();
    await again.restore(fileOf());
    expect(again.ofProject('/work/shop')).toEqual([off?.draft]);
    expect(again.get(one.draft.id)).toMatchObject({ content: off?.content });
    again.remove(one.draft.id);
    await again.flush();
    await expect(readFile(path(), 'utf8')).rejects.toThrow('ENOENT');
    expect(told).toEqual([]);
  });

  it('loses nothing that was learned before it was read', async () => {
    const drafts = new Drafts();
    await drafts.restore(fileOf());
    drafts.add('/work/shop', [one]);
    await drafts.flush();
    const again = new Drafts();
    again.add('/work/else', [other]);
    await again.restore(fileOf());
    await again.flush();
    expect(await fileOf().read()).toMatchObject([{ root: '/work/shop' }, { root: '/work/else' }]);
  });

  it('begins anew with one line where it cannot be read', async () => {
    const text = (drafts: unknown) => JSON.stringify({ format: 'fixward-drafts/1', drafts });
    const broken = [
      '',
      '{"format":"fixwa',
      '[]',
      text([{ root: '/work/shop' }]),
      '{"format":"fixward-drafts/9"}',
    ];
    await mkdir(join(folder, 'storage'));
    for (const each of broken) {
      await writeFile(path(), each);
      told = [];
      expect(await fileOf().read()).toEqual([]);
      expect(told).toEqual([`${path()} holds no learned drafts that can be read; they begin anew`]);
    }
    await rm(path());
    told = [];
    expect(await fileOf().read()).toEqual([]);
    expect(told).toEqual([]);
  });

  it('leaves out the oldest where all would be too long, and says when it cannot be written', async () => {
    const file = fileOf(JSON.stringify({ ...other, root: '/r' }).length + 10);
    file.keep([
      { ...one, root: '/r' },
      { ...other, root: '/r' },
    ]);
    await file.flush();
    expect((await fileOf().read()).map(({ draft }) => draft.id)).toEqual(['größe']);
    await writeFile(join(folder, 'taken'), '');
    const nowhere = new DraftFile(join(folder, 'taken'), (message) => told.push(message));
    nowhere.keep([{ ...one, root: '/r' }]);
    await nowhere.flush();
    expect(told).toHaveLength(1);
  });
});

describe('accepting a draft', () => {
  let root = '';
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'fixward-drafts-'));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const parts = () => ({ root, patterns: [], isTaken: () => false });

  it('writes what the reader changed, conditions switched off included', async () => {
    const accepted = await acceptDraft(
      recordOf(),
      { edits: { key: 'ask-client', severity: 'HIGH', tags: ['net'] }, conditionsOff: ['inside-1'] },
      parts(),
    );
    expect(accepted).toMatchObject({ path: '.fixward/patterns/ask-client.yaml', isRevision: false });
    const yaml = await readFile(join(root, '.fixward/patterns/ask-client.yaml'), 'utf8');
    const [pattern] = parsePatternFile('a.yaml', yaml).patterns;
    expect(pattern?.content).toMatchObject({
      key: 'ask-client',
      severity: 'HIGH',
      tags: ['net'],
      rule_ids: ['ask-client'],
    });
    expect(JSON.stringify(pattern?.content.pattern)).toContain('"on":false');
  });

  it('brings a file of the same pattern up to date with its comments, and never another one', async () => {
    const first = await acceptDraft(recordOf(), {}, parts());
    const path = 'path' in first ? first.path : '';
    const written = await readFile(join(root, path), 'utf8');
    await writeFile(join(root, path), `# ours\n${written}`);
    expect(await acceptDraft(recordOf(), {}, parts())).toEqual({
      problem: `${path}: is there already, with another pattern`,
    });
    const { patterns } = parsePatternFile(path, written);
    const again = await acceptDraft(
      recordOf(),
      { edits: { title: 'Ask the client' } },
      { ...parts(), patterns },
    );
    expect(again).toMatchObject({ path, isRevision: true });
    const updated = await readFile(join(root, path), 'utf8');
    expect(updated).toMatch(/^# ours\n/u);
    expect(updated).toContain('title: Ask the client');
  });

  it('refuses values that no pattern has', async () => {
    const problem = async (edits: object) => {
      const accepted = await acceptDraft(recordOf(), { edits }, parts());
      return 'problem' in accepted ? accepted.problem : undefined;
    };
    expect(await problem({ severity: 'HIHG' })).toMatch(/^severity: /u);
    expect(await problem({ layers: [9] })).toMatch(/^layers/u);
    expect(await problem({ key: '../../x' })).toMatch(/^key: /u);
  });
});
