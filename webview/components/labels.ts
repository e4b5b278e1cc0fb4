import { html, type TemplateResult } from 'lit';
import type {
  AuditStatus,
  PatternOrigin,
  PatternSeverity,
  PatternStatus,
  RelationKind,
} from '../../src/protocol/library.ts';
import { l10n } from '../l10n.ts';
import { type IconName, icon } from './icon.ts';

export function statusLabel(status: PatternStatus): string {
  switch (status) {
    case 'draft':
      return l10n.t('Draft');
    case 'suggested':
      return l10n.t('Suggested');
    case 'active':
      return l10n.t('Active');
    case 'retired':
      return l10n.t('Retired');
  }
}

const STATUS_ICONS: Readonly<Record<PatternStatus, IconName>> = {
  draft: 'edit',
  suggested: 'lightbulb',
  active: 'pass',
  retired: 'archive',
};

/** Word and icon, so that the colour alone says nothing. */
export function statusChip(status: PatternStatus): TemplateResult {
  return html`<span class="status ${status}">${icon(STATUS_ICONS[status])} ${statusLabel(status)}</span>`;
}

export function severityLabel(severity: PatternSeverity): string {
  switch (severity) {
    case 'CRITICAL':
      return l10n.t('Critical');
    case 'HIGH':
      return l10n.t('High');
    case 'MEDIUM':
      return l10n.t('Medium');
    case 'LOW':
      return l10n.t('Low');
  }
}

const SEVERITY_ICONS: Readonly<Record<PatternSeverity, IconName>> = {
  CRITICAL: 'error',
  HIGH: 'warning',
  MEDIUM: 'warning',
  LOW: 'info',
};

export function severityIcon(severity: PatternSeverity): TemplateResult {
  return html`${icon(SEVERITY_ICONS[severity], `severity-${severity.toLowerCase()}`)}<span class="unseen"
      >${severityLabel(severity)}: </span
    >`;
}

export function severityChip(severity: PatternSeverity): TemplateResult {
  return html`<span class="status">${icon(SEVERITY_ICONS[severity], `severity-${severity.toLowerCase()}`)} ${severityLabel(severity)}</span>`;
}

export function originLabel(origin: PatternOrigin): string {
  switch (origin) {
    case 'learned':
      return l10n.t('Learned');
    case 'authored':
      return l10n.t('Authored');
    case 'imported':
      return l10n.t('Imported');
    case 'shipped':
      return l10n.t('Shipped with Fixward');
  }
}

/** Read from the pattern looked at towards the other one. */
export function relationLabel(kind: RelationKind, outgoing: boolean): string {
  switch (kind) {
    case 'conflicts':
      return l10n.t('Conflicts with');
    case 'prerequisite':
      return outgoing ? l10n.t('Comes before') : l10n.t('Needs first');
    case 'follows':
      return outgoing ? l10n.t('Follows') : l10n.t('Is followed by');
    case 'enhances':
      return outgoing ? l10n.t('Enhances') : l10n.t('Is enhanced by');
  }
}

export function foundByLabel(foundBy: string): string {
  switch (foundBy) {
    case 'manual':
      return l10n.t('by a person');
    case 'sequence':
      return l10n.t('from the order of applications');
    case 'similarity':
      return l10n.t('from likeness');
    case 'shipped':
      return l10n.t('shipped with Fixward');
    case 'imported':
      return l10n.t('imported');
    default:
      return foundBy;
  }
}

export function auditStatusLabel(status: AuditStatus): string {
  switch (status) {
    case 'Not Started':
      return l10n.t('Not started');
    case 'In Progress':
      return l10n.t('In progress');
    case 'Complete':
      return l10n.t('Complete');
    case 'Failed':
      return l10n.t('Failed');
  }
}

const AUDIT_ICONS: Readonly<Record<AuditStatus, IconName>> = {
  'Not Started': 'circle-large-outline',
  'In Progress': 'sync',
  Complete: 'pass',
  Failed: 'error',
};

export function auditStatusIcon(status: AuditStatus): TemplateResult {
  return icon(AUDIT_ICONS[status], `audit-${status.toLowerCase().replace(' ', '-')}`);
}

/** A share as a whole percentage. */
export function percent(share: number): string {
  return l10n.t('{0} %', Math.round(share * 100));
}

/** A day as the reader's own calendar writes it; empty for an unreadable time. */
export function day(time: string | undefined): string {
  const date = time === undefined ? undefined : new Date(time);
  if (!date || Number.isNaN(date.getTime())) return '';
  return date.toLocaleDateString(undefined, { year: 'numeric', month: 'short', day: 'numeric' });
}
