-- The request that a message in the outbox comes from, so that what the log tells of both can be joined.
alter table outbox add column request_id text;
