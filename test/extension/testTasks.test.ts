import { beforeEach, describe, expect, it, vi } from 'vitest';
import { watchTestTasks } from '../../src/extension/confidence/testTasks.ts';
import type { TestsEndedParams } from '../../src/protocol/lsp.ts';

/** What the editor tells of tasks, played by hand. */
const editor = vi.hoisted(() => {
  type Listener = (event: { readonly execution: unknown; readonly exitCode?: number | undefined }) => void;
  const listeners = new Map<string, Listener>();
  const event = (name: string) => (listener: Listener) => {
    listeners.set(name, listener);
    return { dispose: () => listeners.delete(name) };
  };
  return {
    listeners,
    folders: [{ uri: 'file:///shop' }],
    module: {
      tasks: {
        onDidStartTaskProcess: event('start'),
        onDidEndTaskProcess: event('exit'),
        onDidEndTask: event('end'),
      },
      TaskGroup: { Test: { id: 'test' } },
      Disposable: {
        from: (...all: { dispose: () => void }[]) => ({
          dispose: () => {
            for (const each of all) each.dispose();
          },
        }),
      },
      workspace: {
        get workspaceFolders() {
          return editor.folders;
        },
      },
    },
  };
});
vi.mock('vscode', () => editor.module);

let told: TestsEndedParams[];
let watching: { dispose(): void };
beforeEach(() => {
  watching?.dispose();
  editor.folders = [{ uri: 'file:///shop' }];
  told = [];
  watching = watchTestTasks((ended) => told.push(ended));
});

const TEST = { name: 'npm: test', group: { id: 'test' }, scope: { uri: 'file:///shop/api' } };
const play = (task: object, exitCode?: number): void => {
  const execution = { task };
  editor.listeners.get('start')?.({ execution });
  editor.listeners.get('exit')?.({ execution, exitCode });
  editor.listeners.get('end')?.({ execution });
};

describe('a task of the test group that ended', () => {
  it.each([
    [0, true],
    [1, false],
  ])('with code %i is told with its folder and its beginning', (code, passed) => {
    play(TEST, code);
    expect(told).toEqual([
      {
        folderUri: 'file:///shop/api',
        name: 'npm: test',
        passed,
        startedAt: expect.stringMatching(/^\d{4}-.*Z$/u),
      },
    ]);
  });

  it('is one of the only folder where it names none', () => {
    play({ ...TEST, scope: 2 }, 0);
    expect(told).toMatchObject([{ folderUri: 'file:///shop' }]);
  });

  it('says nothing of several folders, or of none', () => {
    editor.folders = [{ uri: 'file:///one' }, { uri: 'file:///two' }];
    play({ ...TEST, scope: 2 }, 0);
    editor.folders = [];
    play({ ...TEST, scope: undefined }, 0);
    expect(told).toEqual([]);
  });

  it('says nothing where somebody ended it', () => {
    play(TEST, undefined);
    expect(told).toEqual([]);
  });
});

describe('other tasks', () => {
  it.each([[{ ...TEST, group: { id: 'build' } }], [{ name: 'lint', scope: TEST.scope }]])(
    'are passed over: %j',
    (task) => {
      play(task, 0);
      expect(told).toEqual([]);
    },
  );

  it('that were under way before anybody looked have no beginning, and are passed over', () => {
    editor.listeners.get('exit')?.({ execution: { task: TEST }, exitCode: 0 });
    expect(told).toEqual([]);
  });
});
