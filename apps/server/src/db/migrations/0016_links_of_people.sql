-- Whose a mailed link is: it goes with the account, also where nothing but a key leads to it (DynamoDB).
alter table verification add column user_id uuid references driver (id) on delete cascade;
create index verification_of_driver on verification (user_id) where user_id is not null;
