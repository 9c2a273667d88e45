"""Loading packs: the shipped ones hold together, and every mistake is refused naming file and key."""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rules.load import load_overlay, load_pack, read_pack, shipped_packs
from rules.pack import Pack, PackError
from rules.strict_yaml import read_yaml
from rules.vocabulary import VOCABULARY

SHIPPED = Path(__file__).parents[2] / "rules" / "packs"
IDS = (
    "itd-death-or-serious-injury-child",
    "itd-cla-missing",
    "itd-cp-missing",
    "itd-organised-abuse",
    "itd-violence-against-staff",
    "itd-accident-at-work",
    "itd-gross-misconduct",
    "itd-other-missing-at-risk",
    "itd-cla-charged",
    "itd-cla-left-uk",
    "itd-media-interest",
    "itd-cp-homeless",
    "itd-out-of-education",
    "itd-practice-concern",
    "itd-lado-substantiated",
)
AGENCIES = (
    "education",
    "police",
    "health",
    "yos",
    "early_help",
    "camhs",
    "housing",
    "probation",
    "adult_services",
    "other",
)


@pytest.fixture(scope="module")
def director() -> Pack:
    """The pack informing-the-director."""
    return load_pack("informing-the-director")


def test_the_pack_has_every_row_with_its_route_and_source(director: Pack) -> None:
    assert tuple(trigger.id for trigger in director.triggers) == IDS
    for number, trigger in enumerate(director.triggers):
        section, row = (2, number + 1) if number < 7 else (3, number - 6)
        assert trigger.source == f"Need to Know: Informing the Director, section {section}, row {row}"
        assert trigger.route.always == (("DCS", "CM") if section == 2 else ())
        assert trigger.route.decides == (() if section == 2 else ("ACM", "CM"))
        assert trigger.route.about == (None if section == 2 else "DCS")
        assert trigger.route.also == trigger.by == ()
    assert {t.id: t.timescale.text for t in director.triggers if t.timescale.text != "timely"} == {
        "itd-cla-missing": "1 working day",
        "itd-out-of-education": "after 4 weeks",
    }


def test_rows_with_harm_have_the_urgent_local_limit(director: Pack) -> None:
    assert {trigger.id: trigger.harm for trigger in director.triggers if trigger.harm} == {
        "itd-death-or-serious-injury-child": ("death", "serious-injury"),
        "itd-cla-missing": ("missing",),
        "itd-cp-missing": ("missing",),
        "itd-organised-abuse": ("exposure-to-risk",),
        "itd-accident-at-work": ("death", "serious-injury"),
        "itd-other-missing-at-risk": ("missing",),
        "itd-cla-left-uk": ("abduction",),
    }


def test_the_form_has_every_field_of_the_procedure(director: Pack) -> None:
    basic = "child_name case_id date_of_birth other_children_known case_status involvement case_open"
    expected = [f"basic.{field}" for field in (*basic.split(), "social_worker", "csw", "pod", "acm")]
    expected += ["incident.details", "incident.actions_taken", "incident.media_interest"]
    expected += [f"agencies.{agency}.{part}" for agency in AGENCIES for part in ("involved", "name", "email")]
    expected += ["contact.key_contact", "contact.telephone", "director.dcs_comment", "director.review_date"]

    assert [field.id for field in director.form] == expected
    assert [field.id for field in director.form if field.by == "DCS"] == expected[-2:]
    status = next(field for field in director.form if field.id == "basic.case_status")
    assert (status.type, status.choices) == (
        "choices",
        ("Child protection plan (CP)", "Child in need (CIN)", "Child looked after (CLA)"),
    )


def test_what_no_row_names_is_judged_by_the_same_people(director: Pack) -> None:
    assert director.judgement is not None
    assert (director.judgement.route.decides, director.judgement.route.about) == (("ACM", "CM"), "DCS")
    assert director.told_roles == ("DCS", "CM", "ACM")
    assert director.role_title("ACM") == "Assistant City Manager"


def test_every_fact_is_used_by_a_pack_or_is_a_safety_question_or_general() -> None:
    used = {"subject.kind", "aware"}
    for policy in shipped_packs():
        for trigger in load_pack(policy).triggers:
            used |= trigger.condition.facts() | {variant.since for variant in trigger.variants if variant.since}
    for pack in (*map(load_pack, shipped_packs()), load_overlay()):
        for duty in pack.duties:
            used |= duty.condition.facts() if duty.condition else set()
    used |= {fact.otherwise for fact in VOCABULARY.values() if fact.id in used and fact.otherwise}

    assert {fact.id for fact in VOCABULARY.values() if not (fact.safety or fact.general)} <= used


def test_the_hash_changes_with_meaning_and_not_with_layout(director: Pack, tmp_path: Path) -> None:
    text = (SHIPPED / "informing-the-director.yaml").read_text(encoding="utf-8")
    same, other = tmp_path / "same.yaml", tmp_path / "other.yaml"
    same.write_text("# a remark\n" + text, encoding="utf-8")
    other.write_text(text.replace("timescale: 1 working day", "timescale: 2 working days"), encoding="utf-8")

    assert load_pack(same).hash == director.hash
    assert load_pack(str(other)).hash != director.hash


Mend = Callable[[dict[str, Any]], None]


def place(data: dict[str, Any], path: str) -> tuple[Any, str | int]:
    """The list or mapping that holds what is at `path` ("triggers.0.harm"), and its key there."""
    at: Any = data
    *way, last = path.split(".")
    for step in way:
        at = at[int(step)] if isinstance(at, list) else at[step]
    return at, int(last) if isinstance(at, list) else last


def put(path: str, value: object) -> Mend:
    """Puts `value` at `path` of the pack's data."""

    def mend(data: dict[str, Any]) -> None:
        at, key = place(data, path)
        at[key] = value

    return mend


def drop(path: str) -> Mend:
    """Takes away what is at `path`."""

    def mend(data: dict[str, Any]) -> None:
        at, key = place(data, path)
        del at[key]

    return mend


MISTAKES: list[tuple[Mend, str, str]] = [
    (put("owner", "x"), "owner", 'there is no key "owner" here'),
    (put("verson", "x"), "verson", "did you mean version?"),
    (drop("version"), "version", '"version" is missing'),
    (put("title", ""), "title", "must be text, and not empty"),
    (put("roles", []), "roles", "must be a list, and not empty"),
    (put("roles.0.id", "CM"), "roles[1].id", '"CM" is there twice'),
    (put("triggers.1.id", IDS[0]), "triggers[1].id", f'"{IDS[0]}" is there twice'),
    (put("triggers.0", "x"), "triggers[0]", "this must be keys with values"),
    (drop("triggers.2.source"), "triggers[2].source", '"source" is missing'),
    (drop("triggers.2.when"), "triggers[2].when", '"when" is missing'),
    (put("triggers.2.source", {"section": 2}), "triggers[2].source.row", '"row" is missing'),
    (put("triggers.3.condition", {"hapened": "death"}), "triggers[3].condition.hapened", 'no fact "hapened"'),
    (put("triggers.3.condition", {"happened": "flood"}), "triggers[3].condition.happened", '"flood" is not known here'),
    (put("triggers.3.condition", {"happened": []}), "triggers[3].condition.happened", "at least one choice"),
    (put("triggers.3.condition", {"danger.now": "maybe"}), "triggers[3].condition.danger.now", "is not yes or no"),
    (put("triggers.3.condition", {"aware": "x"}), "triggers[3].condition.aware", "can only ask a fact with yes and no"),
    (put("triggers.3.condition", {}), "triggers[3].condition", "write one test here"),
    (put("triggers.3.condition", {"all": []}), "triggers[3].condition.all", "must be a list, and not empty"),
    (
        put("triggers.3.condition", {"any": [{"happened": "death"}, {"not": {"nope": 1}}]}),
        "triggers[3].condition.any[1].not.nope",
        'no fact "nope"',
    ),
    (put("triggers.0.about", ["dog"]), "triggers[0].about", '"dog" is not one of child'),
    (put("triggers.0.harm", ["fire"]), "triggers[0].harm", '"fire" is not one of death'),
    (put("triggers.0.by", ["SM"]), "triggers[0].by", '"SM" is not one of DCS'),
    (put("triggers.0.timescale", "soon"), "triggers[0].timescale", '"soon" is not a timescale'),
    (put("triggers.0.since", "missing.last_seen"), "triggers[0].since", 'only a timescale with "after ..."'),
    (drop("triggers.12.since"), "triggers[12].since", "needs the fact from which it counts"),
    (put("triggers.12.since", "happened"), "triggers[12].since", "is not a fact that is a moment"),
    (put("triggers.0.route", {"always": ["AD"]}), "triggers[0].route.always", '"AD" is not one of DCS, CM'),
    (put("triggers.0.route", {"always": []}), "triggers[0].route.always", "must be a list of words, and not empty"),
    (put("triggers.0.route", {}), "triggers[0].route", "nobody is told"),
    (put("triggers.0.route", {"decides": ["CM"]}), "triggers[0].route.about", "decides and about belong together"),
    (put("triggers.0.route", {"always": ["CM"], "about": "XX"}), "triggers[0].route.about", '"XX" is not one of'),
    (drop("judgement.source"), "judgement.source", '"source" is missing'),
    (drop("form.0.source"), "form[0].source", '"source" is missing'),
    (put("form.0.fields.0.type", "colour"), "form[0].fields[0].type", '"colour" is not one of text'),
    (put("form.0.fields.0.choices", ["a"]), "form[0].fields[0].choices", "exactly when its type is choices"),
    (put("form.0.fields.1.id", "child_name"), "form", '"basic.child_name" is there twice'),
    (put("form.0.by", "nobody"), "form[0].by", '"nobody" is neither "reporter" nor one of the roles above'),
    (put("form.0.agencies", [{"id": "a", "title": "A"}]), "form[0].fields", "either fields or agencies"),
]


@pytest.mark.parametrize(("mistake", "key", "sentence"), MISTAKES, ids=[f"{n}: {m[1]}" for n, m in enumerate(MISTAKES)])
def test_a_mistake_in_a_pack_is_refused_naming_file_and_key(mistake: Mend, key: str, sentence: str) -> None:
    data = read_yaml((SHIPPED / "informing-the-director.yaml").read_text(encoding="utf-8"))
    data = copy.deepcopy(data)
    assert isinstance(data, dict)
    mistake(data)

    with pytest.raises(PackError) as refused:
        read_pack(data, "ours.yaml")

    assert (refused.value.file, refused.value.key) == ("ours.yaml", key)
    assert sentence in str(refused.value)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("id: a\nid: b\n", 'line 2: the key "id" is given twice'),
        ("id: [", "this is not valid YAML"),
        ('id: a\ntitle: "b\nversion: 1\n', "line 2: a text in quotes begins here and is not closed: close it"),
        ('id: a\ntitle: "b\nsource: "c"\n', "line 2: a text in quotes begins here and ends only on line 3"),
        ("- a\n- b\n", "this must be keys with values"),
        ("1: a\n", "this must be keys with values"),
    ],
)
def test_a_file_that_is_no_pack_is_refused_naming_the_file(tmp_path: Path, text: str, sentence: str) -> None:
    file = tmp_path / "ours.yaml"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(PackError, match=r"^ours\.yaml") as refused:
        load_pack(file)

    assert sentence in str(refused.value)


@pytest.mark.parametrize("name", ["ours.yaml", "/", "drafts/ours"])
def test_a_file_that_is_not_there_is_said_to_be_a_file(name: str) -> None:
    with pytest.raises(PackError, match="there is no such file, or it may not be read: check its path"):
        load_pack(name)


@pytest.mark.parametrize("name", ["no-such-policy", "\0"])
def test_a_policy_that_is_not_there_is_answered_with_those_that_are(name: str) -> None:
    with pytest.raises(PackError, match="there is no such policy; the ones here are informing-the-director"):
        load_pack(name)
