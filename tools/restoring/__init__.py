"""A backup, and the proof that it is one: `make restore-drill`.

On the running stack (or one it starts) it does what docs/operations.md tells an operator to do: dump the database as its
owner, copy the files, restore both beside it, start a portal there, and look at everything that can be looked at.
"""
