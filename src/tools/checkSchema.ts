import { z } from 'zod';
import { cappedLines } from '../core/advice/cappedText.ts';
import { checkLive } from '../core/live/checkLive.ts';
import { counted } from '../core/report/textReport.ts';
import { SEVERITIES, type Severity } from '../core/rules/ruleModel.ts';
import { settleFindings } from '../core/schema/settleFindings.ts';
import { LineIndex } from '../core/text/lineIndex.ts';
import { onDatabase, profileOf } from './connectionProfile.ts';
import { projectForSql, schemaRuleIds } from './guardianFindings.ts';
import {
  notesOf,
  replayed,
  replaySource,
  type SourceInput,
  sourceConnection,
  sourceFields,
  sourceTarget,
} from './schemaSource.ts';
import { defineTool } from './tool.ts';
import type { ToolContext } from './toolContext.ts';
import { TEXT_CHARACTERS_MAX } from './toolLimits.ts';

const input = z.strictObject({
  match: z.string().max(200).optional().describe('Part of an object or rule name'),
  ...sourceFields,
});

export interface SchemaCheck {
  readonly origin: string;
  /** The gravest first. */
  readonly findings: readonly CheckedFinding[];
  readonly notes: readonly string[];
}

export interface CheckedFinding {
  readonly ruleId: string;
  readonly severity: Severity;
  readonly object: string;
  readonly message: string;
  /** Where the statement stands that made it; absent on a server in use. */
  readonly path?: string;
  readonly line?: number;
  /** SQL that mends it, each text by itself. */
  readonly remedies: readonly string[];
}

export const checkSchema = defineTool<z.infer<typeof input>, SchemaCheck>({
  name: 'check_schema',
  title: 'Check the schema',
  description: 'Runs the guardian rules over the whole schema; findings come with SQL that mends them.',
  input,
  action: 'read_schema',
  untrustedOutput: true,
  target: sourceTarget,
  run: async (wanted, context) => {
    const { origin, findings: all, notes } = await checked(wanted, context);
    const match = wanted.match?.toLowerCase();
    const findings = [...all]
      .filter(
        ({ ruleId, object }) =>
          match === undefined || ruleId.includes(match) || object.toLowerCase().includes(match),
      )
      .sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
    const lines = [
      `${origin}: ${counted(findings.length, 'finding')}`,
      ...findings.map(findingLine),
      ...notes.map((note) => `note: ${note}`),
    ];
    return {
      ok: true,
      data: { origin, findings, notes },
      text: cappedLines(lines, TEXT_CHARACTERS_MAX),
    };
  },
});

async function checked(wanted: SourceInput, context: ToolContext): Promise<SchemaCheck> {
  const project = await projectForSql(context);
  const { ruleSet, config } = project.analyzer;
  const name = sourceConnection(wanted, context);
  if (name !== undefined) {
    const profile = profileOf(name, context);
    const report = await onDatabase(profile, context, (database) =>
      checkLive(database, { ruleSet, config, withSchema: true }),
    );
    const findings = report.findings.map(({ ruleId, severity, object, message, remedies }) => ({
      ruleId,
      severity,
      object,
      message,
      remedies: remedies.map(({ sql }) => sql),
    }));
    return { origin: `connection ${name} (${profile.environment})`, findings, notes: report.notes };
  }
  const source = await replaySource(wanted, context);
  const ruleIds = schemaRuleIds(project);
  const report = await replayed(source, ruleIds, context, false);
  const scripts = source.history.migrations.map(({ up }) => up);
  const newest = scripts.at(-1);
  const settled = settleFindings(report, {
    waivers: config.database.waivers,
    idsOf: ruleSet.idsOf,
    ruleIds: new Set(ruleIds),
    ...(newest && scripts.length > 1 && { newestPath: newest.path }),
  });
  const lines = new Map(scripts.map(({ path, text }) => [path, new LineIndex(text)]));
  const kept = [...[...settled.byPath.values()].flat(), ...settled.unplaced];
  const findings = kept.flatMap(
    ({ ruleId, object, message, place, remedies = [] }): readonly CheckedFinding[] => {
      const rule = ruleSet.rule(ruleId);
      if (!rule) return [];
      const line = place && lines.get(place.path)?.positionAt(place.start).line;
      return [
        {
          ruleId,
          severity: ruleSet.severityOf(rule),
          object: object.name,
          message,
          ...(place && line !== undefined && { path: place.path, line: line + 1 }),
          remedies: remedies.map(({ sql }) => sql),
        },
      ];
    },
  );
  const waived = settled.waivedCount > 0 ? [`${counted(settled.waivedCount, 'finding')} waived.`] : [];
  return { origin: source.origin, findings, notes: [...notesOf(source, report), ...waived] };
}

function findingLine({ severity, ruleId, message, path, line, remedies }: CheckedFinding): string {
  const place = path === undefined ? '' : ` ${path}:${line ?? 1}`;
  const remedy = remedies[0] === undefined ? '' : `\n  mend: ${remedies[0].replace(/\s+/gu, ' ').trim()}`;
  return `${severity} ${ruleId}${place}: ${message}${remedy}`;
}
