"""The restriction of a policy file: what is wrong is refused, naming the key and the mend."""

import copy
from typing import Any

import pytest

from rules.load import load_pack, pack_file, read_pack, shipped_packs
from rules.pack import PackError
from rules.strict_yaml import read_yaml

LUTON: dict[str, Any] = read_yaml(pack_file("luton").read_text(encoding="utf-8"))  # type: ignore[assignment]


def refused(change: dict[str, Any]) -> PackError:
    data = copy.deepcopy(LUTON)
    data["restriction"] = {k: v for k, v in {**data["restriction"], **change}.items() if v is not None}
    with pytest.raises(PackError) as caught:
        read_pack(data, "luton.yaml")
    return caught.value


@pytest.mark.parametrize(
    ("change", "key", "says"),
    [
        ({"rows": ["lut-nothing"]}, "restriction.rows", "lut-nothing"),
        ({"rows": []}, "restriction.rows", "not empty"),
        ({"readers": None}, "restriction.readers", "missing"),
        ({"question": ""}, "restriction.question", "not empty"),
        ({"writes": ["SD"], "anonymised": ["DMT"]}, "restriction.writes", "name it under readers as well"),
        ({"decides": ["SM"]}, "restriction.decides", "name it under readers as well"),
        ({"anonymised": ["LADO"]}, "restriction.anonymised", "either the whole or this version"),
        ({"readers": ["Director"]}, "restriction.readers", "Director"),
        ({"approval": "maybe"}, "restriction.approval", "yes or no"),
        ({"duty": "lut-nothing"}, "restriction.duty", "lut-nothing"),
        ({"reader": ["LADO"]}, "restriction.reader", "did you mean readers?"),
    ],
)
def test_each_mistake_is_refused_with_its_mend(change: dict[str, Any], key: str, says: str) -> None:
    error = refused(change)
    assert (error.key, says in error.sentence) == (key, True), error.sentence


def test_only_where_a_policy_says_so_is_anything_restricted() -> None:
    assert [name for name in shipped_packs() if load_pack(name).restriction is not None] == ["luton"]
    rule = load_pack("luton").restriction
    assert rule is not None
    assert {"SD", "DMT"} == set(rule.anonymised), "the procedure names them"
    assert rule.approval
