import { css, html, nothing, type TemplateResult } from 'lit';
import type { ProposalVerdict } from '../../../src/protocol/consult.ts';
import type { ToolAnswer } from '../../../src/protocol/toolMethods.ts';
import { type ResultTable, readTable } from '../../consult/readTable.ts';
import { l10n } from '../../l10n.ts';
import { readSchemaMap } from '../../schemaMap/schemaMap.ts';
import { icon } from '../icon.ts';
import './codeBlock.ts';
import { verdictLook } from './consultLabels.ts';
import './resultTable.ts';
import './schemaMapView.ts';

const VERDICTS: readonly ProposalVerdict[] = [
  'PROVEN',
  'NOT_IDENTICAL',
  'IRREVERSIBLE',
  'UNPROVABLE',
  'FAILED',
  'NOT_PROVEN',
];

/** What a tool gave: a map, rows, findings or a verdict where it is one; its text in any case. */
export function toolResult(name: string, answer: ToolAnswer): TemplateResult {
  if (!answer.ok) return html`<p class="failure" role="alert">${icon('error')} ${answer.message}</p>`;
  const { data, text, untrusted } = answer;
  const map = readSchemaMap(data);
  const table = map ? undefined : tableOf(data);
  const findings = findingsOf(data);
  const toldByFindings = findings !== undefined && findings.length > 0 && !hasSyntaxErrors(data);
  const verdict = verdictOf(data);
  return html`<section class="result" aria-label=${l10n.t('Result')}>
    ${untrusted ? html`<p class="quiet">${icon('warning', 'doubt')} ${l10n.t('Names and values come from the database as they are.')}</p>` : nothing}
    ${verdict ? verdictLine(verdict) : nothing}
    ${map ? html`<fw-schema-map .map=${map}></fw-schema-map>${notes(map.notes)}` : nothing}
    ${table ? html`<fw-result-table .table=${table} .name=${name}></fw-result-table>` : nothing}
    ${findings ? findingList(findings) : nothing}
    ${map || table || toldByFindings ? nothing : html`<fw-code-block .code=${text} .name=${l10n.t('Result')}></fw-code-block>`}
  </section>`;
}

function notes(lines: readonly string[]): unknown {
  return lines.length === 0
    ? nothing
    : html`<ul class="quiet">${lines.map((line) => html`<li>${icon('info')} ${line}</li>`)}</ul>`;
}

function verdictLine(verdict: ProposalVerdict): TemplateResult {
  const { word, sentence, icon: name, look } = verdictLook(verdict);
  const colour = { proven: 'good', doubt: 'doubt', failed: 'bad' }[look];
  return html`<p>${icon(name, colour)} <strong>${word}</strong>: ${sentence}</p>`;
}

/** Rows, wherever a tool puts them. */
function tableOf(data: unknown): ResultTable | undefined {
  return readTable(data) ?? (isRecord(data) ? readTable(data.queries) : undefined);
}

function hasSyntaxErrors(data: unknown): boolean {
  return isRecord(data) && Array.isArray(data.syntaxErrors) && data.syntaxErrors.length > 0;
}

interface ShownFinding {
  readonly ruleId: string;
  readonly severity: string;
  readonly place: string;
  readonly message: string;
  readonly remedies: readonly string[];
}

function findingList(findings: readonly ShownFinding[]): TemplateResult {
  if (findings.length === 0) return html`<p>${icon('pass', 'good')} ${l10n.t('Nothing was found.')}</p>`;
  return html`<p class="quiet">${findings.length === 1 ? l10n.t('1 finding') : l10n.t('{0} findings', findings.length)}</p>
    <ul class="findings">
    ${findings.map(
      ({ ruleId, severity, place, message, remedies }) => html`<li>
        <p>${icon(severity === 'LOW' ? 'info' : 'warning', severity === 'LOW' ? 'busy' : severity === 'MEDIUM' ? 'doubt' : 'bad')} <span class="unseen">${severity}: </span>${message}</p>
        <p class="quiet">${place === '' ? nothing : html`${place} · `}${ruleId}</p>
        ${remedies.map((sql) => html`<fw-code-block .code=${sql} .language=${'sql'} .name=${ruleId}></fw-code-block>`)}
      </li>`,
    )}
  </ul>`;
}

function verdictOf(data: unknown): ProposalVerdict | undefined {
  if (!isRecord(data)) return undefined;
  const { certificate } = data;
  const word = isRecord(certificate) ? certificate.verdict : data.verdict;
  return VERDICTS.find((one) => one === word);
}

function findingsOf(data: unknown): readonly ShownFinding[] | undefined {
  if (!isRecord(data) || !Array.isArray(data.findings)) return undefined;
  const rows = data.findings.filter(isRecord);
  // What is found in a plan is told in words of its own.
  if (rows.some(({ ruleId }) => typeof ruleId !== 'string')) return undefined;
  return rows.map((row) => ({
    ruleId: text(row.ruleId),
    severity: text(row.severity),
    place: [text(row.object), typeof row.line === 'number' ? `${text(row.path)}:${row.line}` : '']
      .filter((part) => part !== '')
      .join(' · '),
    message: text(row.message),
    remedies: [row.remedies, row.fixes]
      .flatMap((given) => (Array.isArray(given) ? given.map(text) : []))
      .filter((sql) => sql !== ''),
  }));
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const toolResultStyles = css`
  .result {
    display: flex;
    flex-direction: column;
    gap: 8px;
    min-width: 0;
  }
  .result fw-result-table,
  .result fw-code-block {
    margin: 0;
  }
  .findings {
    display: flex;
    flex-direction: column;
    gap: 12px;
  }
  .findings li {
    border-top: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
    overflow-wrap: anywhere;
    padding-top: 8px;
  }
  .findings fw-code-block {
    margin-top: 6px;
  }
  .failure {
    color: var(--vscode-errorForeground);
    overflow-wrap: anywhere;
  }
`;
