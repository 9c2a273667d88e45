"""The words in which these scenarios are told: somebody goes away, and what they and their cover see."""

from tests.scenarios.telling.council import Council, words_of


def goes_away(council: Council, who: str, sentence: str) -> str:
    """Say it in one's own chat and confirm what was understood; returns the words of the card that came back."""
    person = council.person(who)
    person.says(sentence)
    outcome = person.presses(council.newest(who), "confirm-away")
    assert outcome.settled, outcome.still
    return words_of(outcome.card)


def said_to(council: Council, who: str, sentence: str, place: str | None = None) -> str:
    """What the bot answers to a sentence, in words."""
    outcome = council.person(who).says(sentence, place)
    return "\n".join(message.words for message in outcome.messages if message.sender == "bot")


def acknowledgeable(council: Council, who: str, reference: str) -> bool:
    """Does a card of this person offer to acknowledge this notification?"""
    return any("acknowledge" in card.actions for card in council.cards(who, reference))
