import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';

/** A file of a backup, as it lies in its place. */
const SealedFile = Type.Object({
  /** Within the place; files of an earlier backup lie in that one's folder. */
  path: Type.String({ pattern: '^[a-z0-9._-]+(/[a-z0-9._-]+)+$' }),
  bytes: Type.Integer({ minimum: 0 }),
  sha256: Type.String(),
});
export type SealedFile = Static<typeof SealedFile>;

/**
 * What anybody who sees the place may read: which backups there are, and whether their files are whole. Written last: a
 * folder without it is no backup.
 */
export const Outline = Type.Object({
  format: Type.Literal('outlap-backup'),
  version: Type.Literal(1),
  name: Type.String(),
  /** The installation it is of. */
  instance: Type.String(),
  createdAt: Type.String(),
  product: Type.String(),
  /** The newest migration. */
  schema: Type.String(),
  bytes: Type.Integer(),
  rows: Type.Integer(),
  objects: Type.Integer(),
  missing: Type.Integer(),
  manifest: SealedFile,
  files: Type.Array(SealedFile),
});
export type Outline = Static<typeof Outline>;

const Table = Type.Object({
  name: Type.String(),
  columns: Type.Array(Type.String()),
  rows: Type.Integer(),
  bytes: Type.Integer(),
  sha256: Type.String(),
  path: Type.String(),
});
export type TableEntry = Static<typeof Table>;

const ObjectEntry = Type.Object({
  key: Type.String(),
  bytes: Type.Integer(),
  sha256: Type.String(),
  path: Type.String(),
});
export type ObjectEntry = Static<typeof ObjectEntry>;

/** What is in a backup, with the keys to its files; itself encrypted for whoever may restore. */
export const Manifest = Type.Object({
  format: Type.Literal('outlap-backup'),
  version: Type.Literal(1),
  name: Type.String(),
  instance: Type.String(),
  createdAt: Type.String(),
  product: Type.String(),
  database: Type.String(),
  migrations: Type.Array(Type.Object({ name: Type.String(), hash: Type.String() })),
  /** Where accounts lie: `database`, or a DynamoDB table, which is not in here. */
  identity: Type.String(),
  /** Fingerprints of AUTH_SECRET, newest first; the secret itself where it lies in the data folder. */
  authSecret: Type.Object({
    fingerprints: Type.Array(Type.String()),
    value: Type.Union([Type.String(), Type.Null()]),
  }),
  tables: Type.Array(Table),
  objects: Type.Array(ObjectEntry),
  /** Objects that rows name and that were not there. */
  missing: Type.Array(Type.String()),
  /** Objects that were deleted, with the rows that name them, after the tables were read. */
  gone: Type.Optional(Type.Array(Type.String())),
  /** Objects that a scanner has not found clean, and that the bucket did not hand out. */
  withheld: Type.Optional(Type.Array(Type.String())),
  /** The key of each file. */
  keys: Type.Record(Type.String(), Type.String()),
});
export type Manifest = Static<typeof Manifest>;

/** Which objects already lie in a place, and by what they are opened. */
export const Known = Type.Object({
  instance: Type.String(),
  files: Type.Array(SealedFile),
  keys: Type.Record(Type.String(), Type.String()),
  objects: Type.Array(Type.Intersect([ObjectEntry, Type.Object({ modifiedAt: Type.String() })])),
});
export type Known = Static<typeof Known>;

/** Throws when the text is not what it should be. */
export function parseOutline(text: string): Outline {
  return parsed(Outline, text);
}
export function parseManifest(text: string): Manifest {
  return parsed(Manifest, text);
}
export function parseKnown(text: string): Known {
  return parsed(Known, text);
}

function parsed<S extends typeof Outline | typeof Manifest | typeof Known>(
  schema: S,
  text: string,
): Static<S> {
  const value: unknown = JSON.parse(text);
  const version = (value as { version?: unknown } | null)?.version;
  if (typeof version === 'number' && version > 1)
    throw new Error(
      `This backup has format ${version}, this version of Outlap knows 1: restore it with a newer one`,
    );
  if (!Value.Check(schema, value)) throw new Error('This is no description of a backup');
  return value;
}
