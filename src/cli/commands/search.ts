import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PatternContent } from '../../core/library/fixPattern.ts';
import { shippedHit } from '../../core/library/shippedHit.ts';
import { NO_LIBRARY, parseShippedLibrary, type ShippedLibrary } from '../../core/library/shippedLibrary.ts';
import { isLanguage, LANGUAGES } from '../../core/rules/languages.ts';
import { MEMORY_EMBEDDER_ID, MEMORY_RERANKER_ID, searchInMemory } from '../../core/search/searchInMemory.ts';
import type { ScoreParts, SearchFilters, SearchResult } from '../../protocol/service.ts';
import { ServiceFailure } from '../../store/client/serviceClient.ts';
import { type CliHost, EXIT, UsageError } from '../cliHost.ts';
import type { Command } from '../commandLine.ts';
import { type OptionDescriptions, type ParsedOptions, parseOptions } from '../parseOptions.ts';

const FORMATS = ['text', 'json'] as const;
const LIMIT_DEFAULT = 10;
const LIMIT_MAX = 100;

const options: OptionDescriptions = {
  code: { type: 'string', value: 'FILE', help: 'code that shows the problem; - reads standard input' },
  limit: { type: 'string', value: 'N', help: `most results, 1 to ${LIMIT_MAX}; default ${LIMIT_DEFAULT}` },
  layer: { type: 'string', multiple: true, value: 'N', help: 'only patterns for this layer, 1 to 7' },
  workflow: { type: 'string', multiple: true, value: 'NAME', help: 'only patterns for this workflow' },
  language: { type: 'string', multiple: true, value: 'NAME', help: 'only patterns for this language' },
  format: { type: 'string', choices: FORMATS, help: 'how results are printed; default text' },
};

interface Asked {
  readonly query: string;
  readonly code?: string;
  readonly filters: SearchFilters;
  readonly limit: number;
}

/** What is printed: a result of the store's, or of the shipped library alone. */
interface Answer extends SearchResult {
  readonly source: 'store' | 'shipped library';
}

export const searchCommand: Command = {
  usage:
    'search QUERY… [--code FILE] [--limit N] [--layer N] [--workflow NAME] [--language NAME] [--format text|json]',
  description: `Finds fix patterns by words, names and code. Searches the store of this user; where that cannot be started,
the patterns that come with Fixward, and says so.`,
  options,
  run: async (host, args) => {
    const parsed = parseOptions('search', args, options);
    const asked = await read(host, parsed);
    const answer = await search(host, asked);
    if (parsed.text('format') === 'json') {
      host.write(`${JSON.stringify(answer, undefined, 2)}\n`);
    } else {
      host.write(textOf(answer));
      for (const note of answer.notes) host.log(note);
    }
    return EXIT.done;
  },
};

async function read(host: CliHost, parsed: ParsedOptions): Promise<Asked> {
  const query = parsed.paths.join(' ');
  const file = parsed.text('code');
  if (query.trim() === '' && file === undefined) {
    throw new UsageError('search: give words to look for, or --code FILE');
  }
  const languages = parsed.texts('language');
  const unknown = languages.find((language) => !isLanguage(language));
  if (unknown !== undefined)
    throw new UsageError(
      `search: "${unknown}" is no language that Fixward reads; known: ${LANGUAGES.join(', ')}`,
    );
  const layers = parsed.texts('layer').map((layer) => wholeNumber('layer', layer, 7));
  const workflows = parsed.texts('workflow');
  return {
    query,
    ...(file !== undefined && { code: await readCode(host, file) }),
    filters: {
      ...(layers.length > 0 && { layers }),
      ...(workflows.length > 0 && { workflows }),
      ...(languages.length > 0 && { code_types: languages }),
    },
    limit: wholeNumber('limit', parsed.text('limit') ?? String(LIMIT_DEFAULT), LIMIT_MAX),
  };
}

function wholeNumber(option: string, value: string, most: number): number {
  const number = Number(value);
  if (/^\d+$/u.test(value) && number >= 1 && number <= most) return number;
  throw new UsageError(`search: --${option} is a whole number from 1 to ${most}; got "${value}"`);
}

async function readCode(host: CliHost, file: string): Promise<string> {
  if (file === '-') return Buffer.from(await host.readStdin()).toString('utf8');
  try {
    return readFileSync(resolve(host.workingFolder, file), 'utf8');
  } catch {
    throw new UsageError(`search: ${file} cannot be read`);
  }
}

async function search(host: CliHost, asked: Asked): Promise<Answer> {
  const service = host.connectService();
  try {
    // SAFETY: the service's documented answer; its own parser made it.
    const result = (await service.request('search/patterns', asked)) as SearchResult;
    return { source: 'store', ...result };
  } catch (error) {
    if (!(error instanceof ServiceFailure)) throw error;
    if (error.code === 'invalid') throw new UsageError(`search: ${error.message}`);
    return searchShipped(host, asked, error.message);
  } finally {
    await service.close();
  }
}

async function searchShipped(
  host: CliHost,
  { query, code, filters, limit }: Asked,
  why: string,
): Promise<Answer> {
  const started = performance.now();
  const { patterns } = readShippedLibrary(host);
  const kept = patterns
    .filter((pattern) => passes(pattern, filters))
    .map((pattern) => ({ ...pattern, id: pattern.key }));
  const hits = await searchInMemory(kept, { text: query, code }, limit);
  const searched = `The store cannot be searched (${why.replace(/\.$/u, '')}); searched`;
  return {
    source: 'shipped library',
    hits: hits.map(shippedHit),
    embedder: MEMORY_EMBEDDER_ID,
    reranker: MEMORY_RERANKER_ID,
    notes: [
      patterns.length === 0
        ? `${searched} nothing, for this build holds no shipped patterns.`
        : `${searched} the ${patterns.length} patterns that come with Fixward instead.`,
    ],
    milliseconds: Math.round((performance.now() - started) * 10) / 10,
  };
}

function readShippedLibrary({ environment, programModule }: CliHost): ShippedLibrary {
  const path = environment.FIXWARD_LIBRARY_FILE ?? fileURLToPath(new URL('./library.json', programModule));
  return existsSync(path) ? parseShippedLibrary(readFileSync(path, 'utf8')) : NO_LIBRARY;
}

/** As the store filters: a pattern that names no layer or language holds for all. */
function passes(pattern: PatternContent, { layers, workflows, code_types }: SearchFilters): boolean {
  const { layers: own, code_type: language } = pattern;
  return (
    (layers === undefined || own.length === 0 || own.some((layer) => layers.includes(layer))) &&
    (workflows === undefined || pattern.workflows.some((workflow) => workflows.includes(workflow))) &&
    (code_types === undefined || language === undefined || code_types.includes(language))
  );
}

function textOf({ hits }: Answer): string {
  if (hits.length === 0) return 'No pattern was found.\n';
  return `${hits
    .map((hit, index) => {
      const { key, title, severity, excerpt, applied_count: applied, successes, failures, parts } = hit;
      const record = applied === 0 ? '' : `, applied ${applied}×, ${successes} held, ${failures} did not`;
      const head = `${String(index + 1).padStart(2)}. ${title}`;
      const named = `${key}${severity === undefined ? '' : ` (${severity}${record})`}`;
      return `${head}\n    ${named}\n    ${excerpt}\n    ${reasonOf(parts)}`;
    })
    .join('\n')}\n`;
}

/** Where each list put the hit, and the score it is ordered by: `text 2 · names – · vectors 1 · reranked 1.67`. */
function reasonOf({ text, identifiers, content, problem, code, reranked }: ScoreParts): string {
  const vectors = Math.min(
    content?.rank ?? Number.POSITIVE_INFINITY,
    problem?.rank ?? Number.POSITIVE_INFINITY,
  );
  return [
    `text ${text?.rank ?? '–'}`,
    `names ${identifiers?.rank ?? '–'}`,
    `vectors ${Number.isFinite(vectors) ? vectors : '–'}`,
    ...(code ? [`code ${code.rank}`] : []),
    ...(reranked ? [`reranked ${reranked.score.toFixed(2)}`] : []),
  ].join(' · ');
}
