"""docs/policies says which scenario shows each statement of a procedure: nothing is left out, nothing is made up."""

import pytest

from rules.pack import Pack
from tests.docs.policies import FOLDER, marked, pages, policies, statements, unshown


@pytest.mark.parametrize("file", sorted(pages()))
def test_the_page_is_what_the_policies_and_the_tests_say(file: str) -> None:
    made = (FOLDER / file).read_text(encoding="utf-8")
    assert made == pages()[file], "run: python -m tests.docs.policies"


def test_there_is_no_page_besides() -> None:
    assert {page.name for page in FOLDER.iterdir()} == set(pages())


@pytest.mark.parametrize("pack", policies(), ids=lambda pack: pack.id)
def test_what_is_built_is_shown_by_a_scenario(pack: Pack) -> None:
    assert unshown(pack) == (), "mark the scenario that shows it: @pytest.mark.shows(ID)"


def test_no_scenario_shows_what_no_procedure_says_or_what_is_not_built() -> None:
    built = {one.id: one.built for pack in policies() for one in statements(pack)}
    assert {id for id in marked() if not built.get(id, False)} == set()
