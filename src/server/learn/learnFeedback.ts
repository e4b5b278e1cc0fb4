import { errorMessage } from '../../core/errorMessage.ts';
import type { LearnOffer } from '../../protocol/learn.ts';
import type { TrackedEvent } from '../fixTracker.ts';
import type { ServerContext } from '../server.ts';
import { pathOfUri, relativePath } from '../uris.ts';
import type { EditedFile } from './learnJobs.ts';

/** Outcomes remembered of one pattern in a session; they become its examples and counter-examples. */
const OUTCOMES_MAX = 10;

interface Outcomes {
  readonly kept: readonly EditedFile[];
  readonly undone: readonly EditedFile[];
}

/** Kept and undone fixes of learned patterns: they raise a pattern, narrow it, or end its use. */
export class LearnFeedback {
  readonly #context: () => ServerContext;
  readonly #outcomes = new Map<string, Outcomes>();
  readonly #retired = new Set<string>();
  #raised = '';

  constructor(context: () => ServerContext) {
    this.#context = context;
  }

  tracked(event: TrackedEvent): void {
    if (event.event !== 'kept' && event.event !== 'undone') return;
    const { checker } = this.#context();
    const rule = checker.latest(event.uri)?.project.analyzer.ruleSet.rule(event.ruleId);
    const key = rule?.origin === 'learned' ? rule.sourcePattern : undefined;
    if (key === undefined) return;
    // The journal counts the event right after it was told.
    setImmediate(() => {
      this.#settle(key, event).catch((error: unknown) =>
        this.#context().connection.console.log(`nothing is learned from a fix: ${errorMessage(error)}`),
      );
    });
  }

  /** What the pattern learned from anew says; outcomes of the old one are in it. */
  revised(key: string): void {
    this.#outcomes.delete(key);
    this.#retired.delete(key);
  }

  async #settle(key: string, { event, uri, textBefore, textAfter }: TrackedEvent): Promise<void> {
    const { checker, learning, reload } = this.#context();
    const root = checker.latest(uri)?.project.root;
    if (root === undefined) return;
    const path = relativePath(root, pathOfUri(uri));
    if (textBefore !== undefined && textAfter !== undefined) {
      this.#remember(key, event === 'kept', { path, before: textBefore, after: textAfter });
    }
    const reason = learning.knowledge.retired(key);
    if (reason !== undefined) {
      await this.#retire(root, uri, key, reason);
    } else if (event === 'undone') {
      await this.#narrow(root, uri, key);
    } else if (this.#isNewlyRaised(key)) await reload();
  }

  #remember(key: string, isKept: boolean, file: EditedFile): void {
    const { kept, undone } = this.#outcomes.get(key) ?? { kept: [], undone: [] };
    this.#outcomes.set(key, {
      kept: isKept ? [...kept, file].slice(-OUTCOMES_MAX) : kept,
      undone: isKept ? undone : [...undone, file].slice(-OUTCOMES_MAX),
    });
  }

  #isNewlyRaised(key: string): boolean {
    const mark = `${key}\n`;
    if (!this.#context().learning.knowledge.isRaised(key) || this.#raised.includes(mark)) return false;
    this.#raised += mark;
    return true;
  }

  async #retire(root: string, uri: string, key: string, reason: string): Promise<void> {
    if (this.#retired.has(key)) return;
    this.#retired.add(key);
    const { learning, library, reload } = this.#context();
    const id = learning.patternId(key);
    if (id !== undefined && library.link.isConnected) {
      await library.link.background('store/call', {
        name: 'review_patterns',
        request: { items: [{ id, decision: 'retire', notes: `Retired: ${reason}.` }] },
      });
    }
    await reload();
    const message = `The learned pattern ${key} is used no more: ${reason}.`;
    this.#tell({ project: root, uri, line: 0, reason: 'retire', message, ruleId: key });
  }

  /** Tries to learn the pattern so that it leaves alone what was undone. */
  async #narrow(root: string, uri: string, key: string): Promise<void> {
    const { learning } = this.#context();
    const project = await learning.project(root);
    const content = learning.contentOf(project, key);
    const outcomes = this.#outcomes.get(key);
    if (!content || !outcomes) return;
    const result = await learning.worker.run('narrow', {
      root,
      content,
      ...outcomes,
      texts: learning.openTexts(root),
    });
    if ('declined' in result) return;
    learning.drafts.add(root, [result.record]);
    this.#tell({
      project: root,
      uri,
      line: 0,
      reason: 'narrow',
      message: `A narrower form of ${key} leaves alone the place where you undid it.`,
      ruleId: key,
      draftId: result.record.draft.id,
    });
  }

  #tell(offer: LearnOffer): void {
    const { connection, session } = this.#context();
    if (session().fixwardClient) void connection.sendNotification('fixward/learn/offer', offer);
  }
}
