import { describe, expect, it } from 'vitest';
import type { Consultation, ConsultEvent, StoredEvent } from '../../src/protocol/consult.ts';
import type { ToolDescription } from '../../src/protocol/toolMethods.ts';
import { csvOf } from '../../webview/consult/csv.ts';
import { bytesText, cost, duration } from '../../webview/consult/figures.ts';
import { LiveText } from '../../webview/consult/liveText.ts';
import { newsOf } from '../../webview/consult/news.ts';
import { readTable } from '../../webview/consult/readTable.ts';
import { sortedRows } from '../../webview/consult/sortRows.ts';
import { filledForm, toolFields } from '../../webview/consult/toolForm.ts';
import { type Turn, turnsOf, usageByAnswer } from '../../webview/consult/turns.ts';

function stored(...events: readonly ConsultEvent[]): readonly StoredEvent[] {
  return events.map((event, index) => ({ position: index + 1, at: '2026-11-21T12:00:00Z', event }));
}

const QUESTION: ConsultEvent = { kind: 'question', text: 'Why?' };
const ANSWER: ConsultEvent = {
  kind: 'answer',
  text: 'Because.',
  answer: {
    recommendation: 'Because.',
    sql: [],
    impacts: [],
    warnings: [],
    nextSteps: [],
    sources: [],
    confidence: {},
  },
};

function run(state: 'started' | 'finished', id = 'r1'): ConsultEvent {
  return {
    kind: 'agent',
    run: id,
    agent: 'schema-analyst',
    state,
    task: state === 'started' ? 'Look' : '',
    ...(state === 'finished' && { durationMs: 12 }),
  };
}

function tool(call: string, state: 'started' | 'finished', runId?: string): ConsultEvent {
  return {
    kind: 'tool',
    call,
    ...(runId !== undefined && { run: runId }),
    agent: runId === undefined ? 'consultant' : 'schema-analyst',
    name: 'list_schema',
    title: 'List',
    state,
    input: state === 'started' ? '{"a":1}' : '',
  };
}

function usage(costUsd?: number): ConsultEvent {
  return {
    kind: 'usage',
    agent: 'consultant',
    usage: {
      model: 'o3',
      tokensIn: 10,
      tokensOut: 2,
      ...(costUsd !== undefined && { costUsd }),
      method: 'reported',
    },
  };
}

describe('the conversation', () => {
  it('holds one entry for each piece of work, however many events told of it, where it began', () => {
    const turns = turnsOf(
      stored(
        QUESTION,
        run('started'),
        tool('t1', 'started', 'r1'),
        tool('t1', 'finished', 'r1'),
        {
          kind: 'notice',
          level: 'info',
          text: 'n',
        },
        run('finished'),
      ),
    );
    expect(turns.map(({ kind }) => kind)).toEqual(['question', 'work', 'notice']);
    const [entry] = workOf(turns[1]).entries;
    expect(entry).toMatchObject({ kind: 'run', event: { state: 'finished', task: 'Look', durationMs: 12 } });
    expect(entry?.kind === 'run' && entry.calls).toMatchObject([
      { event: { state: 'finished', input: '{"a":1}' } },
    ]);
  });

  it('puts tools of the consultant itself beside the runs of its specialists', () => {
    const turns = turnsOf(stored(tool('t1', 'finished'), run('started'), tool('t2', 'finished', 'r1')));
    expect(workOf(turns[0]).entries.map(({ kind }) => kind)).toEqual(['tool', 'run']);
  });

  it('keeps its keys while it grows, so that nothing that is open closes', () => {
    const events = stored(QUESTION, run('started'), tool('t1', 'started', 'r1'), run('finished'), ANSWER);
    const keys = (count: number) => turnsOf(events.slice(0, count)).map(({ key }) => key);
    expect(keys(5).slice(0, 2)).toEqual(keys(2));
  });

  it('shows an approval inside of the proposal that it is about, and others by themselves', () => {
    const approval = (id: string, proposalId?: string): ConsultEvent => ({
      kind: 'approval',
      approval: {
        id,
        title: 'Apply',
        tool: 'apply_migration',
        agent: 'consultant',
        text: '',
        hash: '',
        policyId: '',
        reason: '',
        expiresAt: '',
        state: 'waiting',
        ...(proposalId !== undefined && { proposalId }),
      },
    });
    const proposal: ConsultEvent = {
      kind: 'proposal',
      proposal: {
        id: 'p1',
        title: '',
        number: 1,
        up: '',
        down: '',
        hash: '',
        verdict: 'PROVEN',
        reasons: [],
        locks: [],
        findings: [],
        destroys: [],
        upPath: '',
        downPath: '',
      },
    };
    const turns = turnsOf(
      stored(
        proposal,
        approval('a1', 'p1'),
        proposal,
        approval('a2'),
        approval('a2'),
        approval('a3', 'other'),
      ),
    );
    expect(turns.map((turn) => ('id' in turn ? `${turn.kind} ${turn.id}` : turn.kind))).toEqual([
      'proposal p1',
      'approval a2',
      'approval a3',
    ]);
  });

  it('tells of a plan that became another, not of each step that moved on', () => {
    const step = (title: string, status: 'waiting' | 'done') =>
      ({ id: 's1', title, phase: 'schema', status, evidence: [] }) as const;
    const plan = (
      revision: number,
      changes: Extract<ConsultEvent, { kind: 'plan' }>['changes'],
    ): ConsultEvent => ({
      kind: 'plan',
      plan: { revision, steps: [] },
      changes,
    });
    const moved = { kind: 'changed', before: step('Map', 'waiting'), after: step('Map', 'done') } as const;
    const renamed = {
      kind: 'changed',
      before: step('Map', 'waiting'),
      after: step('Map all', 'waiting'),
    } as const;
    expect(turnsOf(stored(plan(1, []), plan(2, [moved]), plan(3, [renamed])))).toHaveLength(2);
  });

  it('reads 20,000 events', () => {
    const events = stored(
      ...Array.from({ length: 20_000 }, (_, index) =>
        index % 50 === 0 ? QUESTION : tool(`t${index}`, 'finished'),
      ),
    );
    expect(turnsOf(events)).toHaveLength(800);
  });
});

function workOf(turn: Turn | undefined) {
  if (turn?.kind !== 'work') throw new Error('this is no work');
  return turn;
}

describe('usage of an answer', () => {
  it('sums what was used since its question, also what is told after it', () => {
    const sums = usageByAnswer(stored(QUESTION, usage(0.5), ANSWER, usage(0.25), QUESTION, usage(1), ANSWER));
    expect(sums.get(3)).toMatchObject({ tokensIn: 20, tokensOut: 4, costUsd: 0.75, estimated: false });
    expect(sums.get(7)).toMatchObject({ tokensIn: 10, costUsd: 1 });
  });

  it('has no cost where any part has no price', () => {
    expect(usageByAnswer(stored(QUESTION, usage(0.5), usage(), ANSWER)).get(4)?.costUsd).toBeUndefined();
  });
});

describe('text as it is being said', () => {
  const consultation = (events: readonly StoredEvent[], partial?: string): Consultation => ({
    id: 'c1',
    title: '',
    state: 'running',
    createdAt: '',
    updatedAt: '',
    stepsDone: 0,
    steps: 0,
    proposals: 0,
    waiting: 0,
    tokensIn: 0,
    tokensOut: 0,
    events,
    earlier: 0,
    files: [],
    proposalCards: [],
    approvals: [],
    budget: { dayTokensUsed: 0, dayCostUsdUsed: 0 },
    ...(partial !== undefined && { partial }),
  });
  const piece = (delta: string, more = {}) =>
    ({ agent: 'consultant', channel: 'text', delta, ...more }) as const;

  it('is joined for each speaker, thoughts apart', () => {
    const live = new LiveText();
    live.hear(piece('a'));
    live.hear(piece('x', { run: 'r1' }));
    live.hear(piece('hm', { channel: 'reasoning' }));
    live.hear(piece('b'));
    expect([live.text(), live.text('r1'), live.text(undefined, 'reasoning')]).toEqual(['ab', 'x', 'hm']);
  });

  it('is taken over by a page that came late, and not doubled by a piece that was on its way', () => {
    const live = new LiveText();
    live.settle(consultation(stored(QUESTION), 'The plan reads'));
    live.hear(piece(' reads'));
    live.hear(piece(' all'));
    expect(live.text()).toBe('The plan reads all');
  });

  it('is not taken from a snapshot by a page that has heard its beginning', () => {
    const live = new LiveText();
    live.settle(consultation(stored(QUESTION)));
    live.hear(piece('The '));
    live.settle(consultation(stored(QUESTION), 'The plan'));
    live.hear(piece('plan'));
    expect(live.text()).toBe('The plan');
  });

  it('is gone once it is stored, and what was said before a tool was used as well', () => {
    const live = new LiveText();
    live.settle(consultation(stored(QUESTION)));
    live.hear(piece('Let me look.'));
    live.settle(consultation(stored(QUESTION, tool('t1', 'started'))));
    expect(live.text()).toBe('');
    live.hear(piece('Because.'));
    live.settle(consultation(stored(QUESTION, tool('t1', 'started'), ANSWER)));
    expect(live.text()).toBe('');
  });

  it('is announced when it is whole, without its marks', () => {
    const before = consultation(stored(QUESTION));
    const answer = {
      ...ANSWER,
      answer: { ...ANSWER.answer, recommendation: 'Use **this**:\n\n```sql\nselect 1\n```' },
    };
    expect(newsOf(before, consultation(stored(QUESTION, answer)))).toBe('Answered: Use this:');
    expect(newsOf(undefined, consultation(stored(QUESTION, answer)))).toBeUndefined();
    expect(newsOf(before, consultation(stored(QUESTION, tool('t1', 'started'))))).toBeUndefined();
  });
});

describe('rows', () => {
  it('are found in what tools give: columns and rows, a list of objects, JSON of either', () => {
    expect(readTable({ columns: [{ name: 'a' }], rows: [[1]], truncated: true, ms: 3 })).toEqual({
      columns: ['a'],
      rows: [[1]],
      truncated: true,
      milliseconds: 3,
    });
    expect(readTable('[{"a":1},{"b":null}]')?.rows).toEqual([
      [1, undefined],
      [undefined, null],
    ]);
    for (const none of ['text', '{"columns":', '[]', { columns: [1], rows: [] }, [1], undefined])
      expect(readTable(none)).toBeUndefined();
  });

  it('are sorted by numbers as numbers, also where they come as texts, NULL last both ways', () => {
    const rows = [['10'], [null], ['9'], ['-1.5']];
    expect(sortedRows(rows, 0, false)).toEqual([['-1.5'], ['9'], ['10'], [null]]);
    expect(sortedRows(rows, 0, true)).toEqual([['10'], ['9'], ['-1.5'], [null]]);
  });

  it('are written as CSV that keeps every character and runs nothing', () => {
    expect(
      csvOf(
        ['a,b', 'ü'],
        [
          ['"q"', '-1'],
          [-1, 'two\r\nlines'],
          [null, { a: 1 }],
        ],
      ),
    ).toBe('"a,b",ü\r\n"""q""",\'-1\r\n-1,"two\r\nlines"\r\n,"{""a"":1}"\r\n');
  });
});

describe('the form of a tool', () => {
  const described = (properties: object, required: readonly string[] = []): ToolDescription => ({
    name: 't',
    title: 'T',
    description: '',
    action: 'read_schema',
    inputSchema: { type: 'object', properties, required },
  });

  it('has a field for each input, those that must be filled first', () => {
    const fields = toolFields(
      described(
        {
          rowLimit: { type: 'integer' },
          connection: { type: 'string' },
          sql: { type: 'string' },
          list: { type: 'array' },
        },
        ['sql'],
      ),
    );
    expect(fields.map(({ name, kind, label }) => `${name} ${kind} ${label}`)).toEqual([
      'sql code SQL',
      'rowLimit number Row limit',
      'list json List',
    ]);
  });

  it('gives values of the right kinds, leaves out what is empty, and names what is wrong', () => {
    const fields = toolFields(
      described({ sql: { type: 'string' }, n: { type: 'integer' }, on: { type: 'boolean' }, l: {} }, ['sql']),
    );
    expect(filledForm(fields, { sql: ' x ', n: '5', on: 'true', l: '' })).toEqual({
      ok: true,
      input: { sql: ' x ', n: 5, on: true },
    });
    expect(filledForm(fields, { sql: '  ' })).toEqual({ ok: false, field: 'sql' });
    expect(filledForm(fields, { sql: 'x', n: 'five' })).toEqual({ ok: false, field: 'n' });
    expect(filledForm(fields, { sql: 'x', l: '[1' })).toEqual({ ok: false, field: 'l' });
  });
});

describe('figures', () => {
  it('are said in the unit that is read best', () => {
    expect([12.4, 4_180, 59_600, 125_000].map(duration)).toEqual([
      '12 ms',
      '4.2 s',
      '1 min 0 s',
      '2 min 5 s',
    ]);
    expect([900, 2_210, 640_000, 5_000_000].map(bytesText)).toEqual([
      '900 bytes',
      '2.2 KB',
      '625 KB',
      '4.8 MB',
    ]);
    expect([undefined, 0, 0.0042, 1.239].map(cost)).toEqual([
      'price unknown',
      'no cost',
      '$ 0.0042',
      '$ 1.24',
    ]);
  });
});
