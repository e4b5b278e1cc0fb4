/** What the editor shows for each key of a pattern file. */
const descriptions = {
  key: 'Lower-case words joined by hyphens; stable and unique, such as enable-row-level-security.',
  title: 'What to do, in a few words.',
  problem_type: 'The group the pattern stands in.',
  code_type: 'Language of the code; left out for advice about no one language.',
  severity: 'How grave the problem is.',
  tags: 'Words to find it by.',
  layers: 'Layers 1 to 7 the problem occurs in; any when left out.',
  workflows: 'Names of workflows the pattern is for.',
  file_types: 'File extensions without the dot.',
  problem_description: 'The harm, with a concrete failure.',
  symptoms: 'How people who have the problem put it, in plain words; searched like a title.',
  solution_steps: 'What to do, step by step.',
  code_before: 'Code with the problem.',
  code_after: 'The same code, mended.',
  verification_steps: 'How to see that it is mended.',
  learnings: 'What is worth knowing beyond the fix.',
  prevention_guidance: 'How to keep the problem from coming back.',
  anti_patterns: 'Remedies that look right and are not.',
  pattern: 'The machine-readable transformation, in the format that its "format" names.',
  rule: 'A guardian rule that finds the problem, in the format of rule files.',
  rule_ids: 'Guardian rules, built in or not, whose findings this pattern mends.',
  examples: 'More code before and after.',
  counter_examples: 'Code that looks alike and must stay as it is.',
  related_files: 'Files that belong to the pattern.',
  references: 'Links for further reading.',
  before: 'Code with the problem.',
  after: 'The same code, mended.',
  path: 'The path of the file, where the pattern looks at it.',
};

/**
 * JSON Schema of pattern files: the shape the programs accept, with words for completion and hover.
 * @param {import('./loadCore.mjs').Core} core
 */
export function patternSchema({ patternContentSchema }) {
  const pattern = described(patternContentSchema);
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Fixward fix patterns',
    description: 'One pattern or a list of them; a file may hold several YAML documents.',
    oneOf: [{ $ref: '#/definitions/pattern' }, { type: 'array', items: { $ref: '#/definitions/pattern' } }],
    definitions: {
      pattern: Object.fromEntries(Object.entries(pattern).filter(([key]) => key !== '$schema')),
    },
  };
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}

/**
 * @param {Record<string, unknown>} node
 * @returns {Record<string, unknown>}
 */
function described(node) {
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [
      key,
      key === 'properties' && isRecord(value)
        ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, property(name, inner)]))
        : isRecord(value)
          ? described(value)
          : value,
    ]),
  );
}

/**
 * @param {string} name
 * @param {unknown} value
 */
function property(name, value) {
  const description = Object.entries(descriptions).find(([key]) => key === name)?.[1];
  return { description, ...(isRecord(value) ? described(value) : {}) };
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
function isRecord(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
