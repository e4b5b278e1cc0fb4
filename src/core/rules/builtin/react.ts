import type { Rule } from '../ruleModel.ts';
import { rule as componentInComponent } from './react/component-in-component.ts';
import { rule as conditionalHook } from './react/conditional-hook.ts';
import { rule as derivedStateEffect } from './react/derived-state-effect.ts';
import { rule as effectAsyncCallback } from './react/effect-async-callback.ts';
import { rule as effectWithoutCleanup } from './react/effect-without-cleanup.ts';
import { rule as effectWithoutDependencies } from './react/effect-without-dependencies.ts';
import { rule as handlerCalledInRender } from './react/handler-called-in-render.ts';
import { rule as indexAsKey } from './react/index-as-key.ts';
import { rule as lazyInitialState } from './react/lazy-initial-state.ts';
import { rule as lengthShownByAnd } from './react/length-shown-by-and.ts';
import { rule as missingListKey } from './react/missing-list-key.ts';
import { rule as setStateInRender } from './react/set-state-in-render.ts';
import { rule as stateMutation } from './react/state-mutation.ts';
import { rule as unstableContextValue } from './react/unstable-context-value.ts';
import { rule as unstableKey } from './react/unstable-key.ts';

/** Rules of React: effects, keys, hooks and state. */
export const REACT_RULES: readonly Rule[] = [
  componentInComponent,
  conditionalHook,
  derivedStateEffect,
  effectAsyncCallback,
  effectWithoutCleanup,
  effectWithoutDependencies,
  handlerCalledInRender,
  indexAsKey,
  lazyInitialState,
  lengthShownByAnd,
  missingListKey,
  setStateInRender,
  stateMutation,
  unstableContextValue,
  unstableKey,
];
