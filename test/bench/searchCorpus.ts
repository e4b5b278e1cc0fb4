import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SearchablePattern } from '../../src/core/search/patternText.ts';

export interface CorpusQuery {
  readonly text: string;
  readonly relevant: ReadonlySet<string>;
}

/** Queries and the documents they are asked of. */
export interface CorpusSet {
  readonly name: string;
  readonly documents: readonly SearchablePattern[];
  readonly queries: readonly CorpusQuery[];
}

const TEXT_LENGTH_MAX = 6000;
/** Sets of queries by the documents they are asked of. */
const DOCUMENTS_OF: Readonly<Record<string, string>> = {
  'lint-msg': 'lint',
  'lint-natural': 'lint',
  cosqa: 'cosqa',
};

/** Reads `docs.jsonl` and `queries.jsonl` of a folder; undefined when the folder is not named or not there. */
export function readSearchCorpus(folder: string | undefined): readonly CorpusSet[] | undefined {
  if (folder === undefined || !existsSync(join(folder, 'docs.jsonl'))) return undefined;
  const documents = lines<{ id: string; set: string; title: string; text: string }>(
    join(folder, 'docs.jsonl'),
  );
  const queries = lines<{ set: string; query: string; relevant_id: string; also?: readonly string[] }>(
    join(folder, 'queries.jsonl'),
  );
  return Object.entries(DOCUMENTS_OF).flatMap(([name, set]) => {
    const asked = queries.filter((query) => query.set === name);
    if (asked.length === 0) return [];
    return [
      {
        name,
        documents: documents.filter((document) => document.set === set).map(asPattern),
        queries: asked.map(({ query, relevant_id, also }) => ({
          text: query,
          relevant: new Set([relevant_id, ...(also ?? [])]),
        })),
      },
    ];
  });
}

function asPattern(
  { id, title, text }: { id: string; title: string; text: string },
  index: number,
): SearchablePattern {
  return {
    id,
    key: `document-${index}`,
    title,
    symptoms: [],
    problem_description: text.slice(0, TEXT_LENGTH_MAX),
    solution_steps: [],
    learnings: [],
    tags: [],
    rule_ids: [],
  };
}

function lines<Line>(file: string): readonly Line[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Line => JSON.parse(line));
}
