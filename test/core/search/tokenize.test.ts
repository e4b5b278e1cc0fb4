import { describe, expect, it } from 'vitest';
import {
  identifiersOf,
  meaningfulTokens,
  splitName,
  stemsOf,
  tokenize,
} from '../../../src/core/search/tokenize.ts';

const texts = (text: string): readonly string[] => tokenize(text).map((token) => token.text);

describe('splitName', () => {
  it.each([
    ['getUserById', ['get', 'User', 'By', 'Id']],
    ['parse_HTTPHeaders', ['parse', 'HTTP', 'Headers']],
    ['no-unused-vars', ['no', 'unused', 'vars']],
    ['user.profile.name', ['user', 'profile', 'name']],
    ['base64Encode', ['base64', 'Encode']],
    ['XMLHttpRequest', ['XML', 'Http', 'Request']],
    ['__proto__', ['proto']],
    ['$el', ['el']],
    ['größeÄndern', ['größe', 'Ändern']],
  ])('splits %s at its seams', (name, parts) => {
    expect(splitName(name)).toEqual(parts);
  });
});

describe('tokenize', () => {
  it('keeps a name whole beside its parts, at one position', () => {
    expect(tokenize('call search_path').map(({ text, position }) => [text, position])).toEqual([
      ['call', 0],
      ['search_path', 1],
      ['search', 1],
      ['path', 2],
    ]);
  });

  it.each(['42P01', 'TS2345', 'E0308', '23505', 'utf8', 'sha256', 'es2023'])(
    'keeps the code %s whole',
    (code) => {
      expect(texts(code)).toEqual([code.toLowerCase()]);
    },
  );

  it('gives the place of each word', () => {
    const text = 'a 🚀 naïve\r\nword';
    expect(tokenize(text).map(({ start, end }) => text.slice(start, end))).toEqual(['a', 'naïve', 'word']);
  });

  it.each([
    ['nothing', ''],
    ['white space', ' \r\n\t'],
    ['an emoji', '🚀👩‍👩‍👧'],
    ['punctuation', `'"; -- /* $$ */ \\ & | ! ( )`],
  ])('finds no word in %s', (_name, text) => {
    expect(tokenize(text)).toEqual([]);
  });

  it('cuts scripts without spaces into pairs', () => {
    expect(texts('数据库')).toEqual(['数据', '据库']);
  });

  it('passes over encoded data', () => {
    expect(texts(`key ${'a1B2'.repeat(50)} end`)).toEqual(['key', 'end']);
  });

  it('reads words that objects are born with as words', () => {
    expect(texts('constructor __proto__ hasOwnProperty')).toContain('constructor');
    expect(stemsOf('toString')).toEqual(['tostring', 'to', 'string']);
  });

  it('gives one stem to forms of a word, and leaves others alone', () => {
    expect(new Set(stemsOf('enable enabling enabled enables')).size).toBe(1);
    expect(stemsOf('größer')).toEqual(['größer']);
  });
});

describe('meaningfulTokens', () => {
  it('leaves stop words out, except where there is nothing else', () => {
    expect(meaningfulTokens('why is the table locked').map(({ text }) => text)).toEqual(['table', 'locked']);
    expect(meaningfulTokens('the of').map(({ text }) => text)).toEqual(['the', 'of']);
  });
});

describe('identifiersOf', () => {
  it('names what is written together, once each', () => {
    expect(identifiersOf('userId = row.user_id; userId, plain word, TS2345')).toEqual([
      'userid',
      'row.user_id',
      'ts2345',
    ]);
  });
});

describe('stemsOf', () => {
  it.each([
    ['prose', 'Closing connections, then closed; the end.'],
    [
      'names and codes',
      'call search_path or parseHTTPHeaders2 in 42P01 -> user.profile-name $el __proto__ a.b.',
    ],
    ['joiners at edges', '-a -.b c-- d.-e f. g'],
    ['line ends and control characters', 'one\r\ntwo\tthree\0four'],
    ['other scripts', 'größeÄndern naïve 日本語 und _x'],
    ['words of any length', `${'a'.repeat(80)} ${'b'.repeat(81)} ${'c'.repeat(50)}.${'d'.repeat(50)}`],
    ['nothing', ''],
  ])('gives the stems of the tokens of %s', (_name, text) => {
    expect(stemsOf(text)).toEqual(tokenize(text).map(({ stem }) => stem));
  });

  it('gives them again for a name that it has seen', () => {
    expect(stemsOf('getUserById')).toEqual(stemsOf('getUserById'));
    expect(stemsOf('getUserById')).toEqual(['getuserbyid', 'get', 'user', 'by', 'id']);
  });
});
