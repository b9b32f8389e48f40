import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';

type Running = Pick<ChildProcess, 'pid'>;

/** Seconds of processor time that a process and its threads have used (proc(5), in ticks of 10 ms). */
export function cpuSecondsOf({ pid }: Running): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

export function residentBytesOf(running: Running): number {
  return readStatus(running, 'VmRSS');
}

/** The most that was resident since the process began. */
export function peakResidentBytesOf(running: Running): number {
  return readStatus(running, 'VmHWM');
}

function readStatus({ pid }: Running, name: string): number {
  const text = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(text)?.[1]) * 1024;
}

export const toMegabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
