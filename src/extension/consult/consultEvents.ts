import type * as vscode from 'vscode';
import type { ConsultEventMessage } from '../../protocol/consultMethods.ts';
import type { FixwardService } from '../relay/fixwardService.ts';
import { isRow, textOf } from '../relay/wire.ts';

/** What happens in consultations, as the service tells it. */
export function onConsultEvent(
  service: FixwardService,
  listener: (message: ConsultEventMessage) => void,
): vscode.Disposable {
  return service.onEvent(({ event, params }) => {
    if (event !== 'consult/event' || !isRow(params) || textOf(params.consultationId) === '') return;
    // SAFETY: the service is of the same version; the consultation's id tells the message from any other.
    listener(params as unknown as ConsultEventMessage);
  });
}
