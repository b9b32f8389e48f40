-- Up to which seq a queue in front of the database holds a stream. A row of its own: the stream's is locked while frames are
-- committed, and acknowledgements do not wait for that.
create table stream_taken (
  stream_id uuid primary key references stream (id) on delete cascade,
  taken_seq bigint not null,
  taken_at timestamptz not null
);

-- What a scanner said about an object, as it said it. `clean` is the only word that lets an object out.
create table object_verdict (
  key text primary key,
  clean boolean not null,
  verdict text not null,
  told_at timestamptz not null
);
