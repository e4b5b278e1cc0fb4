import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  CodeActionResolveRequest,
  DiagnosticSeverity,
  ExecuteCommandRequest,
  type WorkspaceEdit,
} from 'vscode-languageserver-protocol/node';
import type {
  LearnAcceptResult,
  LearnApplyResult,
  LearnedDraft,
  LearnOffer,
  LearnResult,
  LearnSitesResult,
  LearnTemplateResult,
  LearnTemplatesResult,
  LearnTestedResult,
} from '../../../src/protocol/learn.ts';
import { applyWorkspaceEdit, startTestServer, type TestServer } from '../../support/languageServer.ts';
import { learnedPattern } from '../../support/learnedAnalyzer.ts';
import { axiosPattern, patternFile } from '../../support/learnedPattern.ts';
import { useServerWorkspace } from '../serverWorkspace.ts';

const workspace = useServerWorkspace();

const FIXWARD = { initializationOptions: { fixwardClient: true } };
const KEY = 'use-http-get';
const PATTERN = { [`.fixward/patterns/${KEY}.yaml`]: patternFile(axiosPattern(KEY)) };

function git(...args: readonly string[]): void {
  const who = ['-c', 'user.name=A', '-c', 'user.email=a@example.org', '-c', 'commit.gpgsign=false'];
  execFileSync('git', [...who, ...args], { cwd: workspace.folder(), stdio: 'ignore' });
}

function request<Result>(lsp: TestServer, method: string, params: object): Promise<Result> {
  return lsp.connection.sendRequest<Result>(`fixward/learn/${method}`, {
    project: workspace.folder(),
    trusted: true,
    ...params,
  });
}

describe('a learned pattern in the editor', () => {
  it('is a hint with a fix, counted under its pattern, until a severity is given', async () => {
    const lsp = await workspace.start(FIXWARD, PATTERN);
    const uri = workspace.uriOf('src/a.ts');
    const text = 'const a = axios.get(url);\nconst b = axios.get(url);\n';
    await lsp.open(uri, 'typescript', text);
    const diagnostics = await lsp.pull(uri);
    expect(diagnostics).toMatchObject([
      { code: KEY, severity: DiagnosticSeverity.Hint, message: 'Use http.get.' },
      { code: KEY },
    ]);
    const actions = await lsp.actions(uri, {
      start: { line: 0, character: 12 },
      end: { line: 0, character: 12 },
    });
    expect(actions.map(({ title }) => title)).toEqual([
      'Use http.get',
      `Fix all 2 of ${KEY} in this file`,
      `Fix all of ${KEY} in the workspace…`,
      `Suppress ${KEY} here, with a reason…`,
      `Suppress ${KEY} in this file, with a reason…`,
      `Why am I seeing ${KEY}?`,
      `Open the documentation of ${KEY}`,
    ]);
    expect(actions[0]).toMatchObject({
      command: { arguments: [{ ruleId: KEY, pattern: KEY, verified: true }] },
    });
    const [, all] = actions;
    const resolved = all && (await lsp.connection.sendRequest(CodeActionResolveRequest.type, all));
    expect(applyWorkspaceEdit(text, uri, resolved?.edit)).toBe(text.replaceAll('axios', 'http'));
  });

  it('has a page with its reasons and examples, and is explained', async () => {
    const lsp = await workspace.start(FIXWARD, PATTERN);
    const page = await lsp.connection.sendRequest<{ markdown: string }>('fixward/ruleDocumentation', {
      ruleId: KEY,
    });
    expect(page.markdown).toContain('Calls past our own client are neither logged nor retried.');
    expect(page.markdown).toContain('axios.get($$$ARGS)');
    const uri = workspace.uriOf('src/a.ts');
    await lsp.open(uri, 'typescript', 'axios.get(url);\n');
    const [diagnostic] = await lsp.pull(uri);
    await expect(
      lsp.connection.sendRequest('fixward/explainFinding', { uri, ruleId: KEY, range: diagnostic?.range }),
    ).resolves.toMatchObject({ origin: 'learned', ruleFile: `.fixward/patterns/${KEY}.yaml` });
  });

  it('is not read in a folder that is not trusted', async () => {
    const lsp = await workspace.start(
      { initializationOptions: { fixwardClient: true, trusted: false } },
      PATTERN,
    );
    const uri = workspace.uriOf('src/a.ts');
    await lsp.open(uri, 'typescript', 'axios.get(url);\n');
    expect(await lsp.pull(uri)).toEqual([]);
    await expect(request(lsp, 'fromCommit', { commit: 'HEAD' })).rejects.toThrow('not trusted');
  });
});

describe('sites of a pattern', () => {
  const FILES = {
    ...PATTERN,
    'src/a.ts': 'axios.get(one);\n',
    'src/b.ts': 'export const é = axios.get(two); // 🙂\r\naxios.get(axios.get(three));\r\n',
    'src/c.ts': '// fixward-ignore-next-line use-http-get: measured without our client\naxios.get(four);\n',
    'node_modules/x/d.ts': 'axios.get(five);\n',
    'src/e.py': 'axios.get(six)\n',
  };

  it('are listed with what they become, from editor and disk', async () => {
    const lsp = await workspace.start(FIXWARD, FILES);
    await lsp.open(workspace.uriOf('src/a.ts'), 'typescript', 'const open = axios.get(one);\n');
    const found = await request<LearnSitesResult>(lsp, 'sites', { key: KEY });
    expect(found).toMatchObject({ sitesTotal: 4, cancelled: false });
    expect(found.sites.map(({ path, line, before, after }) => [path, line, before, after])).toEqual([
      ['src/a.ts', 0, 'const open = axios.get(one);', 'const open = http.get(one);'],
      ['src/b.ts', 0, 'export const é = axios.get(two); // 🙂', 'export const é = http.get(two); // 🙂'],
      ['src/b.ts', 1, 'axios.get(axios.get(three));', 'http.get(axios.get(three));'],
      ['src/b.ts', 1, 'axios.get(axios.get(three));', 'axios.get(http.get(three));'],
    ]);
  });

  it('become one edit to preview, all or some of them', async () => {
    const capabilities = {
      workspace: { workspaceEdit: { documentChanges: true, changeAnnotationSupport: {} } },
    };
    const lsp = await workspace.start({ ...FIXWARD, capabilities }, FILES);
    const all = await request<LearnApplyResult>(lsp, 'applySites', { key: KEY });
    expect(all).toMatchObject({ files: 2, sites: 4, leftOut: [] });
    const edit = all.edit as WorkspaceEdit;
    const uri = workspace.uriOf('src/b.ts');
    expect(edit.changeAnnotations?.[uri]).toEqual({
      label: 'Use http.get (3 places)',
      description: 'src/b.ts',
      needsConfirmation: true,
    });
    expect(applyWorkspaceEdit(FILES['src/b.ts'], uri, edit)).toBe(
      FILES['src/b.ts'].replaceAll('axios', 'http'),
    );
    const some = await request<LearnApplyResult>(lsp, 'applySites', { key: KEY, sites: [2] });
    expect(applyWorkspaceEdit(FILES['src/b.ts'], uri, some.edit as WorkspaceEdit)).toContain(
      'http.get(axios.get(three));',
    );
  });

  it('cannot be asked of a pattern or folder that is not there', async () => {
    const lsp = await workspace.start(FIXWARD, FILES);
    await expect(request(lsp, 'sites', { key: 'nope' })).rejects.toThrow(
      'no learned pattern is called "nope"',
    );
    await expect(request(lsp, 'sites', { key: KEY, project: '/elsewhere' })).rejects.toThrow(
      'no folder of the workspace',
    );
    await expect(request(lsp, 'applySites', { draftId: 'gone' })).rejects.toThrow('this draft is gone');
  });
});

describe('applying between runs of the tests', () => {
  const FILES = Object.fromEntries([1, 2, 3].map((n) => [`src/${n}.ts`, `axios.get(url${n});\n`]));
  const withTests = (testCommand: string) => ({
    initializationOptions: { fixwardClient: true, settings: { learn: { testCommand } } },
  });
  const textOf = (path: string) => readFile(join(workspace.folder(), path), 'utf8');

  it('keeps what holds, takes the failing batch back, and stops with the reason', async () => {
    const lsp = await workspace.start(
      withTests("! grep -q 'http.get(url2)' src/2.ts || { echo broken; exit 1; }"),
      {
        ...PATTERN,
        ...FILES,
      },
    );
    const result = await request<LearnTestedResult>(lsp, 'applyTested', { key: KEY, filesPerBatch: 1 });
    expect(result).toMatchObject({ kept: ['src/1.ts'], reverted: ['src/2.ts'], sites: 1, testRuns: 3 });
    expect(result.stopped).toBe('the test command ended with code 1:\nbroken');
    expect(await Promise.all(['src/1.ts', 'src/2.ts', 'src/3.ts'].map(textOf))).toEqual([
      'http.get(url1);\n',
      'axios.get(url2);\n',
      'axios.get(url3);\n',
    ]);
  });

  it('changes nothing when the tests fail already', async () => {
    const lsp = await workspace.start(withTests('exit 3'), { ...PATTERN, ...FILES });
    const failing = await request<LearnTestedResult>(lsp, 'applyTested', { key: KEY });
    expect(failing).toMatchObject({ kept: [], reverted: [], testRuns: 1 });
    expect(failing.stopped).toBe('before anything was changed, the test command ended with code 3');
  });

  it('needs a command', async () => {
    const lsp = await workspace.start(FIXWARD, PATTERN);
    await expect(request(lsp, 'applyTested', { key: KEY })).rejects.toThrow('no test command is set');
  });

  it('leaves files with unsaved changes out', async () => {
    const lsp = await workspace.start(withTests('true'), { ...PATTERN, ...FILES });
    const uri = workspace.uriOf('src/1.ts');
    await lsp.open(uri, 'typescript', 'axios.get(url1);\n');
    await lsp.change(uri, 2, [{ text: 'axios.get(typed);\n' }]);
    const result = await request<LearnTestedResult>(lsp, 'applyTested', { key: KEY });
    expect(result).toMatchObject({
      kept: ['src/2.ts', 'src/3.ts'],
      leftOut: ['src/1.ts: has changes that are not saved'],
    });
  });
});

describe('learning over the wire', () => {
  const BEFORE = 'load(axios.get("/user"));\nload(axios.get("/team"));\n';
  const AFTER = BEFORE.replaceAll('axios', 'http');
  const OTHERS = 'load(axios.get("/a"));\nload(axios.get("/b"));\n';

  async function planted(options = FIXWARD): Promise<TestServer> {
    const lsp = await workspace.start(options, { 'src/user.ts': BEFORE, 'src/others.ts': OTHERS });
    git('init', '-q');
    git('add', '.');
    git('commit', '-q', '-m', 'Start');
    return lsp;
  }

  it('makes a draft of the working tree, accepts it, and guards from then on', async () => {
    const lsp = await planted();
    await writeFile(join(workspace.folder(), 'src/user.ts'), AFTER);
    const { drafts, declined } = await request<LearnResult>(lsp, 'fromWorkingTree', {});
    expect(declined).toEqual([]);
    const [draft] = drafts;
    expect(draft).toMatchObject({ language: 'typescript', source: { kind: 'working-tree' }, sitesTotal: 2 });
    expect(draft?.sites.map(({ uri, after }) => [uri, after])).toEqual([
      [workspace.uriOf('src/others.ts'), 'load(http.get("/a"));'],
      [workspace.uriOf('src/others.ts'), 'load(http.get("/b"));'],
    ]);
    await expect(request<LearnResult>(lsp, 'drafts', {})).resolves.toMatchObject({
      drafts: [{ id: draft?.id }],
    });
    const accepted = await request<LearnAcceptResult>(lsp, 'accept', {
      draftId: draft?.id,
      edits: { key: 'ask-our-client', title: 'Ask our own client' },
      apply: [0],
    });
    expect(accepted).toMatchObject({ path: '.fixward/patterns/ask-our-client.yaml', key: 'ask-our-client' });
    expect(applyWorkspaceEdit(OTHERS, workspace.uriOf('src/others.ts'), accepted.edit as WorkspaceEdit)).toBe(
      OTHERS.replace('axios.get("/a")', 'http.get("/a")'),
    );
    const yaml = await readFile(join(workspace.folder(), accepted.path), 'utf8');
    expect(yaml).toContain('title: Ask our own client');
    const uri = workspace.uriOf('src/others.ts');
    await lsp.open(uri, 'typescript', OTHERS);
    expect((await lsp.pull(uri)).map(({ code }) => code)).toEqual(['ask-our-client', 'ask-our-client']);
    await expect(request(lsp, 'accept', { draftId: draft?.id })).rejects.toThrow('this draft is gone');
  });

  it('guards every place it was shown with, whatever layer and workflow the example stood in', async () => {
    const config =
      'version: 1\nlayers:\n  3: [src/routes/**]\n  4: [src/services/**]\nworkflows:\n  buy: [src/routes/**]\n';
    const files = { 'src/routes/user.ts': BEFORE, 'src/services/a.ts': OTHERS, 'lib/b.ts': OTHERS };
    const lsp = await workspace.start(FIXWARD, { ...files, '.fixward/config.yaml': config });
    git('init', '-q');
    git('add', '.');
    git('commit', '-q', '-m', 'Start');
    await writeFile(join(workspace.folder(), 'src/routes/user.ts'), AFTER);
    const { drafts } = await request<LearnResult>(lsp, 'fromWorkingTree', {});
    expect(drafts).toMatchObject([{ sitesTotal: 4, layers: [], workflows: [] }]);
    const all = { draftId: drafts[0]?.id, apply: [0, 1, 2, 3] };
    const { edit, mended, leftOut } = await request<LearnAcceptResult>(lsp, 'accept', all);
    expect({ mended, leftOut }).toEqual({ mended: 4, leftOut: [] });
    for (const path of ['src/services/a.ts', 'lib/b.ts']) {
      expect(applyWorkspaceEdit(OTHERS, workspace.uriOf(path), edit as WorkspaceEdit)).toBe(
        OTHERS.replaceAll('axios', 'http'),
      );
    }
  });

  it('learns from one change of an unsaved document', async () => {
    const lsp = await planted();
    const uri = workspace.uriOf('src/user.ts');
    await lsp.open(uri, 'typescript', AFTER);
    const { drafts } = await request<LearnResult>(lsp, 'fromWorkingTree', { path: 'src/user.ts', line: 0 });
    expect(drafts).toMatchObject([{ sitesTotal: 2 }]);
    await expect(request(lsp, 'fromWorkingTree', { path: 'src/others.ts', line: 0 })).rejects.toThrow(
      'nothing differs from the last commit here',
    );
  });

  it('learns from a commit, a diff and a history, and says what is wrong with them', async () => {
    const lsp = await planted();
    await writeFile(join(workspace.folder(), 'src/user.ts'), AFTER);
    git('commit', '-q', '-a', '-m', 'Fix calls past the client');
    const { drafts } = await request<LearnResult>(lsp, 'fromCommit', { commit: 'HEAD' });
    expect(drafts).toMatchObject([
      { source: { kind: 'commit', commits: [{ subject: 'Fix calls past the client' }] } },
    ]);
    const diff = execFileSync('git', ['show', 'HEAD'], { cwd: workspace.folder(), encoding: 'utf8' });
    const pasted = await request<LearnResult>(lsp, 'fromDiff', { diff });
    expect(pasted.drafts[0]?.id).toBe(drafts[0]?.id);
    const history = await request<LearnResult>(lsp, 'history', { limit: 5 });
    expect(history.drafts.length).toBeLessThanOrEqual(5);
    await expect(request(lsp, 'fromCommit', { commit: 'nope' })).rejects.toThrow(
      'no commit is called "nope"',
    );
    await expect(request(lsp, 'fromDiff', { diff: 'hello' })).rejects.toThrow('changes no line');
  });

  it('learns from what was proposed and accepted, and keeps it over a restart until it is decided', async () => {
    const storageFolder = await mkdtemp(join(tmpdir(), 'fixward-storage-'));
    const options = { initializationOptions: { fixwardClient: true, storageFolder } };
    try {
      const first = await workspace.start(options, { 'src/others.ts': OTHERS });
      const proposed = { path: 'src/new.ts', before: BEFORE, after: AFTER };
      const { drafts } = await request<LearnResult>(first, 'fromProposal', { proposed });
      expect(drafts).toMatchObject([{ source: { kind: 'proposal', commits: [] }, sitesTotal: 2 }]);
      await expect(request(first, 'fromProposal', {})).rejects.toThrow('what was proposed is missing');
      workspace.release();
      await first.stop();
      const { program, folder } = workspace;
      const again = await startTestServer({ program: program(), folder: folder(), ...options });
      expect((await request<LearnResult>(again, 'drafts', {})).drafts).toEqual(drafts);
      await request(again, 'reject', { draftId: drafts[0]?.id });
      await again.stop();
      expect(await readdir(storageFolder)).toEqual([]);
    } finally {
      await rm(storageFolder, { recursive: true, force: true });
    }
  });

  it('takes no key of another rule, and drops what is rejected', async () => {
    const lsp = await planted();
    await writeFile(join(workspace.folder(), 'src/user.ts'), AFTER);
    const { drafts } = await request<LearnResult>(lsp, 'fromWorkingTree', {});
    const draftId = drafts[0]?.id;
    await expect(request(lsp, 'accept', { draftId, edits: { key: 'no-eval' } })).rejects.toThrow(
      'is the id of a rule',
    );
    await expect(request(lsp, 'accept', { draftId, edits: { key: 'Not Kebab' } })).rejects.toThrow(
      'kebab-case',
    );
    await request(lsp, 'reject', { draftId });
    await expect(
      request<LearnedDraft>(lsp, 'setCondition', { draftId, conditionId: 'x', on: false }),
    ).rejects.toThrow('this draft is gone');
  });
});

describe('what is done by hand', () => {
  const ONE = 'load(axios.get("/user"));\n';
  const FILES = {
    'src/one.ts': ONE,
    'src/two.ts': ONE.replace('user', 'team'),
    'src/more.ts': 'load(axios.get("/a"));\nload(axios.get("/b"));\n',
  };

  function offers(lsp: TestServer): { next(): Promise<LearnOffer>; seen: readonly LearnOffer[] } {
    const seen: LearnOffer[] = [];
    const waiting: ((offer: LearnOffer) => void)[] = [];
    lsp.connection.onNotification('fixward/learn/offer', (offer: LearnOffer) => {
      seen.push(offer);
      waiting.shift()?.(offer);
    });
    return { seen, next: () => new Promise((resolve) => waiting.push(resolve)) };
  }

  async function edit(lsp: TestServer, path: string, before: string, after: string): Promise<void> {
    const uri = workspace.uriOf(path);
    await lsp.open(uri, 'typescript', before);
    await lsp.pull(uri);
    await lsp.change(uri, 2, [{ text: after }]);
    await lsp.save(uri);
    await lsp.pull(uri);
  }

  it('is offered to be learned when it was done twice, with a draft ready', async () => {
    const lsp = await workspace.start(FIXWARD, FILES);
    const heard = offers(lsp);
    await edit(lsp, 'src/one.ts', FILES['src/one.ts'], FILES['src/one.ts'].replace('axios', 'http'));
    const offered = heard.next();
    await edit(lsp, 'src/two.ts', FILES['src/two.ts'], FILES['src/two.ts'].replace('axios', 'http'));
    const offer = await offered;
    expect(offer).toMatchObject({ reason: 'twice', uri: workspace.uriOf('src/two.ts'), line: 0 });
    expect(offer.message).toMatch(/^You made the same edit twice\. The same stands in \d+ other places/u);
    const { drafts } = await request<LearnResult>(lsp, 'drafts', {});
    expect(drafts.map(({ id }) => id)).toEqual([offer.draftId]);
    expect(heard.seen).toHaveLength(1);
  });

  it('is offered when a finding without a fix went away by it, but not when a comment hid it', async () => {
    const rule = 'id: no-axios\nlanguage: ts\nmessage: Ask our own client\npattern: axios.get($A)\n';
    const lsp = await workspace.start(FIXWARD, { ...FILES, '.fixward/rules/no-axios.yaml': rule });
    const heard = offers(lsp);
    await edit(
      lsp,
      'src/two.ts',
      FILES['src/two.ts'],
      `// fixward-ignore-next-line no-axios: ours\n${FILES['src/two.ts']}`,
    );
    const offered = heard.next();
    await edit(lsp, 'src/one.ts', ONE, ONE.replace('axios', 'http'));
    expect(await offered).toMatchObject({
      reason: 'mended',
      ruleId: 'no-axios',
      uri: workspace.uriOf('src/one.ts'),
    });
    expect(heard.seen).toHaveLength(1);
  });

  it('is not offered where offers are off', async () => {
    const settings = { learn: { offer: 'off' } };
    const lsp = await workspace.start({ initializationOptions: { fixwardClient: true, settings } }, FILES);
    const heard = offers(lsp);
    await edit(lsp, 'src/one.ts', ONE, ONE.replace('axios', 'http'));
    await edit(lsp, 'src/two.ts', FILES['src/two.ts'], FILES['src/two.ts'].replace('axios', 'http'));
    await expect(request<LearnResult>(lsp, 'drafts', {})).resolves.toMatchObject({ drafts: [] });
    expect(heard.seen).toEqual([]);
  });

  it('has a light where the file differs from the last commit', async () => {
    const lsp = await workspace.start(FIXWARD, FILES);
    git('init', '-q');
    git('add', '.');
    git('commit', '-q', '-m', 'Start');
    const uri = workspace.uriOf('src/more.ts');
    await lsp.open(uri, 'typescript', FILES['src/more.ts'].replace('axios.get("/b")', 'http.get("/b")'));
    const at = (line: number) => ({ start: { line, character: 2 }, end: { line, character: 2 } });
    const learn = async (line: number) =>
      (await lsp.actions(uri, at(line))).filter(({ title }) => title === 'Learn from this fix');
    await expect
      .poll(() => learn(1), { timeout: 10_000 })
      .toMatchObject([
        {
          command: {
            command: 'fixward.learnFromFix',
            arguments: [{ uri, path: 'src/more.ts', project: workspace.folder(), line: 1 }],
          },
        },
      ]);
    expect(await learn(0)).toEqual([]);
  });
});

describe('fixes of a learned pattern', () => {
  const TEXT = 'axios.get(url);\n';
  const FIXED = 'http.get(url);\n';
  const record = (uri: string) => ({
    command: 'fixward.recordFix',
    arguments: [{ uri, ruleId: KEY, fixTitle: 'Use http.get', pattern: KEY, verified: true }],
  });

  it('raise its severity once enough of them were kept', async () => {
    const settings = { learn: { raiseAfter: 1 } };
    const lsp = await workspace.start({ initializationOptions: { fixwardClient: true, settings } }, PATTERN);
    const uri = workspace.uriOf('src/a.ts');
    await lsp.open(uri, 'typescript', TEXT);
    await lsp.pull(uri);
    await lsp.change(uri, 2, [{ text: FIXED }]);
    await lsp.connection.sendRequest(ExecuteCommandRequest.type, record(uri));
    await lsp.save(uri);
    await lsp.change(uri, 3, [{ text: TEXT }]);
    await expect
      .poll(async () => (await lsp.pull(uri)).map(({ severity }) => severity), { timeout: 10_000 })
      .toEqual([DiagnosticSeverity.Warning]);
  });

  it('end its use when they are undone again and again, with the reason', async () => {
    const lsp = await workspace.start(FIXWARD, PATTERN);
    const retired = new Promise<LearnOffer>((resolve) => {
      lsp.connection.onNotification('fixward/learn/offer', (offer: LearnOffer) => {
        if (offer.reason === 'retire') resolve(offer);
      });
    });
    const uri = workspace.uriOf('src/a.ts');
    await lsp.open(uri, 'typescript', TEXT);
    await lsp.pull(uri);
    for (let round = 0; round < 5; round++) {
      await lsp.change(uri, 2 + 2 * round, [{ text: FIXED }]);
      await lsp.connection.sendRequest(ExecuteCommandRequest.type, record(uri));
      await lsp.change(uri, 3 + 2 * round, [{ text: TEXT }]);
      await lsp.pull(uri);
    }
    expect((await retired).message).toContain(`The learned pattern ${KEY} is used no more:`);
    await expect.poll(() => lsp.pull(uri), { timeout: 10_000 }).toEqual([]);
  });
});

describe('templates', () => {
  const file = (key: string, more: object) =>
    patternFile(axiosPattern(key, { more: { pattern: undefined, ...more } }));
  const FILES = {
    '.fixward/patterns/client.yaml': file('make-client', {
      title: 'Make the client',
      code_after: 'const $CLIENT = createClient($$$OPTIONS);\n',
    }),
    '.fixward/patterns/service.yaml': file('make-service', {
      title: 'Serve it',
      code_after: 'serve($CLIENT);\n',
      solution_steps: ['Make the client', 'Hand it over'],
    }),
    '.fixward/patterns/advice.yaml': file('advice', { code_after: undefined, solution_steps: ['Serve it'] }),
  };

  it('come with what they need, in order, and say what is there already', async () => {
    const lsp = await workspace.start(FIXWARD, FILES);
    const uri = workspace.uriOf('src/a.ts');
    await lsp.open(uri, 'typescript', 'const db = createClient({});\n');
    const { templates } = await lsp.connection.sendRequest<LearnTemplatesResult>('fixward/learn/templates', {
      language: 'javascript',
    });
    expect(templates.map(({ key }) => key).sort()).toEqual(['make-client', 'make-service']);
    const template = (key: string) =>
      lsp.connection.sendRequest<LearnTemplateResult>('fixward/learn/template', { key, uri });
    expect(await template('make-service')).toEqual({
      steps: [
        {
          key: 'make-client',
          title: 'Make the client',
          language: 'typescript',
          snippet: 'const ${1:client} = createClient(${2:options});\n',
          text: 'const client = createClient(options);\n',
          present: true,
        },
        {
          key: 'make-service',
          title: 'Serve it',
          language: 'typescript',
          snippet: 'serve(${1:client});\n',
          text: 'serve(client);\n',
          present: false,
        },
      ],
      notes: [],
    });
    expect((await template('advice')).notes).toEqual(['Use http.get: has no code to insert.']);
    await expect(template('nope')).rejects.toThrow('no pattern is called "nope"');
  });
});

describe('a fix that was undone', () => {
  it('narrows its pattern to a draft that leaves the place alone', async () => {
    const learned = await learnedPattern('use-http', 'typescript', [
      { before: 'load(axios.get("/user"));\n', after: 'load(http.get("/user"));\n' },
      { before: 'load(axios.get("/team"));\n', after: 'load(http.get("/team"));\n' },
    ]);
    const lsp = await workspace.start(FIXWARD, { '.fixward/patterns/use-http.yaml': patternFile(learned) });
    const offered = new Promise<LearnOffer>((resolve) => {
      lsp.connection.onNotification('fixward/learn/offer', resolve);
    });
    const uri = workspace.uriOf('src/a.ts');
    const text = 'raw(axios.post("/health"));\nload(axios.get("/b"));\n';
    const fixed = text.replace('axios.post', 'http.post');
    await lsp.open(uri, 'typescript', text);
    const rules = (await lsp.pull(uri)).map(({ code }) => code);
    expect(rules).toContain('use-http');
    await lsp.change(uri, 2, [{ text: fixed }]);
    await lsp.connection.sendRequest(ExecuteCommandRequest.type, {
      command: 'fixward.recordFix',
      arguments: [{ uri, ruleId: 'use-http', fixTitle: 'use http', pattern: 'use-http' }],
    });
    await lsp.change(uri, 3, [{ text }]);
    const offer = await offered;
    expect(offer).toMatchObject({ reason: 'narrow', ruleId: 'use-http' });
    const accepted = await request<LearnAcceptResult>(lsp, 'accept', { draftId: offer.draftId });
    expect(accepted.path).toBe('.fixward/patterns/use-http.yaml');
    await expect
      .poll(async () => (await lsp.pull(uri)).map(({ range }) => range.start.line), { timeout: 10_000 })
      .toEqual([1]);
    const yaml = await readFile(join(workspace.folder(), accepted.path), 'utf8');
    expect(yaml).toContain('axios.post');
  });
});
