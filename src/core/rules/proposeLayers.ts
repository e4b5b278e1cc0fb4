import { DEFAULT_LAYERS } from './defaultLayers.ts';
import { compileGlobs, escapeGlob, type PathTest } from './globs.ts';

export interface ProposedLayer {
  readonly number: number;
  readonly name: string;
  readonly globs: readonly string[];
  /** Files of the layer today. */
  readonly files: number;
}

const TEST_LAYER = 7;

/** A layer spread over more places than this is told by its usual names instead. */
const GLOBS_MAX = 12;

/** So few files that match by their name are listed themselves. */
const FILES_BY_NAME_MAX = 3;

interface Group {
  readonly glob: string;
  readonly test: PathTest;
}

const LAYERS = DEFAULT_LAYERS.map((layer) => ({
  ...layer,
  groups: layer.include.map((glob): Group => ({ glob, test: compileGlobs([glob]) })),
}));

interface Place {
  readonly path: string;
  readonly layer: number | undefined;
  readonly glob: string | undefined;
}

/** The default layers, narrowed to the folders of this project that they mean. */
export function proposeLayers(paths: readonly string[]): readonly ProposedLayer[] {
  const places = paths.map(placeOf);
  return [...LAYERS]
    .sort((a, b) => a.number - b.number)
    .flatMap(({ number, name, include }) => {
      const own = places.filter(({ layer }) => layer === number);
      if (own.length === 0) return [];
      const globs = globsOf(number, own, places);
      return [{ number, name, globs: globs.length > GLOBS_MAX ? include : globs, files: own.length }];
    });
}

function placeOf(path: string): Place {
  for (const { number, groups } of LAYERS) {
    const group = groups.find(({ test }) => test(path));
    if (group) return { path, layer: number, glob: group.glob };
  }
  return { path, layer: undefined, glob: undefined };
}

function globsOf(number: number, own: readonly Place[], places: readonly Place[]): readonly string[] {
  const globs = new Set<string>();
  for (const { path, glob } of own) {
    const folder = glob?.endsWith('/**') ? folderMeant(path, glob) : undefined;
    if (folder === undefined) {
      if (glob === undefined) continue;
      const named = own.filter((other) => other.glob === glob);
      // A whole name such as models.py is rare; endings such as .test.ts are for files yet to come.
      const isWholeName = !glob.slice(glob.lastIndexOf('/') + 1).includes('*');
      const isFew = isWholeName && named.length <= FILES_BY_NAME_MAX;
      for (const narrow of isFew ? named.map(escapedPath) : [glob]) globs.add(narrow);
    } else {
      for (const narrow of narrowed(folder, number, places)) globs.add(narrow);
    }
  }
  return [...globs].sort();
}

/** Next names folders `[id]` and `(group)`. */
function escapedPath({ path }: Place): string {
  return escapeGlob(path);
}

/** The outermost folder of a path for which everything below matches: `api/src/routes` of `**\/routes/**`. */
function folderMeant(path: string, glob: string): string | undefined {
  const test = compileGlobs([glob]);
  const parts = path.split('/');
  for (let length = 1; length < parts.length; length++) {
    const folder = parts.slice(0, length).join('/');
    if (test(`${folder}/any`)) return folder;
  }
  return undefined;
}

/**
 * Globs that cover a folder's files of one layer and no file of a layer asked later: a folder of mixed layers is
 * given part by part. Layers asked earlier take their files first and do no harm.
 */
function narrowed(folder: string, number: number, places: readonly Place[]): readonly string[] {
  const inside = places.filter(({ path }) => path.startsWith(`${folder}/`));
  if (inside.every(({ layer }) => !losesTo(number, layer))) return [`${escapeGlob(folder)}/**`];
  const globs: string[] = [];
  const children = new Set<string>();
  for (const { path, layer } of inside) {
    if (layer !== number) continue;
    const rest = path.slice(folder.length + 1);
    const slash = rest.indexOf('/');
    if (slash < 0) globs.push(`${escapeGlob(folder)}/*`);
    else children.add(`${folder}/${rest.slice(0, slash)}`);
  }
  return [...new Set([...globs, ...[...children].flatMap((child) => narrowed(child, number, places))])];
}

/** Whether a glob of the first layer would take a file from the second: tests are asked first, then by number. */
function losesTo(taker: number, layer: number | undefined): boolean {
  return (
    layer !== undefined && layer !== taker && layer !== TEST_LAYER && (taker === TEST_LAYER || layer > taker)
  );
}
