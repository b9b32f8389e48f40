import { expect, test } from 'vitest';
import { needsSecondFactor, type Permission, PERMISSIONS } from '../../permissions.ts';
import { hasTwoFactors, PASSKEY, VERIFIED_PASSKEY, withFactor } from './amr.ts';

test('two different factors are two, two of a kind are one', () => {
  expect(withFactor(['pwd'], 'otp')).toEqual(['pwd', 'otp', 'mfa']);
  expect(withFactor(['social'], 'recovery')).toContain('mfa');
  expect(withFactor(['magic'], 'sms')).toContain('mfa');
  expect(withFactor(['magic'], 'mail')).toEqual(['magic', 'mail']);
  expect(withFactor(PASSKEY, 'hwk')).toEqual(['hwk']);
  expect(withFactor(['pwd', 'otp', 'mfa'], 'otp')).toEqual(['pwd', 'otp', 'mfa']);
});

test('what is enough to administer', () => {
  for (const amr of [VERIFIED_PASSKEY, ['ticket'], ['pwd', 'otp', 'mfa']])
    expect(hasTwoFactors(amr)).toBe(true);
  for (const amr of [PASSKEY, ['pwd'], ['sso'], ['device'], []])
    expect(hasTwoFactors(amr)).toBe(false);
});

test('whatever administers asks for two factors, but what is listed here', () => {
  const lines: [string, Permission][] = Object.entries(PERMISSIONS);
  const administering = lines.filter(
    ([, { who, team }]) => who === 'moderator' || who === 'owner' || team === 'admin',
  );
  expect(administering.length).toBeGreaterThan(20);
  const exempt = administering.filter(([, permission]) => !needsSecondFactor(permission));
  expect(exempt.map(([verb]) => verb)).toEqual(['deleteSession']);
});
