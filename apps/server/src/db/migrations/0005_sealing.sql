-- Which server looks after a running stream: shows its state and seals its laps. Another one takes over when the time is up.
alter table stream add column watcher uuid;
alter table stream add column watcher_until timestamptz;
-- Where the lap began that the end of the drive cut off: its frames stay for a while, so that a late frame can go on with it.
alter table stream add column tail_seconds float8;
create index session_samples_age on session (sort_at) where samples_removed_at is null;
