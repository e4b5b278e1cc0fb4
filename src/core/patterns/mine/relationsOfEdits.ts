import type { CommitFacts } from './historySource.ts';
import type { MinedRelation, MinedSite } from './minedDraft.ts';

/** What relations are read from. */
export interface RelatedEdit {
  readonly key: string;
  /** Names of all commits that made the edit. */
  readonly commits: ReadonlySet<string>;
  /** Of those, the ones whose time is known. */
  readonly known: readonly CommitFacts[];
  readonly sites: readonly MinedSite[];
}

/** Fewer commits in common are chance. */
const TOGETHER_MIN = 2;
/** Share of the rarer one's commits that hold the other as well. */
const TOGETHER_SHARE_MIN = 0.6;
/** Commits of both needed before their order in time says something. */
const ORDERED_MIN = 2;
const RELATIONS_MAX = 5;

/**
 * Relations that the history suggests between one edit and others: what was always done together enhances, what was
 * always done before is a prerequisite, and two that rewrite the same lines differently conflict.
 */
export function relationsOfEdits(
  edit: RelatedEdit,
  others: readonly RelatedEdit[],
): readonly MinedRelation[] {
  const found: MinedRelation[] = [];
  for (const other of others) {
    if (other.key === edit.key) continue;
    const relation = conflict(edit, other) ?? together(edit, other) ?? inOrder(edit, other);
    if (relation) found.push(relation);
  }
  return found.slice(0, RELATIONS_MAX);
}

function conflict(edit: RelatedEdit, other: RelatedEdit): MinedRelation | undefined {
  const ours = new Map(edit.sites.map((site) => [`${site.path}:${site.line}`, site.after]));
  const clash = other.sites.find(({ path, line, after }) => {
    const own = ours.get(`${path}:${line}`);
    return own !== undefined && own !== after;
  });
  return (
    clash && {
      toKey: other.key,
      kind: 'conflicts',
      why: `both would rewrite ${clash.path}:${clash.line + 1}, each in its own way`,
    }
  );
}

function together(edit: RelatedEdit, other: RelatedEdit): MinedRelation | undefined {
  const shared = [...edit.commits].filter((sha) => other.commits.has(sha)).length;
  const rarer = Math.min(edit.commits.size, other.commits.size);
  if (shared < TOGETHER_MIN || shared / rarer < TOGETHER_SHARE_MIN) return undefined;
  return { toKey: other.key, kind: 'enhances', why: `made together in ${shared} commits` };
}

function inOrder(edit: RelatedEdit, other: RelatedEdit): MinedRelation | undefined {
  const sharesFiles = edit.sites.some(({ path }) => other.sites.some((site) => site.path === path));
  if (!sharesFiles || edit.known.length < ORDERED_MIN || other.known.length < ORDERED_MIN) return undefined;
  const [ownFirst, ownLast] = spanOf(edit.known);
  const [otherFirst, otherLast] = spanOf(other.known);
  if (otherLast < ownFirst) {
    return { toKey: other.key, kind: 'follows', why: 'was always made after it, in the same files' };
  }
  if (ownLast < otherFirst) {
    return { toKey: other.key, kind: 'prerequisite', why: 'was always made before it, in the same files' };
  }
  return undefined;
}

function spanOf(commits: readonly CommitFacts[]): readonly [first: number, last: number] {
  const times = commits.map(({ at }) => Date.parse(at));
  return [Math.min(...times), Math.max(...times)];
}
