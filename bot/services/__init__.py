"""Use cases: load, authorise, ask the domain, commit. They know ports, no database and no provider."""
