import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { testWith } from './programs.ts';

const text = readFileSync(join(import.meta.dirname, 'outlap.service'), 'utf8');

testWith(
  'systemd-analyze',
  'systemd knows every line of the unit, and finds it closed',
  (analyze) => {
    const folder = mkdtempSync(join(tmpdir(), 'outlap-unit-'));
    try {
      // Node lies elsewhere on this machine; the rest stays as it is.
      const check = (unit: string) => {
        const path = join(folder, 'outlap.service');
        writeFileSync(path, unit.replace(/^ExecStart=\S+/m, `ExecStart=${process.execPath}`));
        return spawnSync(analyze, ['verify', '--man=no', path], { encoding: 'utf8' });
      };
      // It prints unknown keys and answers 0.
      const { stdout, stderr, status } = check(text);
      expect({ stdout, stderr, status }).toEqual({ stdout: '', stderr: '', status: 0 });
      expect(check(text.replace('ProtectHome=', 'ProtectHouse=')).stderr).toContain('ProtectHouse');
      check(text);
      const args = ['security', '--offline=true', '--threshold=20', '--no-pager'];
      const exposure = spawnSync(analyze, [...args, join(folder, 'outlap.service')], {
        encoding: 'utf8',
      });
      expect(exposure.status, exposure.stdout).toBe(0);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);

test('V8 may compile, wrong configuration is not tried again, stopping has its time', () => {
  expect(text).not.toMatch(/^MemoryDenyWriteExecute=/m);
  expect(text).toMatch(/^RestartPreventExitStatus=2$/m);
  expect(text).toMatch(/^TimeoutStopSec=60$/m);
});
