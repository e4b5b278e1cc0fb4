/** Models that were trained with a word about what a text is for, by the beginning of their name. */
const PREFIXES: readonly (readonly [model: RegExp, query: string, document: string])[] = [
  [/(?:^|\/)nomic-embed/u, 'search_query: ', 'search_document: '],
  [/(?:^|\/)(?:multilingual-)?e5-/u, 'query: ', 'passage: '],
  [/(?:^|\/)mxbai-embed/u, 'Represent this sentence for searching relevant passages: ', ''],
];

export function withRolePrefix(model: string, role: 'query' | 'document', text: string): string {
  const known = PREFIXES.find(([pattern]) => pattern.test(model));
  if (!known) return text;
  return `${role === 'query' ? known[1] : known[2]}${text}`;
}
