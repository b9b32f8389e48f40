import { afterEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../clock.ts';
import { closeAll, handClock, startAdapter, unwaiting } from '../../../testing/elm-client.ts';
import { parseFault } from './faults.ts';
import { listenElm327 } from './listen.ts';

afterEach(closeAll);

describe('AT commands', () => {
  test('the adapter says what it is, echoes, and ends with a prompt', async () => {
    const { raw } = await startAdapter();
    expect(await raw('ATI\r')).toBe('ATI\rELM327 v2.1\r\r>');
    expect(await raw('ATZ\r')).toBe('ATZ\r\rELM327 v2.1\r\r>');
    expect(await raw('ATE0\r')).toBe('ATE0\rOK\r\r>');
    expect(await raw('AT@1\r')).toBe('OBDII to RS232 Interpreter\r\r>');
    expect(await raw('ATL1\r')).toBe('OK\r\n\r\n>');
    expect(await raw('ATWS\r')).toBe('\rELM327 v2.1\r\r>');
  });

  test('case, spaces, a wake-up space and a linefeed do not matter', async () => {
    const { raw } = await startAdapter();
    expect(await raw(' at e 0\r')).toContain('OK');
    expect(await raw('At Rv\r\n')).toMatch(/^1\d\.\dV\r\r>$/);
    expect(await raw('ath1\r\n')).toBe('OK\r\r>');
  });

  test('what is unknown is a question mark, and an empty line repeats the last command', async () => {
    const { ask, raw } = await startAdapter();
    await ask('ATE0');
    for (const command of ['ATXYZ', 'STI', 'AT', '01G', '0', 'ATSP G', '\x7F\x7F'])
      expect(await ask(command), command).toEqual(['?']);
    expect(await ask('ATI')).toEqual(['ELM327 v2.1']);
    expect(await raw('\r')).toBe('ELM327 v2.1\r\r>');
  });

  test('everything that a common client sends is accepted', async () => {
    const { ask } = await startAdapter();
    const commands = [
      'ATZ',
      'ATE0',
      'ATH1',
      'ATL0',
      'ATS0',
      'ATAL',
      'ATM0',
      'ATAT1',
      'ATAT2',
      'ATST19',
      'ATCAF1',
    ];
    const more = [
      'ATSP0',
      'ATTP6',
      'ATSPA6',
      'ATSH7E0',
      'ATCRA7E8',
      'ATCRA',
      'ATAR',
      'ATSHDB33F1',
      'ATD',
      'ATPC',
    ];
    for (const command of [...commands, ...more])
      expect(await ask(command), command).not.toContain('?');
  });

  test('ATSP is kept over a reset, ATTP is not', async () => {
    const { ask } = await startAdapter();
    await ask('ATE0');
    await ask('ATSP6');
    await ask('ATTP3');
    expect(await ask('ATDPN')).toEqual(['3']);
    await ask('ATZ');
    await ask('ATE0');
    expect(await ask('ATDPN')).toEqual(['6']);
    expect(await ask('ATDP')).toEqual(['ISO 15765-4 (CAN 11/500)']);
  });

  test('asleep by ATLP, the next byte wakes it', async () => {
    const { ask, raw } = await startAdapter();
    expect(await ask('ATLP')).toContain('OK');
    expect(await raw(' ')).toContain('ELM327');
    expect(await ask('ATI')).toContain('ELM327 v2.1');
  });
});

describe('requests on CAN', () => {
  test('the first one searches, then the bus is known', async () => {
    const { ask } = await startAdapter();
    for (const command of ['ATE0', 'ATS0', 'ATH1']) await ask(command);
    expect(await ask('ATDPN')).toEqual(['A0']);
    const [searching, engine, gearbox] = await ask('0100');
    expect(searching).toBe('SEARCHING...');
    expect(engine).toMatch(/^7E8064100[0-9A-F]{8}00$/);
    expect(gearbox).toMatch(/^7E9064100[0-9A-F]{8}AA$/);
    expect(await ask('ATDPN')).toEqual(['A6']);
    expect(await ask('0100')).toEqual([engine, gearbox]);
  });

  test('bitmaps lead from block to block, per control unit, to every PID that is answered', async () => {
    const { ask, quiet } = await startAdapter();
    await quiet('ATH1', 'ATSP6');
    const answered: Record<string, number[]> = {};
    for (let base = 0; base < 256; base += 32) {
      for (const line of await ask(`01${base.toString(16).padStart(2, '0')}`)) {
        if (line === 'NO DATA') continue;
        const bits = BigInt(`0x${line.slice(9, 17)}`);
        const list = (answered[line.slice(0, 3)] ??= []);
        for (let i = 1; i <= 32; i++) if ((bits >> BigInt(32 - i)) & 1n) list.push(base + i);
      }
    }
    const real = (ecu: string) => (answered[ecu] ?? []).filter((pid) => pid % 32 !== 0);
    expect(real('7E8').length).toBeGreaterThan(35);
    expect(real('7E9')).toEqual([0x01, 0x0d, 0xa4]);
    for (const pid of [...real('7E8'), 0xa4]) {
      const text = pid.toString(16).toUpperCase().padStart(2, '0');
      const lines = await ask(`01${text}`);
      expect(
        lines.some((line) => line.slice(5, 9) === `41${text}`),
        text,
      ).toBe(true);
    }
    expect(await ask('01BF')).toEqual(['NO DATA']);
  });

  test('headers and spaces are written as asked', async () => {
    const { ask, quiet } = await startAdapter();
    await quiet('ATSP6', 'ATH0');
    expect((await ask('010C'))[0]).toMatch(/^410C[0-9A-F]{4}$/);
    await ask('ATS1');
    expect((await ask('010C'))[0]).toMatch(/^41 0C [0-9A-F]{2} [0-9A-F]{2} $/);
    await ask('ATH1');
    expect((await ask('010C'))[0]).toMatch(/^7E8 04 41 0C [0-9A-F]{2} [0-9A-F]{2} 00 00 00 $/);
    await ask('ATD1');
    expect((await ask('010C'))[0]).toMatch(/^7E8 8 04 41 0C/);
  });

  test('a count digit takes so many answers and no more', async () => {
    const { ask, quiet } = await startAdapter();
    await quiet('ATSP6', 'ATH1');
    expect(await ask('010D')).toHaveLength(2);
    const [only, ...others] = await ask('010D1');
    expect(only).toMatch(/^7E803410D/);
    expect(others).toEqual([]);
  });

  test('several PIDs in one request come in one answer of each control unit', async () => {
    const { ask, quiet } = await startAdapter();
    await quiet('ATSP6', 'ATH1');
    const [first, gearbox, second] = await ask('01040B0C0DBF11');
    expect(first).toMatch(/^7E8100C4104..0B..0C$/);
    expect(second).toMatch(/^7E821....0D..11..00$/);
    expect(gearbox).toMatch(/^7E903410D/);
  });

  test('long answers are segmented, with and without headers, several control units mixed', async () => {
    const { ask, quiet } = await startAdapter({ vin: 'WMWZZZ99ZTS000777' });
    await quiet('ATSP6', 'ATH1');
    const vin = await ask('0902');
    expect(vin.map((line) => line.slice(0, 5))).toEqual(['7E810', '7E821', '7E822']);
    const bytes = vin.map((line, i) => line.slice(i === 0 ? 7 : 5)).join('');
    expect(Buffer.from(bytes, 'hex').subarray(3, 20).toString()).toBe('WMWZZZ99ZTS000777');
    expect(bytes.startsWith('490201')).toBe(true);
    const mixed = await ask('0904');
    expect(mixed.map((line) => line.slice(0, 5))).toEqual([
      '7E810',
      '7E910',
      '7E821',
      '7E921',
      '7E822',
      '7E922',
    ]);
    await ask('ATH0');
    const plain = await ask('0902');
    expect(plain.map((line) => line.slice(0, 2))).toEqual(['01', '0:', '1:', '2:']);
    expect(plain[0]).toBe('014');
  });

  test('one control unit is asked alone by its address, and then says what it has not', async () => {
    const { ask, quiet } = await startAdapter();
    await quiet('ATSP6', 'ATH1');
    await ask('ATSH7E1');
    expect(await ask('010D')).toEqual([expect.stringMatching(/^7E903410D/)]);
    expect(await ask('2101')).toEqual([expect.stringMatching(/^7E9037F2112/)]);
    await ask('ATSH7E5');
    expect(await ask('010D')).toEqual(['NO DATA']);
    await ask('ATSH7DF');
    await ask('ATCRA7E8');
    expect(await ask('010D')).toEqual([expect.stringMatching(/^7E803410D/)]);
  });

  test('29-bit identifiers', async () => {
    const { ask } = await startAdapter({ protocol: 7 });
    for (const command of ['ATE0', 'ATH1', 'ATSP0']) await ask(command);
    const [, engine, gearbox] = await ask('0100');
    expect(engine).toMatch(/^18 DA F1 10 06 41 00 /);
    expect(gearbox).toMatch(/^18 DA F1 18 06 41 00 /);
    expect(await ask('ATDPN')).toEqual(['A7']);
    await ask('ATSHDA10F1');
    expect(await ask('010D')).toHaveLength(1);
  });

  test('a protocol that is not the car’s fails as on the real thing', async () => {
    const { ask } = await startAdapter();
    await ask('ATE0');
    await ask('ATSP8');
    expect(await ask('0100')).toEqual(['CAN ERROR']);
    await ask('ATSP3');
    expect(await ask('0100')).toEqual(['BUS INIT: ...ERROR']);
    await ask('ATSP1');
    expect(await ask('0100')).toEqual(['NO DATA']);
    await ask('ATSP6');
    expect(await ask('0100')).toHaveLength(2);
  });
});

describe('waiting', () => {
  /** Seconds that each request waits for, on a clock that does not really wait. */
  async function timed(...settings: string[]) {
    const waits: number[] = [];
    const { ask, quiet } = await startAdapter(
      { waiting: 1 },
      unwaiting((seconds) => waits.push(seconds)),
    );
    await quiet('ATSP6', 'ATH1', ...settings);
    return async (request: string): Promise<number> => {
      waits.length = 0;
      await ask(request);
      return waits.reduce((sum, seconds) => sum + seconds, 0);
    };
  }

  test('behind the last answer it waits for more, as ATST and ATAT say, unless it has enough', async () => {
    const plain = await timed('ATAT0');
    const adaptive = await timed('ATAT2');
    const short = await timed('ATAT0', 'ATST19');
    expect(await plain('010C')).toBeGreaterThan(0.2);
    expect(await short('010C')).toBeCloseTo((await plain('010C')) - 0.1, 6);
    expect(await adaptive('010C')).toBeLessThan((await plain('010C')) / 2);
    expect(await plain('010C1')).toBeLessThan(0.02);
    expect(await plain('010D2')).toBeLessThan(0.04);
    expect(await plain('01BF')).toBeGreaterThan(0.2);
  });
});

describe('older buses', () => {
  test('K-line: initialisation, header and checksum, numbered lines, three codes a line', async () => {
    const { ask } = await startAdapter({
      protocol: 3,
      codes: { stored: ['P0133', 'C0123', 'U0158', 'P0420'] },
    });
    for (const command of ['ATE0', 'ATS0', 'ATH1', 'ATSP3']) await ask(command);
    const [init, engine] = await ask('0100');
    expect(init).toBe('BUS INIT: ...OK');
    const bytes = [...Buffer.from(engine ?? '', 'hex')];
    expect(bytes.slice(0, 5)).toEqual([0x48, 0x6b, 0x10, 0x41, 0x00]);
    expect(bytes.slice(0, -1).reduce((sum, byte) => sum + byte, 0) & 0xff).toBe(bytes.at(-1));
    const vin = await ask('0902');
    expect(vin.map((line) => line.slice(6, 12))).toEqual([
      '490201',
      '490202',
      '490203',
      '490204',
      '490205',
    ]);
    expect(vin[0]?.slice(12, 18)).toBe('000000');
    const codes = (await ask('03')).filter((line) => line.startsWith('486B10'));
    expect(codes.map((line) => line.slice(6, 20))).toEqual([
      '430133' + '4123' + 'C158',
      '430420' + '00000000',
    ]);
    expect(await ask('010C0D')).toEqual(['NO DATA']);
  });

  test('KWP says the length in its header, J1850 ends with its CRC', async () => {
    const kwp = await startAdapter({ protocol: 5 });
    for (const command of ['ATE0', 'ATS0', 'ATH1', 'ATSP5']) await kwp.ask(command);
    expect((await kwp.ask('010C'))[1]).toMatch(/^84F110410C/);
    const vpw = await startAdapter({ protocol: 2 });
    for (const command of ['ATE0', 'ATS0', 'ATH1', 'ATSP2']) await vpw.ask(command);
    const [line = ''] = await vpw.ask('0101');
    const bytes = [...Buffer.from(line, 'hex')];
    expect(bytes.slice(0, 3)).toEqual([0x48, 0x6b, 0x10]);
    // Residue of SAE J1850 over message and CRC.
    let crc = 0xff;
    for (const byte of bytes) {
      crc ^= byte;
      for (let bit = 0; bit < 8; bit++) crc = crc & 0x80 ? ((crc << 1) ^ 0x1d) & 0xff : crc << 1;
    }
    expect(crc).toBe(0xc4);
  });
});

describe('trouble codes', () => {
  const codes = { stored: ['P0133', 'P0420', 'P0715'], pending: ['P0301'], permanent: ['P0420'] };

  test('stored, pending, permanent, by control unit, with a count; freeze frame; lamp', async () => {
    const { ask, quiet } = await startAdapter({ codes });
    await quiet('ATSP6', 'ATH1');
    expect(await ask('03')).toEqual(['7E8064302013304200' + '0', '7E90443010715AAAAAA']);
    expect((await ask('07'))[0]).toMatch(/^7E80447010301/);
    expect((await ask('0A'))[0]).toMatch(/^7E8044A010420/);
    expect((await ask('0101'))[0]).toMatch(/^7E806410182/);
    expect((await ask('020200'))[0]).toMatch(/^7E8054202000133/);
    expect((await ask('020500'))[0]).toMatch(/^7E804420500/);
    expect((await ask('0600'))[0]).toMatch(/^7E8064600/);
    expect((await ask('0639'))[0]).toMatch(/^7E8100A46398AFEFF38/);
  });

  test('clearing is refused while the engine turns, and clears when it stands', async () => {
    const clock = handClock();
    const { ask, quiet } = await startAdapter(
      { codes, faults: [parseFault('engine-off@10s')] },
      clock,
    );
    await quiet('ATSP6', 'ATH1');
    expect((await ask('04'))[0]).toMatch(/^7E8037F0422/);
    expect((await ask('03'))[0]).toMatch(/^7E8064302/);
    clock.to(11);
    expect((await ask('010C'))[0]).toMatch(/^7E804410C0000/);
    expect((await ask('04'))[0]).toMatch(/^7E80144/);
    expect((await ask('03'))[0]).toMatch(/^7E8024300/);
    expect((await ask('0A'))[0]).toMatch(/^7E8044A010420/);
    expect((await ask('0101'))[0]).toMatch(/^7E80641010077E5E5/);
  });
});

test('the car behind it drives: speed and engine speed change, and agree with the seed', async () => {
  const clock = handClock();
  const { ask, quiet } = await startAdapter({ seed: 7 }, clock);
  await quiet('ATSP6', 'ATH0');
  const speeds: number[] = [];
  for (let second = 0; second < 120; second += 2) {
    clock.to(second);
    speeds.push(Number.parseInt((await ask('010D1'))[0]?.slice(4) ?? '', 16));
  }
  expect(Math.max(...speeds)).toBeGreaterThan(20);
  expect(new Set(speeds).size).toBeGreaterThan(10);
});

test('an address that is taken is an error with a hint', async () => {
  const { port } = await startAdapter();
  const second = listenElm327({ host: '127.0.0.1', port }, systemClock);
  await expect(second).rejects.toMatchObject({ code: 'address_not_usable' });
});
