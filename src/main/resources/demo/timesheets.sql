-- Three years of timesheets up to yesterday, about 100,000 entries.

-- Every day a person worked. The key counts in weeks back from today, not in dates: the firm of
-- another day is the same firm, shifted.
create temp table demo_day on commit drop as
with calendar as (
  select day::date as day, today,
    (date_trunc('week', today)::date - date_trunc('week', day)::date) / 7 as weeks_ago,
    extract(isodow from day)::int as weekday, extract(month from day)::int as month,
    extract(day from day)::int as day_of_month
  from demo_firm cross join generate_series((today - interval '3 years')::timestamp,
    today - interval '1 day', interval '1 day') as day
), working as (
  select * from calendar
  where weekday <= 5
    and (month, day_of_month) not in ((1, 1), (7, 4), (12, 25), (12, 26))
    and not (month = 5 and weekday = 1 and day_of_month > 24)
    and not (month = 9 and weekday = 1 and day_of_month <= 7)
    and not (month = 11 and weekday = 4 and day_of_month between 22 and 28)
), present as (
  select working.*, person.no, person.id as user_id, job,
    (weeks_ago * 8 + weekday) * 32 + person.no as key
  from working join demo_person as person on job is not null and hired_on <= day
  -- A week of holiday, most of them in summer and at the end of the year …
  where pg_temp.draw(weeks_ago * 32 + person.no, 301) >=
      case when month in (7, 8) then 0.13 when month = 12 and day_of_month > 19 then 0.35
        else 0.055 end
    -- … and a day of illness now and then.
    and pg_temp.draw((weeks_ago * 8 + weekday) * 32 + person.no, 302) >= 0.018
)
select key, no as person_no, user_id, job, day, weeks_ago, month, weekday,
  -- In quarters of an hour: from 08:00 to 09:00 on, for seven to eight hours, with a lunch break.
  pg_temp.draw(key, 303, 32, 36) as begins,
  case when job = 'owner' then pg_temp.draw(key, 304, 14, 22)
    when month = 12 and day_of_month in (24, 31) then 16
    else pg_temp.draw(key, 304, 29, 33) end as quarters,
  pg_temp.draw(key, 305, 13, 17) as lunch_after,
  pg_temp.draw(key, 306, 2, 4) as lunch,
  case job when 'desk' then pg_temp.draw(key, 307, 10, 13)
    when 'operations' then pg_temp.draw(key, 307, 7, 10)
    when 'owner' then pg_temp.draw(key, 307, 3, 5)
    else pg_temp.draw(key, 307, 6, 9) end as pieces,
  -- The share that earns nothing: less each year, more in the quiet months.
  case job when 'owner' then 0.5 when 'lead' then 0.27 when 'desk' then 0.1 else 0.145 end
    * case when month in (12, 1) then 1.3 when month in (7, 8) then 1.15
      when month in (3, 5, 10) then 0.85 else 1 end
    * (1 + weeks_ago / 52.0 * 0.06) as internal_share
from present;

-- The day cut into entries of a quarter of an hour or more, in whole numbers so that they meet
-- without gap or overlap; what comes after lunch moves back by the length of the break.
create temp table demo_piece on commit drop as
with weighted as (
  select demo_day.*, piece, key * 16 + piece as piece_key,
    pg_temp.draw(key * 16 + piece, 311, 20, 90) as weight
  from demo_day cross join generate_series(1, pieces) as piece
), cut as (
  select *,
    piece + (quarters - pieces) * sum(weight) over (partition by key order by piece)
      / sum(weight) over (partition by key) as upto
  from weighted
), bounded as (
  select *, coalesce(lag(upto) over (partition by key order by piece), 0) as since from cut
)
select piece_key as key, person_no, user_id, day, weeks_ago, weekday,
  date_trunc('month', day)::date as month,
  begins + since + case when since >= lunch_after then lunch else 0 end as begins,
  upto - since as quarters,
  pg_temp.draw(piece_key, 312) < internal_share as internal,
  -- Each person looks after a part of the clients, a few of them most of all.
  (person_no * 0.61803 + weeks_ago * 0.0007 + 0.3 * pg_temp.draw(piece_key, 313) ^ 1.2)
    ::numeric % 1 as client_share
from bounded;

-- For every month the services that run all through it, each as often as it takes hours; the
-- services of one client lie side by side.
create temp table demo_deck on commit drop as
select month, service.id as service_id, service.client_id, service_type,
  row_number() over (partition by month
    order by pg_temp.draw(service.client_no, 321), service.key, card) as place,
  count(*) over (partition by month) as places
from demo_service as service
cross join (select distinct month from demo_piece) as months
cross join lateral generate_series(1, ceil(weight * (0.2 + 1.1 * size ^ 1.5))::int) as card
where weight > 0 and start_date <= month
  and coalesce(end_date, 'infinity') >= (month + interval '1 month - 1 day')::date;

create unique index on demo_deck (month, place);
analyze demo_piece;
analyze demo_deck;

create temp table demo_entry on commit drop as
select piece.*, deck.service_id, coalesce(deck.client_id, own.id) as client_id,
  coalesce(deck.service_type, '') as service_type,
  -- Some work for clients is not charged.
  not internal and pg_temp.draw(piece.key, 331) >= 0.085 as billable
from demo_piece as piece
cross join (select id from demo_client where no = 1) as own
left join (select distinct month, places from demo_deck) as size
  on size.month = piece.month and not internal
left join demo_deck as deck on deck.month = size.month
  and deck.place = 1 + floor(size.places * client_share);

analyze demo_entry;

insert into timesheet_entries (client_id, service_id, user_id, date, start_time, end_time, duration,
  project_task, description, tags, billable, own_rate, hourly_rate, currency, status, created_at)
select client_id, service_id, user_id, day, start_time, end_time, quarters * 900, task,
  pg_temp.pick(descriptions, key, 341), tags, billable, own_rate,
  coalesce(own_rate, service_rate, user_rate, client_rate), currency,
  case
    when weeks_ago = 0 then 'DRAFT'
    -- There are always some who forget to submit.
    when weeks_ago = 1 and person_no % 5 = 3 then 'DRAFT'
    when weeks_ago > 3 then 'APPROVED'
    when pg_temp.draw(key, 342) < 0.015 then 'REJECTED'
    else 'SUBMITTED' end,
  (day + end_time + interval '10 minutes') at time zone 'UTC'
from (
  select entry.*, task, descriptions, currency, service.hourly_rate as service_rate,
    users.hourly_rate as user_rate, client.default_hourly_rate as client_rate,
    make_time((begins / 4)::int, (begins % 4 * 15)::int, 0) as start_time,
    make_time(((begins + entry.quarters) / 4)::int, ((begins + entry.quarters) % 4 * 15)::int, 0)
      as end_time,
    case when billable and urgent then 210 end as own_rate,
    case when billable and urgent then array['urgent']
      when pg_temp.draw(entry.key, 344) < 0.06 then array['remote']
      when pg_temp.draw(entry.key, 344) < 0.1 then array['on-site']
      when pg_temp.draw(entry.key, 344) < 0.12 then array['remote', 'out-of-scope']
      else '{}' end as tags
  from demo_entry as entry
  cross join lateral (select pg_temp.draw(entry.key, 343) < 0.008 as urgent) as urgency
  join demo_work as work on work.service_type = entry.service_type
    and work.choice = 1 + floor(case internal when true then 6 else 4 end
      * pg_temp.draw(entry.key, 345))
  join users on users.id = user_id
  join clients as client on client.id = client_id
  left join services as service on service.id = service_id
) as entry
order by day, begins, person_no;

-- Without statistics the first dashboard would be planned for empty tables.
analyze users;
analyze clients;
analyze client_stage_changes;
analyze services;
analyze timesheet_entries;

drop function pg_temp.pick(text[], bigint, bigint);
drop function pg_temp.draw(bigint, bigint, int, int);
drop function pg_temp.draw(bigint, bigint);
