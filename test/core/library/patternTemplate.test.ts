import { describe, expect, it } from 'vitest';
import { holdsTemplate, patternTemplate } from '../../../src/core/library/patternTemplate.ts';
import { prerequisiteOrder } from '../../../src/core/library/prerequisiteOrder.ts';

describe('a template', () => {
  it('has a place to fill for each name, once', () => {
    const { snippet, text } = patternTemplate('const $CLIENT = make($$$ARGS);\nuse($CLIENT);\n');
    expect(snippet).toBe('const ${1:client} = make(${2:args});\nuse($1);\n');
    expect(text).toBe('const client = make(args);\nuse(client);\n');
  });

  it('keeps what would mean something in a snippet', () => {
    expect(patternTemplate('`${price}$` // \\n').snippet).toBe('`\\${price\\}\\$` // \\\\n');
  });

  it('is seen in a document whatever fills its places', () => {
    const template = patternTemplate('const $CLIENT = make($$$ARGS);\nuse($CLIENT);');
    expect(holdsTemplate('x();\nconst db =  make(1, 2);\r\nuse(db);\n', template)).toBe(true);
    expect(holdsTemplate('use(db);\nconst db = make(1);\n', template)).toBe(false);
    expect(holdsTemplate('anything', patternTemplate('$A'))).toBe(false);
  });
});

describe('prerequisites', () => {
  it('come before what needs them, each once', () => {
    const needs = [
      { from: 'schema', to: 'service' },
      { from: 'client', to: 'service' },
      { from: 'schema', to: 'client' },
      { from: 'service', to: 'page' },
    ];
    expect(prerequisiteOrder('page', needs)).toEqual({
      keys: ['schema', 'client', 'service', 'page'],
      circles: [],
    });
    expect(prerequisiteOrder('alone', needs)).toEqual({ keys: ['alone'], circles: [] });
  });

  it('that need each other are told and cut', () => {
    const needs = [
      { from: 'b', to: 'a' },
      { from: 'a', to: 'b' },
    ];
    expect(prerequisiteOrder('a', needs)).toEqual({ keys: ['b', 'a'], circles: [['a', 'b']] });
  });
});
