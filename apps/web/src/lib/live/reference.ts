import { editSession } from '../api.ts';

/** Chooses the lap a running session is compared with; null is the best of the session. */
export async function setReference(
  sessionId: string,
  referenceLapId: string | null,
): Promise<void> {
  await editSession(sessionId, { referenceLapId });
}
