import { z } from 'zod';
import { cappedLines } from '../core/advice/cappedText.ts';
import type { SchemaModel } from '../core/advice/schema/schemaModel.ts';
import { routineLine, tableLine, typeLine, viewLine } from '../core/advice/schema/schemaWords.ts';
import { counted } from '../core/report/textReport.ts';
import { unquoted } from '../core/schema/schemaRow.ts';
import { loadSchema, sourceFields, sourceTarget } from './schemaSource.ts';
import { defineTool } from './tool.ts';
import { TEXT_CHARACTERS_MAX } from './toolLimits.ts';

const KINDS = ['tables', 'views', 'functions', 'types'] as const;
type Kind = (typeof KINDS)[number];

/** Lines of one page; a page of them stays below what a result may hold. */
const PAGE_LINES = 60;

const input = z.strictObject({
  kind: z.enum(KINDS).optional().describe('All when absent'),
  match: z.string().max(200).optional().describe('Part of a name'),
  schema: z.string().max(200).optional(),
  page: z.int().min(1).max(10_000).optional(),
  ...sourceFields,
});

export interface SchemaListing {
  readonly origin: string;
  readonly engine: SchemaModel['engine'];
  readonly schemas: readonly string[];
  readonly extensions: readonly string[];
  readonly objects: readonly ListedObject[];
  readonly page: number;
  readonly pages: number;
  readonly notes: readonly string[];
}

export interface ListedObject {
  readonly kind: Kind;
  readonly full: string;
  /** What is known of it in one line, its name included. */
  readonly line: string;
  /** Of a table whose rows were counted. */
  readonly rowEstimate?: number;
}

export const listSchema = defineTool<z.infer<typeof input>, SchemaListing>({
  name: 'list_schema',
  title: 'List the schema',
  description: 'Lists tables, views, functions and types with sizes and comments. Start here.',
  input,
  action: 'read_schema',
  untrustedOutput: true,
  target: sourceTarget,
  run: async (wanted, context) => {
    const { model, origin, notes } = await loadSchema(wanted, context);
    const objects = listedObjects(model).filter(
      (object) =>
        (wanted.kind === undefined || object.kind === wanted.kind) &&
        (wanted.schema === undefined || object.schema === folded(wanted.schema)) &&
        (wanted.match === undefined || object.full.toLowerCase().includes(wanted.match.toLowerCase())),
    );
    const pages = Math.max(1, Math.ceil(objects.length / PAGE_LINES));
    const page = Math.min(wanted.page ?? 1, pages);
    const { schemas, extensions, engine } = model;
    const shown = objects.slice((page - 1) * PAGE_LINES, page * PAGE_LINES);
    const heading = `${origin}; schemas: ${schemas.join(', ') || 'none'}${extensions.length === 0 ? '' : `; extensions: ${extensions.join(', ')}`}`;
    const lines = [
      heading,
      countsLine(objects),
      ...shown.map(({ line }) => line),
      ...(pages > 1 ? [`page ${page} of ${pages}`] : []),
      ...notes.map((note) => `note: ${note}`),
    ];
    return {
      ok: true,
      data: {
        origin,
        engine,
        schemas,
        extensions,
        objects: objects.map(({ kind, full, line, rowEstimate }) => ({
          kind,
          full,
          line,
          ...(rowEstimate !== undefined && { rowEstimate }),
        })),
        page,
        pages,
        notes,
      },
      text: cappedLines(lines, TEXT_CHARACTERS_MAX),
    };
  },
});

interface FoundObject extends ListedObject {
  readonly schema: string;
}

function listedObjects(model: SchemaModel): readonly FoundObject[] {
  return [
    // A partition says nothing that its table does not say.
    ...model.tables
      .filter(({ partitionOf }) => partitionOf === undefined)
      .map((table) => ({
        kind: 'tables' as const,
        full: table.full,
        schema: folded(table.schema),
        line: tableLine(table),
        ...(table.rowEstimate !== undefined && { rowEstimate: table.rowEstimate }),
      })),
    ...model.views.map((view) => listed('views', view, viewLine(view))),
    ...model.routines.map((routine) => listed('functions', routine, routineLine(routine))),
    ...model.types.map((type) => listed('types', type, typeLine(type))),
  ];
}

function listed(
  kind: Kind,
  { full, schema }: { readonly full: string; readonly schema: string },
  line: string,
): FoundObject {
  return { kind, full, schema: folded(schema), line };
}

function folded(name: string): string {
  return unquoted(name).toLowerCase();
}

const NOUNS: Readonly<Record<Kind, string>> = {
  tables: 'table',
  views: 'view',
  functions: 'function',
  types: 'type',
};

function countsLine(objects: readonly ListedObject[]): string {
  const counts = KINDS.map((kind) => ({
    kind,
    count: objects.filter((object) => object.kind === kind).length,
  }));
  const words = counts.filter(({ count }) => count > 0).map(({ kind, count }) => counted(count, NOUNS[kind]));
  return words.length === 0 ? 'nothing is there' : words.join(', ');
}
