import { z } from 'zod';
import { cappedLines } from '../core/advice/cappedText.ts';
import { findObjects, nearestObject } from '../core/advice/schema/findObjects.ts';
import {
  type MapEdge,
  type RelationshipMap,
  relationshipMap,
} from '../core/advice/schema/relationshipMap.ts';
import type { SchemaModel } from '../core/advice/schema/schemaModel.ts';
import { counted } from '../core/report/textReport.ts';
import { loadSchema, sourceFields, sourceTarget } from './schemaSource.ts';
import { defineTool } from './tool.ts';
import { ToolFailure } from './toolFailure.ts';
import { TEXT_CHARACTERS_MAX } from './toolLimits.ts';

const input = z.strictObject({
  focus: z.string().max(400).optional().describe('Table in the middle'),
  distance: z.int().min(1).max(10).optional().describe('Foreign keys away from it; default 1'),
  ...sourceFields,
});

export interface MappedSchema extends RelationshipMap {
  readonly origin: string;
  readonly focus?: string;
  readonly notes: readonly string[];
}

export const relationshipMapTool = defineTool<z.infer<typeof input>, MappedSchema>({
  name: 'relationship_map',
  title: 'Map the relationships',
  description: 'Tables and their foreign keys, all or around one table.',
  input,
  action: 'read_schema',
  untrustedOutput: true,
  target: sourceTarget,
  run: async (wanted, context) => {
    const { model, origin, notes } = await loadSchema(wanted, context);
    const focus = wanted.focus === undefined ? undefined : focusOf(model, wanted.focus, origin);
    const map = relationshipMap(model, {
      ...(focus !== undefined && { focus }),
      ...(wanted.distance !== undefined && { distance: wanted.distance }),
    });
    const connected = new Set(map.edges.flatMap(({ from, to }) => [from, to]));
    const alone = map.nodes.filter(({ id }) => !connected.has(id)).map(({ id }) => id);
    const lines = [
      `${origin}: ${counted(map.nodes.length, 'table')}, ${counted(map.edges.length, 'foreign key')}${map.leftOut > 0 ? `; ${map.leftOut} more tables not on the map` : ''}`,
      ...map.edges.map(edgeLine),
      ...(alone.length === 0 ? [] : [`without foreign keys: ${alone.join(', ')}`]),
      ...notes.map((note) => `note: ${note}`),
    ];
    return {
      ok: true,
      data: { origin, ...(focus !== undefined && { focus }), ...map, notes },
      text: cappedLines(lines, TEXT_CHARACTERS_MAX),
    };
  },
});

function focusOf(model: SchemaModel, name: string, origin: string): string {
  for (const object of findObjects(model, name)) if (object.kind === 'table') return object.table.full;
  const near = nearestObject(model, name);
  throw new ToolFailure(
    'not_found',
    `No table is called "${name}" in ${origin}${near === undefined ? '' : `; did you mean ${near}?`}`,
  );
}

function edgeLine({ from, to, columns, targetColumns, one, optional, onDelete }: MapEdge): string {
  const kind = `${one ? 'one' : 'many'} to ${optional ? 'at most one' : 'one'}`;
  return `${from} (${columns.join(', ')}) → ${to} (${targetColumns.join(', ')}): ${kind}${onDelete === undefined ? '' : `, on delete ${onDelete}`}`;
}
