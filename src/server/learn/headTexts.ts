import { BlobReader } from '../../engines/git/blobReader.ts';
import { TEXT_BYTES_MAX } from '../../engines/git/gitHistory.ts';
import { readGit } from '../../engines/git/gitProcess.ts';
import { isObjectName, openRepository, resolveCommit } from '../../engines/git/openRepository.ts';
import { decodeSource } from '../../engines/workspace/sourceFile.ts';

/** A light bulb opened twice within this time asks git once; commits are made less often. */
const FRESH_MS = 5_000;
const FILES_MAX = 50;
const ANSWER_BYTES_MAX = 4_000;

interface Known {
  readonly atMs: number;
  readonly text: Promise<string | undefined>;
  /** The text once it is there; undefined before and where there is none. */
  settled?: string;
}

/** Files as the newest commit has them, remembered for a moment. */
export class HeadTexts {
  readonly #known = new Map<string, Known>();

  /** Undefined where there is no repository, no commit or no such file. */
  textOf(root: string, path: string): Promise<string | undefined> {
    return this.#ask(root, path).text;
  }

  /** What is known at once; asks in the background for the next time. */
  knownTextOf(root: string, path: string): string | undefined {
    return this.#ask(root, path).settled;
  }

  #ask(root: string, path: string): Known {
    const key = `${root}\n${path}`;
    const known = this.#known.get(key);
    const nowMs = performance.now();
    if (known && nowMs - known.atMs < FRESH_MS) return known;
    if (this.#known.size >= FILES_MAX) this.#known.clear();
    const text = headText(root, path).catch(() => undefined);
    const asked: Known = {
      atMs: nowMs,
      text,
      ...(known?.settled !== undefined && { settled: known.settled }),
    };
    this.#known.set(key, asked);
    void text.then((found) => {
      if (found === undefined) delete asked.settled;
      else asked.settled = found;
    });
    return asked;
  }
}

async function headText(root: string, path: string): Promise<string | undefined> {
  const opened = await openRepository(root, process.env);
  if ('problem' in opened) return undefined;
  const { place } = opened;
  const head = await resolveCommit(place, 'HEAD');
  if (head === undefined) return undefined;
  const answer = await readGit(
    place,
    ['rev-parse', '--verify', '--quiet', `${head}:./${path}`],
    ANSWER_BYTES_MAX,
  );
  const id = answer?.toString('utf8').trim() ?? '';
  if (!isObjectName(id)) return undefined;
  const blobs = new BlobReader(place, TEXT_BYTES_MAX);
  try {
    const bytes = await blobs.read(id);
    const source = bytes && decodeSource(bytes);
    return source?.kind === 'text' && source.isUtf8 ? source.text : undefined;
  } finally {
    blobs.close();
  }
}
