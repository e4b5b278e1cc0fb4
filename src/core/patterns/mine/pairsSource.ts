import type { HeadFile, HistoryCommit, HistorySource } from './historySource.ts';
import type { FilePair } from './hunkExample.ts';
import { lineHunks, rangeOf } from './lineHunks.ts';

/** What the pairs' own names are beside those of the files in which places are looked for. */
const BEFORE = 'before:';
const AFTER = 'after:';

/**
 * Changed files that no commit holds, as a history of one change without a name.
 *
 * @param files where places are looked for, and their texts
 */
export function pairsSource(
  pairs: readonly FilePair[],
  files: {
    readonly list: () => Promise<readonly HeadFile[]>;
    readonly text: (id: string) => Promise<string | undefined>;
  },
): HistorySource {
  const texts = new Map<string, string>();
  for (const [index, { before, after }] of pairs.entries()) {
    texts.set(`${BEFORE}${index}`, before);
    texts.set(`${AFTER}${index}`, after);
  }
  const commit: HistoryCommit = {
    sha: '',
    subject: '',
    author: '',
    at: '',
    files: pairs.map(({ path, language, before, after }, index) => {
      const hunks = lineHunks(before, after) ?? [];
      return {
        path,
        language,
        beforeId: `${BEFORE}${index}`,
        afterId: `${AFTER}${index}`,
        hunks,
        ranges: hunks.map(rangeOf),
      };
    }),
  };
  return {
    commits: async function* () {
      yield commit;
    },
    headFiles: files.list,
    text: async (id) => texts.get(id) ?? files.text(id),
  };
}
