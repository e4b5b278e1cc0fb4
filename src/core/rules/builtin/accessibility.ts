import type { Rule } from '../ruleModel.ts';
import { rule as anchorWithoutTarget } from './accessibility/anchor-without-target.ts';
import { rule as autofocusOnLoad } from './accessibility/autofocus-on-load.ts';
import { rule as clickWithoutKeyboard } from './accessibility/click-without-keyboard.ts';
import { rule as fieldWithoutLabel } from './accessibility/field-without-label.ts';
import { rule as focusOutlineRemoved } from './accessibility/focus-outline-removed.ts';
import { rule as hiddenButFocusable } from './accessibility/hidden-but-focusable.ts';
import { rule as htmlWithoutLang } from './accessibility/html-without-lang.ts';
import { rule as iconButtonWithoutName } from './accessibility/icon-button-without-name.ts';
import { rule as iframeWithoutTitle } from './accessibility/iframe-without-title.ts';
import { rule as imgWithoutAlt } from './accessibility/img-without-alt.ts';
import { rule as labelWithoutField } from './accessibility/label-without-field.ts';
import { rule as positiveTabindex } from './accessibility/positive-tabindex.ts';
import { rule as videoWithoutCaptions } from './accessibility/video-without-captions.ts';
import { rule as zoomDisabled } from './accessibility/zoom-disabled.ts';

/** Rules that keep pages usable by keyboard, screen reader and zoom. */
export const ACCESSIBILITY_RULES: readonly Rule[] = [
  anchorWithoutTarget,
  autofocusOnLoad,
  clickWithoutKeyboard,
  fieldWithoutLabel,
  focusOutlineRemoved,
  hiddenButFocusable,
  htmlWithoutLang,
  iconButtonWithoutName,
  iframeWithoutTitle,
  imgWithoutAlt,
  labelWithoutField,
  positiveTabindex,
  videoWithoutCaptions,
  zoomDisabled,
];
