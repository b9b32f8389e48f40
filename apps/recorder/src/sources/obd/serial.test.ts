import { SerialPortMock } from 'serialport';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CommandError } from '../../errors.ts';
import { parseAddress } from './address.ts';
import { openSerial, type SerialModule } from './serial.ts';
import { fastClock } from './testing/fast-clock.ts';

const PATH = '/dev/ttyTEST';
const opened: AdapterPort[] = [];
let rate = 0;

/** A port of serialport's own mock binding, with an adapter behind it that understands one baud rate. */
class AdapterPort extends SerialPortMock {
  constructor(options: { path: string; baudRate: number; autoOpen: false }) {
    super(options);
    opened.push(this);
    this.on('open', () => this.#listen());
  }

  #listen(): void {
    const binding = this.port;
    if (!binding) return;
    const write = binding.write.bind(binding);
    binding.write = async (bytes) => {
      await write(bytes);
      if (this.baudRate === rate && bytes.includes('\r')) binding.emitData('\r?\r\r>');
      else binding.emitData('\xff\xfe');
    };
  }
}
const module: SerialModule = { SerialPort: AdapterPort };

beforeEach(() => SerialPortMock.binding.createPort(PATH, { record: true }));
afterEach(() => {
  SerialPortMock.binding.reset();
  opened.length = 0;
});

async function open(baudRate?: number) {
  const heard: string[] = [];
  const closed: string[] = [];
  const link = openSerial(module, PATH, baudRate, fastClock(20));
  const events = {
    onData: (text: string) => void heard.push(text),
    onClose: (reason: string) => void closed.push(reason),
  };
  return { heard, closed, open: () => link(events, new AbortController().signal) };
}

describe('a serial port', () => {
  test('the baud rate is found out once', async () => {
    rate = 115_200;
    const port = await open();
    const link = await port.open();
    expect(opened.at(-1)?.baudRate).toBe(115_200);
    link.close();
    expect(port.closed).toHaveLength(1);
    await new Promise((resolve) => opened.at(-1)?.once('close', resolve));
    await port.open();
    expect(opened).toHaveLength(2);
    expect(opened.at(-1)?.baudRate).toBe(115_200);
  });

  test('no adapter at any', async () => {
    rate = 4800;
    const port = await open();
    await expect(port.open()).rejects.toThrow('no adapter answers');
    expect(opened.at(-1)?.isOpen).toBe(false);
  });

  test('what is heard before the rate is found is nobody’s answer; afterwards all is', async () => {
    rate = 9600;
    const port = await open(9600);
    const link = await port.open();
    const data = new Promise((resolve) => opened.at(-1)?.once('data', resolve));
    link.write('ATI\r');
    await data;
    expect(port.heard.join('')).toBe('\r?\r\r>');
  });

  test('pulled out: closed, with the reason, once', async () => {
    rate = 9600;
    const port = await open(9600);
    const link = await port.open();
    opened.at(-1)?.emit('error', new Error('Input/output error'));
    link.close();
    expect(port.closed).toEqual(['Input/output error']);
  });

  test('a port that is not there', async () => {
    SerialPortMock.binding.reset();
    await expect((await open(9600)).open()).rejects.toThrow();
  });
});

test('addresses of adapters', () => {
  expect(parseAddress('tcp://192.168.0.10:35000')).toEqual({
    kind: 'tcp',
    host: '192.168.0.10',
    port: 35_000,
  });
  expect(parseAddress('tcp://[::1]:35000')).toMatchObject({ host: '::1' });
  expect(parseAddress('/dev/ttyUSB0')).toEqual({ kind: 'serial', path: '/dev/ttyUSB0' });
  expect(parseAddress('COM3')).toEqual({ kind: 'serial', path: 'COM3' });
  for (const wrong of [
    '',
    ' ',
    'tcp://',
    'tcp://host',
    'tcp://host:0',
    'http://host:1',
    'tcp://h:99999',
  ])
    expect(() => parseAddress(wrong)).toThrow(CommandError);
});
