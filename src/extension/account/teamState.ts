import type { SyncStatus } from '../../protocol/service.ts';

/** How this machine stands to the team store, as far as this window knows. */
export interface TeamState {
  readonly isConfigured: boolean;
  /** Why the settings cannot be used; one line. */
  readonly settingsProblem?: string | undefined;
  readonly isSyncOn: boolean;
  readonly user?: string | undefined;
  /** Undefined before the service was asked. */
  readonly status?: SyncStatus | undefined;
  readonly offlineSinceMs?: number | undefined;
}

/** What is shown of it, the most urgent first; undefined while no team store is set up. */
export type TeamFace =
  | 'problem'
  | 'signedOut'
  | 'paused'
  | 'rejected'
  | 'blocked'
  | 'offline'
  | 'waiting'
  | 'syncing'
  | 'synced'
  /** Signed in, and nothing was asked of the service yet. */
  | 'resting';

export function teamFace({ isConfigured, ...state }: TeamState): TeamFace | undefined {
  if (!isConfigured) return undefined;
  if (state.settingsProblem !== undefined) return 'problem';
  if (state.user === undefined) return 'signedOut';
  if (!state.isSyncOn) return 'paused';
  const { status } = state;
  if (status === undefined || status.state === 'off') return 'resting';
  if (status.state === 'signed-out') return 'signedOut';
  if (status.state === 'blocked') return 'blocked';
  if (status.rejected > 0) return 'rejected';
  if (status.state === 'offline') return 'offline';
  if (status.waiting > 0) return 'waiting';
  return status.state === 'syncing' ? 'syncing' : 'synced';
}

/** The state with a newer status; it remembers since when the store has been out of reach. */
export function withStatus(state: TeamState, status: SyncStatus | undefined, nowMs: number): TeamState {
  const isOffline = status?.state === 'offline';
  // A round that tries again says so; the store is out of reach until one went through.
  const isTrying = status?.state === 'syncing' && status.problem !== undefined;
  const stays = isOffline || (isTrying && state.offlineSinceMs !== undefined);
  return { ...state, status, offlineSinceMs: stays ? (state.offlineSinceMs ?? nowMs) : undefined };
}

const ICONS: Readonly<Record<TeamFace, string>> = {
  problem: '$(error)',
  signedOut: '$(account)',
  paused: '$(debug-pause)',
  rejected: '$(warning)',
  blocked: '$(error)',
  offline: '$(debug-disconnect)',
  waiting: '$(cloud-upload)',
  syncing: '$(sync~spin)',
  synced: '$(cloud)',
  resting: '$(cloud)',
};

/** The status item's few characters; words are left to its tooltip. */
export function teamItemText(face: TeamFace, status: SyncStatus | undefined): string {
  const icon = ICONS[face];
  if (face === 'rejected') return `${icon} ${status?.rejected ?? 0}`;
  const waiting = status?.waiting ?? 0;
  return waiting > 0 && (face === 'waiting' || face === 'offline' || face === 'paused')
    ? `${icon} ${waiting}`
    : icon;
}
