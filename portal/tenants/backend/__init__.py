"""PostgreSQL as every process of the portal uses it: each transaction knows its tenant, and the database checks it.

`base` keeps `app.tenant` in step with `portal.tenants.current`; `roles` refuses a role that row security does not bind,
and lends the owner's to migrations. Which rows a tenant sees is written in `portal.tenants.row_security`.
"""
