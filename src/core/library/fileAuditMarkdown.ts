import { markdownText } from '../text/markdownText.ts';
import { AUDIT_STATUSES, type FileAudit } from './fileAuditCsv.ts';
import { layerName } from './layerNames.ts';
import { table, titled } from './markdownParts.ts';

/** Rules listed; a longer tail says little. */
const RULES_MAX = 20;

/** A file audit as a report: how far it is, where the debt lies, which rules make it. */
export function fileAuditMarkdown(project: string, audits: readonly FileAudit[]): string {
  const total = debtOf(audits);
  const statusOf = (audit: FileAudit): string => audit.status ?? 'Not Started';
  const done = audits.filter((audit) => statusOf(audit) === 'Complete').length;
  const sorted = [...audits].sort(
    (a, b) => (b.technical_debt ?? 0) - (a.technical_debt ?? 0) || (a.path < b.path ? -1 : 1),
  );
  const layers = [...new Set(audits.map(({ layer }) => layer))].sort((a, b) => (a ?? 9) - (b ?? 9));
  const intro =
    audits.length === 0
      ? 'No file is in the audit yet.'
      : `${done} of ${audits.length} files complete (${percent(done, audits.length)}). Technical debt: ${total}.`;
  return `${[
    `# File audit of ${markdownText(project)}`,
    intro,
    titled(
      'Status',
      table(
        ['Status', 'Files', 'Debt'],
        AUDIT_STATUSES.map((status) => audits.filter((audit) => statusOf(audit) === status)).flatMap(
          (group) => (group[0] ? [[statusOf(group[0]), String(group.length), String(debtOf(group))]] : []),
        ),
      ),
    ),
    titled(
      'Layers',
      table(
        ['Layer', 'Files', 'Complete', 'Debt'],
        layers.map((layer) => {
          const group = audits.filter((audit) => audit.layer === layer);
          return [
            layer === undefined ? 'none' : layerName(layer),
            String(group.length),
            String(group.filter((audit) => statusOf(audit) === 'Complete').length),
            String(debtOf(group)),
          ];
        }),
      ),
    ),
    titled('Rules', table(['Rule', 'Findings', 'Files'], rulesOf(audits))),
    titled(
      'Files',
      table(
        ['File', 'Layer', 'Debt', 'Findings', 'Status', 'Owner', 'Tasks', 'Notes'],
        sorted.map((audit) => [
          `\`${audit.path.replaceAll('`', "'").replaceAll('|', '\\|')}\``,
          audit.layer === undefined ? '' : String(audit.layer),
          String(audit.technical_debt ?? 0),
          String(Object.values(audit.findings ?? {}).reduce((sum, count) => sum + count, 0)),
          statusOf(audit),
          markdownText(audit.owner ?? ''),
          markdownText(audit.task_ids.join(', ')),
          markdownText(audit.notes ?? ''),
        ]),
      ),
    ),
  ]
    .filter((part) => part !== '')
    .join('\n\n')}\n`;
}

function rulesOf(audits: readonly FileAudit[]): readonly (readonly string[])[] {
  const rules = new Map<string, { findings: number; files: number }>();
  for (const { findings } of audits) {
    for (const [rule, count] of Object.entries(findings ?? {})) {
      const known = rules.get(rule) ?? { findings: 0, files: 0 };
      rules.set(rule, { findings: known.findings + count, files: known.files + 1 });
    }
  }
  return [...rules]
    .sort(([a, x], [b, y]) => y.findings - x.findings || (a < b ? -1 : 1))
    .slice(0, RULES_MAX)
    .map(([rule, { findings, files }]) => [markdownText(rule), String(findings), String(files)]);
}

function debtOf(audits: readonly FileAudit[]): number {
  return Math.round(audits.reduce((sum, { technical_debt }) => sum + (technical_debt ?? 0), 0) * 100) / 100;
}

function percent(part: number, whole: number): string {
  return `${Math.round((100 * part) / whole)} %`;
}
