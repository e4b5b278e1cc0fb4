import { writePatternFile } from '../../core/library/writePatternFile.ts';
import type { MinedDraft } from '../../core/patterns/mine/minedDraft.ts';
import { hashText } from '../../core/text/hash.ts';
import type { LearnedDraft, LearnedSite } from '../../protocol/learn.ts';
import { uriOfPath } from '../uris.ts';
import type { DraftRecord, SitesFound, WorkspaceSite } from './learnJobs.ts';

/**
 * A draft as clients read it, and the pattern that accepting it writes.
 *
 * @param taken keys of rules and patterns that are there already
 */
export function draftRecord(root: string, mined: MinedDraft, taken: ReadonlySet<string>): DraftRecord {
  const { value: _, relations: __, content: found, sites, ...draft } = mined;
  const key = freeKey(found.key, taken);
  const content = { ...found, key, rule_ids: [key] };
  return {
    content,
    draft: {
      ...draft,
      // The same edit learned again is the same draft.
      id: hashText(`${root}\n${JSON.stringify(content.pattern)}`),
      key,
      sites: learnedSites(root, sites),
      yaml: writePatternFile(content),
    },
  };
}

export function learnedSites(root: string, sites: readonly WorkspaceSite[]): readonly LearnedSite[] {
  return sites.map((site) => ({ ...site, uri: uriOfPath(`${root}/${site.path}`) }));
}

/** The record with sites that were looked for anew. */
export function withSites(root: string, record: DraftRecord, { sites, total }: SitesFound): DraftRecord {
  const draft: LearnedDraft = { ...record.draft, sites: learnedSites(root, sites), sitesTotal: total };
  return { ...record, draft };
}

function freeKey(key: string, taken: ReadonlySet<string>): string {
  let free = key;
  for (let number = 2; taken.has(free); number++) free = `${key}-${number}`;
  return free;
}
