import type { ServerSettings } from './lsp.ts';

/** What each `fixward.*` setting is when nobody has set it; package.json states the same values. */
export const DEFAULT_SETTINGS: ServerSettings = {
  enable: true,
  rules: {},
  severities: { CRITICAL: 'error', HIGH: 'error', MEDIUM: 'warning', LOW: 'information' },
  baseline: { enable: true },
  limits: { fileSizeMaxBytes: 5 * 1024 * 1024, fileLinesMax: 50_000 },
  run: 'onType',
  proof: { engine: 'embedded', postgresFolder: '' },
  finalSchema: 'onSave',
  inlayLocks: { enable: true },
  library: { enable: true, autoApply: false },
  learn: { offer: 'ask', raiseAfter: 3, testCommand: '' },
};
