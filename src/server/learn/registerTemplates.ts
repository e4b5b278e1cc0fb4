import { LSPErrorCodes, ResponseError } from 'vscode-languageserver/node';
import { z } from 'zod';
import type { PatternContent } from '../../core/library/fixPattern.ts';
import { holdsTemplate, patternTemplate } from '../../core/library/patternTemplate.ts';
import { type Prerequisite, prerequisiteOrder } from '../../core/library/prerequisiteOrder.ts';
import { contentOfRow } from '../../core/library/storedPattern.ts';
import { ECMASCRIPT, type Language, languageOfDocument } from '../../core/rules/languages.ts';
import type {
  LearnTemplateParams,
  LearnTemplateResult,
  LearnTemplateStep,
  LearnTemplatesParams,
  LearnTemplatesResult,
} from '../../protocol/learn.ts';
import type { ServerContext } from '../server.ts';
import { pathOfUri } from '../uris.ts';

/** Relations of one library; more are not one team's. */
const RELATIONS_MAX = 5_000;
const PATTERNS_MAX = 1_000;

/** `fixward/learn/template` and `fixward/learn/templates`. */
export function registerTemplates(context: ServerContext): void {
  const { connection } = context;
  connection.onRequest(
    'fixward/learn/templates',
    async ({ language }: LearnTemplatesParams): Promise<LearnTemplatesResult> => {
      const patterns = [...(await knownPatterns(context)).values()];
      return {
        templates: patterns
          .filter(({ code_after, code_type }) => code_after !== undefined && speaks(code_type, language))
          .map(({ key, title, code_type }) => ({
            key,
            title,
            ...(code_type !== undefined && { language: code_type }),
          })),
      };
    },
  );
  connection.onRequest('fixward/learn/template', (params: LearnTemplateParams) =>
    templateOf(context, params),
  );
}

async function templateOf(
  context: ServerContext,
  { key, uri }: LearnTemplateParams,
): Promise<LearnTemplateResult> {
  const patterns = await knownPatterns(context);
  if (!patterns.has(key)) {
    throw new ResponseError(LSPErrorCodes.RequestFailed, `key: no pattern is called "${key}"`);
  }
  const document = uri === undefined ? undefined : context.documents.get(uri);
  const language = document && languageOfDocument(pathOfUri(document.uri), document.languageId);
  const relations = [...namedSteps([...patterns.values()]), ...(await storedRelations(context))];
  const { keys, circles } = prerequisiteOrder(key, relations);
  const steps: LearnTemplateStep[] = [];
  const notes = circles.map((circle) => `These need each other: ${circle.join(', ')}.`);
  for (const step of keys) {
    const pattern = patterns.get(step);
    if (!pattern) notes.push(`${step} comes first, but no pattern of that key is here.`);
    else if (pattern.code_after === undefined) notes.push(`${pattern.title}: has no code to insert.`);
    else if (language !== undefined && !speaks(pattern.code_type, language)) {
      notes.push(`${pattern.title}: is for ${pattern.code_type ?? 'another language'}.`);
    } else steps.push(stepOf(pattern, pattern.code_after, document?.getText()));
  }
  return { steps, notes };
}

function stepOf(
  { key, title, code_type }: PatternContent,
  code: string,
  document: string | undefined,
): LearnTemplateStep {
  const template = patternTemplate(code);
  return {
    key,
    title,
    ...(code_type !== undefined && { language: code_type }),
    snippet: template.snippet,
    text: template.text,
    present: document !== undefined && holdsTemplate(document, template),
  };
}

/** Patterns by key: the folders' own, then the store's, then those that are shipped. */
async function knownPatterns({
  library,
  learning,
  projects,
}: ServerContext): Promise<ReadonlyMap<string, PatternContent>> {
  await library.shipped.load();
  const patterns = new Map<string, PatternContent>(
    library.shipped.patterns.map((pattern) => [pattern.key, pattern] as const),
  );
  for (const content of [...(await storedContents(library)), ...learning.knowledge.stored])
    patterns.set(content.key, content);
  for (const root of projects.roots) {
    for (const { content } of (await projects.project(root)).patterns) patterns.set(content.key, content);
  }
  return patterns;
}

const patternsAnswer = z.object({ ok: z.literal(true), data: z.object({ patterns: z.array(z.unknown()) }) });

/** The store is asked where it is open, never started. */
async function storedContents({ link }: ServerContext['library']): Promise<readonly PatternContent[]> {
  if (!link.isConnected) return [];
  const answer = patternsAnswer.safeParse(
    await link.background('store/call', {
      name: 'list_patterns',
      request: { filters: { statuses: ['active'] }, order: 'applied', limit: PATTERNS_MAX },
    }),
  );
  return answer.success ? answer.data.data.patterns.flatMap((row) => contentOfRow(row) ?? []) : [];
}

const relationsAnswer = z.object({
  ok: z.literal(true),
  data: z.object({
    relations: z.array(z.object({ from: z.object({ key: z.string() }), to: z.object({ key: z.string() }) })),
  }),
});

async function storedRelations({ library: { link } }: ServerContext): Promise<readonly Prerequisite[]> {
  if (!link.isConnected) return [];
  const answer = relationsAnswer.safeParse(
    await link.background('store/call', {
      name: 'list_relations',
      request: { kinds: ['prerequisite'], limit: RELATIONS_MAX },
    }),
  );
  return answer.success
    ? answer.data.data.relations.map(({ from, to }) => ({ from: from.key, to: to.key }))
    : [];
}

/** A pattern whose steps name another's title or key needs that one first. */
function namedSteps(patterns: readonly PatternContent[]): readonly Prerequisite[] {
  return patterns.flatMap(({ key, solution_steps }) => {
    const steps = solution_steps.join('\n').toLowerCase();
    if (steps === '') return [];
    return patterns
      .filter((other) => other.key !== key && names(steps, other))
      .map((other) => ({ from: other.key, to: key }));
  });
}

function names(steps: string, { key, title }: PatternContent): boolean {
  return steps.includes(title.toLowerCase()) || steps.split(/[^a-z0-9-]+/u).includes(key);
}

function speaks(codeType: Language | undefined, language: string | undefined): boolean {
  if (codeType === undefined || language === undefined || codeType === language) return true;
  const family = ECMASCRIPT.map(String);
  return family.includes(codeType) && family.includes(language);
}
