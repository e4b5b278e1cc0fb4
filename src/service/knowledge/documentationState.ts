import { join } from 'node:path';
import { z } from 'zod';
import { PROBLEM_TYPES } from '../../core/rules/ruleModel.ts';
import { type StateFile, stateFile } from '../library/stateFile.ts';

const newsSchema = z.object({
  questionId: z.string(),
  topic: z.string(),
  query: z.string(),
  problemType: z.enum(PROBLEM_TYPES),
  server: z.string(),
  foundAt: z.string(),
  first: z.boolean(),
  text: z.string(),
  rules: z.array(z.object({ id: z.string(), title: z.string() })),
  patterns: z.array(z.object({ key: z.string(), title: z.string() })),
});
const stateSchema = z
  .object({
    /** When a server was asked last, ISO. */
    lastAt: z.string().exactOptional(),
    /** Whether every question of that round was answered. */
    complete: z.boolean(),
    answers: z.record(z.string(), z.object({ paragraphs: z.array(z.string()) })),
    /** Found in the last week, the latest last. */
    news: z.array(newsSchema),
  })
  .catch({ complete: false, answers: {}, news: [] });

/** What rounds have read and found. */
export type DocumentationState = z.infer<typeof stateSchema>;

export function documentationState(home: string): StateFile<DocumentationState> {
  return stateFile(join(home, 'knowledge', 'documentation.json'), (value) => stateSchema.parse(value));
}
