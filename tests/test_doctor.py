"""`needtoknow doctor`: what is wrong with an installation, or with a token, and what to change."""

import io
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import requests
from requests.adapters import BaseAdapter

from bot.app import Outside
from bot.cli import doctor
from bot.clock import SystemClock
from bot.tokens import OUTLOOK_ACTIONS_APP
from tests.engine.council import ORGANISATION
from tests.fakes.certificates import pfx
from tests.fakes.keys import ABSENT, lifetime, signed
from tests.outlook.test_mail import Exchange
from tests.teams.whole import APP, TENANT, Microsoft, _json

PROVIDER = "55555555-5555-4555-8555-555555555555"
KEY = "0f1e2d3c4b5a69788796a5b4c3d2e1f0fedcba98"
DANA = "11111111-0000-4000-8000-000000000007"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {
        "NTK_APP_ID": APP,
        "NTK_TENANT_ID": TENANT,
        "NTK_CERTIFICATE": str(pfx(tmp_path / "bot.pfx")),
        "NTK_CERTIFICATE_PASSPHRASE": "a passphrase",
        "NTK_SERVICE_HOSTS": "smba.trafficmanager.net",
        "NTK_ORGANISATION": str(ORGANISATION),
        "NTK_DATA": str(tmp_path / "data"),
        "NTK_OUTLOOK_PROVIDER": PROVIDER,
        "NTK_OUTLOOK_TARGET": "https://need-to-know.example",
        "NTK_OUTLOOK_KEY": KEY,
        "NTK_OUTLOOK_SCOPES": "Actions.Invoke",
    }


def outside(http: Callable[[], requests.Session] | None = None) -> Outside:
    return Outside(clock=SystemClock(), http=http or Microsoft().session)


def token(**claims: Any) -> str:
    good = {
        "iss": f"https://login.microsoftonline.com/{TENANT}/v2.0",
        "aud": f"api://auth-am-{PROVIDER}/{APP}",
        "tid": TENANT,
        "azp": OUTLOOK_ACTIONS_APP,
        "scp": "Actions.Invoke",
        "oid": DANA,
    }
    return signed({**good, **lifetime(), **claims}, key="tenant")


def test_a_good_installation_passes(environment: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert doctor.everything(environment, outside(), online=False) == 0
    said = capsys.readouterr().out
    assert "FAIL" not in said
    assert "pass  certificate: ends" in said
    assert "-     operator: nobody is named: alarms and digests are in the log alone" in said
    assert said.endswith("Nothing failed.\n")
    assert not Path(environment["NTK_DATA"]).exists(), "nothing is made"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"NTK_APP_ID": ""}, "NTK_APP_ID is not set"),
        ({"NTK_OUTLOOK_KEY": ""}, "NTK_OUTLOOK_KEY is not set"),
        ({"NTK_CERTIFICATE_PASSPHRASE": "wrong"}, "NTK_CERTIFICATE_PASSPHRASE"),
        ({"NTK_CERTIFICATE": "/no/such.pfx"}, "NTK_CERTIFICATE"),
        ({"NTK_DATA": str(ORGANISATION)}, "NTK_DATA"),
        ({"NTK_OUTLOOK_KEY": "k" * 40}, "FAIL  key: repeats a few characters. Make 32 random bytes"),
    ],
    ids=str,
)
def test_what_is_wrong_is_named_with_what_to_change(
    environment: dict[str, str], capsys: pytest.CaptureFixture[str], change: dict[str, str], words: str
) -> None:
    assert doctor.everything({**environment, **change}, outside(), online=False) == 1
    said = capsys.readouterr().out
    assert words in said
    assert KEY not in said
    assert "a passphrase" not in said


@pytest.mark.parametrize(("left", "words"), [(-1, "nothing can be sent"), (7, "Renew it now")], ids=str)
def test_a_certificate_that_ended_or_ends_soon_fails(
    environment: dict[str, str], capsys: pytest.CaptureFixture[str], tmp_path: Path, left: int, words: str
) -> None:
    pfx(tmp_path / "bot.pfx", ends=timedelta(days=left))
    assert doctor.everything(environment, outside(), online=False) == 1
    assert words in capsys.readouterr().out


def test_an_organisation_file_that_is_wrong_is_named(
    environment: dict[str, str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("name: x\n")
    assert doctor.everything({**environment, "NTK_ORGANISATION": str(wrong)}, outside(), online=False) == 1
    assert "FAIL  organisation file" in capsys.readouterr().out


def test_online_it_signs_in_and_reads_one_draft_and_writes_nothing(
    environment: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    microsoft, exchange = Microsoft(), Exchange()

    def http() -> requests.Session:
        session = microsoft.session()
        session.mount("https://graph.microsoft.com/", exchange)
        return session

    doctor.everything(environment, outside(http), online=True)
    said = capsys.readouterr().out
    assert "pass  sign-in: works" in said
    assert "pass  mailbox: can be read" in said
    assert "pass  your tenant's keys: can be fetched" in said
    assert "FAIL  door from outside: https://need-to-know.example/api/outlook/actions answers 503 to GET" in said
    assert {method for method, *_ in exchange.calls} == {"GET"}

    exchange.wrong, exchange.code = [("Drafts", 403)], "ErrorAccessDenied"
    assert doctor.everything(environment, outside(http), online=True) == 1
    assert "FAIL  mailbox: answers mailbox-denied. Graph refuses the mailbox: give the app" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"access_token": "x.y.z"}, "pass  the app's API: api://auth-am-"),
        (
            {"error": "invalid_resource", "error_codes": [500011]},
            "is unknown in your tenant. Set it as the",
        ),
        ({"error": "temporarily_unavailable"}, "-     the app's API: not known"),
    ],
    ids=["there", "unknown", "unclear"],
)
def test_online_it_asks_whether_the_apps_own_api_is_there(
    environment: dict[str, str], capsys: pytest.CaptureFixture[str], answer: dict[str, Any], words: str
) -> None:
    doctor.everything(environment, outside(entra({"api://": answer})), online=True)
    assert words in capsys.readouterr().out


@pytest.mark.parametrize(
    ("roles", "words"),
    [
        ([], "pass  that mailbox alone: no permission beyond it"),
        (
            ["Mail.ReadWrite", "User.Read.All"],
            "FAIL  that mailbox alone: the app has Mail.ReadWrite in the whole",
        ),
    ],
    ids=str,
)
def test_online_a_consent_for_the_whole_tenant_is_found(
    environment: dict[str, str], capsys: pytest.CaptureFixture[str], roles: list[str], words: str
) -> None:
    own = {"access_token": signed({"roles": roles, **lifetime()}, key="tenant"), "token_type": "Bearer"}
    doctor.everything(environment, outside(entra({"graph.microsoft.com": own})), online=True)
    assert words in capsys.readouterr().out


class Entra(BaseAdapter):
    """Sign-in that answers by what a token is asked for; everything else as Microsoft does."""

    def __init__(self, answers: dict[str, dict[str, Any]]) -> None:
        super().__init__()
        self._answers, self._microsoft = answers, Microsoft()

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        """A token, or a refusal."""
        if "discovery/instance" in str(request.url):
            return _json(request, 200, {"metadata": []})
        asked = unquote(str(request.body or ""))
        found = next((answer for scope, answer in self._answers.items() if scope in asked), None)
        if found is None:
            return self._microsoft.answer(request, options)
        return _json(request, 400 if "error" in found else 200, {"expires_in": 3600, "token_type": "Bearer", **found})

    def close(self) -> None:
        """Nothing is open."""


def entra(answers: dict[str, dict[str, Any]]) -> Callable[[], requests.Session]:
    """Sessions to an Entra that answers so, and to a mailbox that can be read."""
    adapter, exchange = Entra(answers), Exchange()

    def http() -> requests.Session:
        session = requests.Session()
        session.trust_env = False
        session.mount("https://", adapter)
        session.mount("https://graph.microsoft.com/", exchange)
        return session

    return http


def test_what_cannot_be_checked_from_here_is_said_with_what_must_stand_there(
    environment: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    doctor.everything(environment, outside(), online=False)
    said = capsys.readouterr().out
    assert "-     DKIM and SPF: not checked from here: ask your mail administrator, for rehearsal.example" in said
    assert f"-     provider: not checked from here: provider {PROVIDER} must be Approved" in said
    assert "target https://need-to-know.example/api/outlook/actions" in said
    assert "-     Exchange: not checked from here: ConnectorsActionableMessagesEnabled" in said


def test_every_step_of_the_runbook_names_a_check_that_doctor_makes_or_says_how_else(
    environment: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    """The table of docs/outlook.md, step by step, against what is printed."""
    doctor.everything(environment, outside(entra({})), online=True)
    examined(environment, token())
    printed = {line[6:].partition(":")[0] for line in capsys.readouterr().out.splitlines()}
    text = (Path(__file__).parents[1] / "docs" / "outlook.md").read_text(encoding="utf-8")
    steps = re.findall(r"^\| (\d+) \| \*\*.*\| (.*) \|$", text, re.MULTILINE)
    assert [int(number) for number, _ in steps] == list(range(1, 11))
    for number, check in steps:
        named = re.findall(r"`doctor[^`]*`: ([^;.]*)", check)
        assert named or number == "10", f"step {number} names no check"
        for name in (each.strip() for names in named for each in names.split(",")):
            assert name in printed, f"step {number}: doctor has no check {name!r}"


def examined(environment: dict[str, str], given: str, *, online: bool = False) -> int:
    return doctor.outlook(environment, outside(), io.StringIO(given), online=online)


@pytest.mark.parametrize("prefix", ["", "Bearer "])
def test_a_good_token_passes_every_check(
    environment: dict[str, str], capsys: pytest.CaptureFixture[str], prefix: str
) -> None:
    assert examined(environment, f"{prefix}{token()}\n", online=True) == 0
    said = capsys.readouterr().out
    assert [line[:4] for line in said.splitlines()[:-1]] == ["pass"] * 11
    assert "dana in the organisation file" in said


@pytest.mark.parametrize(
    ("claims", "words"),
    [
        ({"iss": "https://issuer.example"}, "NTK_OUTLOOK_ISSUERS"),
        ({"iss": ABSENT}, "FAIL  iss: is missing"),
        ({"aud": "https://another.example"}, "NTK_OUTLOOK_AUDIENCES"),
        ({"azp": APP}, "NTK_OUTLOOK_CALLER"),
        ({"scp": "Mail.Read"}, "NTK_OUTLOOK_SCOPES"),
        ({"tid": PROVIDER}, "FAIL  tid"),
        ({"oid": ABSENT}, "delegated scope"),
        ({"oid": PROVIDER}, "nobody in the organisation file"),
        ({"exp": timedelta(hours=-2)}, "take a fresh one"),
        ({"nbf": timedelta(hours=2)}, "FAIL  nbf"),
    ],
    ids=str,
)
def test_what_is_wrong_with_a_token_is_named_with_the_setting_to_change(
    environment: dict[str, str], capsys: pytest.CaptureFixture[str], claims: dict[str, Any], words: str
) -> None:
    given = token(**claims)
    assert examined(environment, given) == 1
    said = capsys.readouterr()
    assert words in said.out
    assert "1 of " in said.out
    assert not any(part in said.out + said.err for part in given.split("."))


@pytest.mark.parametrize("given", ["", "x", "a.b.c", "\u2603.\u2603.\u2603", "bnVsbA.W10.x"])
def test_what_is_no_token_is_said_so(
    environment: dict[str, str], capsys: pytest.CaptureFixture[str], given: str
) -> None:
    assert examined(environment, given) == 1
    assert "FAIL  form: This is no token." in capsys.readouterr().out


def test_a_strangers_signature_fails_online(environment: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    parts = token().split(".")
    assert examined(environment, ".".join((*parts[:2], "AAAA")), online=True) == 1
    assert "FAIL  door: refuses it: wrong-signature" in capsys.readouterr().out


def test_without_outlook_settings_there_is_no_door(environment: dict[str, str]) -> None:
    without = {name: value for name, value in environment.items() if not name.startswith("NTK_OUTLOOK")}
    assert examined(without, token()) == 2
