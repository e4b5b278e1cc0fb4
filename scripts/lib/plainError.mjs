/** An expected failure: its message is shown to the user as it is, without a stack. */
export class PlainError extends Error {
  /**
   * @param {string} message one clear line: what is wrong and what to do
   * @param {number} [exitCode] 1 for a failed run, 2 for bad input
   */
  constructor(message, exitCode = 1) {
    super(message);
    this.name = 'PlainError';
    this.exitCode = exitCode;
  }
}
