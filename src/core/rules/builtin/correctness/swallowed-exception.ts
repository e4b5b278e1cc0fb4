import { ECMASCRIPT } from '../../languages.ts';
import type { Rule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';

export const rule: Rule = {
  id: 'swallowed-exception',
  title: 'Failure caught and dropped without a word',
  kind: 'detection',
  severity: 'MEDIUM',
  problemType: 'Standards',
  languages: [...ECMASCRIPT, 'python', 'go', 'java', 'csharp', 'kotlin', 'php', 'ruby'],
  message: 'This failure is caught and dropped, so nobody will ever learn that it happened.',
  actionRequired:
    'Handle the failure, log it, or let it pass; if it is truly harmless, say why in a comment.',
  why: 'The program goes on as if the work had been done. A payment that failed looks paid, a file that could not be read looks empty, and the log holds nothing when somebody asks what happened.',
  howToFix:
    'Catch only what you expect, and keep a trace:\n```ts\ntry {\n  await sendReceipt(order);\n} catch (error) {\n  logger.error("receipt not sent", { order: order.id, error });\n}\n```\nA comment inside the block counts as a reason.',
  references: ['https://cwe.mitre.org/data/definitions/390.html'],
  aliases: ['no-empty-catch'],
  exceptPaths: TEST_PATHS,
  match: [
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      rule: {
        all: [
          { kind: 'catch_clause' },
          { regex: 'catch' },
          { regex: '^catch\\s*(?:\\([^)]*\\)\\s*)?\\{\\s*;?\\s*\\}$' },
        ],
      },
    },
    {
      kind: 'tree',
      languages: ['python'],
      rule: {
        kind: 'except_clause',
        all: [
          { regex: 'except' },
          {
            regex:
              '^except(?:\\s+(?:Exception|BaseException)(?:\\s+as\\s+\\w+)?)?\\s*:\\s*(?:pass|\\.\\.\\.|continue)\\s*$',
          },
        ],
      },
    },
    {
      kind: 'tree',
      languages: ['go'],
      rule: {
        kind: 'if_statement',
        all: [{ regex: 'err' }, { regex: '^if\\s+(?:[^;{}]+;\\s*)?err\\s*!=\\s*nil\\s*\\{\\s*\\}$' }],
      },
    },
    {
      kind: 'tree',
      languages: ['go'],
      rule: { kind: 'assignment_statement', all: [{ regex: 'err' }, { regex: '^_\\s*=\\s*err$' }] },
    },
    {
      kind: 'tree',
      languages: ['java', 'csharp', 'php'],
      rule: {
        kind: 'catch_clause',
        all: [{ regex: 'catch' }, { regex: '^catch\\s*(?:\\([^)]*\\)\\s*)?\\{\\s*\\}$' }],
      },
      where: [{ matchesNot: '\\b(?:ignored?|expected|unused|_)\\s*(?::\\s*[\\w.]+\\s*)?\\)' }],
    },
    {
      kind: 'tree',
      languages: ['kotlin'],
      rule: {
        kind: 'catch_block',
        all: [{ regex: 'catch' }, { regex: '^catch\\s*(?:\\([^)]*\\)\\s*)?\\{\\s*\\}$' }],
      },
      where: [{ matchesNot: '\\b(?:ignored?|expected|unused|_)\\s*(?::\\s*[\\w.]+\\s*)?\\)' }],
    },
    {
      kind: 'tree',
      languages: ['ruby'],
      rule: {
        kind: 'rescue',
        all: [
          { regex: 'rescue' },
          {
            regex:
              '^rescue(?:\\s+(?:StandardError|Exception))?(?:\\s*=>\\s*\\w+)?\\s*(?:then\\s*)?(?:nil\\s*)?$',
          },
        ],
      },
    },
  ],
  examples: {
    fires: [
      {
        language: 'typescript',
        code: 'try {\n  await pay(order);\n} catch (error) {}\n',
        marks: 'catch (error) {}',
      },
      { language: 'javascript', code: 'try {\n  run();\n} catch {\n}\n' },
      {
        language: 'python',
        code: 'try:\n    sync()\nexcept Exception:\n    pass\n\nfor row in rows:\n    try:\n        load(row)\n    except:\n        continue\n',
        count: 2,
      },
      {
        language: 'go',
        code: 'package a\n\nfunc f() {\n\terr := run()\n\tif err != nil {\n\t}\n\t_ = err\n}\n',
        count: 2,
      },
      { language: 'java', code: 'class A { void f() { try { run(); } catch (IOException e) { } } }\n' },
      { language: 'csharp', code: 'class A { void F() { try { Run(); } catch (Exception) { } } }\n' },
      { language: 'php', code: '<?php\ntry { run(); } catch (Exception $e) { }\n' },
      { language: 'ruby', code: 'begin\n  run\nrescue => e\nend\n' },
      {
        language: 'kotlin',
        code: 'fun f() {\n    try {\n        run()\n    } catch (e: Exception) {\n    }\n}\n',
      },
    ],
    silent: [
      {
        language: 'typescript',
        code: 'try {\n  cache.clear();\n} catch {\n  // the cache is only a convenience\n}\nrun().catch(() => {});\ntry {\n  f();\n} catch (error) {\n  report(error);\n}\n',
      },
      {
        language: 'python',
        code: 'try:\n    os.remove(path)\nexcept FileNotFoundError:\n    pass\ntry:\n    sync()\nexcept Exception:\n    pass  # retried by the scheduler\n',
      },
      {
        language: 'go',
        code: 'package a\n\nfunc f() error {\n\tif err := run(); err != nil {\n\t\treturn err\n\t}\n\t_ = name\n\treturn nil\n}\n',
      },
      {
        language: 'java',
        code: 'class A { void f() { try { run(); } catch (IOException ignored) { } try { g(); } catch (E e) { /* optional */ } } }\n',
      },
      {
        language: 'csharp',
        code: 'class A { void F() { try { Run(); } catch (Exception e) { Log(e); throw; } } }\n',
      },
      {
        language: 'kotlin',
        code: 'fun f() {\n    try {\n        run()\n    } catch (ignored: Exception) {\n    }\n    try { run() } catch (e: Exception) { log(e) }\n}\n',
      },
      { language: 'php', code: '<?php\ntry { run(); } catch (Exception $e) { report($e); }\n' },
      {
        language: 'ruby',
        code: 'begin\n  run\nrescue KeyError\nend\nbegin\n  run\nrescue => e\n  # optional\nend\n',
      },
    ],
  },
};
