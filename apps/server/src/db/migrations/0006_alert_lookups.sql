-- The newest alert of a rule, and what a rule or a vehicle that goes leaves behind.
create index alert_rule_newest on alert (rule_id, started_at desc);
create index alert_vehicle on alert (vehicle_id);
