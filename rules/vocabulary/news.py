"""What an update may be about: one list for all policies. Which of them a policy offers, its update duty says."""

from dataclasses import dataclass

from rules.vocabulary.who import CHILD_KINDS

ADULT_KINDS = ("staff", "carer", "position-of-trust", "elected-member", "community-member")
FOUND = "found"
"""The kind that ends a watch: it is said of each child, and is never a text alone."""


@dataclass(frozen=True, slots=True)
class News:
    """One kind of news: the id is contract, the label is what people read.

    `event` is the `happened` choice that it says of a person of the kinds `of`: then the policy decides anew.
    """

    id: str
    label: str
    event: str = ""
    of: tuple[str, ...] = ()


NEWS: tuple[News, ...] = (
    News("died", "Somebody died", "death"),
    News("worse", "Health or situation worse"),
    News("better", "Health or situation better"),
    News("adult-charged", "An adult was charged", "charged", ADULT_KINDS),
    News("child-charged", "A child was charged", "charged", CHILD_KINDS),
    News(FOUND, "A missing child was found"),
    News("other", "Something else leadership needs"),
)
NEWS_BY_ID = {news.id: news for news in NEWS}
