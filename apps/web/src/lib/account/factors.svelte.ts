import { type ApiError, toApiError } from '../api.ts';
import {
  getSecondFactors,
  listPasskeys,
  listRememberedDevices,
  type Passkey,
  type RememberedDevice,
  type SecondFactors,
} from '../identity/calls.ts';

/** What guards the account of who is signed in. */
export class Factors {
  state = $state.raw<SecondFactors>();
  passkeys = $state.raw<readonly Passkey[]>([]);
  devices = $state.raw<readonly RememberedDevice[]>([]);
  error = $state.raw<ApiError>();

  async read(): Promise<void> {
    try {
      const [state, passkeys, devices] = await Promise.all([
        getSecondFactors(),
        listPasskeys(),
        listRememberedDevices(),
      ]);
      this.state = state;
      this.passkeys = passkeys.items;
      this.devices = devices.items;
      this.error = undefined;
    } catch (cause) {
      this.error = toApiError(cause);
    }
  }
}
