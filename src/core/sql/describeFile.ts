import type { FileFacts } from './fileFacts.ts';
import { type CommentMark, isMigrationPath, isWrapped, type SqlOptions, toolOf } from './migrationTool.ts';
import { type SqlFile, TARGET_VERSION_DEFAULT } from './sqlFileContext.ts';
import type { CachedChunk } from './statementCache.ts';
import { CONCURRENTLY_FACT } from './statementFacts.ts';

/** What is the same for every statement of a file: told from its path, its comments and what the project says. */
export function describeFile(
  text: string,
  path: string,
  options: SqlOptions,
  chunks: readonly CachedChunk[],
  facts: FileFacts,
): SqlFile {
  const has = (mark: CommentMark): boolean => facts.places.has(mark);
  const tool = toolOf(path, options, has);
  const statementCount = chunks.reduce((count, { entry }) => count + (entry ? 1 : 0), 0);
  const lineFeed = text.indexOf('\n');
  return {
    path,
    targetVersion: options.targetVersion ?? TARGET_VERSION_DEFAULT,
    tool,
    isMigration: tool !== 'plain' || isMigrationPath(path, options),
    isWrapped: isWrapped({
      tool,
      path,
      options,
      statementCount,
      has,
      usesConcurrently: facts.places.has(CONCURRENTLY_FACT),
    }),
    lineBreak: lineFeed > 0 && text[lineFeed - 1] === '\r' ? '\r\n' : '\n',
  };
}
