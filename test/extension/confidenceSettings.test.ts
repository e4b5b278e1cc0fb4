import { beforeEach, describe, expect, it, vi } from 'vitest';
import { readConfidenceSettings } from '../../src/extension/confidence/confidenceSettings.ts';

const editor = vi.hoisted(() => {
  const values = new Map<string, object>();
  const section = { inspect: (key: string) => values.get(key) };
  return {
    values,
    module: {
      workspace: {
        getConfiguration: () => section,
        workspaceFolders: [{ uri: { fsPath: '/läden/shop' } }],
      },
    },
  };
});
vi.mock('vscode', () => editor.module);
beforeEach(() => editor.values.clear());

describe('settings of confidence', () => {
  it('say nothing but whose they are while nothing is set', () => {
    expect(readConfidenceSettings()).toEqual({
      projects: ['/läden/shop'],
      askConfidence: false,
      samples: 0,
      consensusModels: [],
    });
  });

  it('come from the user, whatever a workspace asks of models', () => {
    for (const key of ['samples', 'askConfidence', 'consensusModels', 'metricsPort']) {
      editor.values.set(key, { workspaceValue: key === 'consensusModels' ? ['a/b'] : true });
    }
    editor.values.set('samples', { globalValue: 2, workspaceValue: 5 });
    editor.values.set('askConfidence', { globalValue: true, workspaceValue: false });
    const { samples, askConfidence, consensusModels, metricsPort } = readConfidenceSettings();
    expect({ samples, askConfidence, consensusModels, metricsPort }).toEqual({
      samples: 2,
      askConfidence: true,
      consensusModels: [],
      metricsPort: undefined,
    });
  });

  it.each([
    [0.05, undefined, 0.05],
    [0.05, 0.01, 0.01],
    [0.05, 0.5, 0.05],
    [0, 0.1, 0.1],
    [0, 0, undefined],
    [7, -1, undefined],
    ['much', null, undefined],
  ])('hold the stricter limit of %j and %j', (globalValue, workspaceValue, limit) => {
    editor.values.set('errorRateMax', { globalValue, workspaceValue });
    expect(readConfidenceSettings().errorRateMax).toBe(limit);
  });
});
