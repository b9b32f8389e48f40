import { lookAtDatabase } from '../doctor/database.ts';
import { type Look } from '../doctor/findings.ts';
import { lookAtMachine } from '../doctor/machine.ts';
import { lookAtNeighbours } from '../doctor/neighbours.ts';
import { lookFromOutside } from '../doctor/reach.ts';
import { lookAtSettings } from '../doctor/settings.ts';
import { EXIT, type Output } from './command.ts';

const SIGNS = { ok: 'ok    ', skipped: 'not   ', advice: 'ADVICE', problem: 'FAIL  ' } as const;

/** Looks at everything the server needs, beside it while it runs. Changes nothing. */
export async function doctor({ config, json }: Output): Promise<number> {
  const findings: Look[] = [
    ...(await lookAtMachine(config)),
    ...lookAtSettings(config),
    ...(await lookAtDatabase(config)),
    ...(await lookAtNeighbours(config)),
    ...(await lookFromOutside(config)),
  ];
  const ok = findings.every((look) => look.ok);
  if (json) console.log(JSON.stringify({ ok, findings }));
  else for (const look of findings) print(look);
  return ok ? EXIT.ok : EXIT.findings;
}

function print({ level, check, detail, remedy }: Look): void {
  console.log(`${SIGNS[level]}  ${check}: ${detail}`);
  if (remedy !== null) console.log(`        ${remedy}`);
}
