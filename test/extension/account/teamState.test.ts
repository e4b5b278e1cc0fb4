import { describe, expect, it } from 'vitest';
import {
  type TeamState,
  teamFace,
  teamItemText,
  withStatus,
} from '../../../src/extension/account/teamState.ts';
import type { SyncStatus } from '../../../src/protocol/service.ts';

const signedIn: TeamState = { isConfigured: true, isSyncOn: true, user: 'ada@example.com' };
const status = (state: SyncStatus['state'], more: Partial<SyncStatus> = {}): SyncStatus => ({
  state,
  waiting: 0,
  rejected: 0,
  ...more,
});

describe('what is shown of the team store', () => {
  it('is nothing while none is set up', () => {
    expect(teamFace({ isConfigured: false, isSyncOn: true })).toBeUndefined();
  });

  it.each([
    ['the settings’ problem before all else', { ...signedIn, settingsProblem: 'bad' }, 'problem'],
    ['that nobody is signed in', { isConfigured: true, isSyncOn: true }, 'signedOut'],
    ['that the session has ended', { ...signedIn, status: status('signed-out') }, 'signedOut'],
    ['that syncing is off', { ...signedIn, isSyncOn: false, status: status('idle') }, 'paused'],
    ['that nothing was asked yet', signedIn, 'resting'],
    ['that the service knows nothing', { ...signedIn, status: status('off') }, 'resting'],
    ['what is stuck', { ...signedIn, status: status('blocked', { rejected: 2 }) }, 'blocked'],
    ['what was refused', { ...signedIn, status: status('offline', { rejected: 2, waiting: 3 }) }, 'rejected'],
    ['that it is out of reach', { ...signedIn, status: status('offline', { waiting: 3 }) }, 'offline'],
    ['what waits', { ...signedIn, status: status('syncing', { waiting: 3 }) }, 'waiting'],
    ['that it works', { ...signedIn, status: status('syncing') }, 'syncing'],
    ['that all is well', { ...signedIn, status: status('idle') }, 'synced'],
  ] as const)('is %s', (_, state: TeamState, face) => {
    expect(teamFace(state)).toBe(face);
  });

  it('has a number only where one matters', () => {
    const busy = status('idle', { waiting: 3, rejected: 2 });
    expect(teamItemText('rejected', busy)).toBe('$(warning) 2');
    expect(teamItemText('waiting', busy)).toBe('$(cloud-upload) 3');
    expect(teamItemText('offline', status('offline'))).toBe('$(debug-disconnect)');
    expect(teamItemText('synced', undefined)).toBe('$(cloud)');
  });
});

describe('the time since when the store is out of reach', () => {
  const offline = withStatus(signedIn, status('offline'), 1_000);

  it('is that of the first failure, also while it is tried again', () => {
    expect(offline.offlineSinceMs).toBe(1_000);
    const trying = withStatus(offline, status('syncing', { problem: 'cannot be reached' }), 2_000);
    expect(trying.offlineSinceMs).toBe(1_000);
    expect(withStatus(trying, status('offline'), 3_000).offlineSinceMs).toBe(1_000);
  });

  it('ends with a round that went through, and begins anew', () => {
    const back = withStatus(offline, status('idle'), 2_000);
    expect(back.offlineSinceMs).toBeUndefined();
    expect(withStatus(back, status('offline'), 3_000).offlineSinceMs).toBe(3_000);
  });

  it('is none for a first round that has a problem', () => {
    const trying = withStatus(signedIn, status('syncing', { problem: 'rows wait' }), 1_000);
    expect(trying.offlineSinceMs).toBeUndefined();
  });
});
