"""Start-up fails, naming the setting, where anything that guards the doors is missing."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.app import Outside, build
from bot.organisation import OrganisationError
from bot.settings import Settings, SettingsError
from bot.store.database import DataFolder, StoreError
from tests.engine.council import ORGANISATION, Standing
from tests.teams.whole import APP, TENANT, Microsoft


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {
        "NTK_APP_ID": APP,
        "NTK_TENANT_ID": TENANT,
        "NTK_APP_PASSWORD": "a-very-secret-word",
        "NTK_SERVICE_HOSTS": "smba.trafficmanager.net",
        "NTK_ORGANISATION": str(ORGANISATION),
        "NTK_DATA": str(tmp_path / "data"),
    }


def outside() -> Outside:
    return Outside(clock=Standing(), http=Microsoft().session)


def test_complete_settings_are_taken(environment: dict[str, str]) -> None:
    assert Settings.from_environment(environment).service_hosts == ("smba.trafficmanager.net",)


@pytest.mark.parametrize("value", [None, "", "   "], ids=["missing", "empty", "blank"])
@pytest.mark.parametrize(
    "name", ["NTK_APP_ID", "NTK_TENANT_ID", "NTK_APP_PASSWORD", "NTK_SERVICE_HOSTS", "NTK_ORGANISATION", "NTK_DATA"]
)
def test_without_a_setting_start_up_fails_and_names_it(
    environment: dict[str, str], name: str, value: str | None
) -> None:
    given = {k: v for k, v in environment.items() if k != name} | ({} if value is None else {name: value})
    with pytest.raises(SettingsError, match=name) as refused:
        Settings.from_environment(given)
    assert "a-very-secret-word" not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NTK_APP_ID", "not-an-id"),
        ("NTK_TENANT_ID", "common"),
        ("NTK_SERVICE_HOSTS", "*"),
        ("NTK_SERVICE_HOSTS", "*.trafficmanager.net"),
        ("NTK_SERVICE_HOSTS", "https://smba.trafficmanager.net/"),
        ("NTK_SERVICE_HOSTS", " , "),
        ("NTK_ORGANISATION", "/no/such/file.yaml"),
        ("NTK_PORT", "0"),
        ("NTK_PORT", "x"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(environment: dict[str, str], name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        Settings.from_environment({**environment, name: value})


@pytest.mark.parametrize("change", [{"app_id": ""}, {"tenant_id": ""}, {"service_hosts": ()}], ids=str)
def test_the_bot_is_not_even_built_without_them(environment: dict[str, str], change: dict[str, object]) -> None:
    """An empty app id would turn botbuilder's authentication off."""
    settings = replace(Settings.from_environment(environment), **change)  # type: ignore[arg-type]
    with pytest.raises(SettingsError):
        build(settings, outside())


def test_the_bot_is_not_built_without_a_credential(environment: dict[str, str]) -> None:
    settings = replace(Settings.from_environment(environment), app_password="")
    with pytest.raises(SettingsError, match="NTK_CERTIFICATE"):
        build(settings, outside())


def test_a_certificate_that_is_not_there_is_named(environment: dict[str, str]) -> None:
    settings = Settings.from_environment({**environment, "NTK_CERTIFICATE": "/no/such.pfx"})
    with pytest.raises(SettingsError, match=r"/no/such\.pfx"):
        build(settings, outside())


def test_an_organisation_file_that_is_wrong_stops_the_start(environment: dict[str, str], tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("name: x\n")
    with pytest.raises(OrganisationError):
        build(Settings.from_environment({**environment, "NTK_ORGANISATION": str(wrong)}), outside())


def test_a_second_bot_on_the_same_data_is_refused(environment: dict[str, str]) -> None:
    settings = Settings.from_environment(environment)
    folder = DataFolder(settings.data)
    with pytest.raises(StoreError, match="Another Need to Know process"):
        build(settings, outside())
    folder.close()


def test_the_settings_do_not_show_their_secrets(environment: dict[str, str]) -> None:
    settings = Settings.from_environment({**environment, "NTK_CERTIFICATE_PASSPHRASE": "another-secret"})
    assert "secret" not in repr(settings)
