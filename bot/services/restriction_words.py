"""Everything the bot answers when who reads a report is restricted, lifted, or written anew; beside words.py."""

from bot.services.words import Words


def version_waits(by: str) -> Words:
    """An anonymised version was written and waits for somebody else to approve it."""
    return Words(
        "version-waits",
        "The anonymised version is saved.",
        f"Nobody else sees it yet: {by} is asked to approve it.",
        "good",
    )


def version_shown() -> Words:
    """An anonymised version is shown to everybody who was told."""
    return Words(
        "version-shown",
        "The anonymised version is shown now.",
        "Everybody who was told and may not read the whole sees it on their card.",
        "good",
    )


def version_sent_back(by: str) -> Words:
    """An anonymised version was not approved."""
    return Words("version-sent-back", "It is not shown.", f"{by} is asked to write it again.", "good")


def restricted_now() -> Words:
    """A report was restricted after it had been told."""
    return Words(
        "restricted-now",
        "It is restricted from now on.",
        "Every card is being changed. Who had been told, and who had opened it, stands on your card.",
        "good",
    )


def lifted() -> Words:
    """A restriction was lifted."""
    return Words(
        "restriction-lifted", "It is not restricted any more.", "Everybody who was told sees the whole again.", "good"
    )


def reader_named(names: str) -> Words:
    """Somebody may see the whole from now on."""
    return Words("reader-named", f"{names} may read the whole now.", "They are being told.", "good")


def reader_taken() -> Words:
    """Somebody who was named may not read the whole any more."""
    return Words("reader-taken", "They cannot read the whole any more.", "Their card is being changed.", "good")


def kept_from_them(names: str) -> Words:
    """Somebody else than the reporter said who must not know."""
    return Words(
        "kept-from-them",
        f"It is kept from {names} from now on.",
        "They see nothing more of it. Whoever stands in for them is being told.",
        "good",
    )


def out_of_it() -> Words:
    """Somebody said that they are close to the matter themselves."""
    return Words(
        "out-of-it",
        "You are out of it from now on.",
        "You see nothing more of it, and nothing is asked of you. Somebody else stands in for you.",
        "good",
    )
