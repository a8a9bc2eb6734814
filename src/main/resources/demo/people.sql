-- Nineteen people beside the administrator. None has a password: nobody can sign in as them.

create temp table demo_person on commit drop as
select *
from (values
  -- no, login, name, role, rate, job, days since hired
  (1, 'grace.okafor', 'Grace Okafor', 2, 190, 'lead', 2100),
  (2, 'daniel.reyes', 'Daniel Reyes', 3, 185, 'lead', 2050),
  (3, 'hannah.lindqvist', 'Hannah Lindqvist', 3, 175, 'lead', 1980),
  (4, 'marcus.bell', 'Marcus Bell', 3, 165, 'developer', 1900),
  (5, 'priya.raman', 'Priya Raman', 3, 170, 'operations', 1850),
  (6, 'owen.gallagher', 'Owen Gallagher', 3, 160, 'operations', 1790),
  (7, 'sofia.navarro', 'Sofía Navarro', 3, 155, 'developer', 1700),
  (8, 'tomasz.zielinski', 'Tomasz Zieliński', 3, 150, 'developer', 1640),
  (9, 'aisha.rahman', 'Aisha Rahman', 3, 145, 'developer', 1580),
  (10, 'lucas.ferreira', 'Lucas Ferreira', 3, 135, 'operations', 1520),
  (11, 'mei-ling.chow', 'Mei-Ling Chow', 3, 130, 'operations', 1480),
  (12, 'jonah.whitfield', 'Jonah Whitfield', 3, 120, 'operations', 1400),
  (13, 'elif.yildiz', 'Elif Yıldız', 3, 95, 'desk', 1350),
  (14, 'caleb.thornton', 'Caleb Thornton', 3, 85, 'desk', 1300),
  (15, 'nadia.petrova', 'Nadia Petrova', 3, 90, 'desk', 1250),
  (16, 'samuel.adeyemi', 'Samuel Adeyemi', 3, 125, 'developer', 880),
  (17, 'ingrid.sorensen', 'Ingrid Sørensen', 3, 110, 'operations', 610),
  (18, 'diego.morales', 'Diego Morales', 3, 75, 'desk', 370),
  -- The bookkeeper looks at everything and books no hours.
  (19, 'ruth.abrams', 'Ruth Abrams', 4, 80, null, 1600)
) as person (no, login, name, role_id, hourly_rate, job, days_here);

alter table demo_person add column id bigint, add column hired_on date;

update demo_person
set hired_on = (select today from demo_firm) - days_here, id = numbered.id
from (
  select no, nextval('users_seq') as id from (select no from demo_person order by no) as person
) as numbered
where demo_person.no = numbered.no;

insert into users (id, username, email, display_name, role_id, hourly_rate, created_at)
select id, login, login || '@example.com', name, role_id, hourly_rate,
  (hired_on + time '09:00') at time zone 'UTC'
from demo_person
order by no;

-- The administrator is here already; the owner of the firm books time too, so that the week grid
-- of the first person to sign in is not empty.
insert into demo_person (no, job, id, hired_on)
select 0, 'owner', admin_id, today - 2200 from demo_firm;

analyze demo_person;
