import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { GitError, type GitPlace, startGit } from './gitProcess.ts';
import { isObjectName } from './openRepository.ts';

interface Waiting {
  readonly resolve: (bytes: Buffer | undefined) => void;
  readonly reject: (error: Error) => void;
}

const LINE_FEED = 0x0a;

/** Reads objects through one process of git for as long as it is open; larger ones than asked for are skipped. */
export class BlobReader {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #bytesMax: number;
  readonly #waiting: Waiting[] = [];
  /** Of the header line, as far as it has come. */
  #head: Buffer = Buffer.alloc(0);
  /** Bytes of the body still to come, its final line feed included; undefined between objects. */
  #left: number | undefined;
  /** Undefined while a body is passed over. */
  #body: Buffer[] | undefined;
  #failure: Error | undefined;

  constructor(place: GitPlace, bytesMax: number) {
    this.#bytesMax = bytesMax;
    this.#child = startGit(place, ['cat-file', '--batch']);
    this.#child.stderr.resume();
    this.#child.stdout.on('data', (chunk: Buffer) => this.#take(chunk));
    this.#child.on('error', (error) => this.#fail(new GitError(`git cannot be run: ${error.message}`)));
    this.#child.on('close', () => this.#fail(new GitError('git ended while objects were read')));
  }

  /** The object's bytes; undefined where there is none, or a larger one. */
  read(objectName: string): Promise<Buffer | undefined> {
    if (!isObjectName(objectName)) return Promise.resolve(undefined);
    if (this.#failure) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#child.stdin.write(`${objectName}\n`);
    });
  }

  [Symbol.dispose](): void {
    this.close();
  }

  close(): void {
    this.#fail(new GitError('the reader of objects was closed'));
    this.#child.kill('SIGKILL');
  }

  #take(chunk: Buffer): void {
    let rest = chunk;
    while (rest.length > 0) {
      rest = this.#left === undefined ? this.#takeHead(rest) : this.#takeBody(rest, this.#left);
    }
  }

  #takeHead(chunk: Buffer): Buffer {
    const end = chunk.indexOf(LINE_FEED);
    this.#head = Buffer.concat([this.#head, end < 0 ? chunk : chunk.subarray(0, end)]);
    if (end < 0) return Buffer.alloc(0);
    const size = /^[0-9a-f]+ \w+ (\d+)$/u.exec(this.#head.toString('latin1'))?.[1];
    this.#head = Buffer.alloc(0);
    if (size === undefined) {
      this.#waiting.shift()?.resolve(undefined);
    } else {
      this.#left = Number(size) + 1;
      this.#body = Number(size) <= this.#bytesMax ? [] : undefined;
    }
    return chunk.subarray(end + 1);
  }

  #takeBody(chunk: Buffer, left: number): Buffer {
    const part = chunk.subarray(0, left);
    this.#body?.push(part);
    this.#left = left - part.length;
    if (this.#left === 0) {
      const whole = this.#body && Buffer.concat(this.#body);
      this.#left = undefined;
      this.#body = undefined;
      this.#waiting.shift()?.resolve(whole?.subarray(0, -1));
    }
    return chunk.subarray(part.length);
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(this.#failure);
  }
}
