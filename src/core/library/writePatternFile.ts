import { Document, isCollection, isMap, isScalar, type Node, parseAllDocuments, Scalar, visit } from 'yaml';
import { type PatternContent, patternContentSchema } from './fixPattern.ts';

/** Fields in the order a reader wants them: what it is, what is wrong, what to do. */
const FIELDS = Object.keys(patternContentSchema.shape);

const LINE_WIDTH = 110;

/** Deeper indentation still leaves room for it. */
const ONE_LINE_LENGTH_MAX = 72;

/** A pattern's file. Reading it gives the same pattern, and writing that gives the same text. */
export function writePatternFile(content: PatternContent): string {
  const document = new Document(fieldsOf(content));
  tidy(document);
  const pattern = document.get('pattern', true);
  if (isCollection(pattern)) onOneLine(pattern);
  return document.toString({ lineWidth: LINE_WIDTH });
}

/**
 * A pattern file with the pattern of one key brought up to date: fields that did not change keep their writing and every
 * comment stays. Undefined when no document of the file is the pattern's own, or when nothing changes.
 */
export function updatePatternFile(yaml: string, content: PatternContent): string | undefined {
  const documents = parseAllDocuments(yaml);
  if (!Array.isArray(documents)) return undefined;
  const document = documents.find((one) => isMap(one.contents) && one.get('key') === content.key);
  if (!document) return undefined;
  const wanted = fieldsOf(content);
  // Lists left out and lists written empty are the same pattern.
  const before = patternContentSchema.safeParse(document.toJS());
  const written = before.success ? fieldsOf(before.data) : {};
  let changed = false;
  for (const field of FIELDS) {
    if (JSON.stringify(wanted[field]) === JSON.stringify(written[field])) continue;
    changed = true;
    if (wanted[field] === undefined) document.delete(field);
    else {
      const node = tidied(document.createNode(wanted[field]));
      if (field === 'pattern' && isCollection(node)) onOneLine(node);
      document.set(field, node);
    }
  }
  if (!changed) return undefined;
  const text = documents.map((one) => one.toString({ lineWidth: LINE_WIDTH })).join('');
  return yaml.includes('\r\n') ? text.replaceAll('\n', '\r\n') : text;
}

/** Content without what says nothing, in the order of fields. */
export function fieldsOf(content: PatternContent): Readonly<Record<string, unknown>> {
  const values = new Map<string, unknown>(Object.entries(content));
  return Object.fromEntries(
    FIELDS.map((field) => [field, values.get(field)] as const).filter(
      ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
    ),
  );
}

function tidy(document: Document): void {
  if (document.contents) tidied(document.contents);
}

/** Small parts of a transformation on one line each: a tree of one token a line is read by nobody. */
function onOneLine(node: Node): void {
  visit(node, {
    Collection(_, part) {
      if (part === node || JSON.stringify(part).length > ONE_LINE_LENGTH_MAX) return undefined;
      part.flow = true;
      return visit.SKIP;
    },
  });
}

/** Code as a block, short lists of plain words on one line; what a block cannot hold, such as CR, in double quotes. */
function tidied(node: Node): Node {
  visit(node, {
    Scalar(_, scalar) {
      if (!isScalar(scalar) || typeof scalar.value !== 'string') return;
      if (/[^\P{Cc}\t\n]|[\u2028\u2029]/u.test(scalar.value)) {
        scalar.type = Scalar.QUOTE_DOUBLE;
      } else if (scalar.value.includes('\n')) scalar.type = Scalar.BLOCK_LITERAL;
    },
  });
  return node;
}
