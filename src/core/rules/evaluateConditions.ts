import { errorMessage } from '../errorMessage.ts';
import type { TreeMatch } from '../ports.ts';
import type { Condition } from './conditions.ts';
import { compileGlobs, type PathTest } from './globs.ts';
import { PREDICATES } from './predicates.ts';

export interface MatchContext {
  readonly path: string;
  readonly text: string;
}

/** Compiled once per rule: whether a match is kept. */
export type MatchTest = (match: Pick<TreeMatch, 'text' | 'captures'>, context: MatchContext) => boolean;

export function compileConditions(conditions: readonly Condition[] | undefined): MatchTest {
  if (!conditions || conditions.length === 0) return () => true;
  const tests = conditions.map(compileCondition);
  return (match, context) => tests.every((test) => test(match, context));
}

/** Compiled once per rule: false when no match in a document could be kept, whatever it is. */
export type DocumentTest = (context: MatchContext) => boolean;

export function compileDocumentTest(conditions: readonly Condition[] | undefined): DocumentTest {
  const tests: DocumentTest[] = [];
  for (const condition of conditions ?? []) {
    addGlobs(condition.path, (test) => tests.push(({ path }) => test(path)));
    addGlobs(condition.pathNot, (test) => tests.push(({ path }) => !test(path)));
    addRegex(condition.documentMatches, (regex) => tests.push(({ text }) => regex.test(text)));
    addRegex(condition.documentMatchesNot, (regex) => tests.push(({ text }) => !regex.test(text)));
    addRegex(condition.foundBy, (regex) => tests.push(({ text }) => regex.test(text)));
  }
  return (context) => tests.every((test) => test(context));
}

/** Problems a rule author can mend, such as a predicate that does not exist. */
export function problemsOfConditions(conditions: readonly Condition[] | undefined): readonly string[] {
  return (conditions ?? []).flatMap((condition) => {
    try {
      compileCondition(condition);
      return [];
    } catch (error) {
      return [errorMessage(error)];
    }
  });
}

function compileCondition(condition: Condition): MatchTest {
  const tests: MatchTest[] = [];
  const subject: (match: Pick<TreeMatch, 'text' | 'captures'>) => string = ({ text, captures }) =>
    condition.capture === undefined ? text : (captures.get(condition.capture)?.text ?? '');
  if (condition.is !== undefined) {
    const predicate = predicateNamed(condition.is);
    tests.push((match) => predicate(subject(match)));
  }
  if (condition.not !== undefined) {
    const predicate = predicateNamed(condition.not);
    tests.push((match) => !predicate(subject(match)));
  }
  addRegex(condition.matches, (regex) => tests.push((match) => regex.test(subject(match))));
  addRegex(condition.matchesNot, (regex) => tests.push((match) => !regex.test(subject(match))));
  addRegex(condition.documentMatches, (regex) => tests.push((_, { text }) => regex.test(text)));
  addRegex(condition.documentMatchesNot, (regex) => tests.push((_, { text }) => !regex.test(text)));
  addNames(condition.foundBy, (names) => tests.push((match, { text }) => names(text).has(subject(match))));
  addNames(condition.foundByNot, (names) =>
    tests.push((match, { text }) => !names(text).has(subject(match))),
  );
  if (condition.anyOf !== undefined) {
    const alternatives = condition.anyOf.map(compileCondition);
    tests.push((match, context) => alternatives.some((holds) => holds(match, context)));
  }
  addGlobs(condition.path, (test) => tests.push((_, { path }) => test(path)));
  addGlobs(condition.pathNot, (test) => tests.push((_, { path }) => !test(path)));
  return (match, context) => tests.every((test) => test(match, context));
}

function addRegex(source: string | undefined, add: (regex: RegExp) => void): void {
  if (source !== undefined) add(new RegExp(source, 'su'));
}

/** The names are gathered once per document, however many matches ask for them. */
function addNames(
  source: string | undefined,
  add: (namesIn: (text: string) => ReadonlySet<string>) => void,
): void {
  if (source === undefined) return;
  const regex = new RegExp(source, 'gsu');
  let known: { readonly text: string; readonly names: ReadonlySet<string> } | undefined;
  add((text) => {
    if (known?.text !== text) {
      const names = [...text.matchAll(regex)].map((found) => found[1]).filter((name) => name !== undefined);
      known = { text, names: new Set(names) };
    }
    return known.names;
  });
}

function addGlobs(globs: readonly string[] | undefined, add: (test: PathTest) => void): void {
  if (globs !== undefined) add(compileGlobs(globs));
}

function predicateNamed(name: string): (text: string) => boolean {
  const predicate = PREDICATES[name];
  if (!predicate)
    throw new Error(`unknown predicate "${name}"; known: ${Object.keys(PREDICATES).join(', ')}`);
  return predicate;
}
