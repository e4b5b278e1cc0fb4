import { describe, expect, it } from 'vitest';
import { answerFromText, readAnswer } from '../../../src/core/consult/answerSchema.ts';
import { partialString } from '../../../src/core/consult/partialString.ts';

describe('an answer as a model writes it', () => {
  it('needs a recommendation and nothing else', () => {
    expect(readAnswer({ recommendation: ' Do it. ' })).toEqual({
      ok: true,
      answer: { recommendation: 'Do it.', sql: [], impacts: [], warnings: [], nextSteps: [], sources: [] },
    });
  });

  it.each([
    [undefined, /answer/u],
    [{}, /recommendation/u],
    [{ recommendation: '  ' }, /recommendation/u],
    [{ recommendation: 'x', sql: 'drop' }, /sql/u],
    [{ recommendation: 'x', confidence: 7 }, /confidence/u],
    [{ recommendation: 'x', sources: [{ kind: 'rumour', title: 'y' }] }, /sources\.0\.kind/u],
    [{ recommendation: 'x'.repeat(70_000) }, /recommendation/u],
  ])('%# is refused with what is wrong', (value, problem) => {
    const read = readAnswer(value);

    expect(read.ok ? '' : read.problems.join('\n')).toMatch(problem);
  });

  it('that is plain text gives the SQL of its fences', () => {
    const text = 'Do:\r\n```sql\r\nselect 1;\r\n```\nor\n~~~SQL\nselect 2;\n~~~\n```js\nx\n```';

    expect(answerFromText(text)).toMatchObject({
      recommendation: text,
      sql: [
        { title: 'SQL 1', sql: 'select 1;' },
        { title: 'SQL 2', sql: 'select 2;' },
      ],
    });
    expect(answerFromText(' \n')).toBeUndefined();
    expect(answerFromText('```sql\nhalf')).toMatchObject({ sql: [] });
  });
});

describe('a field read while its object arrives', () => {
  const whole = {
    sql: [{ recommendation: 'not this', title: '}{":' }],
    recommendation: 'Say "ü", \\ and 🙂:\n\ttab {[,]}',
    warnings: ['recommendation'],
  };

  it.each([1, 2, 3, 7, 1_000])('in pieces of %i characters is the field', (length) => {
    const json = JSON.stringify(whole);
    const reader = partialString('recommendation');
    let said = '';
    for (let at = 0; at < json.length; at += length) said += reader.push(json.slice(at, at + length));

    expect(said).toBe(whole.recommendation);
  });

  it('reads escapes that are cut anywhere', () => {
    const reader = partialString('a');
    const said = ['{"a":"x', '\\', 'u00', 'e9\\ud83d', '\\ude42\\', '"y"', ',"a":"again"}'].map((piece) =>
      reader.push(piece),
    );

    expect(said.join('')).toBe('xé🙂"y');
  });

  it('says nothing of other shapes', () => {
    for (const text of ['', '[]', '"recommendation"', '{"recommendation":7,"x":"y"}', 'garbage: "x"']) {
      expect(partialString('recommendation').push(text)).toBe('');
    }
  });
});
