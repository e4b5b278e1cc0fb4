export function runLocalWorker(): void {}
