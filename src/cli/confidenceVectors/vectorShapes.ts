import { z } from 'zod';

/** Names are told in the report; a case without one is known by its place. */
export const idSchema = z.union([z.string(), z.number()]).transform(String).default('without id');

/** 1 or 0, however the program that made the file writes it. */
const outcomeSchema = z.union([z.number().min(0).max(1), z.boolean().transform(Number)]);

export const probabilitiesSchema = z.array(z.number().min(0).max(1));
export const outcomesSchema = z.array(outcomeSchema);

/** How programs write a figure that is none; in JSON there is no word for it. */
const NO_FIGURE = z.union([z.null(), z.string().regex(/^[-+]?(?:inf(?:inity)?|nan)$/iu, 'must be a number')]);

/** Figures of tokens; those that are none are left out, as those of tokens without any are. */
export const figuresSchema = z
  .array(z.union([z.number(), NO_FIGURE]))
  .nullable()
  .transform((listed) => (listed ?? []).filter((each) => typeof each === 'number'));
