/**
 * Maps iRacing's shared memory by the functions of kernel32, called through the optional package koffi. Windows only, and
 * never run by the project's own tests: those read images of this memory.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type * as Koffi from 'koffi';
import { CommandError } from '../../errors.ts';
import type { LiveMemory, OpenLiveMemory } from './live-memory.ts';

const MAP_NAME = 'Local\\IRSDKMemMapFileName';
const EVENT_NAME = 'Local\\IRSDKDataValidEvent';
const MAP_BYTES = 1164 * 1024;
const FILE_MAP_READ = 0x0004;
const SYNCHRONIZE = 0x0010_0000;

type Handle = object | null;
type Kernel = {
  readonly openMapping: (access: number, inherit: boolean, name: string) => Handle;
  readonly mapView: (
    mapping: Handle,
    access: number,
    high: number,
    low: number,
    bytes: number,
  ) => Handle;
  readonly unmapView: (view: Handle) => boolean;
  readonly openEvent: (access: number, inherit: boolean, name: string) => Handle;
  readonly waitFor: (event: Handle, milliseconds: number) => Promise<void>;
  readonly closeHandle: (handle: Handle) => boolean;
  readonly bytesAt: (view: Handle) => Uint8Array;
};

/** How to open the memory on this machine; throws CommandError where it is not Windows or koffi is missing. */
export async function windowsMemory(): Promise<OpenLiveMemory> {
  if (process.platform !== 'win32')
    throw new CommandError(
      'iracing_not_available',
      'The live memory of iRacing is there on Windows only',
    );
  const koffi = await import('koffi').catch((cause: unknown) => {
    const detail = 'The optional package koffi is not installed (npm install koffi)';
    throw new CommandError('iracing_not_available', detail, { cause });
  });
  const kernel = toKernel(koffi);
  return () => Promise.resolve(open(kernel));
}

function open(kernel: Kernel): LiveMemory | undefined {
  const mapping = kernel.openMapping(FILE_MAP_READ, false, MAP_NAME);
  if (!mapping) return undefined;
  const view = kernel.mapView(mapping, FILE_MAP_READ, 0, 0, 0);
  if (!view) {
    kernel.closeHandle(mapping);
    return undefined;
  }
  const event = kernel.openEvent(SYNCHRONIZE, false, EVENT_NAME);
  const bytes = kernel.bytesAt(view);
  return {
    size: MAP_BYTES,
    read: (offset, length) => bytes.slice(offset, offset + length),
    wait: (seconds) =>
      event ? kernel.waitFor(event, Math.ceil(seconds * 1000)) : sleep(seconds * 1000),
    close: () => {
      kernel.unmapView(view);
      for (const handle of [event, mapping]) if (handle) kernel.closeHandle(handle);
    },
  };
}

/** The signatures of kernel32 as types: koffi itself knows them only as text. */
function toKernel(koffi: typeof Koffi): Kernel {
  const library = koffi.load('kernel32.dll');
  const wait = library.func('uint32_t __stdcall WaitForSingleObject(void *handle, uint32_t ms)');
  return {
    openMapping: library.func(
      'void * __stdcall OpenFileMappingW(uint32_t access, bool inherit, str16 name)',
    ) as Kernel['openMapping'],
    mapView: library.func(
      'void * __stdcall MapViewOfFile(void *mapping, uint32_t access, uint32_t high, uint32_t low, size_t bytes)',
    ) as Kernel['mapView'],
    unmapView: library.func('bool __stdcall UnmapViewOfFile(void *view)') as Kernel['unmapView'],
    openEvent: library.func(
      'void * __stdcall OpenEventW(uint32_t access, bool inherit, str16 name)',
    ) as Kernel['openEvent'],
    closeHandle: library.func('bool __stdcall CloseHandle(void *handle)') as Kernel['closeHandle'],
    // On a thread of koffi: the main thread must not stand still for the sim.
    waitFor: (event, milliseconds) =>
      new Promise((resolve) => {
        wait.async(event, milliseconds, () => resolve());
      }),
    bytesAt: (view) => new Uint8Array(koffi.view(view, MAP_BYTES)),
  };
}
