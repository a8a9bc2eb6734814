-- What every script of the demonstration firm stands on. All of it is temporary.
--
-- Nothing here is random: a draw is a hash of what is being drawn (the key) and what it is drawn
-- for (the salt), so the same day always gives the same firm, whatever plan PostgreSQL chooses.

-- Compiling the plans would take longer than running them once.
set local jit = off;
-- Sort a hundred thousand entries in memory.
set local work_mem = '64MB';

create or replace function pg_temp.draw(key bigint, salt bigint) returns float8
  language sql immutable strict
  return (hashint8extended(key, salt) & 1048575)::float8 / 1048576;

-- A whole number from low to high, both included.
create or replace function pg_temp.draw(key bigint, salt bigint, low int, high int) returns int
  language sql immutable strict
  return low + floor((high - low + 1) * pg_temp.draw(key, salt))::int;

create or replace function pg_temp.pick(choices text[], key bigint, salt bigint) returns text
  language sql immutable strict
  return choices[1 + floor(array_length(choices, 1) * pg_temp.draw(key, salt))::int];
