import { describe, expect, it } from 'vitest';
import { jsonFault } from '../../../src/core/library/jsonFault.ts';

const faultOf = (text: string): string => {
  expect(() => JSON.parse(text)).toThrow();
  const { line, message } = jsonFault(text);
  return `${line}: ${message.replace('not valid JSON: ', '')}`;
};

describe('the place where a text stops being JSON', () => {
  it.each([
    ['[1,\r\n  {"ä": [true, null, -1.5e3, "\\u00e4🎉"]},\r\n oops\r\n]', '3: oops is not expected here'],
    ['{"a": 1,\n}', '2: } is not expected here'],
    ['{"a" 1}', '1: 1 is not expected here'],
    ['[1\n2]', '2: 2 is not expected here'],
    ['{"a": }', '1: } is not expected here'],
    ['[]\n[]', '2: [ is not expected here'],
    ['[1}', '1: } is not expected here'],
    ["{'a': 1}", "1: 'a': is not expected here"],
    ['{"a": "two\nlines"}', '1: "two is not expected here'],
    ['[1, 2', '1: it ends in the middle; the file was cut off'],
    ['{"a": {\n', '2: it ends in the middle; the file was cut off'],
    ['', '1: the file is empty'],
    [' \n', '1: the file is empty'],
  ])('%j', (text, fault) => {
    expect(faultOf(text)).toBe(fault);
  });
});
