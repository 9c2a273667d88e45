"""The organisation without somebody who must not know: who stands in, who manages, who is on call."""

from datetime import UTC, datetime

import pytest

from bot.keeping_out import keep_out, leaves_somebody
from bot.organisation import Organisation

AT = datetime(2026, 11, 24, 10, tzinfo=UTC)


def person(key: str, number: int, manager: str | None = None) -> dict[str, object]:
    return {
        "key": key,
        "name": f"{key.title()} Example",
        "aad": f"77777777-0000-4000-8000-{number:012}",
        "mail": f"{key}@rehearsal.example",
        "manager": manager,
    }


COUNCIL = Organisation.model_validate(
    {
        "name": "Small Council",
        "policy": "informing-the-director",
        "phone": "the duty team on 01632 960 999",
        "people": {
            "rowan": person("rowan", 1, "tess"),
            "tess": person("tess", 2, "sid"),
            "sid": person("sid", 3, "dana"),
            "sage": person("sage", 4, "dana"),
            "dana": person("dana", 5),
            "devon": person("devon", 6, "dana"),
            "casey": person("casey", 7),
            "ola": person("ola", 8, "tess"),
        },
        "roles": {
            "TM": {"holders": ["tess"], "cover": ["ola"]},
            "SD": {"holders": ["sid", "sage"], "cover": ["devon"]},
            "DCS": {"holders": ["dana"], "cover": ["devon"], "stands_in": ["casey"]},
        },
        "default_manager": "tess",
        "escalation_chain": ["SD", "DCS"],
        "channels": {"managers": {"id": "19:m", "team": "19:t", "name": "Managers"}},
        "inbox": {"address": "need-to-know@rehearsal.example"},
        "out_of_hours": {"rota": [{"start": "2026-11-01", "person": "ola"}], "otherwise": "sid"},
    }
)


def without(*keys: str) -> Organisation:
    return keep_out(COUNCIL, frozenset(COUNCIL.people[key].id for key in keys))


def told(organisation: Organisation, role: str) -> list[str]:
    return [p.key for p in organisation.told(role, AT)]


@pytest.mark.parametrize(
    ("keys", "role", "expected"),
    [
        ((), "SD", ["sid", "sage"]),
        (("sid",), "SD", ["sage"]),
        (("sid", "sage"), "SD", ["dana"]),  # not their cover, who is below: the role above
        (("tess",), "TM", ["sid", "sage"]),
        (("tess", "sid"), "TM", ["sage"]),
        (("dana",), "DCS", ["casey"]),
        (("dana", "casey"), "DCS", ["tess"]),  # nobody above is left: the default manager rather than nobody
        (("sid", "sage", "dana"), "SD", ["casey"]),
        (("devon",), "DCS", ["dana"]),
    ],
)
def test_whoever_is_next_up_stands_in(keys: tuple[str, ...], role: str, expected: list[str]) -> None:
    assert told(without(*keys), role) == expected


def test_whoever_stands_in_may_act_and_whoever_is_kept_out_may_not() -> None:
    matter = without("dana")
    people = COUNCIL.people
    assert matter.may_act_as("DCS", people["casey"]) == "cover"
    assert matter.may_act_as("DCS", people["dana"]) is None
    assert matter.may_act_as("DCS", people["devon"]) is None, "the cover of a director who must not know"
    assert matter.is_kept_out(people["dana"].id)
    assert not matter.is_kept_out(people["casey"].id)
    assert not COUNCIL.is_kept_out(people["dana"].id), "only in this matter"


@pytest.mark.parametrize(
    ("keys", "of", "expected"),
    [
        ((), "rowan", "tess"),
        (("tess",), "rowan", "sid"),
        (("tess", "sid"), "rowan", "dana"),
        (("tess", "sid", "dana"), "rowan", "sage"),  # the line ends: the default manager's place is taken
    ],
)
def test_the_next_manager_up_takes_a_managers_place(keys: tuple[str, ...], of: str, expected: str) -> None:
    assert without(*keys).manager_of(COUNCIL.people[of].id, AT).key == expected


@pytest.mark.parametrize(
    ("keys", "expected"), [((), "ola"), (("ola",), "sid"), (("ola", "sid"), "tess"), (("ola", "sid", "tess"), "dana")]
)
def test_somebody_else_is_on_call(keys: tuple[str, ...], expected: str) -> None:
    assert without(*keys).on_call(AT).key == expected


def test_where_nobody_would_be_left_the_answer_is_refused_and_nothing_is_changed() -> None:
    everybody = frozenset(p.id for p in COUNCIL.people.values())
    assert not leaves_somebody(COUNCIL, everybody)
    assert keep_out(COUNCIL, everybody) is COUNCIL
    assert leaves_somebody(COUNCIL, everybody - {COUNCIL.people["casey"].id})


def test_somebody_whom_the_file_does_not_name_changes_nothing() -> None:
    assert keep_out(COUNCIL, frozenset({"99999999-0000-4000-8000-000000000001"})) is COUNCIL
