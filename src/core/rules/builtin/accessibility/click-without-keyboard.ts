import type { Rule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';
import { HAS_SPREAD, hasAttribute, hasAttributeValue, jsxTag } from '../jsxShapes.ts';
import { JSX_LANGUAGES } from '../reactShapes.ts';

export const rule: Rule = {
  id: 'click-without-keyboard',
  title: 'Clickable element that the keyboard cannot reach',
  kind: 'detection',
  severity: 'MEDIUM',
  problemType: 'UI-UX',
  languages: JSX_LANGUAGES,
  message: 'Only a mouse can use this: it has no role and no key handler.',
  actionRequired: 'Use a `<button>`, or add `role`, `tabIndex` and a key handler.',
  why: 'People who use the keyboard, a switch or a screen reader never get to a clickable `<div>`: it takes no focus and is announced as plain text.',
  howToFix: '```tsx\n<button type="button" onClick={open}>Details</button>\n```',
  references: ['https://www.w3.org/WAI/WCAG22/Understanding/keyboard.html'],
  aliases: ['click-events-have-key-events', 'no-static-element-interactions'],
  exceptPaths: TEST_PATHS,
  match: [
    {
      kind: 'tree',
      rule: {
        all: [
          jsxTag('(?:div|span|li|p|td|tr|section|img)'),
          hasAttribute('onClick'),
          { not: HAS_SPREAD },
          { not: hasAttribute('role|onKeyDown|onKeyUp|onKeyPress|tabIndex|aria-hidden') },
          // Stopping the event or closing on a click outside is no control of its own.
          {
            not: hasAttributeValue(
              'onClick',
              '\\{\\s*(?:\\w+|\\(\\w*\\))\\s*=>\\s*\\{?\\s*\\w+\\.(?:stopPropagation|preventDefault)\\(\\)',
            ),
          },
        ],
      },
    },
  ],
  examples: {
    fires: [
      {
        language: 'tsx',
        code: 'const a = <div className="card" onClick={open}>More</div>;\n',
        marks: '<div className="card" onClick={open}>',
      },
      { language: 'javascript', code: 'const a = <span onClick={() => go(1)} />;\n' },
    ],
    silent: [
      {
        language: 'tsx',
        code: 'const a = <button type="button" onClick={open}>More</button>;\nconst b = <div role="button" tabIndex={0} onClick={open} onKeyDown={open} />;\nconst c = <div onClick={(event) => event.stopPropagation()}>x</div>;\n',
      },
      {
        language: 'javascript',
        code: 'const a = <Card onClick={open} />;\nconst b = <div {...handlers} onClick={open} />;\n',
      },
    ],
  },
};
