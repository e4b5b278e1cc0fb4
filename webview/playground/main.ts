import { startPanel } from '../startPanel.ts';
import { type Script, ScriptedHost } from './scriptedHost.ts';

const asked = new URLSearchParams(location.search);

const CONFIDENCE = ['full', 'empty', 'sparse', 'huge'] as const;
const SCENES = ['full', 'empty', 'loading', 'opening', 'failed', 'offline', 'nofolder'] as const;
const ROLES = ['owner', 'maintainer', 'member', 'reader'] as const;

const script: Script = {
  scene: SCENES.find((scene) => scene === asked.get('scene')) ?? 'full',
  role: ROLES.find((role) => role === asked.get('role')) ?? 'maintainer',
  patterns: Number(asked.get('patterns') ?? 5),
  rows: Number(asked.get('rows') ?? 40),
  conflict: asked.get('conflict') === 'yes',
  confidence: CONFIDENCE.find((scene) => scene === asked.get('confidence')) ?? 'full',
  consult: {
    models: asked.get('models') === 'none' ? 'none' : 'some',
    events: Number(asked.get('events') ?? 2_000),
    characters: Number(asked.get('characters') ?? 5_000),
    tables: Number(asked.get('tables') ?? 10),
    rows: Number(asked.get('resultRows') ?? 200),
  },
};

document.body.className = `vscode-${asked.get('theme') ?? 'dark'}`;
const host = new ScriptedHost(script);
// Tests read what was asked of the host, and speak for it.
Object.assign(window, { scriptedHost: host });
startPanel(host);
