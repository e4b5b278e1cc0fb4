/** Read as a sentence from the first pattern to the second: it is a prerequisite of, follows, conflicts with, enhances. */
export const RELATION_KINDS = ['prerequisite', 'follows', 'conflicts', 'enhances'] as const;
export type RelationKind = (typeof RELATION_KINDS)[number];

export const RELATION_SOURCES = ['manual', 'sequence', 'similarity', 'shipped', 'imported'] as const;
export type RelationSource = (typeof RELATION_SOURCES)[number];
