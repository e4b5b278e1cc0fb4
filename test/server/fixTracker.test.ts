import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FixTracker, type TrackedEvent } from '../../src/server/fixTracker.ts';
import { Journal } from '../../src/server/journal.ts';

const URI = 'file:///a.py';
let folder = '';
let journal: Journal;
let told: TrackedEvent[] = [];
let tracker: FixTracker;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fixward-tracker-'));
  journal = new Journal(join(folder, 'journal.jsonl'), () => undefined);
  told = [];
  tracker = new FixTracker(
    journal,
    () => new Date('2026-05-04T10:00:00Z'),
    (event) => told.push(event),
  );
});

afterEach(async () => {
  await journal.flush();
  await rm(folder, { recursive: true, force: true });
});

describe('what whoever counts beside the journal hears', () => {
  it('is each finding once, however often it is shown', () => {
    tracker.shown(URI, ['r', 'r', 's']);
    tracker.shown(URI, ['r', 's']);
    tracker.shown(URI, []);
    tracker.shown(URI, ['r', 'r', 'r']);
    expect(told.map(({ event, ruleId, amount }) => [event, ruleId, amount])).toEqual([
      ['fired', 'r', 2],
      ['fired', 's', 1],
      ['fired', 'r', 1],
    ]);
  });

  it('is one application from applying to keeping, with what the light bulb knew', () => {
    tracker.changed(URI, 'before');
    tracker.changed(URI, 'after');
    tracker.applied(URI, 'r', 'Fix', { verified: true, pattern: 'p' });
    tracker.saved(URI);
    expect(told).toMatchObject([
      { event: 'applied', ruleId: 'r', fixTitle: 'Fix', verified: true, pattern: 'p' },
      { event: 'kept', pattern: 'p' },
    ]);
    expect(told[0]?.applicationId).toMatch(/^[0-9a-f-]{36}$/u);
    expect(told[1]?.applicationId).toBe(told[0]?.applicationId);
  });

  it('is an undo when the text from before comes back', () => {
    tracker.changed(URI, 'before');
    tracker.changed(URI, 'after');
    tracker.applied(URI, 'r', 'Fix');
    tracker.changed(URI, 'before');
    tracker.saved(URI);
    expect(told.map(({ event }) => event)).toEqual(['applied', 'undone']);
  });

  it('tells hiding a finding from declining a fix, which the journal counts alike', () => {
    tracker.suppressed('r', URI);
    tracker.other('dismissed', 'r', URI);
    expect(told.map(({ event }) => event)).toEqual(['suppressed', 'dismissed']);
  });
});
