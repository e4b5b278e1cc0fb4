import type { Language } from './languages.ts';
import { LANGUAGES } from './languages.ts';
import {
  languagesNamed,
  type RuleFileDocument,
  type RuleFileExample,
  type RuleFileFix,
  type RuleFileMatcher,
  type RuleFileTemplate,
  SEVERITY_OF_WORD,
} from './ruleFileSchema.ts';
import {
  type FixTemplate,
  type ImportMatcher,
  type Matcher,
  type Rule,
  type RuleExample,
  SEVERITIES,
  type Severity,
  type SqlPatternMatcher,
  type TreeMatcher,
  type TreeRule,
} from './ruleModel.ts';

export interface ReadRule {
  readonly rule: Rule;
  /** Where in the document each matcher stands. */
  readonly places: readonly (readonly PropertyKey[])[];
}

interface Problem {
  readonly problem: { readonly at: readonly PropertyKey[]; readonly message: string };
}

const DEFAULT_SEVERITY: Severity = 'MEDIUM';

/** Turns an author's document, with its short forms and defaults, into a rule of the one model. */
export function readRule(document: RuleFileDocument): ReadRule | Problem {
  const sources: { readonly matcher: RuleFileMatcher; readonly at: readonly PropertyKey[] }[] = [
    ...(hasMatcher(document) ? [{ matcher: topMatcher(document), at: [] }] : []),
    ...(document.match ?? []).map((matcher, index) => ({ matcher, at: ['match', index] })),
  ];
  if (sources.length === 0) {
    return {
      problem: { at: [], message: 'nothing to look for: give one of rule, pattern, sql, imports or match' },
    };
  }
  const match: Matcher[] = [];
  for (const { matcher, at } of sources) {
    const read = readMatcher(matcher, document.message);
    if ('problem' in read)
      return { problem: { at: [...at, ...read.problem.at], message: read.problem.message } };
    match.push(read.matcher);
  }
  const languages = languagesOf(document, match);
  if (languages.length === 0) {
    return { problem: { at: [], message: `language: is missing; one of ${LANGUAGES.join(', ')}` } };
  }
  return { rule: buildRule(document, match, languages), places: sources.map(({ at }) => at) };
}

function buildRule(
  document: RuleFileDocument,
  match: readonly Matcher[],
  languages: readonly Language[],
): Rule {
  const references = [...(document.references ?? []), ...(document.url === undefined ? [] : [document.url])];
  const { fires = [], silent = [] } = document.examples ?? {};
  const files = document.files;
  return {
    id: document.id,
    title: document.title ?? document.message.replaceAll('$', ''),
    kind: document.kind ?? 'enforcement',
    severity: severityOf(document.severity),
    problemType: document.problemType ?? 'Standards',
    languages,
    message: document.message,
    actionRequired: document.actionRequired ?? document.note ?? document.message,
    why: document.why ?? document.note ?? document.message,
    howToFix: document.howToFix ?? document.note ?? document.actionRequired ?? document.message,
    match: files ? match.map((matcher) => restrictedTo(matcher, files)) : match,
    examples: { fires: fires.map(readExample), silent: silent.map(readExample) },
    ...(document.layers && { layers: document.layers }),
    ...(document.workflows && { workflows: document.workflows }),
    ...(references.length > 0 && { references }),
    ...(document.sourcePattern !== undefined && { sourcePattern: document.sourcePattern }),
    ...(document.tags && { tags: document.tags }),
    ...((document.optIn === true || document.severity === 'off') && { optIn: true }),
    ...(document.aliases && { aliases: document.aliases }),
    ...((document.exceptPaths || document.ignores) && {
      exceptPaths: [...(document.exceptPaths ?? []), ...(document.ignores ?? [])],
    }),
  };
}

function hasMatcher(document: RuleFileDocument): boolean {
  return (
    document.rule !== undefined ||
    document.pattern !== undefined ||
    document.sql !== undefined ||
    document.imports !== undefined
  );
}

function topMatcher(document: RuleFileDocument): RuleFileMatcher {
  const { rule, pattern, constraints, utils, transform, where, report, fix, fixes, sql, imports } = document;
  return { rule, pattern, constraints, utils, transform, where, report, fix, fixes, sql, imports };
}

type MatcherResult = { readonly matcher: Matcher } | Problem;

function readMatcher(source: RuleFileMatcher, message: string): MatcherResult {
  if (source.sql !== undefined || source.kind === 'sqlPattern') return readSqlMatcher(source, message);
  if (source.imports !== undefined || source.kind === 'import') return readImportMatcher(source);
  if (source.rule !== undefined && source.pattern !== undefined) {
    return { problem: { at: ['pattern'], message: 'give rule or pattern, not both' } };
  }
  const rule: TreeRule | undefined =
    source.rule ?? (source.pattern === undefined ? undefined : { pattern: source.pattern });
  if (!rule)
    return { problem: { at: [], message: 'nothing to look for: give one of rule, pattern, sql or imports' } };
  const fixes = readFixes(source, message);
  if ('problem' in fixes) return fixes;
  const matcher: TreeMatcher = {
    kind: 'tree',
    rule,
    ...(source.languages && { languages: source.languages.flatMap((name) => languagesNamed(name) ?? []) }),
    ...(source.constraints && { constraints: source.constraints }),
    ...(source.utils && { utils: source.utils }),
    ...(source.transform && { transform: source.transform }),
    ...(source.where && { where: source.where }),
    ...(source.report !== undefined && { report: withoutSigil(source.report) }),
    ...(source.message !== undefined && { message: source.message }),
    ...(fixes.fixes.length > 0 && { fixes: fixes.fixes }),
  };
  return { matcher };
}

function readSqlMatcher(source: RuleFileMatcher, message: string): MatcherResult {
  const inner = typeof source.sql === 'object' ? source.sql : undefined;
  const pattern = inner?.pattern ?? (typeof source.sql === 'string' ? source.sql : source.pattern);
  if (typeof pattern !== 'string') return { problem: { at: ['pattern'], message: 'expected text' } };
  const fixes = readFixes({ fix: inner?.fix ?? source.fix, fixes: source.fixes }, message);
  if ('problem' in fixes) return fixes;
  const unless = inner?.unless ?? source.unless;
  const report = inner?.report ?? source.report;
  const own = inner?.message ?? source.message;
  const matcher: SqlPatternMatcher = {
    kind: 'sqlPattern',
    pattern,
    ...(unless !== undefined && { unless: listOf(unless) }),
    ...(report !== undefined && { report: withoutSigil(report) }),
    ...(own !== undefined && { message: own }),
    ...(fixes.fixes.length > 0 && { fixes: fixes.fixes }),
  };
  return { matcher };
}

function readImportMatcher(source: RuleFileMatcher): MatcherResult {
  const { modules, layers, message } = source.imports ?? source;
  if (modules === undefined && layers === undefined) {
    return {
      problem: {
        at: ['imports'],
        message: 'give modules (globs) or layers (numbers) that must not be imported',
      },
    };
  }
  const matcher: ImportMatcher = {
    kind: 'import',
    ...(modules !== undefined && { modules: listOf(modules) }),
    ...(layers && { layers }),
    ...(message !== undefined && { message }),
  };
  return { matcher };
}

function readFixes(
  source: {
    readonly fix?: RuleFileFix | undefined;
    readonly fixes?: readonly RuleFileTemplate[] | undefined;
  },
  message: string,
): { readonly fixes: readonly FixTemplate[] } | Problem {
  const { fix } = source;
  const written: readonly RuleFileTemplate[] = [
    ...(fix === undefined
      ? []
      : typeof fix === 'string'
        ? [{ replace: fix }]
        : Array.isArray(fix)
          ? fix
          : [fix]),
    ...(source.fixes ?? []),
  ];
  const fixes: FixTemplate[] = [];
  for (const template of written) {
    const replace = template.replace ?? template.template;
    if (replace === undefined && template.edits === undefined) {
      return { problem: { at: ['fix'], message: 'a fix needs replace (the new text) or edits' } };
    }
    fixes.push({
      title: template.title ?? titleOfFix(replace, message),
      kind: template.kind ?? 'auto',
      ...(replace !== undefined && { replace }),
      ...(template.edits && {
        edits: template.edits.map((edit) => ({
          text: edit.text,
          ...(edit.at !== undefined && { at: withoutSigil(edit.at) }),
          ...(edit.place && { place: edit.place }),
        })),
      }),
      ...(template.needsImports && { needsImports: template.needsImports }),
      ...(template.where && { where: template.where }),
    });
  }
  return { fixes };
}

const TITLE_CHARS_MAX = 60;

function titleOfFix(replace: string | undefined, message: string): string {
  if (replace === undefined) return message;
  const line = replace.trim();
  if (line === '') return 'Remove it';
  return line.includes('\n') || line.length > TITLE_CHARS_MAX
    ? 'Rewrite it as the rule says'
    : `Replace with ${line}`;
}

function languagesOf(document: RuleFileDocument, match: readonly Matcher[]): readonly Language[] {
  const named = [
    ...(document.languages ?? []),
    ...(document.language === undefined ? [] : [document.language]),
  ];
  const languages = named.flatMap((name) => languagesNamed(name) ?? []);
  for (const matcher of match) {
    if (matcher.kind === 'sqlPattern') languages.push('sql');
    if (matcher.kind === 'tree') languages.push(...(matcher.languages ?? []));
  }
  return [...new Set(languages)];
}

function severityOf(word: RuleFileDocument['severity']): Severity {
  return SEVERITIES.find((severity) => severity === word) ?? SEVERITY_OF_WORD[word ?? ''] ?? DEFAULT_SEVERITY;
}

/** ast-grep's `files` limits where a rule looks, which conditions say of each match. */
function restrictedTo(matcher: Matcher, files: readonly string[]): Matcher {
  return matcher.kind === 'tree'
    ? { ...matcher, where: [...(matcher.where ?? []), { path: files }] }
    : matcher;
}

function readExample(example: RuleFileExample): RuleExample {
  if (typeof example === 'string') return { code: example };
  const language = example.language === undefined ? undefined : languagesNamed(example.language)?.[0];
  return {
    code: example.code,
    ...(language && { language }),
    ...(example.path !== undefined && { path: example.path }),
    ...(example.count !== undefined && { count: example.count }),
    ...(example.fixed !== undefined && { fixed: example.fixed }),
    ...(example.marks !== undefined && { marks: example.marks }),
  };
}

function listOf(value: string | readonly string[]): readonly string[] {
  return typeof value === 'string' ? [value] : value;
}

function withoutSigil(name: string): string {
  return name.replace(/^\$+/u, '');
}
