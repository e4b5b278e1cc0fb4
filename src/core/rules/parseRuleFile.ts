import { type Document, LineCounter, parseAllDocuments } from 'yaml';
import { errorMessage } from '../errorMessage.ts';
import type { SyntaxEngine } from '../ports.ts';
import { compileSqlPattern } from '../sql/tokenPattern.ts';
import { contentOf, offsetOf } from '../text/yamlPlaces.ts';
import type { Condition } from './conditions.ts';
import { problemsOfConditions } from './evaluateConditions.ts';
import type { Language } from './languages.ts';
import { metavariablesOf } from './metavariables.ts';
import { patternProblem } from './patternProblem.ts';
import { type ReadRule, readRule } from './readRule.ts';
import { regexProblem } from './regexSafety.ts';
import { ruleFileSchema } from './ruleFileSchema.ts';
import type { Rule, SqlPatternMatcher, TreeMatcher } from './ruleModel.ts';
import { plainIssueOf } from './schemaIssue.ts';

/** A rule of the user's own, with the file it stands in. */
export interface WorkspaceRule extends Rule {
  readonly sourceFile: string;
}

export interface RuleFileProblem {
  /** Workspace-relative path of the file at fault. */
  readonly path: string;
  /** 0-based. */
  readonly line: number;
  /** One line: where in the file, what is wrong, and what is allowed. */
  readonly message: string;
}

export interface ParsedRuleFile {
  readonly rules: readonly WorkspaceRule[];
  readonly problems: readonly RuleFileProblem[];
}

/**
 * Reads a rule file, one rule a YAML document. A document with a mistake costs only itself.
 *
 * @param engine compiles matchers, so that a mistake is told at once and not at the first file
 */
export function parseRuleFile(path: string, yaml: string, engine: SyntaxEngine): ParsedRuleFile {
  const lineCounter = new LineCounter();
  const parsed = parseAllDocuments(yaml, { prettyErrors: false, lineCounter });
  const rules: WorkspaceRule[] = [];
  const problems: RuleFileProblem[] = [];
  // An empty stream is the library's own kind of empty list.
  for (const document of Array.isArray(parsed) ? parsed : []) {
    const report = (message: string, offset: number): void => {
      problems.push({ path, line: Math.max(0, lineCounter.linePos(offset).line - 1), message });
    };
    const mistake = document.errors[0];
    if (mistake) {
      report(`not valid YAML: ${oneLine(mistake.message)}`, mistake.pos[0]);
      continue;
    }
    const value = contentOf(document);
    if (value instanceof Error) report(`not valid YAML: ${oneLine(value.message)}`, document.range[0]);
    if (value === null || value === undefined || value instanceof Error) continue;
    const read = ruleFileSchema.safeParse(value);
    if (!read.success) {
      const { path: at, message } = plainIssueOf(read.error);
      report(located(at, message), offsetOf(document, at));
      continue;
    }
    const result = readRule(read.data);
    const found = 'problem' in result ? result.problem : problemOfRule(result, engine);
    if (found) {
      const at = asWritten(document, found.at);
      report(located(at, found.message), offsetOf(document, at));
    }
    if (!found && 'rule' in result) rules.push({ ...result.rule, sourceFile: path });
  }
  return { rules, problems };
}

interface LocatedProblem {
  readonly at: readonly PropertyKey[];
  readonly message: string;
}

/** What only compiling tells: patterns, expressions, predicates and names that nothing binds. */
function problemOfRule({ rule, places }: ReadRule, engine: SyntaxEngine): LocatedProblem | undefined {
  for (const [index, matcher] of rule.match.entries()) {
    const at = places[index] ?? [];
    if (matcher.kind === 'tree') {
      const problem = treeProblem(matcher, rule.languages, at, engine);
      if (problem) return problem;
    }
    if (matcher.kind === 'sqlPattern') {
      const problem = sqlProblem(matcher);
      if (problem !== undefined) return { at: [...at, 'sql'], message: problem };
    }
    if (matcher.kind === 'tree' || matcher.kind === 'sqlPattern') {
      const bound = boundNames(matcher.kind === 'tree' ? matcher : { rule: { pattern: matcher.pattern } });
      if (matcher.report !== undefined && !bound.has(matcher.report)) {
        return { at: [...at, 'report'], message: `no pattern of this rule binds $${matcher.report}` };
      }
      const unbound = (matcher.fixes ?? [])
        .flatMap(({ edits }) => edits ?? [])
        .find((edit) => edit.at !== undefined && !bound.has(edit.at));
      if (unbound) return { at: [...at, 'fix'], message: `no pattern of this rule binds $${unbound.at}` };
    }
  }
  return undefined;
}

function sqlProblem({ pattern, unless }: SqlPatternMatcher): string | undefined {
  for (const source of [pattern, ...(unless ?? [])]) {
    try {
      compileSqlPattern(source);
    } catch (error) {
      return errorMessage(error);
    }
  }
  return undefined;
}

function treeProblem(
  matcher: TreeMatcher,
  ruleLanguages: readonly Language[],
  at: readonly PropertyKey[],
  engine: SyntaxEngine,
): LocatedProblem | undefined {
  const conditions = [...(matcher.where ?? []), ...(matcher.fixes ?? []).flatMap(({ where }) => where ?? [])];
  const condition = conditionProblem(conditions);
  if (condition !== undefined) return { at: [...at, 'where'], message: condition };
  for (const language of matcher.languages ?? ruleLanguages) {
    if (language === 'sql') continue;
    try {
      engine.validate(language, matcher);
    } catch (error) {
      return {
        at: [...at, 'rule'],
        message: `${oneLine(errorMessage(error))} (as ${language})`,
      };
    }
    const pattern = patternProblem(matcher, language, engine);
    if (pattern !== undefined) return { at: [...at, 'rule'], message: pattern };
  }
  return undefined;
}

const REGEX_KEYS = [
  'matches',
  'matchesNot',
  'documentMatches',
  'documentMatchesNot',
  'foundBy',
  'foundByNot',
] as const;

function conditionProblem(conditions: readonly Condition[]): string | undefined {
  for (const condition of conditions) {
    for (const key of REGEX_KEYS) {
      const source = condition[key];
      const problem = source === undefined ? undefined : regexProblem(source);
      if (problem !== undefined) return `${key} "${source}" ${problem}`;
    }
    const inner = conditionProblem(condition.anyOf ?? []);
    if (inner !== undefined) return inner;
  }
  return problemsOfConditions(conditions)[0];
}

function boundNames(
  matcher: Pick<TreeMatcher, 'rule' | 'utils' | 'constraints' | 'transform'>,
): ReadonlySet<string> {
  const { single, multiple, transformed } = metavariablesOf({ kind: 'tree', ...matcher });
  return new Set([...single, ...multiple, ...transformed]);
}

function located(at: readonly PropertyKey[], message: string): string {
  return at.length > 0 ? `${at.map(String).join('.')}: ${message}` : message;
}

/** `pattern` is the short form of a rule with nothing else. */
function asWritten(document: Document.Parsed, at: readonly PropertyKey[]): readonly PropertyKey[] {
  return at.at(-1) === 'rule' && !document.hasIn(at) ? [...at.slice(0, -1), 'pattern'] : at;
}

/** Engines explain themselves on several lines, the last the most precise. */
function oneLine(message: string): string {
  const lines = message
    .split('\n')
    .map((line) => line.replace(/^\s*\|->/u, '').trim())
    .filter((line) => line !== '' && line !== '^');
  const first = lines[0] ?? message;
  const rest = lines.slice(1).at(-1);
  return rest === undefined || !/configured correctly/u.test(first)
    ? lines.join(' ')
    : lines.slice(-2).join(' ');
}
