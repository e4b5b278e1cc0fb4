import type { Language } from '../../rules/languages.ts';
import { hashText } from '../../text/hash.ts';
import { type EditSignature, editSignature } from './editSignature.ts';
import { looksLikeFix } from './fixLooking.ts';
import type { ChangedFile, CommitFacts, HistoryCommit, Hunk, LineRange } from './historySource.ts';
import { lineSignature } from './lineSignature.ts';
import { splitHunk } from './splitHunk.ts';
import { isCode } from './writtenByHand.ts';

/** One place where an edit was made. */
export interface EditPlaceInHistory {
  readonly commit: CommitFacts;
  readonly path: string;
  readonly beforeId: string;
  readonly afterId: string;
  /** Of all hunks of the file. */
  readonly ranges: readonly LineRange[];
  /** 0-based, in the text before. */
  readonly line: number;
}

/** Places where the same was done. */
export interface EditCluster {
  readonly language: Language;
  readonly change: string;
  /** Every place, also those not kept. */
  count: number;
  readonly commits: Set<string>;
  readonly authors: Set<string>;
  readonly paths: Set<string>;
  /** Hashes of files and lines that were changed, by the commit that did it first. */
  readonly lines: Map<string, string>;
  /** From commits that say they fix something. */
  fixes: number;
  /** Newest first, different commits first; enough to learn from. */
  readonly places: EditPlaceInHistory[];
  /** Places by what stands around the change. */
  readonly placed: Map<string, number>;
  /** What stood before the change, for telling whether another place is like these. */
  readonly lefts: Set<string>;
  readonly rights: Set<string>;
  readonly tokens: number;
  readonly onlyLiterals: boolean;
  /** Made in lines that import something. */
  readonly ofImports: boolean;
  /** Whole lines came into statements, or went out of them; what stands around them in their lines is not known. */
  readonly ofLines: boolean;
}

/** Named so that who learns from one change is told; of a history nobody reads them. */
const UNREAD_MAX = 20;
const PLACES_MAX = 10;
/** Commits, authors and files are counted exactly up to here; more change no ranking. */
const COUNTED_MAX = 50;
const SURROUNDINGS_MAX = 20;
/** Whoever makes an edit oftener makes it in more than one place. */
const LINES_MAX = 200;

/** Beyond this, edits made once that no fix made are forgotten, oldest knowledge kept: memory stays bounded. */
const CLUSTERS_MAX = 150_000;

/** A commit that changes more files than this fixes no one thing. */
const FIX_FILES_MAX = 6;

/** Gathers edits of a history by what they do. */
export class EditClusters {
  readonly #clusters = new Map<string, EditCluster>();
  readonly #unread: { readonly path: string; readonly line: number }[] = [];

  add(commit: HistoryCommit): void {
    const { sha, subject, author, at, files } = commit;
    const facts = { sha, subject, author, at };
    const isFix = looksLikeFix(subject) && files.length <= FIX_FILES_MAX;
    for (const file of files) {
      if (isCode(file.language)) this.#addFile(facts, file, isFix);
    }
    if (this.#clusters.size > CLUSTERS_MAX) this.#forget();
  }

  /** The first places whose change could not be told from a passage written anew. */
  get unread(): readonly { readonly path: string; readonly line: number }[] {
    return this.#unread;
  }

  all(): readonly EditCluster[] {
    return [...this.#clusters.values()];
  }

  #addFile(commit: CommitFacts, file: ChangedFile, isFix: boolean): void {
    for (const whole of file.hunks) {
      for (const hunk of splitHunk(whole, file.language)) {
        const inLines = editSignature(hunk.before, hunk.after, file.language);
        const signature = inLines ?? lineSignature(hunk.before, hunk.after, file.language);
        if (!signature) this.#leaveOut(file.path, hunk);
        if (!signature || isMovedImport(hunk, signature)) continue;
        const cluster = this.#clusterOf(signature, file.language, hunk, inLines === undefined);
        const { path, beforeId, afterId, ranges } = file;
        if (isMadeAgain(cluster, hashText(`${path} ${hunk.before.join(' ').trim()}`), commit.sha)) continue;
        record(cluster, { commit, path, beforeId, afterId, ranges, line: hunk.beforeLine }, signature, isFix);
      }
    }
  }

  #clusterOf(
    { change, tokens, onlyLiterals }: EditSignature,
    language: Language,
    hunk: Hunk,
    ofLines: boolean,
  ): EditCluster {
    const key = `${language} ${ofLines ? 'lines' : ''} ${change}`;
    const known = this.#clusters.get(key);
    if (known) return known;
    const empty = emptyCluster(language, change, tokens, onlyLiterals, isImport(hunk));
    const cluster = ofLines ? { ...empty, ofLines } : empty;
    this.#clusters.set(key, cluster);
    return cluster;
  }

  #leaveOut(path: string, { before, after, beforeLine }: Hunk): void {
    const isWritten = (lines: readonly string[]): boolean => lines.some((line) => line.trim() !== '');
    if (this.#unread.length < UNREAD_MAX && isWritten(before) && isWritten(after)) {
      this.#unread.push({ path, line: beforeLine });
    }
  }

  #forget(): void {
    for (const [key, { count, fixes }] of this.#clusters) {
      if (count === 1 && fixes === 0) this.#clusters.delete(key);
    }
  }
}

const IMPORT = /^\s*(?:import|from|export\b.*\bfrom|use|using|require|#include|package)\b|\brequire\(/u;

function isImport({ before }: Hunk): boolean {
  return before.some((line) => IMPORT.test(line));
}

/** What is imported follows from what is used; only another name of a module that is not the project's own teaches. */
function isMovedImport(hunk: Hunk, { onlyLiterals }: EditSignature): boolean {
  if (!isImport(hunk)) return false;
  return !onlyLiterals || [...hunk.before, ...hunk.after].some((line) => /["'`]\.{1,2}\//u.test(line));
}

export function emptyCluster(
  language: Language,
  change: string,
  tokens: number,
  onlyLiterals: boolean,
  ofImports: boolean,
): EditCluster {
  return {
    language,
    change,
    count: 0,
    commits: new Set(),
    authors: new Set(),
    paths: new Set(),
    lines: new Map(),
    fixes: 0,
    places: [],
    placed: new Map(),
    lefts: new Set(),
    rights: new Set(),
    tokens,
    onlyLiterals,
    ofImports,
    ofLines: false,
  };
}

/**
 * Whether another commit did the same to the same line: a change carried over to another branch, or brought back after it
 * was taken back, is no second example.
 */
function isMadeAgain({ lines, ofLines }: EditCluster, line: string, sha: string): boolean {
  if (ofLines) return false;
  const first = lines.get(line);
  if (first === undefined && lines.size < LINES_MAX) lines.set(line, sha);
  return first !== undefined && first !== sha;
}

function record(
  cluster: EditCluster,
  place: EditPlaceInHistory,
  { placed, left, right }: EditSignature,
  isFix: boolean,
): void {
  const { commit } = place;
  cluster.count++;
  if (isFix) cluster.fixes++;
  const isNewCommit = !cluster.commits.has(commit.sha);
  if (cluster.commits.size < COUNTED_MAX) cluster.commits.add(commit.sha);
  if (cluster.authors.size < COUNTED_MAX) cluster.authors.add(commit.author);
  if (cluster.paths.size < COUNTED_MAX) cluster.paths.add(place.path);
  if (!cluster.ofLines && cluster.lefts.size < SURROUNDINGS_MAX) cluster.lefts.add(left);
  if (!cluster.ofLines && cluster.rights.size < SURROUNDINGS_MAX) cluster.rights.add(right);
  if (cluster.placed.size < SURROUNDINGS_MAX || cluster.placed.has(placed)) {
    cluster.placed.set(placed, (cluster.placed.get(placed) ?? 0) + 1);
  }
  if (cluster.places.length < PLACES_MAX) cluster.places.push(place);
  // Another commit's place says more than the tenth of the same one.
  else if (isNewCommit) cluster.places[cluster.places.length - 1] = place;
}
