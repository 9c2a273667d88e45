"""The organisation file: the documented example loads, and every kind of mistake is named with its mend."""

import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.fitting import check_against_pack
from bot.organisation import Organisation, OrganisationError, load_organisation
from rules.load import load_pack
from tests.notifications.small_council import council, keys, london

ROOT = Path(__file__).parents[1]
DOCUMENT = (ROOT / "docs/organisation.md").read_text(encoding="utf-8")
EXAMPLE = DOCUMENT.split("```yaml\n", 1)[1].split("```", 1)[0]
SHIPPED = ROOT / "bot/rehearsal/organisations/informing-the-director.yaml"


def loaded(folder: Path, text: str) -> Organisation:
    """What is read from a file with this text."""
    path = folder / "yours.yaml"
    path.write_text(text, encoding="utf-8")
    return load_organisation(path)


def sentence(folder: Path, text: str) -> str:
    """What is said about a file with this text."""
    with pytest.raises(OrganisationError) as refused:
        loaded(folder, text)
    return str(refused.value)


def changed(change: Callable[[dict[str, Any]], object]) -> str:
    """The documented example with one change."""
    data = yaml.safe_load(EXAMPLE)
    change(data)
    return yaml.safe_dump(data, sort_keys=False)


def test_the_documented_example_loads_and_fits_the_policy(tmp_path: Path) -> None:
    organisation = loaded(tmp_path, EXAMPLE)
    check_against_pack(organisation, load_pack(organisation.policy))
    assert organisation.role_title("DCS") == "Director of Children's Services"
    assert organisation.limits.office_open.hour == 8


def test_the_rehearsals_own_file_loads_and_fits_the_policy() -> None:
    organisation = load_organisation(SHIPPED)
    check_against_pack(organisation, load_pack(organisation.policy))


def test_every_key_is_documented() -> None:
    def names(model: Any) -> set[str]:
        found: set[str] = set()
        for name, field in model.model_fields.items():
            found.add(name)
            for module, part in re.findall(r"bot\.(organisation(?:_parts)?)\.(\w+)", str(field.annotation)):
                found |= names(getattr(import_module(f"bot.{module}"), part))
        return found

    table = DOCUMENT.split("## Every key", 1)[1]
    missing = {name for name in names(Organisation) - {"key"} if not re.search(rf"[`.]{name}\b", table)}
    assert not missing, f"docs/organisation.md does not explain {sorted(missing)}"


def _set(*path: object, to: object) -> Callable[[dict[str, Any]], None]:
    def change(data: Any) -> None:
        for part in path[:-1]:
            data = data[part]
        data[path[-1]] = to

    return change


def _without(*path: object) -> Callable[[dict[str, Any]], None]:
    def change(data: Any) -> None:
        for part in path[:-1]:
            data = data[part]
        del data[path[-1]]

    return change


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_without("inbox"), "inbox is missing: add it (docs/organisation.md shows how)."),
        (_without("roles", "DCS", "holders"), "roles.DCS.holders is missing: add it (docs/organisation.md shows how)."),
        (_set("inbocks", to=1), "inbocks is not a key of this file: remove it or correct its spelling."),
        (
            _set("people", "dana", "email", to="x"),
            "people.dana.email is not a key of this file: remove it or correct its spelling.",
        ),
        (_set("name", to=""), "name: must not be empty: fill it in."),
        (_set("name", to="x" * 81), "name: give at most 80 characters."),
        (_set("phone", to=1632960100), "phone: give a text; put a number or a yes/no in quotes."),
        (
            _set("people", "dana", "aad", to="dana"),
            "people.dana.aad: give the person's Microsoft Entra object id, like 00000000-0000-0000-0000-000000000000.",
        ),
        (
            _set("people", "dana", "aad", to="22222222-0000-4000-8000-000000000002"),
            "people.dana.aad is used twice: every person has an Entra object id of their own.",
        ),
        (
            _set("people", "dana", "mail", to="dana"),
            "people.dana.mail: give one mail address, like name@council.example.",
        ),
        (
            _set("inbox", "address", to="a@b.example\nbcc: x@y.example"),
            "inbox.address: give one mail address, like name@council.example.",
        ),
        (
            _set("people", "dana", "manager", to="nobody"),
            "people.dana.manager names 'nobody', which is not under people: add the person or correct the key.",
        ),
        (
            _set("roles", "DCS", "holders", 0, to="dna"),
            "roles.DCS.holders.0 names 'dna', which is not under people: add the person or correct the key.",
        ),
        (_set("roles", "DCS", "holders", to=[]), "roles.DCS.holders: must not be empty: name at least one."),
        (_set("roles", "DCS", "holders", to="dana"), "roles.DCS.holders: give a list, in square brackets."),
        (
            _set("default_manager", to="nobody"),
            "default_manager names 'nobody', which is not under people: add the person or correct the key.",
        ),
        (
            _set("escalation_chain", to=["CM", "SLT"]),
            "escalation_chain.1 names 'SLT', which is not under roles: add the role there.",
        ),
        (
            _set("channels", to={}),
            "channels has no 'managers': name the managers' private channel.",
        ),
        (
            _set("channels", "managers", "shows", to=["name"]),
            "channels.managers.shows.0: give one of 'category', 'deadline', 'reporter', 'reported' or 'status'.",
        ),
        (
            _set("away", 0, "end", to="soon"),
            "away.0.end: give a day, like 2026-12-24.",
        ),
        (
            _set("away", 0, "end", to="2026-12-01"),
            "away.0.end is before its start: correct one of them (both days are included).",
        ),
        (
            _set("office_hours", "close", to=1020),
            'office_hours.close: put the time of day in quotes, like "17:00".',
        ),
        (_set("office_hours", "open", to="early"), 'office_hours.open: give a time of day in quotes, like "09:00".'),
        (
            _set("office_hours", "open", to="18:00"),
            "office_hours.open is not before office_hours.close: swap or correct them.",
        ),
        (
            _set("out_of_hours", "rota", 0, "person", to="nobody"),
            "out_of_hours.rota.0.person names 'nobody', which is not under people: add the person or correct the key.",
        ),
        (
            _set("local_limits", "urgent", to="soon"),
            'local_limits.urgent: give a length of time like "30 minutes" or "1 hour".',
        ),
        (
            _set("acknowledgement_windows", "any_hour", to=30),
            'acknowledgement_windows.any_hour: give a length of time in quotes, like "30 minutes" or "1 hour".',
        ),
        (
            _set("people", "dana", "assistants", to=["parka"]),
            "people.dana.assistants.0 names 'parka', which is not under people: add the person or correct the key.",
        ),
        (
            _set("people", "dana", "assistants", to=["morgan", "devon"]),
            "people.dana.assistants.1 names 'devon', who holds or covers DCS as well: an assistant reads and never "
            "acts for the person; name somebody else, or take one of the two away.",
        ),
        (
            _set("people", "dana", "assistants", to=["dana"]),
            "people.dana.assistants.0 names 'dana', who is the person: an assistant reads and never acts "
            "for the person; name somebody else, or take one of the two away.",
        ),
        (
            _set("roles", "DCS", to="dana"),
            "roles.DCS: give keys and values, as docs/organisation.md shows.",
        ),
    ],
)
def test_a_mistake_is_named_with_its_key_and_its_mend(
    tmp_path: Path, change: Callable[[dict[str, Any]], object], said: str
) -> None:
    assert sentence(tmp_path, changed(change)) == f"yours.yaml: {said}"


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (_set("local_limits", "otherwise", to="when convenient"), "otherwise"),
        (_set("local_limits", "classes", "missing", to="after 2 hours"), "missing"),
        (_set("local_limits", "classes", "flood", to="1 hour"), "flood"),
        (_set("local_limits", "triggers", "itd-media-interest", to="soonish"), "itd-media-interest"),
    ],
)
def test_a_local_limit_that_cannot_be_used_is_named(
    tmp_path: Path, change: Callable[[dict[str, Any]], object], key: str
) -> None:
    said = sentence(tmp_path, changed(change))
    assert said.startswith("yours.yaml: local_limits: ")
    assert key in said


def test_a_role_that_the_policy_tells_must_have_a_holder(tmp_path: Path) -> None:
    organisation = loaded(tmp_path, changed(_without("roles", "ACM")))
    with pytest.raises(
        OrganisationError, match=r"roles has no 'ACM', whom the policy tells \(row itd-.*\): add the role"
    ):
        check_against_pack(organisation, load_pack(organisation.policy))


@pytest.mark.parametrize("stands_in", [[], ["dana"]])
def test_a_director_without_a_stand_in_is_refused(tmp_path: Path, stands_in: list[str]) -> None:
    organisation = loaded(tmp_path, changed(_set("roles", "DCS", "stands_in", to=stands_in)))
    with pytest.raises(OrganisationError, match=r"roles.DCS has no stands_in: name who is told in the place of dana"):
        check_against_pack(organisation, load_pack(organisation.policy))


def test_a_limit_for_a_row_that_the_policy_does_not_have_is_refused(tmp_path: Path) -> None:
    organisation = loaded(tmp_path, changed(_set("local_limits", "triggers", "itd-nothing", to="1 hour")))
    with pytest.raises(OrganisationError, match=r"local_limits.triggers names 'itd-nothing', which is not a row"):
        check_against_pack(organisation, load_pack(organisation.policy))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name: [", "yours.yaml: line 1: this is not valid YAML"),
        ("name: a\nname: b\n", 'yours.yaml: line 2: the key "name" is given twice'),
        ("- a list", "yours.yaml must hold keys and values: start from docs/organisation.md."),
        ("", "yours.yaml must hold keys and values: start from docs/organisation.md."),
    ],
)
def test_what_is_no_organisation_file_at_all_says_so(tmp_path: Path, text: str, said: str) -> None:
    assert sentence(tmp_path, text).startswith(said)


def test_a_file_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    with pytest.raises(OrganisationError, match=r"none.yaml cannot be read .*: check the path\."):
        load_organisation(tmp_path / "none.yaml")
    (tmp_path / "old.yaml").write_bytes("name: Caf\xe9".encode("latin-1"))
    with pytest.raises(OrganisationError, match=r"old.yaml is not text in UTF-8: save it as UTF-8\."):
        load_organisation(tmp_path / "old.yaml")


def test_the_rota_turns_at_midnight_in_london() -> None:
    rota = [{"start": "2026-10-26", "person": "alex"}, {"start": "2026-10-19", "person": "avery"}]
    organisation = council(out_of_hours={"rota": rota, "otherwise": "ola"})
    turns = {"2026-10-18 23:59": "ola", "2026-10-19 00:00": "avery", "2026-10-25 23:59": "avery"}
    turns |= {"2026-10-26 00:00": "alex", "2027-06-01 00:00": "alex"}
    assert {at: organisation.on_call(london(at)).key for at in turns} == turns


def test_who_is_told_for_a_role_by_day_of_absence() -> None:
    organisation = council(
        away=[
            {"person": "dana", "start": "2026-11-24", "end": "2026-11-25"},
            {"person": "devon", "start": "2026-11-25", "end": "2026-11-25"},
        ]
    )
    told = {day: keys(organisation.told("DCS", london(f"2026-11-{day} 12:00"))) for day in (23, 24, 25, 26)}
    assert told == {23: ("dana",), 24: ("devon",), 25: ("dana",), 26: ("dana",)}, "somebody is always told"


def test_the_manager_of_somebody_whom_the_file_does_not_name_is_the_default_one() -> None:
    organisation = council()
    assert organisation.manager_of("99999999-0000-4000-8000-000000000000").key == "morgan"
    assert organisation.manager_of(organisation.people["dana"].id).key == "morgan"
