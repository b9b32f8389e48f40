import type { EditSession, Session } from '../api.ts';

/** What the edit dialog edits; empty text means none. */
export type SessionDraft = {
  name: string;
  driver: string;
  vehicleName: string;
  trackName: string;
  layoutName: string;
  notes: string;
};

export function toDraft(session: Session): SessionDraft {
  return {
    name: session.name,
    driver: session.driver ?? '',
    vehicleName: session.vehicle?.name ?? '',
    trackName: session.track?.name ?? '',
    layoutName: session.track?.layout ?? '',
    notes: session.notes,
  };
}

/** Only what differs; a track or a name that was emptied stays as it is, others become none. */
export function changesOf(session: Session, draft: SessionDraft): EditSession {
  const before = toDraft(session);
  const changed = (key: keyof SessionDraft) => draft[key].trim() !== before[key].trim();
  const orNull = (text: string) => text.trim() || null;
  const body: EditSession = {};
  if (changed('name') && draft.name.trim()) body.name = draft.name.trim();
  if (changed('trackName') && draft.trackName.trim()) body.trackName = draft.trackName.trim();
  if (changed('driver')) body.driver = orNull(draft.driver);
  if (changed('vehicleName')) body.vehicleName = orNull(draft.vehicleName);
  if (changed('layoutName')) body.layoutName = orNull(draft.layoutName);
  if (changed('notes')) body.notes = draft.notes;
  return body;
}
