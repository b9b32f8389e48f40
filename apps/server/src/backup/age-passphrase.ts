// The passphrase of the age format (scrypt stanza), stretched by Node's own scrypt in its thread pool: in JavaScript it
// would hold a server for seconds.
import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import { type Identity, type Recipient, Stanza } from 'age-encryption';

const LABEL = 'age-encryption.org/v1/scrypt';
/** As the age command has it: about a second, 256 MB. */
const LOG_N = 18;
const LARGEST_LOG_N = 20;
const NONCE = Buffer.alloc(12);
const TAG = 16;
const OPTIONS = { authTagLength: TAG };

export function forPassphrase(passphrase: string): Recipient {
  return {
    wrapFileKey: async (fileKey) => {
      const salt = randomBytes(16);
      const key = await stretch(passphrase, salt, LOG_N);
      const cipher = createCipheriv('chacha20-poly1305', key, NONCE, OPTIONS);
      const body = Buffer.concat([cipher.update(fileKey), cipher.final(), cipher.getAuthTag()]);
      const args = ['scrypt', salt.toString('base64').replace(/=+$/, ''), String(LOG_N)];
      return [new Stanza(args, body)];
    },
  };
}

export function byPassphrase(passphrase: string): Identity {
  return {
    unwrapFileKey: async (stanzas) => {
      const [stanza] = stanzas;
      if (stanzas.length !== 1 || stanza?.args[0] !== 'scrypt') return null;
      const [, salt = '', logN = ''] = stanza.args;
      if (!/^[1-9]\d?$/.test(logN) || Number(logN) > LARGEST_LOG_N) return null;
      const key = await stretch(passphrase, Buffer.from(salt, 'base64'), Number(logN));
      const decipher = createDecipheriv('chacha20-poly1305', key, NONCE, OPTIONS);
      const end = stanza.body.length - TAG;
      decipher.setAuthTag(stanza.body.subarray(end));
      try {
        return Buffer.concat([decipher.update(stanza.body.subarray(0, end)), decipher.final()]);
      } catch {
        return null;
      }
    },
  };
}

function stretch(passphrase: string, salt: Uint8Array, logN: number): Promise<Buffer> {
  const cost = { N: 2 ** logN, r: 8, p: 1, maxmem: 2 ** (logN + 11) };
  const salted = Buffer.concat([Buffer.from(LABEL), salt]);
  return new Promise((resolve, reject) => {
    scrypt(passphrase, salted, 32, cost, (error, key) => (error ? reject(error) : resolve(key)));
  });
}
