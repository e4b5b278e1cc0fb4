import { describe, expect, it } from 'vitest';
import { addImport, dropImport } from '../../../../../src/core/patterns/learn/companions/changeImports.ts';
import {
  companionEdits,
  companionSchema,
  learnCompanions,
} from '../../../../../src/core/patterns/learn/companions/companion.ts';
import {
  holdsImport,
  importConditions,
} from '../../../../../src/core/patterns/learn/companions/importCondition.ts';
import {
  type ImportKey,
  keyOfImport,
} from '../../../../../src/core/patterns/learn/companions/importedName.ts';
import { importsOf } from '../../../../../src/core/patterns/learn/companions/readImports.ts';
import type { PlainTree } from '../../../../../src/core/patterns/learn/plainTree.ts';
import type { Language } from '../../../../../src/core/rules/languages.ts';
import { applyEdits } from '../../../../../src/core/text/edits.ts';
import { createPlainTreeParser } from '../../../../../src/engines/astGrep/plainTree.ts';

const parse = createPlainTreeParser();

function treeOf(language: Language, text: string): PlainTree {
  const tree = parse(language, text);
  if (!tree) throw new Error(`no tree for ${language}`);
  return tree;
}

/** The imports as `bound = form module name`. */
function listed(language: Language, text: string): readonly string[] {
  return importsOf(treeOf(language, text)).map(({ bound, form, module, name, mode }) =>
    [bound, '=', form, module, name, mode && `(${mode})`].filter(Boolean).join(' '),
  );
}

function added(language: Language, text: string, key: ImportKey): string | undefined {
  const edits = addImport(treeOf(language, text), key);
  return edits && applyEdits(text, edits);
}

function dropped(language: Language, text: string, key: ImportKey): string {
  return applyEdits(text, dropImport(treeOf(language, text), key));
}

const named = (module: string, name: string): ImportKey => ({ form: 'named', module, name });

describe('the imports of a file', () => {
  it.each<[Language, string, readonly string[]]>([
    [
      'python',
      'import a.b, c as d\nfrom .e import (f, g as h)\nfrom k import *\n',
      ['a = module a.b', 'd = module c', 'f = named .e f', 'h = named .e g', '= all k'],
    ],
    [
      'typescript',
      "import a, { b as c, type D } from './x';\nimport type E from 'e';\nimport * as n from 'm';\nimport 'side';\n",
      [
        'a = default ./x',
        'c = named ./x b',
        'D = named ./x D (type)',
        'E = default e (type)',
        'n = module m',
        '= all side',
      ],
    ],
    [
      'javascript',
      "const { p, q: r } = require('m');\nconst s = require('t');\n",
      ['p = named m p (require)', 'r = named m q (require)', 's = module t (require)'],
    ],
    ['go', 'package m\nimport (\n\tf "fmt"\n\t"os/exec"\n)\n', ['f = module fmt', 'exec = module os/exec']],
    ['java', 'import a.b.C;\nimport static a.D.*;\n', ['C = named a.b C', '= all a.D (static)']],
    ['rust', 'use a::{b, c as d};\nuse e::*;\n', ['b = named a b', 'd = named a c', '= all e']],
    ['kotlin', 'import a.B\nimport c.D as E\n', ['B = named a B', 'E = named c D']],
    ['csharp', 'using System.Text;\nusing A = B.C;\n', ['= all System.Text', 'A = named B C']],
    [
      'php',
      '<?php\nuse A\\B;\nuse C\\{D, E as F};\nuse function G\\h;\n',
      ['B = named A B', 'D = named C D', 'F = named C E', 'h = named G h (function)'],
    ],
    ['ruby', 'require \'a\'\nrequire_relative "b"\n', ['= all a', '= all b (relative)']],
    ['css', 'a { color: red }', []],
  ])('are read in %s', (language, text, expected) => {
    expect(listed(language, text)).toEqual(expected);
  });
});

describe('adding an import', () => {
  it.each<[string, Language, string, ImportKey, string]>([
    ['into a sorted list', 'python', 'from m import a, c\n', named('m', 'b'), 'from m import a, b, c\n'],
    [
      'at the end of an unsorted list',
      'python',
      'from m import z, c\n',
      named('m', 'b'),
      'from m import z, c, b\n',
    ],
    [
      'into a list over several lines',
      'typescript',
      "import {\n  a,\n  c,\n} from './m';\r\n",
      named('./m', 'b'),
      "import {\n  a,\n  b,\n  c,\n} from './m';\r\n",
    ],
    [
      'before the only name of a module',
      'typescript',
      "import { z } from './m';\n",
      named('./m', 'b'),
      "import { b, z } from './m';\n",
    ],
    [
      'between sorted statements, in the quotes of the file',
      'typescript',
      'import { a } from "a"\nimport { c } from "c"\n',
      named('b', 'b'),
      'import { a } from "a"\nimport { b } from "b"\nimport { c } from "c"\n',
    ],
    [
      'after unsorted statements',
      'python',
      'import z\nimport a\n\nx = 1\n',
      named('m', 'b'),
      'import z\nimport a\nfrom m import b\n\nx = 1\n',
    ],
    [
      'after what a file begins with',
      'python',
      '#!/usr/bin/env python\n"""About."""\n\nx = 1\n',
      { form: 'module', module: 'os' },
      '#!/usr/bin/env python\n"""About."""\n\nimport os\n\nx = 1\n',
    ],
    ['into an empty file', 'javascript', '', named('m', 'b'), "import { b } from 'm'\n"],
    [
      'into the brackets of Go',
      'go',
      'package m\n\nimport (\n\t"fmt"\n\t"os"\n)\n',
      { form: 'module', module: 'io' },
      'package m\n\nimport (\n\t"fmt"\n\t"io"\n\t"os"\n)\n',
    ],
    [
      'in Java',
      'java',
      'package p;\n\nimport a.A;\nimport c.C;\n',
      named('b', 'B'),
      'package p;\n\nimport a.A;\nimport b.B;\nimport c.C;\n',
    ],
    ['in Rust', 'rust', 'use a::A;\n', named('b::c', 'D'), 'use a::A;\nuse b::c::D;\n'],
    ['in Kotlin', 'kotlin', 'import a.A\n', named('b', 'B'), 'import a.A\nimport b.B\n'],
    ['in C#', 'csharp', 'using A;\n', { form: 'all', module: 'B.C' }, 'using A;\nusing B.C;\n'],
    ['in PHP', 'php', '<?php\nuse A\\B;\n', named('C', 'D'), '<?php\nuse A\\B;\nuse C\\D;\n'],
    ['in Ruby', 'ruby', "require 'a'\n", { form: 'all', module: 'b' }, "require 'a'\nrequire 'b'\n"],
    ['not twice', 'python', 'from m import b\n', named('m', 'b'), 'from m import b\n'],
  ])('%s', (_where, language, text, key, expected) => {
    expect(added(language, text, key)).toBe(expected);
  });

  it('is refused where the name means something else', () => {
    expect(added('python', 'from other import b\n', named('m', 'b'))).toBeUndefined();
    expect(added('css', 'a {}', named('m', 'b'))).toBeUndefined();
  });
});

describe('dropping an import', () => {
  it.each<[string, Language, string, ImportKey, string]>([
    ['with its line', 'python', 'import os\nfrom m import b\nx = 1\n', named('m', 'b'), 'import os\nx = 1\n'],
    [
      'out of a list',
      'typescript',
      "import { a, b } from 'm';\nf(a);\n",
      named('m', 'b'),
      "import { a } from 'm';\nf(a);\n",
    ],
    ['first of a list', 'python', 'from m import a, b\nf(b)\n', named('m', 'a'), 'from m import b\nf(b)\n'],
    ['not while it is used', 'python', 'from m import b\nb()\n', named('m', 'b'), 'from m import b\nb()\n'],
    ['not what is not there', 'python', 'import os\n', named('m', 'b'), 'import os\n'],
  ])('%s', (_how, language, text, key, expected) => {
    expect(dropped(language, text, key)).toBe(expected);
  });
});

describe('companions of an edit', () => {
  const learned = (language: Language, before: string, after: string) =>
    learnCompanions(treeOf(language, before), treeOf(language, after));
  const applied = (language: Language, before: string, after: string, other: string): string | undefined => {
    const edits = companionEdits(learned(language, before, after), treeOf(language, other));
    return edits && applyEdits(other, edits);
  };

  it('put one import in the place of another', () => {
    const before = 'from old.place import f\n\nf()\n';
    const after = 'from new.place import g\n\ng()\n';
    expect(applied('python', before, after, 'import os\nfrom old.place import f\ng(1)\n')).toBe(
      'import os\nfrom new.place import g\ng(1)\n',
    );
  });

  it('leave the other names of the statement', () => {
    const before = 'from old.place import f\n\nf()\n';
    const after = 'from new.place import g\n\ng()\n';
    expect(applied('python', before, after, 'from old.place import e, f\ne(g(1))\n')).toBe(
      'from new.place import g\nfrom old.place import e\ne(g(1))\n',
    );
  });

  it('refuse a path of another folder', () => {
    const before = 'f();\n';
    const after = "import { g } from './g';\nf();\n";
    expect(applied('typescript', before, after, 'f();\n')).toBeUndefined();
    expect(applied('typescript', before, after, "import { h } from './g';\nf();\n")).toBe(
      "import { g, h } from './g';\nf();\n",
    );
  });

  it('are none where imports stay', () => {
    expect(learned('python', 'import a\nf()\n', 'import a\ng()\n')).toEqual([]);
  });

  it('are read back as they were written', () => {
    const companions = learned('python', 'f()\n', 'import a\nf()\n');
    expect(companions.map((one) => companionSchema.parse(JSON.parse(JSON.stringify(one))))).toEqual(
      companions,
    );
    expect(companionSchema.safeParse({}).success).toBe(false);
  });
});

describe('the condition that a name is imported', () => {
  const django = treeOf('python', 'from django.core import mail\nmail.send()\n');

  it('is learned where every example imports it', () => {
    expect(importConditions(['mail', 'send'], [django])).toEqual(['mail from django.core']);
    expect(importConditions(['mail'], [django, treeOf('python', 'mail.send()\n')])).toEqual([]);
  });

  it('tells a name from its namesake', () => {
    const holds = (text: string): boolean => holdsImport('mail from django.core', treeOf('python', text));
    expect(holds('from django.core import mail, signing\n')).toBe(true);
    expect(holds('from example import mail\n')).toBe(false);
    expect(holds('mail = 1\n')).toBe(false);
  });

  it('takes a relative path by its last part', () => {
    const holds = (text: string): boolean => holdsImport('f from ./a/util', treeOf('typescript', text));
    expect(holds("import { f } from '../util';\n")).toBe(true);
    expect(holds("import { f } from 'util';\n")).toBe(false);
  });
});

describe('an import', () => {
  it('is a key without its place', () => {
    expect(importsOf(treeOf('python', 'import a as b\n')).map(keyOfImport)).toEqual([
      { form: 'module', module: 'a', local: 'b' },
    ]);
  });
});
