import { expect, test } from 'vitest';
import { synthesise } from '../src/synthesise.ts';

const digest = (digit: string) => ({ image: `sha256:${digit.repeat(64)}` });
const texts = (digit: string) =>
  new Map([...synthesise('small', digest(digit))].map(([name, is]) => [name, JSON.stringify(is)]));

const [first, again, other] = [texts('a'), texts('a'), texts('b')];

test('a new image changes the service and nothing else; the same one changes nothing', () => {
  expect(first.size).toBe(15);
  expect([...again]).toEqual([...first]);
  const changed = [...first.keys()].filter((name) => first.get(name) !== other.get(name));
  expect(changed).toEqual(['Outlap-Service']);
  const moved = (other.get('Outlap-Service') ?? '').replaceAll('b'.repeat(64), 'a'.repeat(64));
  expect(moved).toBe(first.get('Outlap-Service'));
});

const account = '123456789012';
const smtpSecretArn = `arn:aws:secretsmanager:eu-central-1:${account}:secret:outlap-smtp-AbCdEf`;
const elsewhere = synthesise('serverless', { account, region: 'us-east-1' });
const here = synthesise('small', { account, smtpSecretArn });

test('another account or region is synthesised without asking AWS', () => {
  expect([...elsewhere.keys()]).toHaveLength(6);
  expect(JSON.stringify(here.get('Outlap-Network'))).toContain('Fn::GetAZs');
  const smtp = JSON.stringify({ Name: 'SMTP_URL', ValueFrom: smtpSecretArn });
  expect(JSON.stringify(here.get('Outlap-Service')).split(smtp)).toHaveLength(4);
});
