/** Why another server gave no answer; one line without the secrets it was started with. */
export class ServerFailure extends Error {
  readonly code: 'unreachable' | 'refused' | 'cancelled';

  constructor(code: ServerFailure['code'], message: string) {
    super(message);
    this.code = code;
  }
}
