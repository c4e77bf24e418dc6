"""A PostgreSQL that comes with `make setup`, for trying the portal out without installing a server.

As a database ENGINE (`portal.embedded`) it starts with the first connection and stops with the last process
that used it. Nothing of this is used when DATABASE_URL is set.
"""
