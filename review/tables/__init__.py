"""The bureau's figures in words: tables, charts and workbooks; and the public lists as files."""
