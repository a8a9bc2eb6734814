-- Names to choose from are one thing, what administrators see of users another: user names, e-mail
-- addresses and rates. Managers do everything but users.
insert into role_permissions (role_id, permission) values (2, 'people:read'), (4, 'people:read');
delete from role_permissions where role_id = 2 and permission = 'users:read';
