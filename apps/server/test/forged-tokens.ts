import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import type { Keyring } from '../src/identity/keyring.ts';

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** What people make of a good access token and the server's public key to get in, by what it tries. */
export async function forgeTokens(
  good: string,
  publicKey: string,
  keyring: Keyring,
): Promise<Readonly<Record<string, string>>> {
  const [head = '', payload = '', signature = ''] = good.split('.');
  const header = decodeProtectedHeader(good);
  const claims = decodeJwt(good);
  const own = generateKeyPairSync('ed25519');
  const signed = (extra: object) => {
    const data = `${encode({ ...header, ...extra })}.${payload}`;
    return `${data}.${sign(null, Buffer.from(data), own.privateKey).toString('base64url')}`;
  };
  const swapped = `${encode({ ...header, alg: 'HS256' })}.${payload}`;
  const hmac = createHmac('sha256', publicKey).update(swapped).digest('base64url');
  const promoted = encode({ ...claims, roles: ['owner'] });
  const { sub = '' } = claims;
  return {
    'no signature (alg none)': `${encode({ ...header, alg: 'none' })}.${payload}.`,
    'alg none in other letters': `${encode({ ...header, alg: 'nOnE' })}.${payload}.${signature}`,
    'the public key as a secret': `${swapped}.${hmac}`,
    'a key of one’s own': signed({}),
    'a key of one’s own in the header': signed({ jwk: own.publicKey.export({ format: 'jwk' }) }),
    'a kid that is a path': signed({ kid: '../../dev/null' }),
    'a kid that is SQL': signed({ kid: "x' union select 'y" }),
    'a kid that is nobody’s': signed({ kid: '00000000-0000-7000-8000-00000000dead' }),
    'keys from elsewhere': signed({ jku: 'https://evil.example/jwks.json' }),
    'other claims under the old signature': `${head}.${promoted}.${signature}`,
    'another kind of token': await keyring.sign({ sub, jti: 'x' }, 900),
    'a token without a version': await keyring.sign({ ...claims, ver: undefined }, 900),
    'no token at all': 'x.y.z',
  };
}
