"""The Need to Know bot: the edges, the services and the engine around the pure rules and cards."""
