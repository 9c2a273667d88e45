"""The root of every error this software raises on purpose; it lies below all other modules."""


class NeedToKnowError(Exception):
    """Something is wrong that a person can put right: the text is one plain sentence that says what and how."""
