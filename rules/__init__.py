"""The rules: facts, policy packs, working time and decisions. Pure: no input or output but reading a pack file."""
