/** The fence for a block of code: longer than any run of backticks inside, so that nothing in the text ends the block. */
export function markdownFence(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/gu)].map(([run]) => run.length));
  return '`'.repeat(longest + 1);
}
