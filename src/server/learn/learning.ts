import type { PatternContent } from '../../core/library/fixPattern.ts';
import type { LearnedKnowledge } from '../../core/rules/learned/learnedRules.ts';
import type { TrackedEvent } from '../fixTracker.ts';
import type { LoadedProject } from '../projects.ts';
import type { ServerContext } from '../server.ts';
import { pathOfUri } from '../uris.ts';
import { DraftFile } from './draftFile.ts';
import { Drafts } from './drafts.ts';
import { HeadTexts } from './headTexts.ts';
import { LearnedPatterns } from './learnedKnowledge.ts';
import { LearnFeedback } from './learnFeedback.ts';
import type { OpenTexts } from './learnJobs.ts';
import { LearnOffers } from './learnOffers.ts';
import { type LearnThreadData, LearnWorker } from './learnWorker.ts';
import type { CurrentText } from './learnWorkspaceEdit.ts';
import { fetchStoredPatterns } from './storedPatterns.ts';

export interface LearnThreadPlace {
  /** Address of this program, which runs as the thread too. */
  readonly module: string;
  readonly engineLocations: LearnThreadData['engineLocations'];
}

/** What learning owns in one server: drafts under review, the thread, and what is known of patterns in use. */
export class Learning {
  readonly drafts = new Drafts();
  readonly worker: LearnWorker;
  readonly heads = new HeadTexts();
  readonly offers: LearnOffers;
  readonly feedback: LearnFeedback;
  readonly #patterns: LearnedPatterns;
  readonly #context: () => ServerContext;
  #restored: Promise<void> = Promise.resolve();
  /** Open documents as they stood when they were opened or last saved. */
  readonly #saved = new Map<string, string>();

  constructor(context: () => ServerContext, place: LearnThreadPlace) {
    this.#context = context;
    this.worker = new LearnWorker(place.module, place.engineLocations);
    this.offers = new LearnOffers(context);
    this.feedback = new LearnFeedback(context);
    this.#patterns = new LearnedPatterns({
      recordOf: (ruleId) => context().parts.journal.recordOf(ruleId),
      raiseAfter: () => context().session().settings.learn.raiseAfter,
    });
  }

  /** Takes up the drafts of this workspace that were not decided yet; of clients without a storage there are none. */
  restore(): Promise<void> {
    const { session, connection } = this.#context();
    const { storageFolder } = session();
    if (storageFolder === undefined) return this.#restored;
    this.#restored = this.drafts.restore(
      new DraftFile(storageFolder, (message) => connection.console.warn(message)),
    );
    return this.#restored;
  }

  /** Resolves when the drafts are as they were left. */
  get restored(): Promise<void> {
    return this.#restored;
  }

  get knowledge(): LearnedKnowledge {
    return this.#patterns;
  }

  patternId(key: string): string | undefined {
    return this.#patterns.idOf(key);
  }

  /** The store may know other patterns, or of other successes: rules are derived anew where that matters. */
  async storeChanged(): Promise<void> {
    const stored = await fetchStoredPatterns(this.#context().library.link);
    if (stored && this.#patterns.update(stored)) await this.#context().reload();
  }

  /** @throws with one line when the folder is no folder of the workspace, or is not trusted */
  async project(root: string): Promise<LoadedProject & { readonly root: string }> {
    const { projects, session } = this.#context();
    const known = projects.roots.find((folder) => folder === plainFolder(root));
    if (known === undefined) throw new Error(`project: ${root} is no folder of the workspace`);
    if (!session().trusted)
      throw new Error('The folder is not trusted: nothing is learned from it or changed in it.');
    return { ...(await projects.project(known)), root: known };
  }

  /** A pattern in force, from the folder's files or the store. */
  contentOf(project: LoadedProject, key: string): PatternContent | undefined {
    return (
      project.patterns.find(({ content }) => content.key === key)?.content ??
      this.knowledge.stored.find((content) => content.key === key)
    );
  }

  /** Documents of a folder as they stand in the editor. */
  openTexts(root: string): OpenTexts {
    const texts: Record<string, string> = {};
    for (const document of this.#context().documents.all()) {
      const path = pathOfUri(document.uri);
      if (path.startsWith(`${root}/`)) texts[path.slice(root.length + 1)] = document.getText();
    }
    return texts;
  }

  isUnsaved(uri: string): boolean {
    const document = this.#context().documents.get(uri);
    return document !== undefined && document.getText() !== this.#saved.get(uri);
  }

  opened(uri: string, text: string): void {
    this.#saved.set(uri, text);
  }

  saved(uri: string, text: string): void {
    const before = this.#saved.get(uri);
    this.#saved.set(uri, text);
    this.offers
      .saved(uri, before, text)
      .catch((error: unknown) => this.#context().connection.console.error(String(error)));
  }

  tracked(event: TrackedEvent): void {
    if (event.event === 'applied') this.offers.fixApplied(event.uri);
    this.feedback.tracked(event);
  }

  closed(uri: string): void {
    this.offers.closed(uri);
    this.#saved.delete(uri);
  }

  async textOf(
    project: LoadedProject & { readonly root: string },
    path: string,
  ): Promise<CurrentText | undefined> {
    const open = this.#context()
      .documents.all()
      .find(({ uri }) => pathOfUri(uri) === `${project.root}/${path}`);
    if (open) return { text: open.getText(), version: open.version };
    const source = await project.read(path);
    return 'text' in source ? { text: source.text } : undefined;
  }

  async dispose(): Promise<void> {
    await Promise.all([this.worker.dispose(), this.drafts.flush()]);
  }
}

/** A folder as the server writes it: `/` between parts, none at the end. */
export function plainFolder(folder: string): string {
  return folder.replaceAll('\\', '/').replace(/\/$/u, '');
}
