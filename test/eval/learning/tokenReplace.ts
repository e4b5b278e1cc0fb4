import type { Subject } from './subject.ts';

const TOKEN = /[\p{L}\p{N}_$]+|\s+|[^\p{L}\p{N}_$\s]/gu;

/**
 * Baseline: the tokens that changed, widened by one token each side until they stand on a word, replaced wherever that
 * run of tokens stands. What an editor's find and replace could do.
 */
export const tokenReplace: Subject = {
  name: 'find and replace',
  learn: (_language, examples) => {
    const runs = examples.map(({ before, after }) => changedRun(tokensOf(before), tokensOf(after)));
    const first = runs[0];
    if (first === undefined || first.find === '') return { declined: 'the texts differ in nothing to find' };
    const agree = runs.every((run) => run.find === first.find && run.replace === first.replace);
    if (!agree) return { declined: 'the examples change different tokens' };
    return {
      print: `${first.find}\n→\n${first.replace}`,
      apply: (text) => replaceTokens(text, first.find, first.replace),
    };
  },
};

function tokensOf(text: string): readonly string[] {
  return text.match(TOKEN) ?? [];
}

function changedRun(
  before: readonly string[],
  after: readonly string[],
): { readonly find: string; readonly replace: string } {
  const shortest = Math.min(before.length, after.length);
  let head = 0;
  while (head < shortest && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < shortest - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const hasWord = (): boolean =>
    before.slice(head, before.length - tail).some((token) => /[\p{L}\p{N}_]/u.test(token));
  while (!hasWord() && (head > 0 || tail > 0)) {
    if (head > 0) head--;
    else tail--;
  }
  return {
    find: before.slice(head, before.length - tail).join(''),
    replace: after.slice(head, after.length - tail).join(''),
  };
}

/** Replaces whole tokens only: `is` never inside `this`. */
function replaceTokens(text: string, find: string, replace: string): string {
  const wordBefore = /^[\p{L}\p{N}_$]/u.test(find) ? '(?<![\\p{L}\\p{N}_$])' : '';
  const wordAfter = /[\p{L}\p{N}_$]$/u.test(find) ? '(?![\\p{L}\\p{N}_$])' : '';
  const escaped = find.replace(/[\\^$.*+?()[\]{}|/]/gu, '\\$&');
  return text.replace(new RegExp(wordBefore + escaped + wordAfter, 'gu'), () => replace);
}
