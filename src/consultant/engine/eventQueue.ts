/** Hands values from who makes them, at any time, to one who waits for the next. */
export class EventQueue<Value> {
  readonly #waiting: Value[] = [];
  #wake: (() => void) | undefined;
  #isClosed = false;

  push(value: Value): void {
    if (this.#isClosed) return;
    this.#waiting.push(value);
    this.#wake?.();
  }

  /** What was pushed before is still handed out. */
  close(): void {
    this.#isClosed = true;
    this.#wake?.();
  }

  async *drain(): AsyncGenerator<Value, void, undefined> {
    for (;;) {
      while (this.#waiting.length > 0) {
        const [value] = this.#waiting.splice(0, 1);
        if (value !== undefined) yield value;
      }
      if (this.#isClosed) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = undefined;
    }
  }
}
