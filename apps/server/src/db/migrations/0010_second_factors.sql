-- Where codes may go, `mail` or `phone`, separated by spaces.
alter table two_factor add column code_channels text not null default '';

-- Until when this browser is asked for no second factor.
alter table known_device add column remembered_until timestamptz;
