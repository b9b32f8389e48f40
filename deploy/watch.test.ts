import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { testWith } from './programs.ts';

const PROMETHEUS = join(import.meta.dirname, 'prometheus');
const TOKEN = 'the token of Prometheus';
const read = (...path: string[]) => readFileSync(join(import.meta.dirname, ...path), 'utf8');

type Rules = {
  readonly groups: readonly { readonly rules: readonly { alert: string; expr: string }[] }[];
};
const rules = (parse(read('prometheus', 'alerts.yaml')) as Rules).groups.flatMap(
  (group) => group.rules,
);

/** Names of our metrics in some text, as the server exports them. */
function metricsIn(text: string): string[] {
  return [...new Set(text.match(/\boutlap_[a-z0-9_]+/g) ?? [])].sort();
}

describe('what Prometheus and Grafana ask for', () => {
  let folder = '';
  let server: ChildProcess;
  let exported = '';
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'outlap-deploy-'));
    const main = join(import.meta.dirname, '..', 'apps', 'server', 'src', 'main.ts');
    server = spawn(process.execPath, [main, 'serve', '--json'], {
      env: {
        ...process.env,
        DATA_DIR: folder,
        PORT: '0',
        METRICS_TOKEN: TOKEN,
        LOG_LEVEL: 'error',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface(server.stdout!), 'line')) as [string];
    const { address } = JSON.parse(line) as { address: string };
    // The demo was imported before; the simulated car is acknowledged within seconds.
    while (!/^outlap_ingest_lag_seconds_count /m.test(exported)) {
      const answer = await fetch(`${address}/metrics`, {
        headers: { authorization: `Bearer ${TOKEN}` },
      });
      exported = await answer.text();
      await wait(500);
    }
  }, 240_000);
  afterAll(async () => {
    const ended = once(server, 'exit');
    server.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  });

  test.each(['grafana/outlap.json', 'prometheus/alerts.yaml'])(
    '%s names only what a running server exports',
    (path) => {
      const names = new Set(
        exported
          .split('\n')
          .filter((line) => line !== '' && !line.startsWith('#'))
          .map((line) => line.replace(/[{ ].*$/, '')),
      );
      // There is no Redis here, and so nothing to say of it.
      names.add('outlap_redis_up');
      const asked = metricsIn(
        path.endsWith('.json') ? read(path) : rules.map((r) => r.expr).join(' '),
      );
      expect(asked.length).toBeGreaterThan(10);
      expect(asked.filter((name) => !names.has(name))).toEqual([]);
    },
  );

  testWith('promtool', 'promtool has nothing against what the server exports', (promtool) => {
    const { status, stdout, stderr } = spawnSync(promtool, ['check', 'metrics'], {
      input: exported,
      encoding: 'utf8',
    });
    expect(`${stdout}${stderr}`).toBe('');
    expect(status).toBe(0);
  });
});

test('the dashboard is one that Grafana takes: panels with ids and places of their own', () => {
  type Panel = { id: number; gridPos: { x: number; y: number; w: number; h: number } };
  const { panels, uid } = JSON.parse(read('grafana', 'outlap.json')) as {
    panels: Panel[];
    uid: string;
  };
  expect(uid).toBe('outlap');
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, i) => `${x + (i % w)},${y + Math.floor(i / w)}`),
  );
  expect(new Set(cells).size).toBe(cells.length);
  expect(panels.every(({ gridPos: { x, w } }) => x + w <= 24)).toBe(true);
});

test('each alert is explained in docs/operate/watch.md, and nothing else is', () => {
  const text = readFileSync(join(import.meta.dirname, '..', 'docs', 'operate', 'watch.md'), 'utf8');
  const explained = [...text.matchAll(/^### (Outlap\w+)$/gm)].map(([, name]) => name);
  expect(explained).toEqual(rules.map(({ alert }) => alert));
});

testWith(
  'promtool',
  'promtool takes rules and configuration, and the alerts do as tested',
  (promtool) => {
    const folder = mkdtempSync(join(tmpdir(), 'outlap-deploy-'));
    const run = (...args: string[]) => spawnSync(promtool, args, { cwd: folder, encoding: 'utf8' });
    for (const name of ['prometheus.yml', 'alerts.yaml', 'alerts.test.yaml'])
      writeFileSync(join(folder, name), readFileSync(join(PROMETHEUS, name)));
    writeFileSync(join(folder, 'metrics-token'), TOKEN);
    for (const args of [
      ['check', 'config', 'prometheus.yml'],
      ['test', 'rules', 'alerts.test.yaml'],
    ]) {
      const { status, stdout, stderr } = run(...args);
      expect(status, stdout + stderr).toBe(0);
    }
    // A threshold that nobody would notice is noticed here.
    const rules = readFileSync(join(folder, 'alerts.yaml'), 'utf8');
    writeFileSync(join(folder, 'alerts.yaml'), rules.replace('> 0.8', '> 0.95'));
    expect(run('test', 'rules', 'alerts.test.yaml').status).toBe(1);
    rmSync(folder, { recursive: true, force: true });
  },
);
