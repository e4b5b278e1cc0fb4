import { importConditions } from './companions/importCondition.ts';
import type { LearnedPart, PatternItem } from './learnedEdit.ts';
import type { PlainTree } from './plainTree.ts';

/** The part, held to what the examples import the names from that it looks for. */
export function withImports(part: LearnedPart, examples: readonly PlainTree[]): LearnedPart {
  const conditions = importConditions(namesIn(part.match), examples);
  if (conditions.length === 0) return part;
  const where = conditions.map((value) => ({
    id: `import-${value.split(' ')[0] ?? ''}`,
    kind: 'import' as const,
    value,
    on: true,
  }));
  return { ...part, where: [...part.where, ...where] };
}

/** Names that the pattern looks for by their letters. */
export function namesIn(item: PatternItem): readonly string[] {
  if ('rest' in item) return [];
  const { kinds, text, children } = item;
  const isName = kinds?.some((kind) => /(?:^|_)(?:identifier|name|constant)$/u.test(kind)) ?? false;
  const own = isName && text?.length === 1 ? text : [];
  return [...own.flatMap((words) => words.split(' ')), ...(children ?? []).flatMap(namesIn)];
}
