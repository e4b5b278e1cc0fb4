import { escapeGlob } from './globs.ts';

export interface ProposedWorkflow {
  readonly name: string;
  readonly globs: readonly string[];
  /** Files of the workflow today. */
  readonly files: number;
}

/** More would be a list of files, not of features. */
const WORKFLOWS_MAX = 12;

/** A feature shows in at least this many folders, such as routes, services and components. */
const FOLDERS_MIN = 2;
const FILES_MIN = 3;

/** A word in more names than this is the project's subject, not one feature. */
const NAMES_MAX = 12;

/** What a file is, rather than what it is about. */
const ROLE_WORDS: ReadonlySet<string> = new Set(
  (
    'a add all api app apps application async auto base bin box browser button card client cli cmd common component ' +
    'components config configs const constants context controller controllers core create data db default delete ' +
    'detail details dialog dto edit entities entity enum enums env error errors event events factory field fields ' +
    'find for form forms from function functions get global guard handle handler handlers helper helpers hook hooks ' +
    'html id impl in index init input item items job jobs layout lib libs list load local log logger main manager ' +
    'map middleware migration migrations mock mocks model models module modules modal my name new not of on or output ' +
    'package packages page pages panel parse parser plugin plugins process provider query read repo repositories ' +
    'repository request response root route router routers routes row run save schema schemas script scripts section ' +
    'select server service services set settings setup shared show spec specs src state status store stores string ' +
    'style styles supabase table tables tab task tasks template templates test tests text the to toggle tool tools ' +
    'type types ui update url urls use util utils validate validation validator value values view views web widget ' +
    'with worker workers write'
  ).split(' '),
);

const SHORTEST_NAME = 4;

/** Features whose name recurs in file and folder names across the project: orders, billing. */
export function proposeWorkflows(paths: readonly string[]): readonly ProposedWorkflow[] {
  const features = new Map<string, Feature>();
  for (const path of paths) {
    const parts = path.split('/');
    const file = parts.pop() ?? '';
    const folder = parts.join('/');
    const stem = file.replace(/\..*$/u, '');
    // Migrations are named by date and change, not by feature.
    if (/\.sql$/u.test(file)) continue;
    note(features, featureOf(stem), (feature) => feature.stems.add(stem), path, folder);
    for (const [index, part] of parts.entries()) {
      const place = parts.slice(0, index).join('/');
      note(features, featureOf(part), (feature) => feature.folders.add(part), path, place);
    }
  }
  return [...features.values()]
    .filter(
      ({ paths: files, places, stems, folders }) =>
        places.size >= FOLDERS_MIN && files.size >= FILES_MIN && stems.size + folders.size <= NAMES_MAX,
    )
    .sort((a, b) => b.places.size - a.places.size || b.paths.size - a.paths.size)
    .slice(0, WORKFLOWS_MAX)
    .map((feature) => ({ name: nameOf(feature), globs: globsOf(feature), files: feature.paths.size }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

interface Feature {
  readonly key: string;
  readonly words: Map<string, number>;
  readonly stems: Set<string>;
  readonly folders: Set<string>;
  readonly paths: Set<string>;
  /** Folders its files stand in. */
  readonly places: Set<string>;
}

function note(
  features: Map<string, Feature>,
  found: { readonly key: string; readonly word: string } | undefined,
  record: (feature: Feature) => void,
  path: string,
  place: string,
): void {
  if (!found) return;
  let feature = features.get(found.key);
  if (!feature) {
    feature = {
      key: found.key,
      words: new Map(),
      stems: new Set(),
      folders: new Set(),
      paths: new Set(),
      places: new Set(),
    };
    features.set(found.key, feature);
  }
  feature.words.set(found.word, (feature.words.get(found.word) ?? 0) + 1);
  feature.paths.add(path);
  feature.places.add(place);
  record(feature);
}

/** The one word a name is about, when exactly one is left after taking away what the file is. */
function featureOf(name: string): { readonly key: string; readonly word: string } | undefined {
  const words = name
    .replace(/([a-z0-9])([A-Z])/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '' && !ROLE_WORDS.has(word) && !/^\d+$/u.test(word));
  const word = words[0];
  if (words.length !== 1 || word === undefined || word.length < SHORTEST_NAME) return undefined;
  return { key: singular(word), word };
}

function singular(word: string): string {
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (/(?:ss|x|ch|sh)es$/u.test(word)) return word.slice(0, -2);
  return word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
}

function nameOf(feature: Feature): string {
  const [word] = [...feature.words].sort((a, b) => b[1] - a[1])[0] ?? [feature.key];
  return word;
}

/** Exactly the names seen: a glob such as `*order*` would take in borders and reorderings. */
function globsOf(feature: Feature): readonly string[] {
  return [
    ...[...feature.folders].sort().map((folder) => `**/${escapeGlob(folder)}/**`),
    ...[...feature.stems].sort().map((stem) => `**/${escapeGlob(stem)}.*`),
  ];
}
