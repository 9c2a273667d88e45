"""Examples of the lists that can be acted on, or searched."""

from dataclasses import replace

from cards.lists import listing
from cards.views import Action, Choice, Item, ListView, Question


def waiting() -> dict[str, object]:
    late = Action("open", "Open NTK-2026-0042", id="n-0042", version=3)
    item = Item(
        "NTK-2026-0042: A child looked after is missing",
        "Acknowledge by Tue 24 Nov 10:30 (20 minutes ago)",
        "attention",
        late,
    )
    ticks = (
        Choice("acknowledge~n-0042", "NTK-2026-0042: A child looked after is missing. Acknowledge"),
        Choice("acknowledge~n-0043", "NTK-2026-0043: Serious injury. Acknowledge"),
    )
    label = "Deal with several at once: tick what you have read and done"
    return listing(
        ListView(
            "What waits for me",
            "2 things wait for you, the most urgent first.",
            items=(item, replace(item, title="NTK-2026-0043: Serious injury", tone="info")),
            questions=(Question("together.ticked", "choices", label, choices=ticks),),
            actions=(Action("together", "Do what is ticked", "positive"), Action("waiting", "Look again")),
            banner="Done: NTK-2026-0040. Not done: NTK-2026-0041: this is not asked of you any more.",
            banner_tone="warning",
        )
    )


def found() -> dict[str, object]:
    rows = (Choice("itd-cla-missing", "A child looked after is missing"), Choice("itd-media", "Media interest"))
    return listing(
        ListView(
            "What was found",
            "The newest first.",
            items=(Item("NTK-2026-0042: Missing", "Status: closed", action=Action("open", "Open", id="n-0042")),),
            questions=(
                Question("find.words", "text", "Words", "A name, a reference.", value="K-104", longest=120),
                Question("find.row", "person", "Row of the policy", choices=rows),
                Question("find.since", "date", "Reported from", error="Give a date.", value=""),
            ),
            actions=(Action("find", "Find", "positive"), Action("find", "Show more", id="1795000000000~n-0042")),
        )
    )
