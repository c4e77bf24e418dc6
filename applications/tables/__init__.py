"""Many persons in one Excel file: what its sheets look like, how they are written, and what is read out of them."""
