import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorMessage } from '../../core/errorMessage.ts';
import type { Certificate } from '../../core/proof/certificate.ts';
import { parseStoredProof } from './storedProof.ts';

/** The last proof of one migration. */
export interface StoredProof {
  readonly folder: string;
  readonly name: string;
  /** What was proven; see `proofKey`. */
  readonly key: string;
  /** ISO 8601, UTC. */
  readonly provenAt: string;
  readonly certificate: Certificate;
}

/** Of each workspace, the newest are kept; one takes a few kilobytes. */
const PROOFS_MAX = 1_000;

/** Workspaces whose proofs are kept; the one proven in longest ago goes first. */
const WORKSPACES_MAX = 50;

/** Certificates as files under the user's data folder, by workspace folder and migration; they survive a restart. */
export class CertificateStore {
  readonly #folder: string;
  readonly #report: (message: string) => void;
  readonly #workspaces = new Map<string, Promise<Map<string, StoredProof>>>();
  #writing: Promise<void> = Promise.resolve();
  #writes = 0;

  /** @param folder where certificates are kept; made when the first is written */
  constructor(folder: string, report: (message: string) => void) {
    this.#folder = folder;
    this.#report = report;
  }

  async get(root: string, folder: string, name: string): Promise<StoredProof | undefined> {
    return (await this.#workspace(root)).get(keyOf(folder, name));
  }

  /** Keeps a proof in place of the migration's last one; what cannot be written still counts until the end. */
  async put(root: string, proof: StoredProof): Promise<void> {
    const proofs = await this.#workspace(root);
    proofs.set(keyOf(proof.folder, proof.name), proof);
    this.#writing = this.#writing
      .then(() => this.#write(root, proof))
      .catch((error: unknown) => this.#report(`a certificate cannot be kept (${errorMessage(error)})`));
    await this.#writing;
  }

  /** Resolves when everything put so far is on disk. */
  flush(): Promise<void> {
    return this.#writing;
  }

  #workspace(root: string): Promise<Map<string, StoredProof>> {
    const known = this.#workspaces.get(root);
    if (known) return known;
    const loading = this.#load(this.#folderOf(root));
    this.#workspaces.set(root, loading);
    return loading;
  }

  async #load(folder: string): Promise<Map<string, StoredProof>> {
    const proofs = new Map<string, StoredProof>();
    const names = await readdir(folder).catch(() => []);
    for (const name of names.filter((file) => file.endsWith('.json')).slice(0, PROOFS_MAX)) {
      const proof = parseStoredProof(await readFile(join(folder, name), 'utf8').catch(() => ''));
      // One that another version of Fixward wrote, or that is broken, is proven anew.
      if (proof) proofs.set(keyOf(proof.folder, proof.name), proof);
    }
    return proofs;
  }

  async #write(root: string, proof: StoredProof): Promise<void> {
    const folder = this.#folderOf(root);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, `${digest(keyOf(proof.folder, proof.name))}.json`);
    const partial = `${path}.${process.pid}-${++this.#writes}`;
    await writeFile(partial, JSON.stringify(proof), { encoding: 'utf8', mode: 0o600 });
    await rename(partial, path);
    const now = new Date();
    await utimes(folder, now, now);
    await removeOldest(folder, PROOFS_MAX);
    await removeOldest(this.#folder, WORKSPACES_MAX);
  }

  #folderOf(root: string): string {
    return join(this.#folder, digest(root));
  }
}

async function removeOldest(folder: string, kept: number): Promise<void> {
  const names = await readdir(folder);
  if (names.length <= kept) return;
  const aged = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      const found = await stat(path).catch(() => undefined);
      return { path, changedMs: found?.mtimeMs ?? 0 };
    }),
  );
  aged.sort((a, b) => b.changedMs - a.changedMs);
  for (const { path } of aged.slice(kept)) await rm(path, { recursive: true, force: true });
}

function keyOf(folder: string, name: string): string {
  return `${folder}\n${name}`;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
