import { describe, expect, it } from 'vitest';
import { fileAuditMarkdown } from '../../../src/core/library/fileAuditMarkdown.ts';
import { parseJsonLines, writeJsonLines } from '../../../src/core/library/jsonLines.ts';
import { parseDump, writeDump } from '../../../src/core/library/libraryDump.ts';
import { patternMarkdown } from '../../../src/core/library/patternMarkdown.ts';
import { contentOfRow, storedPattern } from '../../../src/core/library/storedPattern.ts';
import { findingCounts, technicalDebt } from '../../../src/core/library/technicalDebt.ts';
import { trackRecordWords } from '../../../src/core/library/trackRecord.ts';
import { weeklyReviewMarkdown } from '../../../src/core/library/weeklyReviewMarkdown.ts';
import { stored } from './storedPatterns.ts';

describe('a pattern’s page', () => {
  it('shows what there is, with code that holds fences', () => {
    const page = patternMarkdown(
      stored(
        {
          key: 'k',
          title: 'Use *safe* <loader>',
          layers: [3],
          code_type: 'python',
          code_before: 'a\n```\nb\n',
          solution_steps: ['one\ntwo', 'three'],
        },
        { successes: 9, failures: 1, reviewed: true },
      ),
    );
    expect(page).toContain('# Use \\*safe\\* \\<loader\\>\n');
    expect(page).toContain('HIGH · Security · python · reviewed · worked 9 of 10 times');
    expect(page).toContain('For layer 3 Routes & API.');
    expect(page).toContain('````python\na\n```\nb\n````');
    expect(page).toContain('1. one\n   two\n1. three');
    expect(page).not.toContain('## After');
  });
});

describe('a track record in words', () => {
  it('says what is known', () => {
    expect(trackRecordWords({ successes: 0, failures: 0 })).toBeUndefined();
    expect(trackRecordWords({ successes: 1, failures: 0 })).toBe('worked once');
    expect(trackRecordWords({ successes: 0, failures: 1 })).toBe('failed once');
    expect(trackRecordWords({ successes: 9, failures: 1 })).toBe('worked 9 of 10 times');
  });
});

describe('technical debt', () => {
  const high = { ruleId: 'a', severity: 'HIGH' } as const;

  it('is none without findings and rises with each', () => {
    expect(technicalDebt([])).toBe(0);
    expect(technicalDebt([high])).toBe(5);
    expect(technicalDebt([high, high])).toBe(10);
    expect(technicalDebt(Array.from({ length: 8 }, () => high))).toBe(20);
    expect(technicalDebt([high, { ruleId: 'b', severity: 'LOW' }])).toBe(5.5);
    expect(technicalDebt([{ ruleId: 'c', severity: 'CRITICAL' }])).toBe(10);
  });

  it('keeps its findings by rule', () => {
    expect(findingCounts([{ ruleId: 'z', severity: 'LOW' }, high, high])).toEqual({ a: 2, z: 1 });
  });
});

describe('a file audit’s report', () => {
  it('says how far it is and where the debt lies', () => {
    const report = fileAuditMarkdown('shop|api', [
      {
        path: 'a|b.ts',
        layer: 3,
        workflows: [],
        technical_debt: 5,
        findings: { 'no-eval': 2 },
        status: 'In Progress',
        notes: 'x\ny',
        task_ids: ['FW-1'],
      },
      { path: 'c.ts', workflows: [], technical_debt: 0, status: 'Complete', task_ids: [] },
    ]);
    expect(report).toContain('# File audit of shop\\|api');
    expect(report).toContain('1 of 2 files complete (50 %). Technical debt: 5.');
    expect(report).toContain('| `a\\|b.ts` | 3 | 5 | 2 | In Progress |  | FW-1 | x y |');
    expect(report).toContain('| no-eval | 2 | 1 |');
    expect(fileAuditMarkdown('p', [])).toContain('No file is in the audit yet.');
  });
});

describe('the weekly review as a page', () => {
  const empty = {
    most_used: [],
    least_successful: [],
    gaps: [],
    noisy_rules: [],
    relations_to_confirm: [],
    counts: {},
  };

  it('leaves out what has nothing to tell', () => {
    expect(weeklyReviewMarkdown(empty)).toBe('# Weekly review\n\nNothing was recorded in this time.\n');
  });

  it('names rules, shares and proposals', () => {
    const page = weeklyReviewMarkdown({
      ...empty,
      since: '2026-05-04T00:00:00Z',
      until: '2026-05-11T00:00:00Z',
      counts: { applied: 3, undone: 0 },
      noisy_rules: [{ name: 'no-eval', fired: 10, share: 0.8, proposal: 'Lower it to LOW' }],
      relations_to_confirm: [{ kind: 'conflicts', strength: 0.5, from: { title: 'A' }, to: { title: 'B' } }],
    });
    expect(page).toContain('2026-05-04 to 2026-05-11');
    expect(page).toContain('3 applied\n');
    expect(page).toContain('| no-eval | 10 | 80 % | Lower it to LOW |');
    expect(page).toContain('- A **conflicts with** B (strength 0.5)');
  });
});

describe('dumps and lines', () => {
  it('come back as they were written', () => {
    const text = writeDump({
      exported_at: '2026-05-04T00:00:00Z',
      workspace: { name: 'Ünï' },
      tables: {
        fix_patterns: [{ key: 'a', n: null }],
        pattern_relationships: [],
        pattern_applications: [],
        guardian_rules: [],
        file_audit: [],
        task_links: [],
      },
    });
    const read = parseDump(`\uFEFF${text}`);
    expect('dump' in read && read.dump.tables.fix_patterns).toEqual([{ key: 'a', n: null }]);
    expect('dump' in read && read.dump.workspace).toEqual({ name: 'Ünï' });
    expect(parseJsonLines(writeJsonLines([{ a: 'x\ny' }, { b: 1 }])).lines.map(({ value }) => value)).toEqual(
      [{ a: 'x\ny' }, { b: 1 }],
    );
  });

  it('say what is wrong with others', () => {
    expect(parseDump('{\n')).toMatchObject({ problem: expect.stringMatching(/^not valid JSON/u), line: 2 });
    expect(parseDump('{}')).toMatchObject({ problem: expect.stringMatching(/^neither a dump/u) });
    expect(parseDump('[]')).toEqual({ problem: 'holds no rows' });
    expect(parseDump('{"format":"fixward-library","version":99}')).toMatchObject({
      problem: expect.stringMatching(/version 99.*update/u),
    });
    expect(parseDump('{"format":"fixward-library","version":1}')).toMatchObject({
      problem: expect.any(String),
    });
    expect(parseJsonLines('{"a":1}\r\n\r\n[1]\r\n{"b":')).toMatchObject({
      lines: [{ line: 1 }],
      problems: [{ line: 3, message: 'is no JSON object' }, { line: 4 }],
    });
    expect(parseJsonLines('')).toEqual({ lines: [], problems: [] });
  });
});

describe('a store’s row', () => {
  it('gives its content without what the store added', () => {
    const { content } = stored({ key: 'a', code_before: 'x' });
    const row = { ...content, id: '1', version: 3, successes: 2, code_after: null, workspace_id: 'w' };
    expect(contentOfRow(row)).toEqual(content);
    expect(storedPattern(row)).toMatchObject({ id: '1', version: 3, successes: 2, failures: 0, content });
    expect(storedPattern({ id: '1' })).toBeUndefined();
    expect(storedPattern(null)).toBeUndefined();
  });
});
