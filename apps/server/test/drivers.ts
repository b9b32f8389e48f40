import { type IdentityStore, NotUniqueError } from '../src/identity/store/store.ts';

/** A driver as a sign-up leaves one; the one that is there already where the id is taken. */
export async function makeDriver(
  store: IdentityStore,
  { id, now, ...others }: { id: string; now: Date; name?: string; email?: string; role?: string },
): Promise<void> {
  try {
    await store.create('user', {
      id,
      name: 'Test driver',
      email: `${id}@example.org`,
      emailVerified: true,
      image: null,
      createdAt: now,
      updatedAt: now,
      twoFactorEnabled: false,
      role: 'driver',
      phoneNumber: null,
      lockedAt: null,
      lockedUntil: null,
      lockedReason: null,
      deletionDueAt: null,
      preferences: '{}',
      tokenVersion: 0,
      ...others,
    });
  } catch (error) {
    if (!(error instanceof NotUniqueError)) throw error;
  }
}
