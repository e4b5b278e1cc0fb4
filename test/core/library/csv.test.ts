import { describe, expect, it } from 'vitest';
import { parseCsv, plainCell, writeCsv } from '../../../src/core/library/csv.ts';
import { parseFileAuditCsv, writeFileAuditCsv } from '../../../src/core/library/fileAuditCsv.ts';

describe('CSV', () => {
  it('reads quotes, doubled quotes, delimiters and line breaks in cells', () => {
    expect(parseCsv('a,"b ""q"", c","two\r\nlines"\r\n\r\nx,,\n')).toEqual([
      { cells: ['a', 'b "q", c', 'two\r\nlines'], line: 1 },
      { cells: ['x', '', ''], line: 4 },
    ]);
  });

  it('reads a byte order mark, lone CR, no last line break and nothing at all', () => {
    expect(parseCsv('\uFEFFä,日本\r1,🙂')).toEqual([
      { cells: ['ä', '日本'], line: 1 },
      { cells: ['1', '🙂'], line: 2 },
    ]);
    expect(parseCsv('')).toEqual([]);
    expect(parseCsv('"never closed, \n')).toEqual([{ cells: ['never closed, \n'], line: 1 }]);
  });

  it('finds semicolons and tabs as delimiters', () => {
    expect(parseCsv('path;notes\na;"1,2"')[1]?.cells).toEqual(['a', '1,2']);
    expect(parseCsv('path\tnotes\na\tb')[1]?.cells).toEqual(['a', 'b']);
    expect(parseCsv('"a;b;c",d')[0]?.cells).toEqual(['a;b;c', 'd']);
  });

  it('writes no cell that a spreadsheet would run, and reads every cell back', () => {
    const cells = [
      '=1+1',
      '+1',
      '-1',
      '@SUM(A1)',
      '\tx',
      "'=1",
      "'",
      "''=1",
      '"',
      'a,b',
      ' led',
      'tab\tbed',
      'plain',
      '',
    ];
    const text = writeCsv([cells]);
    expect(text.startsWith('\uFEFF')).toBe(true);
    const read = parseCsv(text)[0]?.cells ?? [];
    expect(read.filter((cell) => /^[=+\-@\t\r]/u.test(cell))).toEqual([]);
    expect(read.map(plainCell)).toEqual(cells);
  });
});

describe('a file audit as CSV', () => {
  it('reads columns under the names that people give them', () => {
    const { audits, problems, unknownColumns } = parseFileAuditCsv(
      'File Path,Layer,Workflow(s),Debt,State,Assignee,Comments,Tickets,Colour\r\n' +
        '.\\src\\añb.ts,Routes & API,"sign-in, checkout","4,5",wip,Ana,"says ""later""",FW-1; FW-2,red\r\n',
    );
    expect(problems).toEqual([]);
    expect(unknownColumns).toEqual(['Colour']);
    expect(audits).toEqual([
      {
        path: 'src/añb.ts',
        layer: 3,
        workflows: ['sign-in', 'checkout'],
        technical_debt: 4.5,
        status: 'In Progress',
        owner: 'Ana',
        notes: 'says "later"',
        task_ids: ['FW-1', 'FW-2'],
      },
    ]);
  });

  it('tells the line and the field of each row that it leaves out', () => {
    const { audits, problems } = parseFileAuditCsv(
      'path,layer,technical_debt,status\na.ts,9,,\nb.ts,,-1,\nc.ts,,,Compleet\n,,,\nd.ts,,,done\nd.ts,,,\ne.ts,1,2,done,more\n',
    );
    expect(audits.map(({ path, status }) => [path, status])).toEqual([['d.ts', 'Complete']]);
    expect(problems.map(({ line, message }) => [line, message])).toEqual([
      [2, expect.stringMatching(/^layer: "9"/u)],
      [3, expect.stringMatching(/^technical_debt: "-1"/u)],
      [4, expect.stringMatching(/did you mean Complete\?$/u)],
      [5, 'path: is empty'],
      [7, 'path: "d.ts" stands in line 6 already'],
      [8, expect.stringMatching(/^5 cells for 4 columns/u)],
    ]);
    expect(parseFileAuditCsv('').problems).toHaveLength(1);
    expect(parseFileAuditCsv('name,age\nx,1').problems[0]?.message).toContain('no column "path"');
  });

  it('gives back what it wrote', () => {
    const audits = [
      {
        path: 'src/=a,b.ts',
        layer: 4,
        workflows: ['sign-in', 'pay "now"'],
        technical_debt: 12.5,
        findings: { 'no-eval': 2, 'sql-injection': 1 },
        status: 'Failed' as const,
        owner: '@ana',
        notes: '-1 line\nof two',
        task_ids: ['FW-1'],
      },
      { path: 'b.ts', workflows: [], task_ids: [] },
    ];
    expect(parseFileAuditCsv(writeFileAuditCsv(audits))).toEqual({
      audits,
      problems: [],
      unknownColumns: [],
    });
  });
});
