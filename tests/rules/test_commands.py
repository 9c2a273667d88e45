"""The commands decide and facts, as somebody types them; and every example in their documents."""

import argparse
import io
import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.cli import decide as decide_command
from bot.cli import facts as facts_command
from rules.decide import decide
from rules.facts import SUBJECT_KINDS, VOCABULARY
from rules.facts_text import facts_from_text
from rules.instants import parse_instant
from rules.load import load_pack

DOCS = Path(__file__).parents[2] / "docs"
POLICY = "informing-the-director"
FACTS = (
    '{"aware": "2026-05-01T16:30", "media.interest": "none", '
    '"subjects": [{"kind": "child", "happened": ["missing"], "child.status": ["cla"]}]}'
)


def needtoknow(*words: str) -> int:
    """Runs the command line with these words."""
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers()
    decide_command.register(commands)
    facts_command.register(commands)
    args = parser.parse_args(words)
    code = args.run(args)
    assert isinstance(code, int)
    return code


@pytest.fixture
def facts_file(tmp_path: Path) -> Path:
    """A file with the facts about a missing child."""
    file = tmp_path / "facts.json"
    file.write_text(FACTS, encoding="utf-8")
    return file


def test_decide_prints_the_documented_answer(facts_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        needtoknow("decide", "--policy", POLICY, "--facts", str(facts_file), "--at", "2026-05-01T16:45", "--json") == 0
    )

    printed = json.loads(capsys.readouterr().out)
    (documented,) = blocks("decide.md", "json")
    assert printed == {**json.loads(documented), "pack_hash": load_pack(POLICY).hash}


def test_facts_can_come_from_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xef\xbb\xbf" + FACTS.encode())))

    assert needtoknow("decide", "--policy", POLICY, "--facts", "-", "--at", "2026-05-01", "--json") == 0
    assert json.loads(capsys.readouterr().out)["at"] == "2026-05-01T00:00:00+01:00"


def test_facts_in_braces_are_read_as_they_stand(capsys: pytest.CaptureFixture[str]) -> None:
    facts = "{kind: child, happened: missing, child.status: cla, media.interest: none}"

    assert needtoknow("decide", "--policy", POLICY, "--facts", facts, "--at", "2026-05-01", "--json") == 0
    assert [row["id"] for row in json.loads(capsys.readouterr().out)["triggers"]] == ["itd-cla-missing"]


def test_a_misspelt_policy_is_answered_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert needtoknow("decide", "--policy", "knowsly", "--facts", "{}") == 2
    assert "did you mean knowsley? The ones here are" in capsys.readouterr().err


def test_without_json_the_answer_is_for_people(facts_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert needtoknow("decide", "--policy", POLICY, "--facts", str(facts_file), "--at", "2026-05-01T16:45") == 0

    printed = capsys.readouterr().out
    assert (
        "itd-cla-missing: reportable\n  A child looked after is missing.\n"
        "  Director of Children's Services and City Manager are always told.\n" in printed
    )
    assert "  by Tue 5 May 2026 17:00, close of office on" in printed
    assert "acknowledge:DCS  Tue 5 May 2026 12:45  DCS" in printed


def test_no_matching_row_is_never_said_as_do_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "facts.yaml"
    file.write_text("happened: other\nmedia.interest: none\n", encoding="utf-8")

    assert needtoknow("decide", "--policy", POLICY, "--facts", str(file)) == 0
    assert "Whoever is worried can still report" in capsys.readouterr().out


BAD: list[tuple[bytes, list[str], str]] = [
    (FACTS.encode(), ["--policy", "nowhere"], "nowhere: there is no such policy"),
    (FACTS.encode(), ["--at", "tomorrow"], '--at: "tomorrow" is not a date and time'),
    (b"[]", [], "the facts are not an object"),
    (b"{", [], "this is not valid YAML"),
    (b"\xff\xfe", [], "this is not text in UTF-8"),
    (b'{"child.statsu": 1}', [], 'did you mean "child.status"?'),
    (b'{"happened": "flood"}', [], "happened: "),
    (b'{"happened": ' + b"[" * 50_000, [], "nested too deeply"),
]


@pytest.mark.parametrize(("content", "words", "sentence"), BAD, ids=range(len(BAD)))
def test_bad_input_is_exit_2_and_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, words: list[str], sentence: str
) -> None:
    file = tmp_path / "facts.json"
    file.write_bytes(content)

    assert needtoknow("decide", "--policy", POLICY, "--facts", str(file), "--at", "2026-05-01", "--json", *words) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert sentence in said.err
    assert said.err.count("\n") == 1


def test_a_facts_file_that_is_not_there_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert needtoknow("decide", "--policy", POLICY, "--facts", "nowhere.json") == 2
    assert capsys.readouterr().err == "nowhere.json: this file cannot be read (No such file or directory)\n"


def test_facts_prints_the_vocabulary(capsys: pytest.CaptureFixture[str]) -> None:
    assert needtoknow("facts", "--json") == 0

    printed: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    assert [fact["id"] for fact in printed] == list(VOCABULARY)
    media = next(fact for fact in printed if fact["id"] == "media.interest")
    assert (media["type"], media["choices"]) == ("choice", ["none", "likely", "some", "significant"])
    assert media["question"] == "How much media interest is there?"
    assert media["means"]["likely"] == "or there may be some"
    sick = next(fact for fact in printed if fact["id"] == "sick.since")
    assert (sick["implies"], sick["presumed"], sick["otherwise"]) == ("off-sick", None, "began")


def test_facts_for_people_shows_every_question(capsys: pytest.CaptureFixture[str]) -> None:
    assert needtoknow("facts") == 0

    printed = capsys.readouterr().out
    assert all(fact.question in printed for fact in VOCABULARY.values())


def blocks(document: str, language: str) -> list[str]:
    """The code blocks of a document in one language."""
    text = (DOCS / document).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def test_every_example_of_a_facts_file_works_and_every_kind_of_subject_has_one() -> None:
    pack, at = load_pack(POLICY), parse_instant("2026-11-22T12:00")
    examples = [facts_from_text(text) for text in (*blocks("facts.md", "json"), *blocks("facts.md", "yaml"))]

    for facts in examples:
        assert decide(pack, facts, at).triggers
    assert {kind.id for kind in SUBJECT_KINDS} <= {one.kind for facts in examples for one in facts.subjects}


@pytest.mark.parametrize(
    ("moments", "said"),
    [
        ("missing.last_seen: 2027-11-16T09:00", "missing.last_seen: Tue 16 Nov 2027 09:00 is still to come: correct"),
        ("began: 2026-11-18T10:01", "began: Wed 18 Nov 2026 10:01 is still to come: correct the date"),
        ("education.out_since: 2026-12-01", "education.out_since: Tue 1 Dec 2026 00:00 is still to come"),
        ("aware: 2027-11-18T09:00", "aware: Thu 18 Nov 2027 09:00 is still to come: correct the date"),
        ("missing.last_seen: 2026-11-18\nfound.at: 2026-11-17", "found.at: this is before missing.last_seen: correct"),
    ],
)
def test_a_moment_that_cannot_be_is_refused_rather_than_waited_for(
    moments: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "facts.yaml"
    file.write_text(f"kind: child\nhappened: missing\n{moments}\n")
    assert needtoknow("decide", "--policy", POLICY, "--facts", str(file), "--at", "2026-11-18T10:00") == 2
    assert said in capsys.readouterr().err


def test_somebody_may_have_become_aware_later_on_the_day_that_is_given_as_a_date(tmp_path: Path) -> None:
    file = tmp_path / "facts.yaml"
    file.write_text("aware: 2026-11-18T16:30\nkind: child\nhappened: missing\nmissing.last_seen: 2026-11-18T09:00\n")
    assert needtoknow("decide", "--policy", POLICY, "--facts", str(file), "--at", "2026-11-18") == 0
