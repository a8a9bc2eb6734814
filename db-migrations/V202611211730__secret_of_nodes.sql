-- By which nodes see that they have one secret. Derived from it, and says nothing about it. Null: a
-- node of a version before this one.
alter table nodes add column secret_check text;
