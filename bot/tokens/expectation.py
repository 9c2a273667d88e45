"""What a genuine token looks like at each door: plain data that the one verifier reads.

Sources: the Bot Connector authentication rules and the actionable-message token rules of Microsoft's
documentation, with the house's stricter reading: nothing is optional, and nothing is taken on trust from the request.
"""

from dataclasses import dataclass

CONNECTOR_METADATA = "https://login.botframework.com/v1/.well-known/openidconfiguration"
CONNECTOR_ISSUER = "https://api.botframework.com"
OUTLOOK_ACTIONS_APP = "48af08dc-f6d2-435f-b2a7-069abd99c086"
"""The application id with which Outlook's action service asks Entra for its tokens."""


@dataclass(frozen=True)
class ClaimRule:
    """One claim that must be there, under at least one of `names`, with a value in `allowed`.

    An empty `allowed` asks for any text that is not empty. With `words` the claim is a list
    of words separated by spaces (as `scp` is) of which one must be allowed.
    """

    names: tuple[str, ...]
    allowed: tuple[str, ...] = ()
    words: bool = False
    status: int = 401


@dataclass(frozen=True)
class Expectation:
    """A door's expectation. `exp`, `nbf`, `iss` and `aud` are required at every door and are not repeated here.

    `metadata` is the address of the OpenID document that names the keys; `bound` are claims that must equal a value of
    the request itself; `endorsed` asks that the signing key be endorsed for the request's channel.
    """

    door: str
    metadata: str
    issuers: tuple[str, ...]
    audiences: tuple[str, ...]
    claims: tuple[ClaimRule, ...] = ()
    bound: tuple[str, ...] = ()
    endorsed: bool = False


def connector_expectation(app_id: str) -> Expectation:
    """The Teams door: the Bot Connector's token for this bot, bound to the activity's service URL and channel."""
    return Expectation(
        door="connector",
        metadata=CONNECTOR_METADATA,
        issuers=(CONNECTOR_ISSUER,),
        audiences=(app_id,),
        bound=("serviceurl",),
        endorsed=True,
    )


def outlook_expectation(
    tenant_id: str,
    audiences: tuple[str, ...],
    *,
    issuers: tuple[str, ...] = (),
    caller: str = OUTLOOK_ACTIONS_APP,
    scopes: tuple[str, ...] = (),
) -> Expectation:
    """The Outlook door: our tenant's Entra token, asked for by Outlook's action service, bound to the approver's `oid`.

    `audiences` are our Application ID URI and, where used, the app id. `issuers` defaults to the tenant's v1 and
    v2 issuers. `scopes` are the scope names the operator gave the exposed API; left empty, any delegated scope
    will do, but an application-only token never does. All are arguments because the claims of live tokens are not
    seen here: an operator who sees others changes settings, not code.
    """
    v1_issuer = f"https://sts.windows.net/{tenant_id}/"
    v2_issuer = f"https://login.microsoftonline.com/{tenant_id}/v2.0"
    return Expectation(
        door="outlook",
        metadata=f"https://login.microsoftonline.com/{tenant_id}/v2.0/.well-known/openid-configuration",
        issuers=issuers or (v1_issuer, v2_issuer),
        audiences=audiences,
        claims=(
            ClaimRule(("tid",), (tenant_id,), status=403),
            ClaimRule(("azp", "appid"), (caller,), status=403),
            ClaimRule(("scp",), scopes, words=True, status=403),
        ),
        bound=("oid",),
    )
