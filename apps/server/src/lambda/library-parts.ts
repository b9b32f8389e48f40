import { openSendCode } from '../identity/second-factor/send-code.ts';
import type { LibraryNeeds } from './open.ts';

/** What the identity library and its plugins are made of. */
export function toLibraryParts({ deps: { post, sms }, ...parts }: LibraryNeeds) {
  const sendMail = post.send;
  return { ...parts, sendMail, sendCode: openSendCode({ store: parts.store, sms, sendMail }) };
}
