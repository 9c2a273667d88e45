"""The two ways in which a token does not let its bearer in."""

from rules.errors import NeedToKnowError


class TokenRefused(NeedToKnowError):
    """The token does not entitle its bearer. Neither the token nor any claim's value is in the message.

    `reason` is a stable code for the log and the journal, for example "wrong-audience". `status` is the HTTP
    answer: 401 when the token itself does not hold, 403 when it holds but not for this request.
    """

    def __init__(self, reason: str, *, status: int = 401) -> None:
        super().__init__(f"The caller's token was refused ({reason}). Nothing was done.")
        self.reason = reason
        self.status = status


class KeysUnavailable(NeedToKnowError):
    """The signing keys could not be fetched, so the token can be neither accepted nor refused: answer 503."""

    status = 503

    def __init__(self, door: str, reason: str) -> None:
        super().__init__(f"The keys of the {door} door could not be fetched ({reason}). Try again in a minute.")
        self.door = door
        self.reason = reason
