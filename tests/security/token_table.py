"""The token table: what may be wrong with a token, in one place for both doors, as a verifier and over HTTP.

Each row is one thing wrong with an otherwise perfect token of its door, and the reason for which it is refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from tests.fakes.keys import ABSENT, published

BOTH = ("teams", "outlook")
SOMEBODY = "66666666-6666-4666-8666-666666666666"
"""An id that is nobody's here: no app, no tenant, no person."""


@dataclass(frozen=True)
class Row:
    """A token that is genuine but for these claims or this header; `reason` is the door's code."""

    reason: str
    claims: Mapping[str, Any] = field(default_factory=dict)
    header: Mapping[str, Any] = field(default_factory=dict)
    doors: tuple[str, ...] = BOTH

    def __str__(self) -> str:
        """The same in every process: a key that was made now stands there by its kind alone."""
        changed = {name: "a key" if name == "jwk" else value for name, value in (self.claims or self.header).items()}
        return f"{self.reason} {changed}"[:70]


ROWS = (
    Row("wrong-issuer", {"iss": "https://issuer.example"}),
    Row("wrong-issuer", {"iss": ["https://api.botframework.com"]}),
    Row("wrong-issuer", {"iss": f"https://login.microsoftonline.com/{SOMEBODY}/v2.0"}),
    Row("wrong-issuer", {"iss": "https://substrate.office.com/sts/"}),
    Row("wrong-issuer", {"iss": f"https://sts.windows.net/{SOMEBODY}/", "ver": "1.0"}),
    Row("missing-iss", {"iss": ABSENT}),
    Row("wrong-audience", {"aud": SOMEBODY}),
    Row("wrong-audience", {"aud": "https://api.botframework.com"}),
    Row("wrong-audience", {"aud": f"api://auth-am-{SOMEBODY}/{SOMEBODY}"}),
    Row("wrong-audience", {"aud": {"app": SOMEBODY}}),
    Row("missing-aud", {"aud": ABSENT}),
    Row("expired", {"exp": timedelta(seconds=-400)}),
    Row("malformed", {"exp": "soon"}),
    Row("malformed", {"exp": float("inf")}),
    Row("missing-exp", {"exp": ABSENT}),
    Row("not-yet-valid", {"nbf": timedelta(seconds=400)}),
    Row("missing-nbf", {"nbf": None}),
    Row("missing-nbf", {"nbf": ABSENT}),
    Row("wrong-algorithm", header={"alg": "none"}),
    Row("wrong-algorithm", header={"alg": "HS256"}),  # with the public key as its secret
    Row("wrong-algorithm", header={"alg": "RS512"}),
    Row("wrong-algorithm", header={"alg": "PS256"}),
    Row("wrong-algorithm", header={"alg": ["RS256"]}),
    Row("wrong-algorithm", header={"alg": ABSENT}),
    Row("unknown-key", header={"kid": "nobody"}),
    Row("unknown-key", header={"kid": "../../etc/passwd"}),
    Row("unknown-key", header={"jwk": published("rogue"), "jku": "https://keys.example/", "kid": "rogue"}),
    Row("missing-kid", header={"kid": ""}),
    Row("malformed", header={"kid": 7}),
    Row("missing-kid", header={"kid": ABSENT}),
    Row("malformed", header={"crit": ["exp"], "exp": 1}),
    Row("malformed", header={"b64": False, "crit": ["b64"]}),
    Row("missing-serviceurl", {"serviceurl": ABSENT}, doors=("teams",)),
    Row("missing-serviceurl", {"serviceurl": ""}, doors=("teams",)),
    Row("missing-serviceurl", {"serviceurl": ["https://smba.trafficmanager.net/uk/"]}, doors=("teams",)),
    Row("wrong-serviceurl", {"serviceurl": "https://attacker.example/"}, doors=("teams",)),
    Row("wrong-tid", {"tid": SOMEBODY}, doors=("outlook",)),
    Row("missing-tid", {"tid": ABSENT}, doors=("outlook",)),
    Row("wrong-azp", {"azp": SOMEBODY}, doors=("outlook",)),
    Row("missing-azp", {"azp": ABSENT}, doors=("outlook",)),
    Row("wrong-azp", {"appid": SOMEBODY}, doors=("outlook",)),
    Row("wrong-scp", {"scp": "Mail.Read"}, doors=("outlook",)),
    Row("wrong-scp", {"scp": ""}, doors=("outlook",)),
    Row("wrong-scp", {"scp": ["Actions.Invoke"]}, doors=("outlook",)),
    Row("missing-scp", {"scp": ABSENT, "roles": ["Actions.Invoke"]}, doors=("outlook",)),
    Row("wrong-oid", {"oid": SOMEBODY}, doors=("outlook",)),
    Row("missing-oid", {"oid": ["x"]}, doors=("outlook",)),
    Row("missing-oid", {"oid": ABSENT}, doors=("outlook",)),
)
EACH = tuple((door, row) for row in ROWS for door in row.doors)
"""Every row at every door that it is for."""

NO_TOKENS = (None, "x", "a.b.c", "e30.e30.", "bnVsbA.bnVsbA.bnVsbA", "a" * 7_000)
"""What is no token at all, as it stands after "Bearer "; None: no header."""
