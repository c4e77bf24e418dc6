"""The case walker: one case of a scheme, told in a file, goes its way through the real services and leaves no trace.

`running.walk` does it; what a case file may say is in `case` and `steps`, what comes out in `printing`. Both are
documented in `docs/case-files.md`.
"""
