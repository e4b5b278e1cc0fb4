import { z } from 'zod';
import type { Condition } from './conditions.ts';
import type { Language } from './languages.ts';
import { isLanguage, LANGUAGES } from './languages.ts';
import { PROBLEM_TYPES, RULE_KINDS, SEVERITIES } from './ruleModel.ts';

/** Names other tools give our languages, in lower case; one name may stand for several of our grammars. */
const LANGUAGE_ALIASES: Readonly<Record<string, readonly Language[]>> = {
  ts: ['typescript'],
  js: ['javascript'],
  jsx: ['javascript'],
  javascriptreact: ['javascript'],
  typescriptreact: ['tsx'],
  py: ['python'],
  python3: ['python'],
  golang: ['go'],
  rs: ['rust'],
  rb: ['ruby'],
  cs: ['csharp'],
  'c#': ['csharp'],
  kt: ['kotlin'],
  yml: ['yaml'],
  sh: ['bash'],
  shell: ['bash'],
  postgres: ['sql'],
  postgresql: ['sql'],
};

export const SEVERITY_OF_WORD: Readonly<Record<string, (typeof SEVERITIES)[number]>> = {
  error: 'HIGH',
  warning: 'MEDIUM',
  warn: 'MEDIUM',
  info: 'LOW',
  information: 'LOW',
  hint: 'LOW',
};

/** Our names for a language as an author wrote it, or undefined. */
export function languagesNamed(name: string): readonly Language[] | undefined {
  const lower = name.toLowerCase();
  return isLanguage(lower) ? [lower] : LANGUAGE_ALIASES[lower];
}

const text = z.string().min(1);
const texts = z.array(text);
const oneOrMore = z.union([text, texts]);
const treeRule = z.record(z.string(), z.unknown());
const treeRules = z.record(z.string(), treeRule);
const layers = z.array(z.number().int().min(1).max(7));

const languageName = z.string().refine((name) => languagesNamed(name) !== undefined, {
  error: (issue) => `unknown language "${String(issue.input)}"; known: ${LANGUAGES.join(', ')}`,
});

const condition: z.ZodType<Condition> = z.strictObject({
  get anyOf() {
    return z.array(condition).exactOptional();
  },
  capture: text.exactOptional(),
  is: text.exactOptional(),
  not: text.exactOptional(),
  matches: text.exactOptional(),
  matchesNot: text.exactOptional(),
  documentMatches: text.exactOptional(),
  documentMatchesNot: text.exactOptional(),
  foundBy: text.exactOptional(),
  foundByNot: text.exactOptional(),
  path: texts.exactOptional(),
  pathNot: texts.exactOptional(),
});

const fixTemplate = z.strictObject({
  title: text.optional(),
  kind: z.enum(['auto', 'suggest', 'recipe']).optional(),
  replace: z.string().optional(),
  /** ast-grep's name for `replace`. */
  template: z.string().optional(),
  edits: z
    .array(
      z.strictObject({
        at: text.optional(),
        place: z.enum(['replace', 'before', 'after']).optional(),
        text: z.string(),
      }),
    )
    .optional(),
  needsImports: texts.optional(),
  where: z.array(condition).optional(),
});

const fix = z.union([z.string(), fixTemplate, z.array(fixTemplate)]);

const sqlPattern = z.strictObject({
  pattern: text,
  unless: oneOrMore.optional(),
  report: text.optional(),
  message: text.optional(),
  fix: fix.optional(),
});

const imports = z.strictObject({
  modules: oneOrMore.optional(),
  layers: layers.optional(),
  message: text.optional(),
});

/** Parts of a tree matcher that may also stand at the top of the document, as ast-grep has them. */
const treeParts = {
  rule: treeRule.optional(),
  pattern: z.union([text, treeRule]).optional(),
  constraints: treeRules.optional(),
  utils: treeRules.optional(),
  transform: z.record(z.string(), z.unknown()).optional(),
  where: z.array(condition).optional(),
  report: text.optional(),
  fix: fix.optional(),
  fixes: z.array(fixTemplate).optional(),
  sql: z.union([text, sqlPattern]).optional(),
  imports: imports.optional(),
};

/** All kinds in one shape: an author's slip is then named by its key, not lost among alternatives. */
const matcher = z.strictObject({
  kind: z.enum(['tree', 'sqlPattern', 'import']).optional(),
  languages: z.array(languageName).optional(),
  ...treeParts,
  message: text.optional(),
  unless: oneOrMore.optional(),
  modules: oneOrMore.optional(),
  layers: layers.optional(),
});

const example = z.union([
  z.string(),
  z.strictObject({
    code: z.string(),
    language: languageName.optional(),
    path: text.optional(),
    count: z.number().int().positive().optional(),
    fixed: z.string().optional(),
    marks: text.optional(),
  }),
]);

/**
 * One document of a rule file as its author writes it. Besides Fixward's own words it takes ast-grep's,
 * so that a rule written for that tool is read as it is.
 */
export const ruleFileSchema = z.strictObject({
  id: z
    .string()
    .regex(
      /^[a-z0-9]+(?:-[a-z0-9]+)*$/u,
      'an id is lower-case words joined by hyphens, such as no-raw-query',
    ),
  title: text.optional(),
  kind: z.enum(RULE_KINDS).optional(),
  severity: z
    .enum([...SEVERITIES, 'error', 'warning', 'warn', 'info', 'information', 'hint', 'off'])
    .optional(),
  problemType: z.enum(PROBLEM_TYPES).optional(),
  language: languageName.optional(),
  languages: z.array(languageName).min(1).optional(),
  layers: layers.optional(),
  workflows: texts.optional(),
  message: text,
  actionRequired: text.optional(),
  why: text.optional(),
  howToFix: text.optional(),
  note: text.optional(),
  references: texts.optional(),
  url: text.optional(),
  sourcePattern: text.optional(),
  tags: z.array(z.enum(['unnecessary', 'deprecated'])).optional(),
  optIn: z.boolean().optional(),
  aliases: texts.optional(),
  exceptPaths: texts.optional(),
  files: texts.optional(),
  ignores: texts.optional(),
  metadata: z.unknown().optional(),
  match: z.array(matcher).min(1).optional(),
  ...treeParts,
  examples: z
    .strictObject({ fires: z.array(example).optional(), silent: z.array(example).optional() })
    .optional(),
});

export type RuleFileDocument = z.infer<typeof ruleFileSchema>;
export type RuleFileFix = z.infer<typeof fix>;
export type RuleFileMatcher = z.infer<typeof matcher>;
export type RuleFileTemplate = z.infer<typeof fixTemplate>;
export type RuleFileExample = z.infer<typeof example>;
