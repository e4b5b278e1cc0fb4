import type { PanelAction, PanelAnswer } from '../../protocol/panel.ts';
import type { Row } from '../relay/wire.ts';

/** What is done for each kind of action. */
export type ActionRuns<Action extends PanelAction> = {
  readonly [Kind in Action['kind']]: (action: Extract<Action, { kind: Kind }>) => Promise<PanelAnswer>;
};

/** How each kind of action is read from what a page sent; undefined for one that cannot be believed. */
export type ActionReaders<Action extends PanelAction> = {
  readonly [Kind in Action['kind']]: (row: Row) => Extract<Action, { kind: Kind }> | undefined;
};
