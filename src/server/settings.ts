import { z } from 'zod';
import { DEFAULT_LIMITS } from '../core/rules/limits.ts';
import type { ServerSettings } from '../protocol/lsp.ts';

/** Three kept fixes are more than a lucky day. */
const RAISE_AFTER = 3;

const editorSeverity = z.enum(['error', 'warning', 'information', 'hint']);

/** Each part falls back on its own: one mistaken setting must not undo the others. */
const settingsSchema = z.object({
  enable: z.boolean().catch(true),
  rules: z.record(z.string(), z.string()).catch({}),
  severities: z
    .object({
      CRITICAL: editorSeverity.catch('error'),
      HIGH: editorSeverity.catch('error'),
      MEDIUM: editorSeverity.catch('warning'),
      LOW: editorSeverity.catch('information'),
    })
    .catch({ CRITICAL: 'error', HIGH: 'error', MEDIUM: 'warning', LOW: 'information' }),
  baseline: z.object({ enable: z.boolean().catch(true) }).catch({ enable: true }),
  limits: z
    .object({
      fileSizeMaxBytes: z.number().int().positive().catch(DEFAULT_LIMITS.fileSizeMaxBytes),
      fileLinesMax: z.number().int().positive().catch(DEFAULT_LIMITS.fileLinesMax),
    })
    .catch(DEFAULT_LIMITS),
  run: z.enum(['onType', 'onSave']).catch('onType'),
  proof: z
    .object({
      engine: z.enum(['embedded', 'local']).catch('embedded'),
      postgresFolder: z.string().catch(''),
    })
    .catch({ engine: 'embedded', postgresFolder: '' }),
  finalSchema: z.enum(['onSave', 'manual', 'off']).catch('onSave'),
  inlayLocks: z.object({ enable: z.boolean().catch(true) }).catch({ enable: true }),
  library: z
    .object({ enable: z.boolean().catch(true), autoApply: z.boolean().catch(false) })
    .catch({ enable: true, autoApply: false }),
  learn: z
    .object({
      offer: z.enum(['off', 'ask', 'draft']).catch('ask'),
      raiseAfter: z.number().int().min(1).catch(RAISE_AFTER),
      testCommand: z.string().catch(''),
    })
    .catch({ offer: 'ask', raiseAfter: RAISE_AFTER, testCommand: '' }),
});

/** Settings as the client sent them, with defaults for what is absent or not understood. */
export function parseSettings(value: unknown): ServerSettings {
  return settingsSchema.parse(typeof value === 'object' && value !== null ? value : {});
}
