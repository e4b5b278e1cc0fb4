import { describe, expect, it } from 'vitest';
import { findStatements, type PresentStatement } from '../../../src/server/migrations/statementPlaces.ts';

/** Statements of a text, one a line. */
function statementsOf(...lines: readonly string[]): readonly PresentStatement[] {
  let start = 0;
  return lines.map((text) => {
    const span = { start, end: start + text.length };
    start = span.end + 1;
    return { span, text };
  });
}

describe('statements of an earlier text', () => {
  it('are found where edits around them have moved them', () => {
    const present = statementsOf('select 0;', 'drop table a;', 'select 1;', 'drop table b;');
    expect(findStatements(['drop table a;', 'drop table b;'], present)).toEqual([
      present[1]?.span,
      present[3]?.span,
    ]);
  });

  it('are gone when their words have changed', () => {
    expect(findStatements(['drop table a;'], statementsOf('drop table if exists a;'))).toEqual([undefined]);
    expect(findStatements(['drop table a;'], [])).toEqual([undefined]);
  });

  it('that read the same are told apart by their order', () => {
    const present = statementsOf('reset role;', 'drop table a;', 'reset role;');
    expect(findStatements(['reset role;', 'reset role;', 'reset role;'], present)).toEqual([
      present[0]?.span,
      present[2]?.span,
      undefined,
    ]);
  });

  it('are the same with and without the final semicolon, and with either line break', () => {
    const present = statementsOf('drop table\r\n  "Größe 😀" ;');
    expect(findStatements(['drop table\n  "Größe 😀"'], present)).toEqual([present[0]?.span]);
  });
});
