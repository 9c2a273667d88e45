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
    from bot.settings import Settings
    from bot.tokens import KeySet

SOON = timedelta(days=30)
"""A certificate that ends within this is renewed now."""


def offline(env: Mapping[str, str], at: datetime) -> tuple[Finding, ...]:
    """Everything that needs no network; `at` is wall time (aware). What hangs on what is wrong is left out."""
    from bot.settings import Settings

    try:
        settings = Settings.from_environment(env)
    except NeedToKnowError as error:
        return (Finding("settings", False, str(error)),)
    findings = [Finding("settings", True, "complete"), _credential(settings, at), _folder(settings.data)]
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
    code = look(settings.app_id, settings.tenant_id, credential, inbox, outside.http)
    signed = code != "sign-in"
    change = "Renew the certificate or secret, and hold NTK_APP_ID and NTK_TENANT_ID against the registration."
    findings.append(Finding("sign-in", signed, "works" if signed else "was refused", "" if signed else change))
    if signed:
        advice = operator(code) or ("" if not code else "docs/operations.md lists the codes.")
        findings.append(Finding("mailbox", not code, "can be read" if not code else f"answers {code}", advice))
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
    return organisation


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
    return [Finding("outlook", not empty, f"cards in the mails of {', '.join(cards)}", change)]


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
