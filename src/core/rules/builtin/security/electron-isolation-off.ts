import { ECMASCRIPT } from '../../languages.ts';
import type { Rule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';

export const rule: Rule = {
  id: 'electron-isolation-off',
  title: 'Electron page with the rights of the program',
  kind: 'prevention',
  severity: 'HIGH',
  problemType: 'Security',
  languages: ECMASCRIPT,
  message: 'A script injected into this page can use Node and thereby the whole computer.',
  actionRequired: 'Keep contextIsolation and webSecurity on and nodeIntegration off.',
  why: 'In a browser an injected script is held in its page. With these settings the same script reads the user’s files and starts programs.',
  howToFix:
    'Leave the defaults, and offer single functions from a preload script:\n\n```ts\ncontextBridge.exposeInMainWorld("api", { save: (text) => ipcRenderer.invoke("save", text) });\n```',
  references: ['https://www.electronjs.org/docs/latest/tutorial/security'],
  exceptPaths: TEST_PATHS,
  match: [
    {
      kind: 'tree',
      rule: {
        kind: 'pair',
        all: [
          { has: { field: 'key', regex: '^(?:contextIsolation|webSecurity)$' } },
          { has: { field: 'value', regex: '^false$', pattern: '$SWITCH' } },
        ],
      },
      where: [{ documentMatches: '[eE]lectron|webPreferences|BrowserWindow' }],
      fixes: [{ title: 'Switch it on', kind: 'suggest', edits: [{ at: 'SWITCH', text: 'true' }] }],
    },
    {
      kind: 'tree',
      rule: {
        kind: 'pair',
        all: [
          {
            has: {
              field: 'key',
              regex: '^(?:nodeIntegration|nodeIntegrationInWorker|allowRunningInsecureContent)$',
            },
          },
          { has: { field: 'value', regex: '^true$', pattern: '$SWITCH' } },
        ],
      },
      where: [{ documentMatches: '[eE]lectron|webPreferences|BrowserWindow' }],
      fixes: [{ title: 'Switch it off', kind: 'suggest', edits: [{ at: 'SWITCH', text: 'false' }] }],
    },
  ],
  examples: {
    fires: [
      {
        language: 'typescript',
        code: 'const window = new BrowserWindow({ webPreferences: { contextIsolation: false } });\n',
        marks: 'contextIsolation: false',
        fixed: 'const window = new BrowserWindow({ webPreferences: { contextIsolation: true } });\n',
      },
      {
        language: 'javascript',
        code: 'const window = new BrowserWindow({ webPreferences: { nodeIntegration: true, webSecurity: false } });\n',
        count: 2,
      },
    ],
    silent: [
      {
        language: 'typescript',
        code: 'const window = new BrowserWindow({ webPreferences: { contextIsolation: true, nodeIntegration: false } });\n',
      },
      { language: 'javascript', code: 'const options = { nodeIntegration: true };\n' },
    ],
  },
};
