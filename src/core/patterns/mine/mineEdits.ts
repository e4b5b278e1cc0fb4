import { type CancellationSignal, NEVER_CANCELLED } from '../../cancellation.ts';
import type { Language } from '../../rules/languages.ts';
import type { LearnedEdit } from '../learn/learnedEdit.ts';
import type { ParsePlainTree } from '../learn/plainTree.ts';
import { buildDraft, commitsOf, type PlaceOfPath, withRelations } from './buildDraft.ts';
import { everyCluster, tellingClusters } from './chooseClusters.ts';
import { type EditCluster, EditClusters } from './clusterEdits.ts';
import { doubtedSites } from './doubtedSites.ts';
import { draftConditions } from './draftConditions.ts';
import { findHeadSites, type HeadSites } from './headSites.ts';
import type { HistorySource } from './historySource.ts';
import { exceptions, type LearnedCluster, learnCluster, pairOpener } from './learnCluster.ts';
import type { MinedDraft, MinedRefusal, MinedSourceKind } from './minedDraft.ts';
import { narrowed } from './narrowed.ts';
import { cachedParse } from './parseCache.ts';
import { isSuggested, worth } from './rankEdits.ts';
import { type RelatedEdit, relationsOfEdits } from './relationsOfEdits.ts';
import { isOutdoneBy, isReplacedLater } from './rivals.ts';
import { type Effects, sayTheSame } from './sayTheSame.ts';
import { shownEdit } from './shownEdit.ts';

export interface MineRequest {
  readonly kind: MinedSourceKind;
  readonly source: HistorySource;
  /** Of a history only what repeats, or fixes, and is worth a look; of one change everything. */
  readonly thorough: boolean;
  /** Drafts at most, best first. */
  readonly limit: number;
  /** Commits that the source will give at most, where it is known. */
  readonly commitsTotal?: number;
}

export interface MinePorts {
  readonly parse: ParsePlainTree;
  /** Awaited before the first text of a language is parsed. */
  readonly prepare: (language: Language) => Promise<void>;
  readonly placeOf?: PlaceOfPath;
  readonly progress?: (done: number, total: number, line: string) => void;
  readonly cancellation?: CancellationSignal;
}

export interface MineResult {
  readonly drafts: readonly MinedDraft[];
  readonly declined: readonly MinedRefusal[];
  readonly commits: number;
  /** Groups of equal edits that were tried. */
  readonly tried: number;
  readonly learned: number;
}

interface Candidate {
  readonly learned: LearnedCluster;
  readonly found: HeadSites;
  readonly value: number;
}

/** Reading takes about half of the time, learning and looking for places a quarter each. */
const READ_SHARE = 0.5;
const LEARN_SHARE = 0.25;
const PROGRESS_TOTAL = 1000;

/** Learns from a history, or from one change, what is worth guarding against. */
export async function mineEdits(request: MineRequest, ports: MinePorts): Promise<MineResult> {
  const cancellation = ports.cancellation ?? NEVER_CANCELLED;
  const tell = (share: number, line: string): void =>
    ports.progress?.(Math.round(share * PROGRESS_TOTAL), PROGRESS_TOTAL, line);
  const { clusters, unread, commits } = await readCommits(request, cancellation, tell);
  const chosen = request.thorough ? everyCluster(clusters) : tellingClusters(clusters);
  const parse = cachedParse(ports.parse);
  const first = await learnAll(chosen, request, { ...ports, parse }, cancellation, tell);
  const declined = request.thorough ? [...first.declined, ...unread.map(writtenAnew)] : first.declined;
  tell(READ_SHARE + LEARN_SHARE, `looking for places of ${first.learned.length} edits`);
  for (const language of new Set(first.learned.map(({ edit }) => edit.language)))
    await ports.prepare(language);
  const wide = await findHeadSites(first.learned, request.source, ports.parse, cancellation);
  const { learned, found } = await narrowed(first.learned, wide, request.source, parse, cancellation);
  const weighty = weighed(learned, found, request.thorough);
  const candidates = request.thorough ? weighty : withoutRivals(weighty, learned, parse);
  const best = merged(candidates).slice(0, request.limit);
  const drafts = await draftsOf(best, request, ports, cancellation);
  tell(1, `${drafts.length} suggestions`);
  return { drafts, declined, commits, tried: chosen.length, learned: learned.length };
}

async function readCommits(
  { source, commitsTotal }: MineRequest,
  cancellation: CancellationSignal,
  tell: (share: number, line: string) => void,
): Promise<{
  readonly clusters: readonly EditCluster[];
  readonly unread: EditClusters['unread'];
  readonly commits: number;
}> {
  const clusters = new EditClusters();
  let commits = 0;
  for await (const commit of source.commits()) {
    if (cancellation.isCancellationRequested) break;
    clusters.add(commit);
    commits++;
    const share = commitsTotal === undefined ? 0 : Math.min(1, commits / Math.max(1, commitsTotal));
    tell(READ_SHARE * share, `read ${commits} commits`);
  }
  return { clusters: clusters.all(), unread: clusters.unread, commits };
}

function writtenAnew(place: { readonly path: string; readonly line: number }): MinedRefusal {
  return { ...place, why: 'so much is new here that what was mended cannot be told' };
}

async function learnAll(
  chosen: readonly EditCluster[],
  { source }: MineRequest,
  { parse, prepare }: MinePorts,
  cancellation: CancellationSignal,
  tell: (share: number, line: string) => void,
): Promise<{ readonly learned: readonly LearnedCluster[]; readonly declined: readonly MinedRefusal[] }> {
  const learned: LearnedCluster[] = [];
  const declined: MinedRefusal[] = [];
  for (const [index, cluster] of chosen.entries()) {
    if (cancellation.isCancellationRequested) break;
    await prepare(cluster.language);
    const result = await learnCluster(cluster, { parse, open: pairOpener(source, cluster.language) });
    if ('declined' in result) {
      const place = cluster.places[0];
      if (place) declined.push({ path: place.path, line: place.line, why: result.declined });
    } else learned.push(result);
    tell(READ_SHARE + (LEARN_SHARE * (index + 1)) / chosen.length, `learned ${learned.length} edits`);
  }
  return { learned, declined };
}

/** A line that declares a function, a method or a class, in the ways most languages have. */
const DECLARES =
  /\.prototype\.[\w$]+\s*=(?!=)|[\p{L}_$][\p{L}\p{N}_$]*\s*[:=]\s*(?:async\s+)?function\b|^\s*[\p{L}_$][\p{L}\p{N}_$]*\??(?:<[^()]*>)?\([^()]*\)\s*:\s*[^?]+;\s*$|^\s*(?:(?:export|default|public|private|protected|static|async|abstract|override|final|get|set)\s+)*(?:(?:function|class|interface|enum|def|fn|func|fun|struct|trait|module)\s+\*?\s*[\p{L}_$]|#?(?!(?:if|for|while|switch|catch|with|return|function)\b)[\p{L}_$][\p{L}\p{N}_$]*\s*\([^()]*\)\s*(?::[^={]+)?\{)/u;

/** Those worth showing, best first. */
function weighed(
  learned: readonly LearnedCluster[],
  found: readonly HeadSites[],
  thorough: boolean,
): readonly Candidate[] {
  const candidates: Candidate[] = [];
  for (const [index, one] of learned.entries()) {
    const sites = found[index];
    if (!sites) continue;
    const facts = {
      cluster: one.cluster,
      examples: one.examples.length,
      reproduced: one.reproduced,
      parts: one.edit.parts.length,
      exceptions: exceptions(one.edit),
      sites: sites.total,
      doubted: sites.sites.filter(({ doubt }) => doubt !== undefined).length,
      declaring: sites.declared + sites.sites.filter(({ before }) => DECLARES.test(before)).length,
    };
    if (thorough || isSuggested(facts)) candidates.push({ learned: one, found: sites, value: worth(facts) });
  }
  return candidates.sort((a, b) => b.value - a.value);
}

/** Without those that others of the same history speak against. */
function withoutRivals(
  candidates: readonly Candidate[],
  learned: readonly LearnedCluster[],
  parse: ParsePlainTree,
): readonly Candidate[] {
  const kept: Candidate[] = [];
  for (const candidate of candidates) {
    const own = candidate.learned;
    const isUnsure = learned.some(
      (other) => isReplacedLater(own, other, parse) || isOutdoneBy(own, other, parse),
    );
    if (!isUnsure) kept.push(candidate);
  }
  return kept;
}

/** Of patterns that say the same, the better one. */
function merged(candidates: readonly Candidate[]): readonly Candidate[] {
  const kept: (Candidate & { readonly effects: Effects })[] = [];
  for (const candidate of candidates) {
    const effects = new Set(
      candidate.found.sites.map(({ path, line, after }) => `${path}:${line} ${after.trim()}`),
    );
    const { edit } = candidate.learned;
    if (
      !kept.some((other) =>
        sayTheSame({ edit: other.learned.edit, effects: other.effects }, { edit, effects }),
      )
    ) {
      kept.push({ ...candidate, effects });
    }
  }
  return kept;
}

async function draftsOf(
  candidates: readonly Candidate[],
  { kind, source }: MineRequest,
  { parse, placeOf = () => ({ layer: undefined, workflows: [] }) }: MinePorts,
  cancellation: CancellationSignal,
): Promise<readonly MinedDraft[]> {
  const conditions = await draftConditions(
    candidates.map(({ learned, found }) => ({ learned: learned.learned, total: found.total })),
    (edits: readonly LearnedEdit[]) =>
      findHeadSites(
        edits.map((edit) => ({ edit, examples: [] })),
        source,
        parse,
        cancellation,
      ),
  );
  const taken = new Set<string>();
  const drafts: MinedDraft[] = [];
  const related: RelatedEdit[] = [];
  for (const [index, { learned, found: all, value }] of candidates.entries()) {
    const found = { ...all, sites: [...(await doubtedSites(learned.edit, all.sites, source, parse))] };
    const shown = shownEdit(learned.edit, learned.shown, parse);
    const own = conditions[index] ?? [];
    const draft = buildDraft({ kind, learned, found, conditions: own, shown, placeOf, value, taken });
    taken.add(draft.key);
    drafts.push(draft);
    const { commits } = learned.cluster;
    related.push({ key: draft.key, commits, known: commitsOf(learned), sites: found.sites });
  }
  return drafts.map((draft, index) => {
    const own = related[index];
    return own ? withRelations(draft, relationsOfEdits(own, related)) : draft;
  });
}
