import { createTwoFilesPatch } from 'diff';

/** As git writes it, so that `git apply` and `patch -p1` take it. */
export function unifiedDiff(path: string, before: string, after: string): string {
  const patch = createTwoFilesPatch(`a/${path}`, `b/${path}`, before, after, undefined, undefined, {
    context: 3,
  });
  // The first line is a ruler that other tools do not write.
  return patch.replace(/^=+\n/u, '');
}
