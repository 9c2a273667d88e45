"""The rehearsal tenant: Microsoft's side of the conversation, played on loopback.

Two processes. This package's `server` is the first: it plays Teams, the Bot Framework's keys, sign-in and
Graph, and keeps what everybody saw. The second is the real bot (`bot_process`), wired by `bot.app.build` with an
`outside` whose clock stands still and whose HTTP sessions carry Microsoft's four hosts to the first process.
Nothing in production redirects an address: only this package makes such an `outside`.
"""
