"""How fast a turn is, beside a stock botbuilder echo bot and the bare web framework on the same machine."""
