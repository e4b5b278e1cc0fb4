import { type ChildProcess, fork } from 'node:child_process';
import type { FromOwner, ToOwner } from '../owner/ownerProtocol.ts';

export interface OwnerProcessOptions {
  readonly program: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly onMessage: (message: FromOwner) => void;
  /** Once, after the process is gone; `how` is its exit code or signal. */
  readonly onEnd: (how: string) => void;
}

const DETAIL_LENGTH_MAX = 2_000;

/** The process with the store open, as the service sees it. */
export class OwnerProcess {
  readonly #child: ChildProcess;
  readonly #gone: Promise<void>;
  #ended = false;
  #detail = '';

  constructor({ program, environment, onMessage, onEnd }: OwnerProcessOptions) {
    this.#child = fork(program, ['--own'], {
      env: environment,
      // Flags of this process, a debugger's port among them, are its own.
      execArgv: [],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.#detail = (this.#detail + chunk.toString('utf8')).slice(-DETAIL_LENGTH_MAX);
    });
    this.#child.on('message', (message: unknown) => {
      // SAFETY: the other end is our own program of the same build, reached by no one else.
      if (!this.#ended) onMessage(message as FromOwner);
    });
    this.#gone = new Promise((resolve) => {
      const finish = (how: string): void => {
        if (this.#ended) return;
        this.#ended = true;
        resolve();
        onEnd(how);
      };
      this.#child.on('error', (error) => finish(error.message));
      this.#child.on('exit', (code, signal) => finish(signal ?? `code ${code}`));
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** The last of what it wrote to its standard error. */
  get detail(): string {
    return this.#detail.trim();
  }

  send(message: ToOwner): void {
    // A process that just ended tells so by its end.
    this.#child.send(message, () => {});
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  /** Lets it close the store, then makes sure; resolves when it is gone. */
  async stop(graceMs: number): Promise<void> {
    if (this.#ended) return;
    if (this.#child.connected) this.send({ type: 'stop' });
    const late = setTimeout(() => this.kill(), graceMs);
    await this.#gone;
    clearTimeout(late);
  }
}
