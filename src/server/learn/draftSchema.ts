import { z } from 'zod';
import { patternContentSchema } from '../../core/library/fixPattern.ts';
import type { LearnedDraft } from '../../protocol/learn.ts';
import type { DraftRecord } from './learnJobs.ts';

/** A draft of one of the workspace's folders. */
export interface KeptDraft extends DraftRecord {
  /** Absolute folder of the project. */
  readonly root: string;
}

const position = z.int().min(0);
const site = z.object({
  path: z.string(),
  uri: z.string(),
  line: position,
  character: position,
  before: z.string(),
  after: z.string(),
  doubt: z.string().exactOptional(),
});

const draft: z.ZodType<LearnedDraft> = z.object({
  id: z.string().min(1),
  key: z.string(),
  title: z.string(),
  language: z.string(),
  problemDescription: z.string(),
  symptoms: z.array(z.string()),
  severity: z.string(),
  problemType: z.string(),
  layers: z.array(z.number()),
  workflows: z.array(z.string()),
  tags: z.array(z.string()),
  preventionGuidance: z.string(),
  antiPatterns: z.array(z.string()),
  before: z.string(),
  after: z.string(),
  conditions: z.array(z.object({ id: z.string(), text: z.string(), on: z.boolean(), excludes: z.number() })),
  examples: z.array(z.object({ before: z.string(), after: z.string(), path: z.string().exactOptional() })),
  sites: z.array(site),
  sitesTotal: position,
  source: z.object({
    kind: z.enum(['working-tree', 'commit', 'history', 'diff', 'proposal', 'fix']),
    commits: z.array(z.object({ sha: z.string(), subject: z.string(), author: z.string(), at: z.string() })),
  }),
  evidence: z.array(z.string()),
  remarks: z.array(z.object({ level: z.enum(['info', 'warning']), text: z.string() })).exactOptional(),
  yaml: z.string(),
});

/** The file of drafts; another format is another file. */
export const DRAFTS_FORMAT = 'fixward-drafts/1';

export const draftsSchema = z.object({
  format: z.literal(DRAFTS_FORMAT),
  drafts: z.array(z.object({ root: z.string().min(1), draft, content: patternContentSchema })),
});
