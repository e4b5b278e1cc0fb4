import { ECMASCRIPT } from '../../languages.ts';
import type { Rule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';

export const rule: Rule = {
  id: 'native-dialog',
  title: 'Browser dialog in the user interface',
  kind: 'enforcement',
  severity: 'LOW',
  problemType: 'UI-UX',
  languages: ECMASCRIPT,
  layers: [6],
  message: 'This opens a bare browser dialog that freezes the page.',
  actionRequired: 'Use the project’s own dialog or message.',
  why: 'The dialog blocks all scripts, cannot be styled or translated, shows the host name as its author, and browsers let users switch it off, after which `confirm` always says no.',
  howToFix: 'Show a `<dialog>` or the component library’s one, and act on its answer.',
  references: ['https://developer.mozilla.org/docs/Web/HTML/Element/dialog'],
  aliases: ['no-alert', 'noAlert'],
  exceptPaths: TEST_PATHS,
  match: [
    {
      kind: 'tree',
      rule: {
        any: [
          { pattern: 'window.alert($$$TEXT)' },
          { pattern: 'window.confirm($$$TEXT)' },
          { pattern: 'window.prompt($$$TEXT)' },
        ],
      },
    },
    {
      kind: 'tree',
      rule: {
        any: [{ pattern: 'alert($$$TEXT)' }, { pattern: 'confirm($$$TEXT)' }, { pattern: 'prompt($$$TEXT)' }],
      },
      // A function of that name may be the project's own.
      where: [
        { documentMatchesNot: '(?:function\\s+|const\\s+|let\\s+|[{,]\\s*)(?:alert|confirm|prompt)\\b' },
      ],
    },
  ],
  examples: {
    fires: [
      {
        language: 'tsx',
        path: 'src/components/Row.tsx',
        code: 'const a = () => {\n  if (window.confirm("Sure?")) remove();\n};\n',
        marks: 'window.confirm("Sure?")',
      },
      { language: 'javascript', path: 'src/pages/list.js', code: 'alert("Saved");\n' },
    ],
    silent: [
      {
        language: 'tsx',
        path: 'src/components/Row.tsx',
        code: 'const { confirm } = useDialog();\nif (await confirm("Sure?")) remove();\n',
      },
      { language: 'javascript', path: 'src/services/x.js', code: 'alert("Saved");\n' },
      { language: 'javascript', path: 'src/pages/x.js', code: 'Dialog.alert("Saved");\n' },
    ],
  },
};
