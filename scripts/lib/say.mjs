/**
 * Prints one line about what is going on. Standard error, so that standard output keeps only results.
 * @param {string} line
 */
export function say(line) {
  process.stderr.write(`${line}\n`);
}
