"""Settings: start-up fails, naming the variable, when one is missing or unusable (no insecure default)."""

from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError

APP, TENANT = "33333333-0000-4000-8000-000000000001", "33333333-0000-4000-8000-000000000002"


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """Everything that is needed."""
    organisation = tmp_path / "organisation.yaml"
    organisation.write_text("name: x", encoding="utf-8")
    return {
        "NTK_APP_ID": APP,
        "NTK_TENANT_ID": TENANT,
        "NTK_APP_PASSWORD": "a secret",
        "NTK_SERVICE_HOSTS": "smba.trafficmanager.net, SMBA.example ",
        "NTK_ORGANISATION": str(organisation),
        "NTK_DATA": str(tmp_path / "data"),
    }


def test_a_complete_environment_is_read(env: dict[str, str], tmp_path: Path) -> None:
    settings = Settings.from_environment(env)
    assert (settings.app_id, settings.tenant_id) == (APP, TENANT)
    assert settings.service_hosts == ("smba.trafficmanager.net", "smba.example")
    assert settings.data == tmp_path / "data"
    assert (settings.host, settings.port) == ("0.0.0.0", 3978)


def test_secrets_do_not_show_when_settings_are_printed(env: dict[str, str]) -> None:
    settings = Settings.from_environment({**env, "NTK_CERTIFICATE_PASSPHRASE": "a passphrase"})
    assert "a secret" not in repr(settings)
    assert "a passphrase" not in repr(settings)


def test_a_certificate_serves_instead_of_a_password(env: dict[str, str], tmp_path: Path) -> None:
    del env["NTK_APP_PASSWORD"]
    settings = Settings.from_environment({**env, "NTK_CERTIFICATE": str(tmp_path / "bot.pfx")})
    assert settings.certificate_path == tmp_path / "bot.pfx"


@pytest.mark.parametrize("value", [None, "", "   "])
@pytest.mark.parametrize(
    "name",
    ["NTK_APP_ID", "NTK_TENANT_ID", "NTK_APP_PASSWORD", "NTK_SERVICE_HOSTS", "NTK_ORGANISATION", "NTK_DATA"],
)
def test_nothing_starts_without_it_and_the_sentence_names_it(env: dict[str, str], name: str, value: str | None) -> None:
    wrong = {key: text for key, text in env.items() if key != name} | ({} if value is None else {name: value})
    with pytest.raises(SettingsError, match=name):
        Settings.from_environment(wrong)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NTK_APP_ID", "the bot"),
        ("NTK_TENANT_ID", "council.example"),
        ("NTK_SERVICE_HOSTS", "https://smba.trafficmanager.net/"),
        ("NTK_SERVICE_HOSTS", "*.trafficmanager.net"),
        ("NTK_SERVICE_HOSTS", " , "),
        ("NTK_ORGANISATION", "/nowhere/organisation.yaml"),
        ("NTK_PORT", "http"),
        ("NTK_PORT", "0"),
        ("NTK_PORT", "70000"),
        ("NTK_METRICS_PORT", "metrics"),
        ("NTK_DRILL_AT", "early"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(env: dict[str, str], name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        Settings.from_environment({**env, name: value})


def test_no_setting_turns_authentication_off_or_redirects_microsoft(env: dict[str, str]) -> None:
    plain = Settings.from_environment(env)
    tempting = {
        "NTK_AUTHENTICATION": "off",
        "NTK_INSECURE": "1",
        "NTK_AUTHORITY": "http://evil.example",
        "HTTPS_PROXY": "x",
    }
    assert Settings.from_environment({**env, **tempting}) == plain


def test_a_database_takes_the_place_of_the_data_folder_and_is_not_shown(env: dict[str, str]) -> None:
    del env["NTK_DATA"]
    settings = Settings.from_environment({**env, "NTK_DATABASE": "postgresql://u:secret-word@db/need-to-know"})
    assert settings.database == "postgresql://u:secret-word@db/need-to-know"
    assert "secret-word" not in repr(settings)
    with pytest.raises(SettingsError, match="NTK_DATA"):
        Settings.from_environment(env)
