import { describe, expect, it } from 'vitest';
import { askApproval, decideApproval, isExpired } from '../../../src/core/consult/approvals.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const HOUR_MS = 3_600_000;
const hash = (text: string): string => `hash of ${text}`;
const asked = askApproval(
  {
    id: 'a1',
    title: 'Apply 001',
    tool: 'apply_migration',
    agent: 'consultant',
    text: 'drop table x',
    policyId: 'writes',
    reason: 'writes ask',
    typedConfirmation: 'x',
  },
  hash,
  NOW,
);
const seen = { hash: 'hash of drop table x', typed: 'x' };

describe('an approval', () => {
  it('is bound to the hash of its text and ends after an hour', () => {
    expect(asked).toMatchObject({ hash: 'hash of drop table x', state: 'waiting' });
    expect(isExpired(asked, NOW + HOUR_MS - 1)).toBe(false);
    expect(isExpired(asked, NOW + HOUR_MS)).toBe(true);
  });

  it('is given for the text that was seen, with the word that was asked for', () => {
    expect(decideApproval(asked, { decision: 'approve', ...seen, typed: ' x ' }, NOW)).toMatchObject({
      ok: true,
      approval: { state: 'approved' },
    });
  });

  it.each([
    ['another text', { decision: 'approve', hash: 'other', typed: 'x' }, NOW, 'changed'],
    ['no word', { decision: 'approve', hash: seen.hash }, NOW, 'typed'],
    ['another word', { decision: 'approve', hash: seen.hash, typed: 'X' }, NOW, 'typed'],
    ['too late', { decision: 'approve', ...seen }, NOW + HOUR_MS, 'expired'],
    ['too late for a rejection', { decision: 'reject', ...seen }, NOW + HOUR_MS, 'expired'],
    ['an edit of another text', { decision: 'edit', hash: 'other' }, NOW, 'changed'],
  ] as const)('is not decided by %s', (_what, given, at, code) => {
    expect(decideApproval(asked, given, at)).toMatchObject({ ok: false, code });
  });

  it.each([['approved'], ['rejected'], ['edited'], ['used'], ['expired']] as const)(
    'that is %s is not decided again',
    (state) => {
      const again = decideApproval({ ...asked, state }, { decision: 'approve', ...seen }, NOW);

      expect(again).toMatchObject({ ok: false, code: 'decided', message: `It was ${state} already.` });
    },
  );

  it('is rejected without having read the text', () => {
    expect(decideApproval(asked, { decision: 'reject', hash: '' }, NOW)).toMatchObject({
      approval: { state: 'rejected' },
    });
  });
});
