"""`needtoknow doctor`: what is wrong with an installation, or with a token, and what to change."""

import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from bot.app import Outside
from bot.cli import doctor
from bot.clock import SystemClock
from bot.tokens import OUTLOOK_ACTIONS_APP
from tests.engine.council import ORGANISATION
from tests.fakes.certificates import pfx
from tests.fakes.keys import ABSENT, lifetime, signed
from tests.outlook.test_mail import Exchange
from tests.teams.whole import APP, TENANT, Microsoft

PROVIDER = "55555555-5555-4555-8555-555555555555"
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
        "NTK_OUTLOOK_KEY": "k" * 40,
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
    ],
    ids=str,
)
def test_what_is_wrong_is_named_with_what_to_change(
    environment: dict[str, str], capsys: pytest.CaptureFixture[str], change: dict[str, str], words: str
) -> None:
    assert doctor.everything({**environment, **change}, outside(), online=False) == 1
    said = capsys.readouterr().out
    assert words in said
    assert "k" * 40 not in said
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
