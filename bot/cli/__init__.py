"""The command line, `needtoknow`: one module a command; each imports what it uses when it runs."""
