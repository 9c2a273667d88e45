"""`needtoknow policy check`: a bad file for each mistake; all of a file come with line, key and mend."""

from pathlib import Path

import pytest

from rules.check import check_file
from rules.load import OVERLAY, pack_file, shipped_packs

FILES = Path(__file__).parent / "bad_packs"

MISTAKES: dict[str, list[tuple[int | None, str, str]]] = {
    "both-yes-and-no": [
        (14, "triggers[0].condition", "this can never hold: its tests exclude each other, so that the row is"),
    ],
    "branch-that-never-holds": [
        (14, "triggers[0].condition.any[1]", "this part can never hold: take it away, or correct it"),
    ],
    "decides-about-nobody": [
        (23, "triggers[1].route.about", "decides and about belong together: name who decides, and about whom"),
    ],
    "duplicate-key": [
        (17, "", 'the key "timescale" is given twice'),
        (31, "", 'the key "title" is given twice'),
    ],
    "duty-after-itself": [
        (33, "duties[0].after", '"our-review" is not another duty of this file: name the one to be done'),
    ],
    "duty-after-one-that-is-not-there": [
        (33, "duties[0].after", '"our-panel" is not another duty of this file: name the one to be done'),
    ],
    "duty-after-one-that-never-arises": [
        (33, "duties[1].after", "our-panel never arises by itself, so that this never begins: say when"),
    ],
    "duty-fact-that-nothing-uses": [
        (33, "duties[0].since", "there is no timescale that could count from it: add one, or take this away"),
    ],
    "duty-follows-a-row-that-is-not-there": [
        (32, "duties[0].follows", '"our-deth" is not one of our-death, our-missing; did you mean our-death?'),
    ],
    "duty-nobody-owns": [
        (31, "duties[0].owner", "this must be a list of words, and not empty"),
    ],
    "duty-of-an-inbox": [
        (31, "duties[0].owner", "box is an inbox, which does nothing: name people, or the reporter"),
    ],
    "duty-owned-by-nobody-known": [
        (31, "duties[0].owner", '"Head" is not one of DCS, HoS, box, reporter, reporter\'s manager'),
    ],
    "duty-same-as-nothing": [
        (33, "duties[0].same_as", '"our-panel" is not another duty of this file or the statutory overlay:'),
    ],
    "duty-that-is-not-there": [
        (17, "triggers[0].follow_on", '"our-revue" is not one of the duties of this file: add it there, or'),
    ],
    "duty-kind-that-is-not-there": [
        (36, "duties[0].kinds", '"gossip" is not one of died, worse, better, adult-charged, child-charged'),
    ],
    "duty-kinds-without-update": [
        (33, "duties[0].kinds", "only a duty closed by an update has kinds of update: write closed_by"),
    ],
    "duty-until-that-comes-once": [
        (33, "duties[0].timescale", 'what is due until then comes again: write "weekly"'),
    ],
    "duty-until-without-update": [
        (34, "duties[0].until", "only a duty closed by an update comes again until then"),
    ],
    "duty-update-without-end": [
        (28, "duties[0].until", "say until when this comes again: write until: found"),
    ],
    "duty-that-nothing-brings": [
        (32, "duties[0].timescale", "nothing brings this duty, so that its time never begins: name it in a row's"),
    ],
    "duty-without-citation": [
        (28, "duties[0].source", '"source" is missing: add it here'),
    ],
    "id-of-a-row-with-blanks": [
        (10, "triggers[0].id", "an id is small letters, digits and hyphens, like our-death"),
        (32, "duties[0].follows", '"our-death" is not one of our death, our-missing; did you mean our death?'),
    ],
    "title-for-a-role": [
        (31, "duties[0].owner", '"Head of Service" is the title of HoS: write HoS'),
    ],
    "source-that-is-a-text": [
        (17, "triggers[0].source", "this must be keys with values, like {section: 2, row: 6}"),
    ],
    "quotes-not-closed": [
        (29, "", "a text in quotes begins here and is not closed: close it"),
    ],
    "excluded-by-what-it-implies": [
        (14, "triggers[0].condition", "this can never hold: its tests exclude each other, so that the row is"),
    ],
    "fact-that-nothing-uses": [
        (17, "triggers[0].since", 'only a timescale with "after ..." counts from a fact: take this away'),
    ],
    "form-field-of-no-type": [
        (39, "form[0].fields[0].type", '"essay" is not one of text, long-text, date, yes-no, phone, choices'),
    ],
    "id-with-blanks": [
        (1, "id", "an id is small letters, digits and hyphens, like our-council"),
    ],
    "inbox-decides": [
        (23, "triggers[1].route", "box is an inbox, which decides nothing: name people"),
    ],
    "incomplete-citation": [
        (17, "triggers[0].source.row", '"row" is missing: add it here'),
    ],
    "judgement-of-no-row": [
        (27, "judgement.trigger", '"our-other" is not one of the triggers of this file: name the row to'),
    ],
    "matches-every-report": [
        (10, "triggers[0]", "this row matches every report: give it a condition, or the kinds of"),
    ],
    "missing-citation": [
        (10, "triggers[0].source", '"source" is missing: add it here'),
    ],
    "missing-key": [
        (10, "triggers[0].when", '"when" is missing: add it here'),
    ],
    "never-asked-of-this-kind": [
        (14, "triggers[0].condition", "this is never asked of premises: correct the kinds under about, or the"),
    ],
    "no-mapping": [
        (1, "", "this must be keys with values: start with id, version and title"),
    ],
    "nobody-told": [
        (15, "triggers[0].route", "nobody is told: name roles under always or decides"),
    ],
    "not-utf-8": [
        (None, "", "this is not text in UTF-8: save it as UTF-8"),
    ],
    "not-yaml": [
        (14, "", "this is not valid YAML (expected ',' or ']', but got ':')"),
    ],
    "policy-with-overlay-keys": [
        (33, "duties[0].options", 'there is no key "options" here'),
    ],
    "refers-to-itself": [
        (1, "", "the file refers to itself: write out what the reference stands for"),
        (4, "notes", "this must be a list of words, and not empty"),
    ],
    "same-facts-told-otherwise": [
        (18, "triggers[1]", "our-death holds for the same facts and tells otherwise: tell them"),
    ],
    "same-id-for-row-and-duty": [
        (28, "duties[0].id", '"our-missing" is the id of a trigger as well: give one of them another'),
    ],
    "same-id-of-roles": [
        (7, "roles[1].id", '"DCS" is there twice: take one away, or give it a name of its own'),
        (23, "triggers[1].route.decides", '"HoS" is not one of DCS, DCS, box'),
        (31, "duties[0].owner", '"HoS" is not one of DCS, DCS, box, reporter, reporter\'s manager'),
    ],
    "same-id-twice": [
        (18, "triggers[1].id", '"our-death" is there twice: take one away, or give it a name of its own'),
    ],
    "several-mistakes": [
        (10, "triggers[0].when", '"when" is missing: add it here'),
        (15, "triggers[0].timescale", '"soon" is not a timescale: write "immediately", "same day", "next'),
        (21, "triggers[1].condition.all[1].child.status", '"clla" is not known here; did you mean cla?'),
        (30, "duties[0].owner", '"Head" is not one of DCS, HoS, box, reporter, reporter\'s manager'),
    ],
    "tests-exclude-each-other": [
        (14, "triggers[0].condition", "this can never hold: its tests exclude each other, so that the row is"),
    ],
    "threshold-without-a-start": [
        (18, "triggers[1].since", '"after 24 hours" needs the fact from which it counts, like since: began'),
    ],
    "timescale-before-the-last-always-holds": [
        (17, "triggers[0].timescale[0]", "this one always holds, so that those after it never count: give it a"),
    ],
    "timescale-never-reached": [
        (19, "triggers[0].timescale[2].when", "this never holds where the row does, or one before it holds already:"),
    ],
    "told-and-decided-about": [
        (15, "triggers[0].route.about", "DCS is told anyway, so that nothing is left to decide: take DCS out of"),
    ],
    "told-twice": [
        (15, "triggers[0].route", "DCS is told twice: take DCS out of also"),
    ],
    "unknown-choice": [
        (14, "triggers[0].condition.happened", '"deth" is not known here; did you mean death?'),
    ],
    "unknown-fact": [
        (14, "triggers[0].condition.hapened", 'there is no fact "hapened"; did you mean happened?'),
    ],
    "unknown-key": [
        (17, "triggers[0].timscale", 'there is no key "timscale" here; did you mean timescale?'),
    ],
    "unknown-kind": [
        (13, "triggers[0].about", '"chlid" is not known here; did you mean child?'),
    ],
    "unknown-role": [
        (15, "triggers[0].route.always", '"DSC" is not one of DCS, HoS, box; did you mean DCS?'),
    ],
    "unknown-timescale": [
        (16, "triggers[0].timescale", '"soon" is not a timescale: write "immediately", "same day", "next'),
    ],
    "unknown-top-key": [
        (5, "owner", 'there is no key "owner" here'),
    ],
}
"""By file: the line, the key, and how the sentence begins."""


def test_every_bad_file_has_its_mistakes_here() -> None:
    assert set(MISTAKES) == {file.stem for file in FILES.glob("*.yaml")}


@pytest.mark.parametrize("name", MISTAKES)
def test_every_mistake_of_a_file_is_named_with_its_line_its_key_and_its_mend(name: str) -> None:
    _, problems = check_file(FILES / f"{name}.yaml")

    assert [(found.line, found.key) for found in problems] == [(line, key) for line, key, _ in MISTAKES[name]]
    for found, (_, _, sentence) in zip(problems, MISTAKES[name], strict=True):
        assert found.sentence.startswith(sentence)
        where = f"{name}.yaml" if found.line is None else f"{name}.yaml, line {found.line}"
        assert str(found).startswith(f"{where}: ")


@pytest.mark.parametrize("name", [*shipped_packs(), *([OVERLAY] if pack_file(OVERLAY).exists() else [])])
def test_what_is_shipped_has_no_mistake(name: str) -> None:
    pack, problems = check_file(name)

    assert pack is not None
    assert problems == ()
