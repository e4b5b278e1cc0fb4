import { z } from 'zod';
import { cappedLines } from '../core/advice/cappedText.ts';
import { counted } from '../core/report/textReport.ts';
import { foundPatterns, type PatternHit, patternLine } from './foundPatterns.ts';
import { defineTool } from './tool.ts';
import { TEXT_CHARACTERS_MAX } from './toolLimits.ts';

const LIMIT = 8;
const LIMIT_MAX = 50;
const QUERY_CHARACTERS_MAX = 4_000;

const input = z.strictObject({
  query: z.string().min(1).max(QUERY_CHARACTERS_MAX),
  code: z.string().max(QUERY_CHARACTERS_MAX).optional().describe('Code that shows the problem'),
  limit: z.int().min(1).max(LIMIT_MAX).optional(),
});

export interface FoundPatterns {
  readonly hits: readonly PatternHit[];
  readonly notes: readonly string[];
}

export const searchPatterns = defineTool<z.infer<typeof input>, FoundPatterns>({
  name: 'search_patterns',
  title: 'Search the library',
  description: 'Fix patterns of the team’s library that fit a problem.',
  input,
  action: 'read_workspace',
  untrustedOutput: false,
  target: () => ({ kind: 'workspace' }),
  run: async ({ query, code, limit = LIMIT }, context) => {
    const { hits, notes } = await foundPatterns(context, { query, code, limit });
    const lines = [
      counted(hits.length, 'pattern'),
      ...hits.map(patternLine),
      ...notes.map((note) => `note: ${note}`),
    ];
    return { ok: true, data: { hits, notes }, text: cappedLines(lines, TEXT_CHARACTERS_MAX) };
  },
});
