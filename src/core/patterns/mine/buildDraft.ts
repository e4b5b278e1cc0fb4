import { type PatternContent, patternContentSchema } from '../../library/fixPattern.ts';
import { writePatternFile } from '../../library/writePatternFile.ts';
import type { LearnedEdit } from '../learn/learnedEdit.ts';
import { type DraftWords, draftWords } from './draftWords.ts';
import { type HeadSites, SITES_COUNTED_MAX } from './headSites.ts';
import type { CommitFacts } from './historySource.ts';
import type { LearnedCluster } from './learnCluster.ts';
import type {
  MinedCondition,
  MinedDraft,
  MinedRelation,
  MinedRemark,
  MinedSourceKind,
} from './minedDraft.ts';
import { isTooWide } from './rankEdits.ts';

/** Where a path belongs in the project's own terms. */
export type PlaceOfPath = (path: string) => {
  readonly layer: number | undefined;
  readonly workflows: readonly string[];
};

export interface DraftParts {
  readonly kind: MinedSourceKind;
  readonly learned: LearnedCluster;
  readonly found: HeadSites;
  readonly conditions: readonly MinedCondition[];
  readonly shown: { readonly before: string; readonly after: string };
  readonly placeOf: PlaceOfPath;
  readonly value: number;
  /** Keys that are taken. */
  readonly taken: ReadonlySet<string>;
}

/** More examples in a file teach a reader nothing new. */
const EXAMPLES_WRITTEN_MAX = 4;
const COMMITS_SHOWN_MAX = 10;

/** All of one draft but its relations, which only all drafts together show. */
export function buildDraft(parts: DraftParts): MinedDraft {
  const { kind, learned, found, conditions, shown, placeOf, value } = parts;
  const { cluster, examples, edit } = learned;
  const commits = commitsOf(learned);
  const words = draftWords({ language: cluster.language, ...shown, commits, places: cluster.count });
  const places = [...new Set([...examples.map(({ path }) => path), ...found.paths])].map(placeOf);
  const facts = {
    key: freeKey(words.key, parts.taken),
    title: words.title,
    layers: sharedBy(places, ({ layer }) => layer ?? []).sort((a, b) => a - b),
    workflows: sharedBy(places, ({ workflows }) => workflows),
  };
  const content = contentOf({ ...words, ...facts }, edit, learned, shown);
  return {
    ...words,
    ...facts,
    id: facts.key,
    language: edit.language,
    ...shown,
    conditions,
    examples: examples.map(({ before, after, path }) => ({ before, after, path })),
    sites: found.sites,
    sitesTotal: found.total,
    source: { kind, commits: commits.slice(0, COMMITS_SHOWN_MAX) },
    evidence: evidenceOf(parts),
    remarks: remarksOf(parts),
    yaml: writePatternFile(content),
    relations: [],
    value,
    content,
  };
}

/** What all places have at least one of; one without any shows that the pattern holds everywhere. */
function sharedBy<Place, Value>(
  places: readonly Place[],
  valuesOf: (place: Place) => Value | readonly Value[],
): Value[] {
  const each = places.map((place) => [valuesOf(place)].flat() as readonly Value[]);
  return each.some((values) => values.length === 0) ? [] : [...new Set(each.flat())];
}

/** The draft with what it has to do with others. */
export function withRelations(draft: MinedDraft, relations: readonly MinedRelation[]): MinedDraft {
  return relations.length === 0
    ? draft
    : {
        ...draft,
        relations,
        remarks: [
          ...draft.remarks,
          ...relations.map(({ toKey, kind, why }): MinedRemark => {
            const level = kind === 'conflicts' ? 'warning' : 'info';
            return { level, text: `${kind} ${toKey}: ${why}` };
          }),
        ],
      };
}

function contentOf(
  words: DraftWords & { readonly layers: readonly number[]; readonly workflows: readonly string[] },
  edit: LearnedEdit,
  { examples }: LearnedCluster,
  shown: { readonly before: string; readonly after: string },
): PatternContent {
  return patternContentSchema.parse({
    key: words.key,
    title: words.title,
    problem_type: words.problemType,
    code_type: edit.language,
    severity: words.severity,
    tags: words.tags,
    layers: words.layers,
    workflows: words.workflows,
    problem_description: words.problemDescription,
    symptoms: words.symptoms,
    code_before: shown.before,
    code_after: shown.after,
    prevention_guidance: words.preventionGuidance,
    anti_patterns: words.antiPatterns,
    pattern: edit,
    examples: examples
      .slice(0, EXAMPLES_WRITTEN_MAX)
      .map(({ before, after, path }) => ({ before, after, ...(path !== '' && { path }) })),
  });
}

/** Commits of the places kept, newest first. */
export function commitsOf({ cluster }: Pick<LearnedCluster, 'cluster'>): readonly CommitFacts[] {
  const bySha = new Map<string, CommitFacts>();
  for (const { commit } of cluster.places) if (commit.sha !== '') bySha.set(commit.sha, commit);
  return [...bySha.values()].sort((a, b) => b.at.localeCompare(a.at));
}

function evidenceOf({ learned, found }: DraftParts): readonly string[] {
  const { cluster, examples, reproduced } = learned;
  const lines: string[] = [];
  if (cluster.count > 1) {
    const commits = cluster.commits.size > 1 ? ` in ${cluster.commits.size} commits` : '';
    const authors = cluster.authors.size > 1 ? ` by ${cluster.authors.size} authors` : '';
    lines.push(`made ${cluster.count} times${commits}${authors}`);
  }
  if (cluster.fixes > 0) lines.push(`${cluster.fixes} of them in commits that say they fix something`);
  lines.push(
    examples.length === 1
      ? 'reproduces the example byte for byte'
      : `reproduces ${reproduced} of ${examples.length} examples byte for byte`,
  );
  lines.push('finds nothing in what the examples became');
  if (learned.silentTexts > 0) lines.push(`finds nothing in ${counted(learned.silentTexts)} as committed`);
  const sure = surePlaces(found);
  if (sure > 0) lines.push(placesLine(found, sure));
  return lines;
}

function remarksOf({ learned, found }: DraftParts): readonly MinedRemark[] {
  const { cluster, edit } = learned;
  const remarks: MinedRemark[] = [];
  if (found.total === 0) remarks.push({ level: 'info', text: 'the same problem stands nowhere else today' });
  else if (surePlaces(found) === 0) remarks.push({ level: 'warning', text: placesLine(found, 0) });
  if (isTooWide(cluster, found.total, edit.parts.length)) {
    remarks.push({
      level: 'warning',
      text: 'far more places than were ever mended: it may be too wide',
    });
  }
  return remarks;
}

/** Places that nothing speaks against; those that are not listed were not looked at. */
function surePlaces({ sites, total }: HeadSites): number {
  return total - sites.filter(({ doubt }) => doubt !== undefined).length;
}

function placesLine({ total }: HeadSites, sure: number): string {
  if (total === 1) {
    const how = sure === 1 ? 'which can be mended alike' : 'which needs a look first';
    return `the same problem stands in one other place, ${how}`;
  }
  const all = total >= SITES_COUNTED_MAX ? `${SITES_COUNTED_MAX} or more` : String(total);
  const rest =
    sure === 0
      ? 'none can be mended alike without a look'
      : `${sure === total ? 'all' : sure} can be mended alike`;
  return `the same problem stands in ${all} other places; ${rest}`;
}

function counted(texts: number): string {
  return texts === 1 ? 'the file' : `the ${texts} files`;
}

function freeKey(key: string, taken: ReadonlySet<string>): string {
  let free = key;
  for (let number = 2; taken.has(free); number++) free = `${key}-${number}`;
  return free;
}
