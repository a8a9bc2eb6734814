-- About six hundred services of every frequency.

-- What the firm sells. Hours on a recurring service are covered by its fee: their rate is 0.
-- A project has no rate of its own, so each person's counts. Weight: hours it takes, relatively.
create temp table demo_offer on commit drop as
select row_number() over (order by billing_frequency, service_type) as no, *
from (values
  ('Managed IT', 'MONTHLY', 1200, 9000, 0, 5),
  ('Help desk', 'MONTHLY', 600, 4200, 0, 6),
  ('Cloud hosting', 'MONTHLY', 400, 5200, 0, 2),
  ('Security monitoring', 'MONTHLY', 500, 4800, 0, 3),
  ('Jamf device management', 'MONTHLY', 400, 2600, 0, 3),
  ('Backup and recovery', 'MONTHLY', 400, 1800, 0, 1),
  ('Network maintenance', 'QUARTERLY', 1500, 6500, 0, 2),
  ('Compliance review', 'QUARTERLY', 1800, 6000, 0, 2),
  ('Database administration', 'QUARTERLY', 2400, 9000, 0, 3),
  ('Penetration test', 'ANNUAL', 6000, 24000, 0, 1),
  ('Disaster recovery drill', 'ANNUAL', 2500, 9000, 0, 1),
  ('Software licences', 'ANNUAL', 1500, 18000, null, 0),
  ('Domain and certificate care', 'ANNUAL', 300, 1500, null, 0),
  ('Data migration', 'ONE_TIME', 4000, 38000, null, 26),
  ('Onboarding and set-up', 'ONE_TIME', 1500, 9000, null, 14),
  ('Office network installation', 'ONE_TIME', 5000, 42000, null, 22),
  ('Security assessment', 'ONE_TIME', 3500, 16000, null, 16),
  ('Website relaunch', 'ONE_TIME', 6000, 34000, null, 26),
  ('Software development', 'HOURLY', 140, 195, null, 12),
  ('Consulting', 'HOURLY', 150, 190, null, 6),
  ('Integration support', 'HOURLY', 125, 165, null, 8),
  ('On-site support', 'HOURLY', 95, 135, null, 6),
  ('Training', 'HOURLY', 95, 140, null, 3)
) as offer (service_type, billing_frequency, low, high, rate, weight);

-- How many services of each frequency a client buys: the bigger, the more.
create temp table demo_quota on commit drop as
select no as client_no, billing_frequency, quota
from demo_client cross join lateral (values
  ('MONTHLY', 1 + (size > 0.55)::int + (size > 0.85)::int),
  ('QUARTERLY', (pg_temp.draw(no, 201) < 0.4)::int),
  ('ANNUAL', (pg_temp.draw(no, 202) < 0.55)::int),
  ('ONE_TIME', (pg_temp.draw(no, 203) < 0.6)::int + (size > 0.6)::int),
  ('HOURLY', (pg_temp.draw(no, 204) < 0.8)::int + (size > 0.8)::int)
) as wanted (billing_frequency, quota)
where won_on is not null and no > 1
union all
-- What half of the advanced prospects were offered.
select no, frequency, 1
from demo_client cross join unnest(array['MONTHLY', 'ONE_TIME']) as frequency
where prospect >= 24 and prospect % 2 = 0;

create temp table demo_service on commit drop as
with chosen as (
  select client.no, client.id, status, size, won_on, ended_on,
    service_type, offer.billing_frequency, low, high, rate, weight,
    client.no * 100 + offer.no as key,
    row_number() over (partition by client.no, offer.billing_frequency
      order by pg_temp.draw(client.no * 100 + offer.no, 211), offer.no) as rank,
    quota, today
  from demo_firm cross join demo_quota
  join demo_client as client on client.no = client_no
  join demo_offer as offer using (billing_frequency)
), begun as (
  select *,
    case
      -- Offered, not signed: it would start in some weeks.
      when won_on is null then today + pg_temp.draw(key, 212, 14, 60)
      -- The first monthly service, the hourly agreement and some others start with the client …
      when rank = 1 and billing_frequency in ('MONTHLY', 'HOURLY')
        or billing_frequency <> 'ONE_TIME' and pg_temp.draw(key, 219) < 0.4
        then won_on + pg_temp.draw(key, 212, 3, 20)
      -- … the rest join over the years, more of them lately: the firm grows.
      else won_on + 10 + floor((coalesce(ended_on, today + 20) - won_on - 10)
        * pg_temp.draw(key, 212) ^ 0.6)::int
    end as starts
  from chosen
  where rank <= quota
), dated as (
  select *,
    -- Recurring services run from the first of a month to the last of one.
    case when billing_frequency in ('MONTHLY', 'QUARTERLY', 'ANNUAL')
      then (date_trunc('month', starts) + interval '1 month')::date else starts end as start_date,
    case when billing_frequency = 'ONE_TIME'
      then starts + pg_temp.draw(key, 213, 60, 200)
      -- Some active clients gave one service up.
      when status = 'ACTIVE' and rank > 1 and pg_temp.draw(key, 214) < 0.12
      then date_trunc('month',
        today - floor((today - starts) * pg_temp.draw(key, 215))::int)::date - 1 end as own_end
  from begun
), ended as (
  select *, least(own_end, date_trunc('month', ended_on)::date - 1) as end_date from dated
)
select no as client_no, id as client_id, size, key, service_type, billing_frequency, weight,
  case when billing_frequency <> 'HOURLY' then step * round(low * (high::numeric / low)
    ^ greatest(0, 0.85 * size + 0.25 * pg_temp.draw(key, 216) - 0.15)::numeric / step) end as fee,
  case when billing_frequency <> 'HOURLY' then rate
    -- A quarter of the hourly agreements leave the rate to the person.
    when pg_temp.draw(key, 217) < 0.75
    then 5 * round((low + (high - low) * pg_temp.draw(key, 218)) / 5) end as hourly_rate,
  start_date,
  -- A project that still runs has no end yet.
  case when billing_frequency <> 'ONE_TIME' or end_date < today then end_date end as end_date,
  least(start_date - 5, today - 1) as created_on
from ended
-- Small fees are round tens, others round fifties.
cross join lateral (select case when low < 1500 then 10 else 50 end as step) as rounding
where end_date is null or end_date >= start_date;

alter table demo_service add column id bigint;

update demo_service set id = numbered.id
from (
  select key, nextval('services_seq') as id
  from (select key from demo_service order by created_on, key) as service
) as numbered
where numbered.key = demo_service.key;

insert into services (id, client_id, service_type, billing_frequency, fee, hourly_rate, start_date,
  end_date, active, created_at)
select id, client_id, service_type, billing_frequency, fee, hourly_rate, start_date, end_date,
  coalesce(end_date >= today, true), (created_on + time '15:00') at time zone 'UTC'
from demo_service, demo_firm
order by id;

analyze demo_service;
