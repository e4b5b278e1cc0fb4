import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { promisify } from 'node:util';

/** Numbers of processes are given out again; with the moment of its start one means one process only. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Of the moment of its start, on this boot of the machine. */
  readonly start: string;
  /** Of the machine, and of the container where numbers are a container's own. */
  readonly host: string;
}

const run = promisify(execFile);
const ASK_TIMEOUT_MS = 10_000;

let own: Promise<ProcessIdentity> | undefined;

export function ownIdentity(): Promise<ProcessIdentity> {
  own ??= identityOf(process.pid).then((identity) => {
    if (identity !== undefined) return identity;
    throw new Error('the system tells nothing about this process');
  });
  return own;
}

/** Undefined when no such process runs. */
export async function identityOf(pid: number): Promise<ProcessIdentity | undefined> {
  const started = await startOf(pid);
  return started === undefined ? undefined : { pid, start: digest(started), host: hostDigest() };
}

/** True while the very process runs; undefined where that cannot be told: on another machine or in a container. */
export async function isRunning(identity: ProcessIdentity): Promise<boolean | undefined> {
  if (identity.host !== hostDigest()) return undefined;
  return (await identityOf(identity.pid))?.start === identity.start;
}

let host: string | undefined;

function hostDigest(): string {
  host ??= digest(`${hostname()}\0${processNamespace()}`);
  return host;
}

function processNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

function startOf(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') return Promise.resolve(startOnLinux(pid));
  return process.platform === 'win32' ? startOnWindows(pid) : startByPs(pid);
}

function startOnLinux(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The program's name, in parentheses, may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state] = fields;
    // Dead, but its parent has not looked yet.
    if (state === 'Z' || state === 'X') return undefined;
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
    return `${boot} ${fields[19]}`;
  } catch {
    return undefined;
  }
}

async function startByPs(pid: number): Promise<string | undefined> {
  const answer = await run('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], {
    timeout: ASK_TIMEOUT_MS,
    env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
  }).catch((error: unknown) => {
    // Its way to say that there is no such process.
    if (error instanceof Error && 'code' in error && error.code === 1) return { stdout: '' };
    throw error;
  });
  const [, state, start] = /^(\S+)\s+(.+)$/u.exec(answer.stdout.trim()) ?? [];
  return state === undefined || state.startsWith('Z') ? undefined : start;
}

async function startOnWindows(pid: number): Promise<string | undefined> {
  const ask = `$p = Get-Process -Id ${pid} -ErrorAction SilentlyContinue; if ($p) { $p.StartTime.ToFileTimeUtc() }`;
  const { stdout } = await run('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', ask], {
    timeout: ASK_TIMEOUT_MS,
    windowsHide: true,
  });
  return stdout.trim() === '' ? undefined : stdout.trim();
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
