import { ECMASCRIPT } from '../../languages.ts';
import type { Rule, TreeRule } from '../../ruleModel.ts';
import { SCRIPT_PATHS, TEST_PATHS } from '../commonPaths.ts';

const keywordArgument = (name: string, value: string): TreeRule => ({
  has: {
    field: 'arguments',
    has: {
      kind: 'keyword_argument',
      all: [{ has: { field: 'name', regex: name } }, { has: { field: 'value', regex: value } }],
    },
  },
});

export const rule: Rule = {
  id: 'unsafe-deserialization',
  title: 'Deserialisation that can run code',
  kind: 'prevention',
  severity: 'MEDIUM',
  problemType: 'Security',
  languages: [...ECMASCRIPT, 'python', 'ruby', 'php', 'java', 'csharp'],
  message: 'Reading this format creates any object the bytes ask for, which can run code.',
  actionRequired:
    'Exchange plain data such as JSON, or verify a signature over the bytes before reading them.',
  why: 'Native object formats carry instructions for building objects, and building an object calls code. Bytes from a cookie, a queue, a cache or an upload that someone else can write to become a way to run commands in this process.',
  howToFix:
    'Use a data format: `json`, MessagePack, Protocol Buffers. For models load weights only: `torch.load(path, weights_only=True)` or safetensors. When the format must stay, sign the bytes with an HMAC when writing and check it before reading.',
  references: ['https://cwe.mitre.org/data/definitions/502.html'],
  exceptPaths: [...TEST_PATHS, ...SCRIPT_PATHS],
  match: [
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      rule: { any: [{ pattern: '$LIBRARY.unserialize($DATA)' }, { pattern: 'unserialize($DATA)' }] },
      where: [{ documentMatches: '[\'"](?:node-serialize|serialize-to-js)[\'"]' }],
    },
    {
      kind: 'tree',
      languages: ['python'],
      rule: {
        any: [
          { pattern: 'pickle.loads($DATA)' },
          { pattern: 'cPickle.loads($DATA)' },
          { pattern: 'dill.loads($DATA)' },
          { pattern: 'cloudpickle.loads($DATA)' },
          { pattern: 'marshal.loads($DATA)' },
          { pattern: 'jsonpickle.decode($DATA)' },
        ],
      },
      // Bytes this program has just written, as in a deep copy, are its own.
      where: [{ capture: 'DATA', matchesNot: '\\bdumps\\(' }],
    },
    {
      kind: 'tree',
      languages: ['python'],
      rule: {
        all: [{ pattern: 'torch.load($$$ARGUMENTS)' }, { not: keywordArgument('^weights_only$', '.') }],
      },
      fixes: [
        {
          title: 'Load weights only',
          kind: 'suggest',
          replace: 'torch.load($$$ARGUMENTS, weights_only=True)',
        },
      ],
    },
    {
      kind: 'tree',
      languages: ['python'],
      rule: {
        kind: 'call',
        all: [
          { has: { field: 'function', regex: '^(?:np|numpy)\\.load$' } },
          keywordArgument('^allow_pickle$', '^True$'),
        ],
      },
    },
    {
      kind: 'tree',
      languages: ['ruby'],
      rule: { any: [{ pattern: 'Marshal.load($DATA)' }, { pattern: 'Marshal.restore($DATA)' }] },
      where: [{ capture: 'DATA', matchesNot: 'Marshal\\.dump' }],
    },
    {
      kind: 'tree',
      languages: ['php'],
      rule: {
        kind: 'function_call_expression',
        all: [
          { has: { field: 'function', regex: '^unserialize$' } },
          { has: { field: 'arguments', has: { kind: 'argument' } } },
        ],
      },
      where: [{ matchesNot: 'allowed_classes|unserialize\\(\\s*serialize\\(' }],
    },
    {
      kind: 'tree',
      languages: ['java'],
      rule: { pattern: 'new ObjectInputStream($STREAM)' },
      where: [{ documentMatchesNot: 'setObjectInputFilter|ObjectInputFilter|resolveClass' }],
    },
    {
      kind: 'tree',
      languages: ['csharp'],
      rule: { any: [{ pattern: 'new BinaryFormatter()' }, { pattern: 'new NetDataContractSerializer()' }] },
    },
  ],
  examples: {
    fires: [
      {
        language: 'javascript',
        code: "const serialize = require('node-serialize');\nconst user = serialize.unserialize(cookie);\n",
      },
      {
        language: 'typescript',
        code: 'import { unserialize } from "node-serialize";\nconst user = unserialize(cookie);\n',
      },
      { language: 'python', code: 'job = pickle.loads(message.body)\n', marks: 'pickle.loads(message.body)' },
      {
        language: 'python',
        code: 'model = torch.load(path, map_location="cpu")\n',
        fixed: 'model = torch.load(path, map_location="cpu", weights_only=True)\n',
      },
      { language: 'python', code: 'data = np.load(path, allow_pickle=True)\n' },
      { language: 'ruby', code: 'session = Marshal.load(cookie)\n' },
      { language: 'php', code: '<?php\n$cart = unserialize($_COOKIE["cart"]);\n' },
      {
        language: 'java',
        code: 'class A { void f() { var in = new ObjectInputStream(socket.getInputStream()); } }\n',
      },
      {
        language: 'csharp',
        code: 'class A { void F() { var o = new BinaryFormatter().Deserialize(stream); } }\n',
      },
    ],
    silent: [
      {
        language: 'javascript',
        code: 'const user = JSON.parse(cookie);\nconst tree = editor.unserialize(text);\n',
      },
      { language: 'typescript', code: 'const value = superjson.parse(text);\n' },
      {
        language: 'python',
        code: 'job = json.loads(body)\ncopy = pickle.loads(pickle.dumps(value))\npickle.dump(value, f)\n',
      },
      { language: 'python', code: 'model = torch.load(path, weights_only=True)\ndata = np.load(path)\n' },
      { language: 'ruby', code: 'copy = Marshal.load(Marshal.dump(value))\n' },
      { language: 'php', code: '<?php\n$cart = unserialize($text, ["allowed_classes" => false]);\n' },
      {
        language: 'java',
        code: 'class A { void f() { var in = new ObjectInputStream(s); in.setObjectInputFilter(filter); } }\n',
      },
      {
        language: 'csharp',
        code: 'class A { void F() { var o = JsonSerializer.Deserialize<Cart>(stream); } }\n',
      },
    ],
  },
};
