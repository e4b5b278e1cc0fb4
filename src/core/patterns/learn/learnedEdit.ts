import { z } from 'zod';
import { LANGUAGES } from '../../rules/languages.ts';
import { companionSchema } from './companions/companion.ts';
import { NAME_ROLES, type NameRole } from './nameRole.ts';
import { surfaceSchema } from './surfaceEdit.ts';
import { textChangeSchema } from './transforms/textChange.ts';

/**
 * A learned edit as data: what to look for, as a tree with holes, and what to write there. It stands in a pattern's
 * `pattern` field, is read and mended by hand, and is the whole of what finding and applying need.
 */

export const LEARNED_EDIT_FORMAT = 'fixward-edit/1';

/** Deeper or wider than any edit that was learned: such a file is broken or made to harm. */
const PARTS_MAX = 50;
const ITEMS_MAX = 400;

const words = z.string().max(20_000);
const kinds = z.array(z.string().max(200)).min(1).max(60);

/** Any run of siblings, also none. */
export interface RestItem {
  readonly rest: true;
}

export interface PatternNode {
  /** Its text may be used by the template; two nodes of one name must read the same. */
  readonly name?: string | undefined;
  /** Edits refer to the node by it. */
  readonly mark?: number | undefined;
  /** Kinds of the grammar it may have; any when absent. */
  readonly kinds?: readonly string[] | undefined;
  /** Its words, one blank between tokens: one of these. Any when absent. */
  readonly text?: readonly string[] | undefined;
  /** What a name must do where it stands: one of these. Anything when absent. */
  readonly role?: readonly NameRole[] | undefined;
  /** Words that it must not have. */
  readonly not?: readonly string[] | undefined;
  /** All its children in order, comments left out; any when absent. */
  readonly children?: readonly PatternItem[] | undefined;
  /**
   * What may stand among the children all the same: a comma or semicolon at the end, or also what a grammar leaves to taste,
   * such as modifiers and type parameters.
   */
  readonly open?: 'end' | 'all' | undefined;
}

export type PatternItem = PatternNode | RestItem;

const restItem = z.strictObject({ rest: z.literal(true) });
const patternNode: z.ZodType<PatternNode> = z.lazy(() =>
  z.strictObject({
    name: z.string().max(40).optional(),
    mark: z.int().min(0).max(1000).optional(),
    kinds: kinds.optional(),
    text: z.array(words).min(1).max(200).optional(),
    role: z.array(z.enum(NAME_ROLES)).min(1).optional(),
    not: z.array(words).min(1).max(200).optional(),
    children: z
      .array(z.union([restItem, patternNode]))
      .max(ITEMS_MAX)
      .optional(),
    open: z.enum(['end', 'all']).optional(),
  }),
);

const templatePart = z.union([
  words,
  /** A word of the language that is written in the case its neighbours have. */
  z.strictObject({ keyword: words }),
  z.strictObject({
    hole: z.string().max(40),
    /** How the hole's text is changed before it is written. */
    change: textChangeSchema.optional(),
  }),
]);

const place = z.strictObject({
  /** From the start of this marked node; for an insertion, the node beside it. */
  from: z.int().min(0),
  /** To the end of this one. */
  to: z.int().min(0),
  /** Nothing is replaced: the text is put before or after the node. */
  insert: z.enum(['before', 'after']).optional(),
  /** The blanks before or after go as well. */
  gapBefore: z.literal(true).optional(),
  gapAfter: z.literal(true).optional(),
  /** An item of a list goes, with a comma beside it. */
  item: z.literal(true).optional(),
});

const condition = z.strictObject({
  id: z.string().max(80),
  kind: z.enum([
    'inside',
    'not-inside',
    'except',
    'import',
    'no-import',
    'text',
    'no-text',
    'in-scope',
    'not-declared',
    'unused',
  ]),
  /**
   * For `inside`: the callee or the kind of an ancestor; for `except`, the words of a node around; names where it speaks of names; else words of
   * the file.
   */
  value: z.string().max(500),
  on: z.boolean().default(true),
});

const part = z.strictObject({
  match: patternNode,
  edits: z
    .array(z.strictObject({ at: place, template: z.array(templatePart).max(200) }))
    .min(1)
    .max(20),
  where: z.array(condition).max(40).default([]),
});

export const learnedEditSchema = z
  .strictObject({
    format: z.literal(LEARNED_EDIT_FORMAT),
    language: z.enum(LANGUAGES),
    /** Empty where the edit is of the surface alone. */
    parts: z.array(part).max(PARTS_MAX),
    surface: z.array(surfaceSchema).max(20).optional(),
    /** What else the file needs once a part was applied, such as an import. */
    companions: z.array(companionSchema).max(20).default([]),
  })
  .refine(({ parts, surface }) => parts.length > 0 || surface !== undefined, {
    path: ['parts'],
    error: 'there is nothing to look for',
  });

export type LearnedEdit = z.infer<typeof learnedEditSchema>;
export type LearnedPart = z.infer<typeof part>;
export type LearnedWhere = z.infer<typeof condition>;
export type TemplatePart = z.infer<typeof templatePart>;
export type EditPlace = z.infer<typeof place>;

/** Reads what a pattern file holds; a broken one is told in one line. */
export function readLearnedEdit(value: unknown): { edit: LearnedEdit } | { problem: string } {
  const read = learnedEditSchema.safeParse(value);
  if (read.success) return { edit: read.data };
  const issue = read.error.issues[0];
  const where = issue?.path.join('.') ?? '';
  return {
    problem: `not a ${LEARNED_EDIT_FORMAT} edit: ${where === '' ? '' : `${where}: `}${issue?.message ?? ''}`,
  };
}
