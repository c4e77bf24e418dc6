"""Identity data at rest: sealed with keys of its tenant, found by keyed hashes.

Envelope encryption. IDENTITY_KEYS (`masters`) wrap the data keys of each tenant and of the platform (`keys`, stored in
`models`); data keys seal texts and bytes (`seals`) and, transparently, columns of the database (`fields`). The keys of
keyed hashes are wrapped the same way, so that a look-up finds what it found before the master key was changed.
"""
