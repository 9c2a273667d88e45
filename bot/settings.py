"""What the process is told by its surroundings: environment variables with the prefix NTK_, nothing else.

Start-up fails, naming the setting, when one is missing: an empty app id would turn botbuilder's
authentication off, so nothing here has an insecure default.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

from rules.errors import NeedToKnowError


class SettingsError(NeedToKnowError):
    """A setting is missing or unusable; the sentence names it."""


@dataclass(frozen=True)
class OutlookSettings:
    """Acting from Outlook. Expected claim values are settings, because the claims of live tokens were not seen here.

    `provider` is the originator that the organisation approved, `target` the public https address of this bot, without
    a path. `key` seals the buttons of mails; every process of one installation has the same.
    """

    provider: str
    target: str
    key: bytes = field(repr=False)
    audiences: tuple[str, ...] = ()
    issuers: tuple[str, ...] = ()
    caller: str = ""
    scopes: tuple[str, ...] = ()


class Part(StrEnum):
    """What one process of an installation does: everything, only answer people, or only what is due."""

    ALL = "all"
    WEB = "web"
    WORKER = "worker"


@dataclass(frozen=True)
class Settings:
    """Everything that differs between two installations and is not in the organisation file.

    `database` is the address of a PostgreSQL, for several processes; empty, the store is in the folder `data`.
    """

    app_id: str
    tenant_id: str
    service_hosts: tuple[str, ...]
    organisation: Path
    data: Path
    database: str = field(default="", repr=False)
    app_password: str = field(default="", repr=False)
    certificate_path: Path | None = None
    certificate_passphrase: str = field(default="", repr=False)
    host: str = "0.0.0.0"
    port: int = 3978
    metrics_port: int | None = None
    drill_at: time | None = None
    outlook: OutlookSettings | None = None

    @classmethod
    def from_environment(cls, env: Mapping[str, str]) -> "Settings":
        """Read NTK_APP_ID, NTK_TENANT_ID, NTK_APP_PASSWORD or NTK_CERTIFICATE, NTK_SERVICE_HOSTS,
        NTK_ORGANISATION, NTK_DATA or NTK_DATABASE, NTK_HOST, NTK_PORT, NTK_METRICS_PORT, NTK_DRILL_AT, and
        NTK_OUTLOOK_* where people act from Outlook.

        Raises SettingsError naming the variable that is missing or wrong.
        """
        password = env.get("NTK_APP_PASSWORD", "").strip()
        certificate = env.get("NTK_CERTIFICATE", "").strip()
        if not password and not certificate:
            raise SettingsError(
                "NTK_CERTIFICATE (a .pfx file) or NTK_APP_PASSWORD is not set: "
                "give the bot a credential, a certificate first."
            )
        hosts = tuple(h.strip().lower() for h in _required(env, "NTK_SERVICE_HOSTS").split(",") if h.strip())
        if not hosts or any("/" in host or "*" in host for host in hosts):
            raise SettingsError(
                "NTK_SERVICE_HOSTS must list host names, separated by commas, for example smba.trafficmanager.net."
            )
        organisation = Path(_required(env, "NTK_ORGANISATION"))
        if not organisation.is_file():
            raise SettingsError(f"NTK_ORGANISATION names {organisation}, which is not a file: give its path.")
        database = env.get("NTK_DATABASE", "").strip()
        return cls(
            app_id=_uuid(env, "NTK_APP_ID"),
            tenant_id=_uuid(env, "NTK_TENANT_ID"),
            service_hosts=hosts,
            organisation=organisation,
            data=Path(env.get("NTK_DATA", "")) if database else Path(_required(env, "NTK_DATA")),
            database=database,
            app_password=password,
            certificate_path=Path(certificate) if certificate else None,
            certificate_passphrase=env.get("NTK_CERTIFICATE_PASSPHRASE", ""),
            host=env.get("NTK_HOST", "0.0.0.0"),
            port=_port(env, "NTK_PORT", "3978"),
            drill_at=_time_of_day(env, "NTK_DRILL_AT", "07:00"),
            metrics_port=_port(env, "NTK_METRICS_PORT") if env.get("NTK_METRICS_PORT", "").strip() else None,
            outlook=_outlook(env),
        )


SHORTEST_KEY = 32
_OUTLOOK = ("NTK_OUTLOOK_PROVIDER", "NTK_OUTLOOK_TARGET", "NTK_OUTLOOK_KEY")


def _outlook(env: Mapping[str, str]) -> OutlookSettings | None:
    """None when nothing about Outlook is set: mails then carry no card. Half of it is a mistake, and said."""
    if not any(name.startswith("NTK_OUTLOOK_") and value.strip() for name, value in env.items()):
        return None
    missing = [name for name in _OUTLOOK if not env.get(name, "").strip()]
    if missing:
        raise SettingsError(
            f"{missing[0]} is not set, but other NTK_OUTLOOK_ settings are: give all of {', '.join(_OUTLOOK)}, or none."
        )
    target = env["NTK_OUTLOOK_TARGET"].strip().rstrip("/")
    where = urlsplit(target)
    if where.scheme != "https" or not where.netloc or where.path or where.query or where.fragment or "@" in target:
        raise SettingsError(
            "NTK_OUTLOOK_TARGET must be the bot's public address, like https://need-to-know.council.example."
        )
    key = env["NTK_OUTLOOK_KEY"].strip()
    if len(key) < SHORTEST_KEY:
        raise SettingsError(f"NTK_OUTLOOK_KEY must be a random secret of at least {SHORTEST_KEY} characters.")
    provider = _uuid(env, "NTK_OUTLOOK_PROVIDER")
    app = _uuid(env, "NTK_APP_ID")
    return OutlookSettings(
        provider=provider,
        target=target,
        key=key.encode(),
        audiences=_words(env, "NTK_OUTLOOK_AUDIENCES") or (f"api://auth-am-{provider}/{app}", app),
        issuers=_words(env, "NTK_OUTLOOK_ISSUERS"),
        caller=env.get("NTK_OUTLOOK_CALLER", "").strip(),
        scopes=_words(env, "NTK_OUTLOOK_SCOPES"),
    )


def _words(env: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in env.get(name, "").split(",") if word.strip())


def _required(env: Mapping[str, str], name: str) -> str:
    value = env.get(name, "").strip()
    if not value:
        raise SettingsError(f"{name} is not set: the bot does not start without it.")
    return value


def _uuid(env: Mapping[str, str], name: str) -> str:
    value = _required(env, name)
    try:
        return str(UUID(value))
    except ValueError:
        raise SettingsError(f"{name} is not an id of the form 00000000-0000-0000-0000-000000000000.") from None


def _port(env: Mapping[str, str], name: str, default: str = "") -> int:
    raw = env.get(name, default).strip()
    if not raw.isdigit() or not 0 < int(raw) < 65536:
        raise SettingsError(f"{name} is {raw!r}: give a port number from 1 to 65535.")
    return int(raw)


def _time_of_day(env: Mapping[str, str], name: str, default: str) -> time | None:
    """A London time of day; None for "off"."""
    raw = env.get(name, "").strip() or default
    if raw == "off":
        return None
    try:
        return time.fromisoformat(raw)
    except ValueError:
        raise SettingsError(f'{name} is {raw!r}: give a time of day like 07:00, or "off".') from None
