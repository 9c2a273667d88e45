"""Rules: facts, policy packs and the decision they lead to. Pure: no input or output but reading a pack."""
