-- Two hundred clients in every status, and how each came through the pipeline.

-- The numbers decide the status: 1 is the firm itself, for internal work.
create temp table demo_client on commit drop as
select no,
  case when no <= 110 then 'ACTIVE' when no <= 150 then 'PROSPECT' when no <= 161 then 'PAUSED'
    when no <= 178 then 'FORMER' else 'DEAD' end as status,
  -- From 0, the smallest, to 1: how much this client buys.
  pg_temp.draw(no, 101) as size,
  -- Scatters the names over the numbers; 67 shares no factor with 200, so each comes up once.
  (no * 67) % 200 as name_no,
  case when pg_temp.draw(no, 102) < 0.40 then 'LLC'
    when pg_temp.draw(no, 102) < 0.58 then 'C_CORP'
    when pg_temp.draw(no, 102) < 0.74 then 'S_CORP'
    when pg_temp.draw(no, 102) < 0.84 then 'PARTNERSHIP'
    when pg_temp.draw(no, 102) < 0.94 then 'SOLE_PROPRIETORSHIP'
    else 'UNKNOWN' end as entity_type,
  -- Days from first contact to the newest stage.
  case when no between 111 and 150 then null when no > 178 then pg_temp.draw(no, 103, 15, 120)
    else pg_temp.draw(no, 103, 20, 90) end as span,
  -- The prospect's own number, 1 to 40; the later, the closer to a signature.
  case when no between 111 and 150 then no - 110 end as prospect,
  -- A prospect who said no once, and came back.
  no in (124, 128, 135, 139, 145, 148) as came_back
from generate_series(1, 200) as no;

alter table demo_client
  add column id bigint, add column legal_name text, add column path text[], add column age int,
  add column created_on date, add column won_on date, add column ended_on date,
  add column currency text, add column owner_id bigint, add column lost_reason text;

update demo_client
set path = case
    when status = 'DEAD' and pg_temp.draw(no, 111) < 0.6
      then array['NEW', 'CONTACTED', 'PROPOSAL', 'LOST']
    when status = 'DEAD' then array['NEW', 'CONTACTED', 'LOST']
    when status <> 'PROSPECT' and pg_temp.draw(no, 111) < 0.7
      then array['NEW', 'CONTACTED', 'PROPOSAL', 'NEGOTIATION', 'WON']
    when status <> 'PROSPECT' then array['NEW', 'CONTACTED', 'PROPOSAL', 'WON']
    when came_back then array['NEW', 'CONTACTED', 'LOST']
      || (array['CONTACTED', 'PROPOSAL', 'NEGOTIATION'])[1 : (prospect - 4) / 10]
    when prospect <= 12 then array['NEW']
    else (array['NEW', 'CONTACTED', 'PROPOSAL', 'NEGOTIATION'])[1 : (prospect + 7) / 10]
  end,
  -- Two thirds of the active clients are older than the three years of timesheets.
  age = case
    when no = 1 then 1460
    when no <= 78 then pg_temp.draw(no, 112, 1230, 1460)
    when status = 'ACTIVE' then span + pg_temp.draw(no, 112, 8, 1000)
    when status = 'PAUSED' then pg_temp.draw(no, 112, 700, 1440)
    when status = 'FORMER' then pg_temp.draw(no, 112, 1120, 1440)
    when status = 'DEAD' then span + pg_temp.draw(no, 117, 8, 1080)
    when came_back then pg_temp.draw(no, 112, 320, 620)
    else pg_temp.draw(no, 112, 2, 20) + 4 * prospect
  end;

-- One person buys less than a company.
update demo_client set size = 0.4 * size where entity_type = 'SOLE_PROPRIETORSHIP';

update demo_client
set span = floor(age * (0.5 + 0.4 * pg_temp.draw(no, 113))) where status = 'PROSPECT';

update demo_client
set created_on = today - age,
  won_on = case when status in ('ACTIVE', 'PAUSED', 'FORMER') then today - age + span end,
  ended_on = case status
    when 'PAUSED' then today - pg_temp.draw(no, 114, 20, 260)
    when 'FORMER' then today - pg_temp.draw(no, 114, 40, age - span - 200) end,
  currency = case
    when no in (5, 23, 31, 48, 77, 96, 119, 133, 155, 170)
      then case when firm.currency = 'EUR' then 'USD' else 'EUR' end
    when no in (12, 40, 63, 88, 141)
      then case when firm.currency = 'GBP' then 'USD' else 'GBP' end
    else firm.currency end,
  lost_reason = case when 'LOST' = any (path) then
    pg_temp.pick(array['Chose a cheaper offer', 'No budget this year', 'Will build it in-house',
      'Stays with the present provider', 'No answer to the proposal', 'Project postponed',
      'Asked for a certificate we lack', 'Merged with a larger group'], no, 116) end,
  -- Six people look after the accounts.
  owner_id = (select id from demo_person
    where demo_person.no = 1 + floor(6 * pg_temp.draw(demo_client.no, 115) ^ 1.2))
from demo_firm as firm;

-- Names: a root and a trade give 200 different pairs, because each root meets each trade at most
-- once; the legal form follows the entity type.
update demo_client
set legal_name = case entity_type
    when 'LLC' then root || ' ' || trade || ' LLC'
    when 'C_CORP' then root || ' ' || trade || case when no % 3 = 0 then ' Corp.' else ', Inc.' end
    when 'S_CORP' then root || ' ' || trade || case when no % 3 = 0 then ' Co.' else ' Inc.' end
    when 'PARTNERSHIP' then root || ' ' || trade || ' Partners LLP'
    when 'SOLE_PROPRIETORSHIP' then person || ' ' || calling
    else root || ' ' || trade end
from (
  select name_no,
    (array['Alderbrook', 'Amberfield', 'Ashgrove', 'Birchline', 'Blackfen', 'Bluesedge',
      'Brightwater', 'Cedarloft', 'Clearhaven', 'Cobaltine', 'Copperleaf', 'Cranmoor', 'Deepwell',
      'Driftmere', 'Eastmere', 'Elmhurst', 'Fenwick Vale', 'Fernhollow', 'Foxglen', 'Glasswing',
      'Granitepoint', 'Greyfield', 'Harborlight', 'Hazelbank', 'Highmoor', 'Ironbridge',
      'Jackdaw Row', 'Kestrelton', 'Larkspur', 'Lindenway', 'Longacre', 'Marlowe', 'Meridian Oak',
      'Millrace', 'Northwold', 'Oakhaven', 'Overbrook', 'Pinecrest', 'Quarryside', 'Ravenswood',
      'Redfern', 'Riverstone', 'Saltmarsh', 'Silverbirch', 'Stonehollow', 'Tallgrass',
      'Thornbury', 'Underhill', 'Westerly', 'Wrenfield'])[1 + name_no % 50] as root,
    (array['Systems', 'Labs', 'Analytics', 'Software', 'Networks', 'Robotics', 'Data Services',
      'Cloud Works', 'Logistics', 'Health', 'Biotech', 'Instruments', 'Media', 'Energy',
      'Security', 'Digital', 'Interactive', 'Devices', 'Telecom', 'Automation', 'Imaging',
      'Payments', 'Insurance', 'Legal Technology', 'Learning', 'Manufacturing', 'Engineering',
      'Semiconductors', 'Mobility', 'Studios', 'Diagnostics', 'Materials', 'Optics', 'Research',
      'Consulting', 'Technologies', 'Solutions', 'Freight', 'Dental Group', 'Architects'])
      [1 + (name_no % 50 * 7 + name_no / 50 * 11) % 40] as trade,
    (array['Amelia Hart', 'Bruno Keller', 'Carmen Ruiz', 'Dmitri Sokolov', 'Elena Marsh',
      'Felix Brandt', 'Greta Holm', 'Hugo Lefèvre', 'Imani Brooks', 'Joel Castellano',
      'Kira Novak', 'Leon Fitzroy', 'Marta Köhler', 'Noel Ashby', 'Olga Brandão', 'Peter Vance',
      'Quinn Delaney', 'Rosa Iglesias', 'Stefan Wirth', 'Tessa Moran'])[1 + sole_no % 20] as person,
    (array['Consulting', 'Web Design', 'Photography', 'Bookkeeping', 'Architecture', 'Software',
      'Translations', 'Survey Services', 'Illustration', 'Data Studio'])
      [1 + (3 * sole_no + sole_no / 20) % 10] as calling
  from (select *, row_number() over (partition by entity_type order by no) as sole_no
    from demo_client) as numbered
) as words
where words.name_no = demo_client.name_no;

-- Names that no list makes up: accents, umlauts, very long ones. They try out every page.
update demo_client
set legal_name = special.legal_name, entity_type = special.entity_type
from (values
  (1, 'Plinth Demonstration Firm (internal)', 'LLC'),
  (5, 'Müller & Söhne Präzisionstechnik GmbH', 'C_CORP'),
  (12, 'Thistledown & Wren Ltd', 'C_CORP'),
  (23, 'Établissements Lefèvre & Fils, Services Informatiques et Conseil en Systèmes'
    || ' d''Information', 'PARTNERSHIP'),
  (31, 'Ångström & Dahl Mätteknik AB', 'C_CORP'),
  (40, 'Penhallow Dataworks Ltd', 'C_CORP'),
  (48, 'Cerâmica Vale do Íris, Lda.', 'LLC'),
  (63, 'Gwynedd Marine Instruments Ltd', 'C_CORP'),
  (70, 'Consolidated Regional Association of Independent Veterinary Practices and Animal Care'
    || ' Centers of the Upper Lake Country, Inc.', 'C_CORP'),
  (77, 'Kowalczyk Łączność Sp. z o.o.', 'LLC'),
  (88, 'Ferris & Oakeshott Solicitors LLP', 'PARTNERSHIP'),
  (96, 'Weißenfels Straßenbau GmbH & Co. KG', 'PARTNERSHIP'),
  (119, 'Peña Ortiz Arquitectos, S.L.', 'LLC'),
  (133, 'Château Brûlé Négoce', 'SOLE_PROPRIETORSHIP'),
  (141, 'Drumlanrig Software Ltd', 'C_CORP'),
  (155, 'Øster Vandværk ApS', 'LLC'),
  (170, 'Žižka Přesné Stroje s.r.o.', 'LLC'),
  (183, 'O''Halloran–Nakamura Dental', 'PARTNERSHIP')
) as special (no, legal_name, entity_type)
where special.no = demo_client.no;

-- Ids in the order in which the clients came.
update demo_client set id = numbered.id
from (
  select no, nextval('clients_seq') as id
  from (select no from demo_client order by created_on, no) as client
) as numbered
where numbered.no = demo_client.no;

insert into clients (id, legal_name, entity_type, fiscal_year_end, status, owner_id, stage, source,
  estimated_value, lost_reason, next_follow_up_date, currency, default_hourly_rate, created_at)
select id, legal_name, entity_type,
  (array['12-31', '12-31', '12-31', '12-31', '06-30', '06-30', '03-31', '09-30', null])
    [pg_temp.draw(no, 121, 1, 9)],
  status, owner_id,
  case when no > 1 then path[cardinality(path)] end,
  case when no > 1 then pg_temp.pick(array['Referral', 'Referral', 'Website', 'Conference',
    'Partner', 'Outbound', 'Social media', 'Existing client'], no, 122) end,
  case when no > 1 then 500 * (12 + floor(200 * pg_temp.draw(no, 123) ^ 1.8)) end,
  case when status = 'DEAD' then demo_client.lost_reason end,
  today + case
    when prospect * 7 % 40 < 9 then -pg_temp.draw(no, 125, 1, 30)
    when prospect * 7 % 40 < 12 then 0
    when prospect * 7 % 40 < 19 then 1 + prospect * 7 % 40 % 6
    when prospect * 7 % 40 < 32 then pg_temp.draw(no, 125, 7, 50)
  end,
  demo_client.currency,
  case when no > 1 then 5 * pg_temp.draw(no, 126, 22, 35) end,
  (created_on + time '08:30' + interval '1 minute' * pg_temp.draw(no, 127, 0, 480))
    at time zone 'UTC'
from demo_client, demo_firm
order by id;

-- The stages of a client are spread evenly over its span; the last of them is where it stands.
insert into client_stage_changes (client_id, stage, reason, changed_at, changed_by)
select id, stage,
  case stage
    when 'LOST' then lost_reason
    when 'WON' then pg_temp.pick(array['Referral from an existing client',
      'Fast answers in the trial', 'Security expertise', 'Fixed price', 'Close by',
      'Convincing migration plan', 'One partner for everything'], no, 131) end,
  case when step = 1
    then (created_on + time '08:30' + interval '1 minute' * pg_temp.draw(no, 127, 0, 480))
    else (created_on + span * (step::int - 1) / (cardinality(path) - 1) + time '16:45'
      + interval '1 minute' * pg_temp.draw(no, 132, 0, 60)) end at time zone 'UTC',
  owner_id
from demo_client cross join demo_firm cross join unnest(path) with ordinality as way (stage, step)
where no > 1
order by 4, id, step;

analyze demo_client;
