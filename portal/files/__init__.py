"""Private files: where they lie, how they come and go. Everything else asks Django's default storage, which is ours."""
