import { type Command, Option } from 'commander';
import { systemClock } from '../clock.ts';
import { CommandError } from '../errors.ts';
import { type Fault, parseFault } from '../sources/simulator/elm327/faults.ts';
import { listenElm327 } from '../sources/simulator/elm327/listen.ts';
import type { SimulatorOptions } from '../sources/simulator/open-simulator.ts';
import type { World } from '../world.ts';

export type AdapterOptions = {
  readonly listen: string;
  readonly protocol: string;
  readonly dtc?: readonly string[];
  readonly pending?: readonly string[];
  readonly permanent?: readonly string[];
  readonly vin?: string;
  readonly fault?: readonly Fault[];
  readonly instant?: boolean;
  readonly duration?: number;
  readonly json?: boolean;
};

export function addAdapterOptions(command: Command): Command {
  return command
    .option('--elm327', 'speak as an ELM327 adapter on a TCP port, to any OBD client')
    .option('--listen <host:port>', 'elm327: where', '127.0.0.1:35000')
    .addOption(
      new Option(
        '--protocol <number>',
        'elm327: bus of the car: 1 J1850 PWM, 2 VPW, 3 ISO 9141-2, 4 and 5 KWP, 6 to 9 CAN',
      )
        .choices(['1', '2', '3', '4', '5', '6', '7', '8', '9'])
        .default('6'),
    )
    .option('--dtc <codes>', 'elm327: stored trouble codes, P0133,P0420', codes)
    .option('--pending <codes>', 'elm327: pending trouble codes', codes)
    .option('--permanent <codes>', 'elm327: permanent trouble codes', codes)
    .option('--vin <vin>', 'elm327: vehicle identification number')
    .option(
      '--fault <fault>',
      'elm327: KIND[~PERCENT%][@STARTs][+DURATIONs], several times: no-data, silent, stopped, buffer-full, can-error, drop-connection, noise, slow, pending, ignition-off, engine-off',
      (text: string, before: readonly Fault[] = []) => [...before, parseFault(text)],
    )
    .option('--instant', 'elm327: answer at once instead of as slowly as the real thing');
}

/** Listens until it is interrupted or the duration is over. */
export async function simulateAdapter(
  world: World,
  options: AdapterOptions,
  car: SimulatorOptions,
  signal: AbortSignal,
): Promise<void> {
  const { dtc, pending, permanent, vin, fault, duration } = options;
  const adapter = await listenElm327(
    {
      ...toAddress(options.listen),
      ...car,
      road: car.road ?? car.circuit === undefined,
      protocol: Number(options.protocol),
      codes: {
        ...(dtc ? { stored: dtc } : {}),
        ...(pending ? { pending } : {}),
        ...(permanent ? { permanent } : {}),
      },
      ...(vin ? { vin } : {}),
      ...(fault ? { faults: fault } : {}),
      waiting: options.instant ? 0 : 1,
    },
    systemClock,
  );
  const { host, port } = adapter;
  const said = options.json
    ? JSON.stringify({ listening: { host, port }, protocol: Number(options.protocol) })
    : `ELM327 adapter at tcp://${host.includes(':') ? `[${host}]` : host}:${port}`;
  world.stdout.write(`${said}\n`);
  await untilOver(duration, signal);
  await adapter.close();
  if (options.json) world.stdout.write(`${JSON.stringify({ end: true })}\n`);
}

async function untilOver(duration: number | undefined, signal: AbortSignal): Promise<void> {
  if (duration !== undefined) return systemClock.sleep(duration, signal);
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function codes(text: string): string[] {
  const list = text.toUpperCase().split(',').filter(Boolean);
  const wrong = list.find((code) => !/^[PCBU][0-3][0-9A-F]{3}$/.test(code));
  if (wrong !== undefined || list.length === 0)
    throw new CommandError('usage', `${wrong ?? text} is not a trouble code such as P0133`);
  return list;
}

/** `HOST:PORT`, an IPv6 address in brackets. */
function toAddress(text: string): { readonly host: string; readonly port: number } {
  const match = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (!match || port > 65_535) throw new CommandError('usage', `${text} is not HOST:PORT`);
  return { host: match[1] ?? match[2] ?? '', port };
}
