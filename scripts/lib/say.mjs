/**
 * Prints one line about what is going on. Standard error, so that standard output keeps only results.
 * @param {string} line
 */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** Long enough to wonder whether anything still happens. */
const sayAgainMs = 20_000;

/**
 * Says what is being done, and again from time to time while it is.
 * @template Result
 * @param {string} line
 * @param {() => Promise<Result>} work
 * @returns {Promise<Result>}
 */
export async function sayWhile(line, work) {
  say(`${line} …`);
  const began = Date.now();
  const timer = setInterval(() => say(`  … ${Math.round((Date.now() - began) / 1000)} s`), sayAgainMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
