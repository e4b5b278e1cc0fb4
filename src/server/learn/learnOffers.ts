import { NEVER_CANCELLED } from '../../core/cancellation.ts';
import { errorMessage } from '../../core/errorMessage.ts';
import type { LearnedDraft, LearnOffer } from '../../protocol/learn.ts';
import type { CheckedDocument } from '../documents.ts';
import type { ServerContext } from '../server.ts';
import { pathOfUri, relativePath, uriOfPath } from '../uris.ts';
import { type FindingWithoutFix, type LearnableEdit, SaveOffers } from './saveOffers.ts';

/** Follows saves and offers, quietly, to learn from what was done by hand. */
export class LearnOffers {
  readonly #context: () => ServerContext;
  readonly #saves = new SaveOffers();
  /** Findings without a fix at the last save or when the document was opened. */
  readonly #withoutFix = new Map<string, readonly FindingWithoutFix[]>();
  /** Findings hidden by comments then: hiding one more is not mending it. */
  readonly #hidden = new Map<string, number>();
  /** Documents in which a fix of ours was applied since the last save: their edits are not all by hand. */
  readonly #fixed = new Set<string>();

  constructor(context: () => ServerContext) {
    this.#context = context;
  }

  fixApplied(uri: string): void {
    this.#fixed.add(uri);
  }

  /** The document was checked: before its first save that says what it had. */
  checked(checked: CheckedDocument): void {
    if (!this.#withoutFix.has(checked.uri)) this.#remember(checked);
  }

  closed(uri: string): void {
    this.#withoutFix.delete(uri);
    this.#hidden.delete(uri);
    this.#fixed.delete(uri);
  }

  /** @param before the text as it was saved before */
  async saved(uri: string, before: string | undefined, after: string): Promise<void> {
    const { live, session } = this.#context();
    const wasFixed = this.#fixed.delete(uri);
    const [withoutFix, hidden] = [this.#withoutFix.get(uri) ?? [], this.#hidden.get(uri) ?? 0];
    const checked = await live.check(uri, NEVER_CANCELLED);
    if (checked) this.#remember(checked);
    const { settings, trusted, fixwardClient } = session();
    const root = checked?.project.root;
    if (!checked || root === undefined || before === undefined || before === after) return;
    if (settings.learn.offer === 'off' || !trusted || !fixwardClient || wasFixed) return;
    const { findings, suppressedCount } = checked.document.analysis;
    const path = relativePath(root, pathOfUri(uri));
    const found = this.#saves.saved({
      path,
      before,
      after,
      withoutFix: suppressedCount > hidden ? [] : withoutFix,
      countAfter: countByRule(findings),
    });
    if (found) await this.#offer(root, found);
  }

  #remember(checked: CheckedDocument): void {
    this.#withoutFix.set(checked.uri, withoutFixOf(checked));
    this.#hidden.set(checked.uri, checked.document.analysis.suppressedCount);
  }

  async #offer(root: string, { reason, files, path, line, ruleId }: LearnableEdit): Promise<void> {
    const { connection, learning } = this.#context();
    try {
      const { records } = await learning.worker.run('edits', {
        root,
        kind: reason === 'mended' ? 'fix' : 'working-tree',
        files,
        texts: learning.openTexts(root),
      });
      const [best] = records;
      // What cannot be learned safely is not offered.
      if (!best) return;
      learning.drafts.add(root, [best]);
      const offer: LearnOffer = {
        project: root,
        uri: uriOfPath(`${root}/${path}`),
        line,
        reason,
        message: messageOf(reason, best.draft, ruleId),
        draftId: best.draft.id,
        ...(ruleId !== undefined && { ruleId }),
      };
      void connection.sendNotification('fixward/learn/offer', offer);
    } catch (error) {
      connection.console.log(`nothing is offered to learn: ${errorMessage(error)}`);
    }
  }
}

function messageOf(reason: 'twice' | 'mended', draft: LearnedDraft, ruleId: string | undefined): string {
  const seen =
    reason === 'twice' ? 'You made the same edit twice.' : `You mended ${ruleId ?? 'a finding'} by hand.`;
  const sound = draft.sites.filter(({ doubt }) => doubt === undefined).length;
  if (draft.sitesTotal === 0) return `${seen} Fixward can guard against the old form from now on.`;
  const places = draft.sitesTotal === 1 ? '1 other place' : `${draft.sitesTotal} other places`;
  const mendable = sound === draft.sitesTotal ? 'all of them' : `${sound} of them`;
  return `${seen} The same stands in ${places}; Fixward can mend ${mendable} like you did.`;
}

function withoutFixOf({ own, document: { lines } }: CheckedDocument): readonly FindingWithoutFix[] {
  return own
    .filter(({ fixes }) => fixes.length === 0)
    .map(({ ruleId, span }) => ({
      ruleId,
      firstLine: lines.positionAt(span.start).line,
      lastLine: lines.positionAt(span.end).line,
    }));
}

function countByRule(findings: readonly { readonly ruleId: string }[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { ruleId } of findings) counts.set(ruleId, (counts.get(ruleId) ?? 0) + 1);
  return counts;
}
