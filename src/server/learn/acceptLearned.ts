import type { CancellationToken } from 'vscode-languageserver/node';
import type { LearnAcceptParams, LearnAcceptResult } from '../../protocol/learn.ts';
import type { ServerContext } from '../server.ts';
import { uriOfPath } from '../uris.ts';
import { acceptDraft } from './acceptDraft.ts';
import { learnedSitesEdit } from './applyLearned.ts';
import { draftOf } from './longRequest.ts';

/** Writes the pattern's file, brings it to the store where that is open, and mends the sites that were ticked. */
export async function acceptLearned(
  context: ServerContext,
  params: LearnAcceptParams,
  token: CancellationToken,
): Promise<LearnAcceptResult> {
  const { learning, library, parts, reload } = context;
  const project = await learning.project(params.project);
  const draft = draftOf(context, params.draftId);
  // Looked up before the pattern is one of the project's own, whose sites the baseline could hide.
  const applied =
    params.apply === undefined || params.apply.length === 0
      ? undefined
      : await learnedSitesEdit(
          context,
          { project: params.project, draftId: params.draftId, sites: params.apply },
          { token, progress: () => undefined },
        );
  const { ruleSet } = project.analyzer;
  const accepted = await acceptDraft(draft, params, {
    root: project.root,
    patterns: project.patterns,
    isTaken: (id) => {
      const rule = ruleSet.rule(id);
      return rule !== undefined && rule.sourcePattern !== id;
    },
  });
  if ('problem' in accepted) throw new Error(accepted.problem);
  learning.drafts.remove(params.draftId);
  const { key } = accepted.record.content;
  // A pattern that was narrowed starts anew.
  if (accepted.isRevision) {
    parts.journal.revised(key, parts.now().toISOString());
    learning.feedback.revised(key);
  }
  await reload();
  if (library.link.isConnected) {
    await library.link.background('library/syncFolder', {
      folder: project.root,
      trusted: true,
      direction: 'toStore',
    });
    await learning.storeChanged();
  }
  const patternId = learning.patternId(key);
  return {
    path: accepted.path,
    uri: uriOfPath(`${project.root}/${accepted.path}`),
    key,
    ...(patternId !== undefined && { patternId }),
    ...(applied && { edit: applied.edit, mended: applied.sites, leftOut: applied.leftOut }),
  };
}
