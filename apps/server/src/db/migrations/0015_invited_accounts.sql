-- How many accounts were asked for with an invitation, where only who is invited signs up: a link is good for a few.
alter table team_invitation add column sign_ups integer not null default 0;
