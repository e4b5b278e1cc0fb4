/** What the editor shows for each key of a rule file; keys mean the same wherever they stand. */
const descriptions = {
  id: 'Lower-case words joined by hyphens; shown beside each finding, and named in suppressions.',
  title: 'A few words for lists: what is found.',
  kind: 'What the rule is for: prevention, detection or enforcement. Of a matcher: tree, sqlPattern or import.',
  severity: 'How grave a finding is. "off" makes the rule run only when a configuration names it.',
  problemType: 'The group the rule stands in.',
  language: 'The language whose files are read.',
  languages: 'The languages whose files are read.',
  layers:
    'Layers 1 to 7 the rule applies to; every file when absent. Under imports: layers not to import from.',
  workflows: 'Names of workflows the rule applies to.',
  message: 'One sentence shown at the finding; $NAME is filled from the match.',
  actionRequired: 'What the developer should do now, as an order.',
  why: 'Markdown: the harm, with a concrete failure.',
  howToFix: 'Markdown: how to mend it by hand.',
  note: 'Stands in for why, howToFix and actionRequired where they are absent.',
  references: 'Links for further reading.',
  url: 'One link for further reading.',
  sourcePattern: 'The fix pattern that this rule guards.',
  tags: 'How the editor draws the finding: faded or struck through.',
  optIn: 'True when the rule runs only where a configuration or the command line names it.',
  aliases: 'Other names accepted in suppressions and configuration.',
  exceptPaths: 'Globs of files the rule skips.',
  files: 'Globs of the only files the rule reads.',
  ignores: 'Globs of files the rule skips.',
  metadata: 'Free; Fixward does not read it.',
  match: 'Several matchers; each may have its own languages, conditions and fixes.',
  rule: 'An ast-grep rule object: pattern, kind, regex, has, inside, all, any, not and so on.',
  pattern: 'Code with $NAME for one node and $$$NAME for any number of nodes.',
  constraints: 'Rules that single metavariables must satisfy.',
  utils: 'Rules by name, for use with "matches".',
  transform: 'New metavariables made from matched ones.',
  where: 'Conditions on the match; all must hold.',
  report: 'The metavariable the finding points at; the whole match when absent.',
  fix: 'The replacement as text, or a fix with title and edits.',
  fixes: 'Fixes, the preferred one first.',
  sql: 'A token pattern for SQL statements, with $NAME and $$$NAME.',
  imports: 'Imports that are not allowed.',
  unless: 'The match is dropped when the same statement matches one of these.',
  modules: 'Globs of modules that must not be imported.',
  examples: 'Code that must and must not be found; tried when the rule is loaded by its tests.',
  fires: 'Code with a finding.',
  silent: 'Code without a finding.',
  code: 'The text of the example.',
  path: 'A path the example pretends to have, or globs the file must match.',
  count: 'Number of findings; 1 when absent.',
  fixed: 'The text after the preferred fix.',
  marks: 'The exact text the first finding covers.',
  replace: 'Replacement of the whole match; $NAME is filled from the match.',
  template: 'Another name for replace.',
  edits: 'Several places to edit.',
  at: 'The metavariable to edit; the whole match when absent.',
  place: 'Replace the text, or write before or after it.',
  text: 'What to write; $NAME is filled from the match.',
  needsImports: 'Lines that the result needs; each is added once, when absent.',
  capture: 'The metavariable to test; the whole match when absent.',
  is: 'A predicate that must hold.',
  not: 'A predicate that must not hold.',
  matches: 'A regular expression the text must match.',
  matchesNot: 'A regular expression the text must not match.',
  documentMatches: 'A regular expression the file must match.',
  documentMatchesNot: 'A regular expression the file must not match.',
  pathNot: 'Globs the file must not match.',
};

/**
 * JSON Schema of rule files: the shape the programs accept, with words for completion and hover.
 * @param {import('./loadCore.mjs').Core} core
 */
export function ruleSchema({ ruleFileSchema, languages }) {
  const described = describe(ruleFileSchema, languages);
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Fixward rule',
    description: 'One rule; a file may hold several as YAML documents.',
    ...Object.fromEntries(Object.entries(described).filter(([key]) => key !== '$schema')),
  };
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}

/**
 * @param {Record<string, unknown>} node
 * @param {readonly string[]} languages
 * @returns {Record<string, unknown>}
 */
function describe(node, languages) {
  /** @type {Record<string, unknown>} */
  const result = {};
  for (const [key, value] of Object.entries(node)) {
    if (key === 'properties' && isRecord(value)) {
      result[key] = Object.fromEntries(
        Object.entries(value).map(([name, property]) => [name, describeProperty(name, property, languages)]),
      );
    } else if (Array.isArray(value)) {
      result[key] = value.map((item) => (isRecord(item) ? describe(item, languages) : item));
    } else {
      result[key] = isRecord(value) ? describe(value, languages) : value;
    }
  }
  return result;
}

/**
 * @param {string} name
 * @param {unknown} value
 * @param {readonly string[]} languages
 */
function describeProperty(name, value, languages) {
  const described = isRecord(value) ? describe(value, languages) : {};
  const description = Object.entries(descriptions).find(([key]) => key === name)?.[1];
  // Aliases such as "ts" are accepted as well, so the list only suggests.
  const suggestions = { anyOf: [{ enum: languages }, { type: 'string' }] };
  if (name === 'language') return { description, ...suggestions };
  if (name === 'languages') return { description, ...described, items: suggestions };
  return description === undefined ? described : { description, ...described };
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
function isRecord(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
