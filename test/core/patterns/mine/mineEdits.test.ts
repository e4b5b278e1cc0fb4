import { beforeAll, describe, expect, it } from 'vitest';
import { parsePatternFile } from '../../../../src/core/library/parsePatternFile.ts';
import type {
  HeadFile,
  HistoryCommit,
  HistorySource,
} from '../../../../src/core/patterns/mine/historySource.ts';
import { lineHunks, rangeOf } from '../../../../src/core/patterns/mine/lineHunks.ts';
import { type MinePorts, type MineResult, mineEdits } from '../../../../src/core/patterns/mine/mineEdits.ts';
import type { Language } from '../../../../src/core/rules/languages.ts';
import { createEngines, type Engines } from '../../../../src/engines/workspace/engines.ts';

interface Change {
  readonly subject?: string;
  readonly author?: string;
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/** A history of changes, one commit each, the newest first, and the files of today. */
function historyOf(
  changes: readonly Change[],
  head: Readonly<Record<string, string>>,
  language: Language,
): HistorySource {
  const texts = new Map<string, string>(Object.entries(head));
  const commits = changes.map(
    ({ subject = 'Change', author = 'ada', path, before, after }, index): HistoryCommit => {
      const [beforeId, afterId] = [`b${index}`, `a${index}`];
      texts.set(beforeId, before).set(afterId, after);
      const hunks = lineHunks(before, after) ?? [];
      const at = new Date(Date.UTC(2024, 0, 100 - index)).toISOString();
      const file = { path, language, beforeId, afterId, hunks, ranges: hunks.map(rangeOf) };
      return { sha: `sha${index}`, subject, author, at, files: [file] };
    },
  );
  const files = Object.keys(head).map((path): HeadFile => ({ path, language, textId: path }));
  return {
    commits: async function* () {
      yield* commits;
    },
    headFiles: async () => files,
    text: async (id) => texts.get(id),
  };
}

let engines: Engines;
beforeAll(() => {
  engines = createEngines();
});

async function mine(
  source: HistorySource,
  thorough = false,
  ports: Partial<MinePorts> = {},
): Promise<MineResult> {
  return mineEdits(
    { kind: 'history', source, thorough, limit: 30 },
    { parse: engines.plainTrees, prepare: engines.prepare, ...ports },
  );
}

const changed = (path: string, before: string, after: string, rest: Partial<Change> = {}): Change => ({
  path,
  before: `begin();\n${before}\nend();\n`,
  after: `begin();\n${after}\nend();\n`,
  ...rest,
});

describe('mining a history', () => {
  it('suggests what was done again and again and still stands elsewhere', async () => {
    const source = historyOf(
      [
        changed('a.js', 'if (list.indexOf(x) !== -1) run();', 'if (list.includes(x)) run();', {
          author: 'bob',
        }),
        changed('b.js', 'const has = names.indexOf(name(1)) !== -1;', 'const has = names.includes(name(1));'),
        changed('c.js', 'return !(all.indexOf(one) !== -1);', 'return !(all.includes(one));'),
      ],
      { 'd.js': 'foo(words.indexOf(word) !== -1); // kept\n', 'e.js': 'words.indexOf(word);\n' },
      'javascript',
    );
    const { drafts, commits } = await mine(source);
    expect(commits).toBe(3);
    expect(drafts).toHaveLength(1);
    const [draft] = drafts;
    expect(draft?.sites).toEqual([
      {
        path: 'd.js',
        line: 0,
        character: 4,
        before: 'foo(words.indexOf(word) !== -1); // kept',
        after: 'foo(words.includes(word)); // kept',
      },
    ]);
    expect(draft?.evidence).toContain('made 3 times in 3 commits by 2 authors');
    expect(draft?.before).toBe('$A.indexOf($$$B) !== -1');
    const { patterns, problems } = parsePatternFile('p.yaml', draft?.yaml ?? '');
    expect(problems).toEqual([]);
    expect(patterns[0]?.content).toEqual(draft?.content);
  });

  it('takes the lesson of one small fix where the same mistake stands elsewhere', async () => {
    const fix = changed('a.js', 'const n = new Buffer(text);', 'const n = Buffer.from(text);', {
      subject: 'fix: contents of fresh buffers (#12)',
    });
    const head = { 'b.js': 'size = new Buffer(size);\n' };
    const found = await mine(historyOf([fix], head, 'javascript'));
    expect(found.drafts.map(({ sitesTotal }) => sitesTotal)).toEqual([1]);
    expect(found.drafts[0]?.symptoms[0]).toBe('contents of fresh buffers');
    const plain = await mine(historyOf([{ ...fix, subject: 'Rework' }], head, 'javascript'));
    expect(plain.drafts).toEqual([]);
  });

  it('suggests nothing out of renamed variables, formatting, moved imports or numbers', async () => {
    const source = historyOf(
      [
        changed('a.js', 'use(left, 1);\nuse(left, 2);', 'use(first, 1);\nuse(first, 2);'),
        changed('b.js', 'f(a,b)', 'f(a, b);'),
        changed('c.js', "import { a } from './old.js';", "import { a } from './new.js';"),
        changed('d.js', "import { a } from './old.js';", "import { a } from './new.js';"),
        changed('e.js', "limit('1.0');\nother('1.0');", "limit('1.1');\nother('1.1');"),
      ],
      { 'z.js': "import { b } from './old.js';\nuse(left, 3);\nlimit('1.0');\n" },
      'javascript',
    );
    expect((await mine(source)).drafts).toEqual([]);
  });

  it('refuses what its authors left standing in the files that they changed', async () => {
    const many = Array.from({ length: 8 }, (_, index) => `log(value${index});`).join('\n');
    const source = historyOf(
      ['a.js', 'b.js', 'c.js'].map((path) => changed(path, `${many}\nlog(last);`, `${many}\nwrite(last);`)),
      { 'z.js': 'log(other);\n' },
      'javascript',
    );
    const { drafts } = await mine(source);
    expect(drafts.flatMap(({ sites }) => sites)).toEqual([]);
  });

  it('takes nothing for an exception that the next commit mends: people mend a place a commit', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const text = (mended: number): string =>
      names
        .map((name, at) => (at < mended ? `if (${name}.id === x) run();` : `if (${name}.id == x) run();`))
        .join('\n');
    const steps = (count: number): Change[] =>
      names
        .slice(0, count)
        .map((_, mended) => changed('a.js', text(mended), text(mended + 1)))
        .reverse();
    const mined = async (count: number): Promise<MineResult> =>
      mine(historyOf(steps(count), { 'a.js': `${text(count)}\n` }, 'javascript'));
    const [draft] = (await mined(4)).drafts;
    expect(draft?.sites.map(({ after }) => after)).toEqual([
      'if (e.id === x) run();',
      'if (f.id === x) run();',
    ]);
    // Two commits are no habit: what they left may have been left on purpose.
    expect((await mined(2)).drafts).toEqual([]);
  });

  it('suggests the far commoner of two ways to change the same, and nothing that was itself changed later', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const rare = names
      .slice(0, 2)
      .map((name) => changed(`${name}0.js`, `t.same(${name});`, `t.equalTo(${name});`));
    const common = names.map((name) => changed(`${name}1.js`, `t.same(${name});`, `t.deepEqual(${name});`));
    const older = names
      .slice(0, 3)
      .map((name) => changed(`${name}2.js`, `t.like(${name});`, `t.same(${name});`));
    const head = { 'z.js': 't.same(z);\nt.like(z);\n' };
    const { drafts } = await mine(historyOf([...common, ...rare, ...older], head, 'javascript'));
    expect(drafts.flatMap(({ sites }) => sites.map(({ after }) => after))).toEqual(['t.deepEqual(z);']);
    const even = await mine(historyOf([...common.slice(0, 3), ...rare], head, 'javascript'));
    expect(even.drafts).toEqual([]);
  });

  it('suggests nothing that was done to one file at one time, unless its author calls it a fix', async () => {
    const lines = (name: string): string => ['a', 'b', 'c'].map((one) => `${name}(${one});`).join('\n');
    const once = (subject: string): HistorySource =>
      historyOf(
        [changed('a.js', lines('read'), lines('fetch'), { subject })],
        { 'z.js': 'read(z);\n' },
        'javascript',
      );
    expect((await mine(once('Rework'))).drafts).toEqual([]);
    expect((await mine(once('fix: read nothing twice'))).drafts).toHaveLength(1);
  });

  it('counts a change once that was carried over to the same line of another branch', async () => {
    const same = Array.from({ length: 3 }, () =>
      changed('a.js', 'const n = new Date(text);', 'const n = parseDate(text);'),
    );
    const head = { 'z.js': 'const z = new Date(text);\nparseDate(z);\n' };
    expect((await mine(historyOf(same, head, 'javascript'))).drafts).toEqual([]);
  });

  it('suggests no other name for what still declares the old one', async () => {
    const changes = ['a', 'b', 'c', 'd'].map((name) =>
      changed(`${name}.js`, `${name}.onError(e);`, `${name}.onFailure(e);`),
    );
    const use = 'x.onError(e);';
    const declared = `class C {\n  onError (e) {\n    return e;\n  }\n}\n${use}\n`;
    expect((await mine(historyOf(changes, { 'z.js': declared }, 'javascript'))).drafts).toEqual([]);
    expect((await mine(historyOf(changes, { 'z.js': `${use}\n` }, 'javascript'))).drafts).toHaveLength(1);
  });

  it('finds no place to take a name away that is still used, and drops what was taken back later', async () => {
    const catches = ['a', 'b', 'c'].map((name) =>
      changed(`${name}.js`, `try { ${name}(); } catch (e) { end(); }`, `try { ${name}(); } catch { end(); }`),
    );
    const head = {
      'y.js': 'try { y(); } catch (e) { end(); }\ntry { x(); } catch (e) { end(); }\n',
      'z.js': 'try { z(); } catch (e) { log(e); }\n',
    };
    const [draft] = (await mine(historyOf(catches, head, 'javascript'))).drafts;
    expect(draft?.sites.map(({ path }) => path)).toEqual(['y.js', 'y.js']);
    const names = ['a', 'b', 'c'];
    const forth = names.map((name) => changed(`${name}.js`, `get(m, ${name});`, `m[${name}];`));
    const back = names.map((name) => changed(`${name}.js`, `m[${name}];`, `get(m, ${name});`));
    const left = { 'z.js': 'get(m, z);\n' };
    expect((await mine(historyOf(forth, left, 'javascript'))).drafts).toHaveLength(1);
    expect((await mine(historyOf([...back, ...forth], left, 'javascript'))).drafts).toEqual([]);
  });

  it('holds names to what the files import them from', async () => {
    const file = (name: string, options: string): string =>
      `import { get } from 'axios';\nbegin();\nget(${name}${options});\n`;
    const changes = ['a', 'b', 'c'].map((name) => ({
      path: `${name}.ts`,
      before: file(name, ''),
      after: file(name, ', { timeout: 10 }'),
    }));
    const head = { 'y.ts': "import { get } from 'lodash';\nget(y);\n", 'z.ts': file('z', '') };
    const { drafts } = await mine(historyOf(changes, head, 'typescript'));
    expect(drafts).toHaveLength(1);
    expect(drafts[0]?.conditions).toContainEqual({
      id: 'import-get',
      text: 'only where get from axios is imported',
      on: true,
      excludes: 1,
    });
    expect(drafts[0]?.sites.map(({ path }) => path)).toEqual(['z.ts']);
    expect(drafts[0]?.before).not.toContain('import');
    expect(drafts[0]?.examples[0]?.before).toContain("import { get } from 'axios';\n");
  });

  it('learns what was only added to statements, and not statements that were only added', async () => {
    const call = (name: string, more: string): string =>
      `fetch(\n  ${name},\n  {\n    a: 1,\n${more}  },\n);`;
    const options = ['a', 'b', 'c'].map((name) =>
      changed(`${name}.js`, call(name, ''), call(name, '    cache: true,\n')),
    );
    const head = { 'z.js': `${call('z', '')}\n` };
    const [draft, ...others] = (await mine(historyOf(options, head, 'javascript'))).drafts;
    expect(others).toEqual([]);
    expect(draft?.sites).toHaveLength(1);
    expect(draft?.after).toContain('cache: true');
    const statements = ['a', 'b', 'c'].map((name) =>
      changed(`${name}.js`, `run(${name});`, `check();\nrun(${name});`),
    );
    expect((await mine(historyOf(statements, { 'z.js': 'run(z);\n' }, 'javascript'))).drafts).toEqual([]);
  });

  it('keeps to the words that stood before the change wherever it was made', async () => {
    const source = historyOf(
      ['a', 'b', 'c', 'd'].map((name) => changed(`${name}.js`, `t.error(${name});`, `t.ifError(${name});`)),
      { 'z.js': 't.error(e);\nconsole.error(e);\n' },
      'javascript',
    );
    const [draft] = (await mine(source)).drafts;
    const sound = draft?.sites.filter(({ doubt }) => doubt === undefined).map(({ line }) => line);
    expect(sound).toEqual([0]);
  });

  it('reads only what is there: no commits, broken files, files that went', async () => {
    expect((await mine(historyOf([], {}, 'python'))).drafts).toEqual([]);
    const broken = changed('a.js', 'if ((( {', 'if (((( {');
    expect((await mine(historyOf([broken, broken], {}, 'javascript'), true)).drafts).toEqual([]);
    const source = historyOf([changed('a.js', 'f(a);', 'g(a);')], {}, 'javascript');
    const { drafts, declined } = await mine({ ...source, text: async () => undefined }, true);
    expect([drafts, declined.map(({ path }) => path)]).toEqual([[], ['a.js']]);
  });

  it('stops when it is told to', async () => {
    const source = historyOf(
      ['a', 'b', 'c'].map((name) => changed(`${name}.js`, `f(${name});`, `g(${name});`)),
      { 'z.js': 'f(z);\n' },
      'javascript',
    );
    const { drafts, commits } = await mine(source, false, {
      cancellation: { isCancellationRequested: true },
    });
    expect([drafts, commits]).toEqual([[], 0]);
  });

  it('learns from SQL and from files with CRLF', async () => {
    const sql = historyOf(
      ['orders', 'items'].map((table) => ({
        path: `${table}.sql`,
        before: `ALTER TABLE ${table} ADD COLUMN data json;\r\n`,
        after: `ALTER TABLE ${table} ADD COLUMN data jsonb;\r\n`,
      })),
      { 'new.sql': 'alter table people add column data json;\r\n' },
      'sql',
    );
    const { drafts } = await mine(sql, true);
    expect(drafts[0]?.sites.map(({ after }) => after)).toEqual(['alter table people add column data jsonb;']);
  });
});
