"""What `needtoknow doctor` checks of an installation: each check one finding, with what to change."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot.tokens.diagnosis import Finding
from rules.errors import NeedToKnowError

if TYPE_CHECKING:
    from bot.app import Outside
    from bot.organisation import Organisation
    from bot.settings import OutlookSettings, Settings
    from bot.tokens import KeySet

FEWEST_CHARACTERS = 10
SOON = timedelta(days=30)
"""A certificate that ends within this is renewed now."""


def offline(env: Mapping[str, str], at: datetime) -> tuple[Finding, ...]:
    """Everything that needs no network; `at` is wall time (aware). What hangs on what is wrong is left out."""
    from bot.settings import Settings

    try:
        settings = Settings.from_environment(env)
    except NeedToKnowError as error:
        return (Finding("settings", False, str(error)),)
    findings = [Finding("settings", True, "complete"), _credential(settings, at), _store(settings)]
    organisation = _organisation(settings, findings)
    if organisation is not None:
        findings += _outlook(settings, organisation)
    return tuple(findings)


def reachable(env: Mapping[str, str], outside: Outside) -> tuple[Finding, ...]:
    """What Microsoft and your own address say. Reads; nothing is written anywhere."""
    from bot.app import credential_of, outlook_door
    from bot.organisation import load_organisation
    from bot.outlook.card import PATH
    from bot.outlook.looking import look
    from bot.services.ways import operator
    from bot.settings import Settings
    from bot.tokens import ConnectorDoor

    try:
        settings = Settings.from_environment(env)
        inbox = load_organisation(settings.organisation).inbox.address
        credential = credential_of(settings)
    except NeedToKnowError:
        return (Finding("online", None, "not checked: mend the settings first"),)
    findings = [_keys("Teams' keys", ConnectorDoor(settings.app_id, outside.http).keys, "login.botframework.com")]
    api = _api(settings)
    seen = look(settings.app_id, settings.tenant_id, credential, inbox, outside.http, api)
    code, signed = seen.code, seen.code != "sign-in"
    change = "Renew the certificate or secret, and hold NTK_APP_ID and NTK_TENANT_ID against the registration."
    findings.append(Finding("sign-in", signed, "works" if signed else "was refused", "" if signed else change))
    if signed:
        advice = operator(code) or ("" if not code else "docs/operations.md lists the codes.")
        findings.append(Finding("mailbox", not code, "can be read" if not code else f"answers {code}", advice))
        findings.append(_only_that_mailbox(seen.everywhere))
    if signed and api:
        findings.append(_own_api(api, seen.api))
    if settings.outlook is not None:
        door = outlook_door(settings, settings.outlook, outside)
        findings.append(_keys("your tenant's keys", door.keys, "login.microsoftonline.com"))
        findings.append(_target(f"{settings.outlook.target}{PATH}", outside))
    return tuple(findings)


def _credential(settings: Settings, at: datetime) -> Finding:
    from cryptography.hazmat.primitives.serialization import pkcs12

    path = settings.certificate_path
    if path is None:
        return Finding("credential", True, "a secret", "A certificate is better: NTK_CERTIFICATE.")
    try:
        raw = path.read_bytes()
    except OSError:
        return Finding("certificate", False, f"{path} cannot be read", "Correct NTK_CERTIFICATE or the file's rights.")
    try:
        _, found, _ = pkcs12.load_key_and_certificates(raw, settings.certificate_passphrase.encode() or None)
    except ValueError:
        return Finding("certificate", False, "cannot be opened", "Correct NTK_CERTIFICATE_PASSPHRASE, or the file.")
    if found is None:
        return Finding("certificate", False, "the file holds none", "Export it again, with its private key.")
    ends = found.not_valid_after_utc
    words = f"ends {ends:%d %b %Y}"
    if ends <= at:
        return Finding("certificate", False, words, "Renew it: nothing can be sent.")
    return Finding("certificate", ends - at > SOON, words, "Renew it now." if ends - at <= SOON else "")


def _store(settings: Settings) -> Finding:
    if not settings.database:
        return _folder(settings.data)
    from bot.store.database import StoreError
    from bot.store.postgres import open_postgresql

    try:
        open_postgresql(settings.database, read_only=True).dispose()
    except StoreError as error:
        return Finding("database", False, str(error))
    return Finding("database", True, "PostgreSQL answers")


def _folder(path: Path) -> Finding:
    from bot.store.database import StoreError, refuse_network_disk

    there = path if path.exists() else next((p for p in path.absolute().parents if p.exists()), path)
    if not os.access(there, os.W_OK) or not there.is_dir():
        return Finding("data folder", False, f"{path} cannot be written", "Correct NTK_DATA or the folder's rights.")
    try:
        refuse_network_disk(there)
    except StoreError as error:
        return Finding("data folder", False, str(error))
    return Finding("data folder", True, "local and writable")


def _organisation(settings: Settings, findings: list[Finding]) -> Organisation | None:
    from bot.fitting import load_governing
    from bot.organisation import load_organisation

    try:
        organisation = load_organisation(settings.organisation)
        load_governing(organisation)
    except NeedToKnowError as error:
        findings.append(Finding("organisation file", False, str(error)))
        return None
    findings.append(Finding("organisation file", True, "complete, and fits its policy"))
    own = [p.key for p in organisation.people.values() if p.mail.lower() == organisation.inbox.address.lower()]
    change = f"Give {own[0]} an address of their own." if own else ""
    findings.append(Finding("inbox", not own, "is a mailbox of its own" if not own else "is a person's too", change))
    findings.append(_operator(organisation))
    return organisation


def _operator(organisation: Organisation) -> Finding:
    if organisation.operator is None:
        return Finding(
            "operator", None, "nobody is named: alarms and digests are in the log alone, and no drill is held"
        )
    return Finding("operator", True, "alarms, digests and drills have a mailbox")


def _outlook(settings: Settings, organisation: Organisation) -> list[Finding]:
    cards = organisation.outlook.cards
    if settings.outlook is None:
        words = "NTK_OUTLOOK_PROVIDER is not set: mails go out without a card, and say how to act in Teams"
        return [Finding("outlook", None, words)]
    if not cards:
        return [Finding("outlook", None, "nobody's mail carries a card: name roles under outlook.cards")]
    holders = {role: organisation.roles[role].holders for role in cards}
    empty = [role for role, people in holders.items() if not people]
    change = f"Nobody holds {', '.join(empty)}: nobody gets that mail." if empty else ""
    return [
        Finding("outlook", not empty, f"cards in the mails of {', '.join(cards)}", change),
        _random(settings.outlook.key),
        _scopes(settings.outlook.scopes),
        *_elsewhere(settings.outlook, organisation.inbox.address),
    ]


def _random(key: bytes) -> Finding:
    """A secret of 32 random bytes, in any of the usual spellings, has more different characters than this."""
    random = len(set(key)) >= FEWEST_CHARACTERS
    change = "" if random else "Make 32 random bytes for NTK_OUTLOOK_KEY, for example with openssl rand -hex 32."
    return Finding("key", random, "looks random" if random else "repeats a few characters", change)


def _scopes(scopes: tuple[str, ...]) -> Finding:
    if scopes:
        return Finding("scope", True, f"{' or '.join(scopes)} is asked for")
    return Finding("scope", None, "any delegated scope is accepted: name yours in NTK_OUTLOOK_SCOPES")


def _elsewhere(outlook: OutlookSettings, sender: str) -> tuple[Finding, ...]:
    """What no permission of the bot's can see: said, with what must stand there, rather than passed over."""
    from bot.outlook.card import PATH

    domain = sender.partition("@")[2]
    provider = f"provider {outlook.provider} must be Approved there, with sender {sender} and target"
    return (
        Finding("DKIM and SPF", None, f"not checked from here: ask your mail administrator, for {domain} (step 4)"),
        Finding("provider", None, f"not checked from here: {provider} {outlook.target}{PATH} (step 5)"),
        Finding("Exchange", None, "not checked from here: ConnectorsActionableMessagesEnabled must be True (step 9)"),
    )


def _api(settings: Settings) -> str:
    """The Application ID URI under which Outlook's service asks for the app's own API, "" where there is none."""
    audiences = settings.outlook.audiences if settings.outlook else ()
    return next((audience for audience in audiences if audience.startswith("api://")), "")


def _only_that_mailbox(everywhere: tuple[str, ...]) -> Finding:
    words = f"the app has {', '.join(everywhere)} in the whole tenant" if everywhere else "no permission beyond it"
    change = "Take it away in Entra: the management scope of one mailbox is enough (step 3)." if everywhere else ""
    return Finding("that mailbox alone", not everywhere, words, change)


def _own_api(api: str, known: bool | None) -> Finding:
    if known is None:
        return Finding("the app's API", None, f"not known: Entra gave no clear answer for {api}")
    change = "" if known else "Set it as the Application ID URI under Expose an API (step 6)."
    return Finding("the app's API", known, f"{api} {'is there' if known else 'is unknown in your tenant'}", change)


def _keys(check: str, keys: KeySet, host: str) -> Finding:
    keys.fetch()
    if not keys.ready:
        return Finding(check, False, "are out of reach", f"Open the way out to {host}.")
    return Finding(check, True, "can be fetched")


def _target(address: str, outside: Outside) -> Finding:
    import requests

    check = "door from outside"
    try:
        with outside.http() as session:
            status = session.get(address, timeout=(5, 20), allow_redirects=False).status_code
    except requests.RequestException:
        return Finding(check, False, f"{address} does not answer", "Check the address, its certificate, the firewall.")
    if status == 405:
        return Finding(check, True, "answers, and changes nothing on GET")
    return Finding(check, False, f"{address} answers {status} to GET, not 405", "Send this path to the bot.")
