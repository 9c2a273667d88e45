"""The mail: a draft with our key, then send; looked for by the key; complete, and silent about content outside."""

import asyncio
import json
import logging
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import requests
from O365.utils.token import MemoryTokenBackend
from requests.adapters import BaseAdapter

from bot.notifications.delivery import Purpose, Via
from bot.notifications.duty import DutyKind
from bot.outlook import graph
from bot.outlook.mailer import KEY, Mailer
from bot.outlook.message import compose
from bot.services import claiming, summary, ways
from bot.services.asking import asked_of
from bot.services.authority import Authority
from bot.services.delivering import Failed, Parcel, Sent
from tests.engine.council import MISSING, Council
from tests.fakes.certificates import pfx
from tests.teams.whole import APP, TENANT, _json, _respond, _sign_in

INBOX = "need-to-know@rehearsal.example"


class Exchange(BaseAdapter):
    """Graph's mail for one mailbox: drafts and sent mails with their keys, and what goes wrong, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.drafts: dict[str, dict[str, Any]] = {}
        self.sent: dict[str, dict[str, Any]] = {}
        self.calls: list[tuple[str, str, dict[str, Any], str]] = []
        self.wrong: list[tuple[str, int | str]] = []
        self.headers: list[dict[str, str]] = []
        self.sign_ins: list[str] = []
        self.code = "x"
        self.more: dict[str, str] = {}

    def session(self) -> requests.Session:
        """A session all of whose calls end here."""
        session = requests.Session()
        session.trust_env = False
        session.mount("https://", self)
        return session

    def close(self) -> None:
        """Nothing is open."""

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        url, method = str(request.url), str(request.method)
        self.calls.append((method, url, options, threading.current_thread().name))
        if "login.microsoftonline.com" in url:
            self.sign_ins.append(str(request.body or ""))
            return _json(request, 200, _sign_in(url))
        self.headers.append(dict(request.headers))
        before = self._wrong("before", url)
        if isinstance(before, int):
            refused = _json(request, before, {"error": {"code": self.code, "message": "Child K-104"}})
            refused.headers.update(self.more)
            return refused
        if before:
            raise requests.ConnectionError("cut")
        response = self._answer(request, method, url)
        if self._wrong("after", url):
            raise requests.ConnectionError("cut")
        return response

    def _wrong(self, when: str, url: str) -> int | str | None:
        for number, (match, what) in enumerate(self.wrong):
            if match in url and (what == when or (isinstance(what, int) and when == "before")):
                self.wrong.pop(number)
                return what
        return None

    def _answer(self, request: requests.PreparedRequest, method: str, url: str) -> requests.Response:
        if method == "GET":
            folder = self.sent if "SentItems" in url else self.drafts
            if "/messages/" in url:
                identity = url.partition("/messages/")[2].partition("?")[0]
                return _json(request, 200, {"id": identity, **self.drafts[identity]})
            found = [
                {"id": i} for i, m in folder.items() if m["singleValueExtendedProperties"][0]["value"] in _plain(url)
            ]
            return _json(request, 200, {"value": found})
        if url.endswith("/send"):
            identity = url.split("/")[-2]
            self.sent[identity] = self.drafts.pop(identity)
            return _respond(request, 202, b"")
        identity = f"mail-{len(self.drafts) + len(self.sent) + 1}"
        self.drafts[identity] = json.loads(request.body or "{}")
        return _json(request, 201, {"id": identity, **self.drafts[identity]})


def _plain(url: str) -> str:
    return unquote(url).replace("+", " ")


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Council]:
    opened = Council(tmp_path_factory.mktemp("mail"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def parcel(council: Council) -> Parcel:
    missing = council.report("rowan", {**MISSING, "basic.child_name": "Child K-104"})
    parcels = council.run(lambda work: claiming.claim(work, council.authority, council.clock.now(), 100))
    return next(p for p in parcels if p.delivery.via is Via.MAIL and p.delivery.notification == missing.id)


def mailer(council: Council, exchange: Exchange) -> Mailer:
    return Mailer(APP, TENANT, "secret", council.authority, council.clock, exchange.session)


def again(parcel: Parcel) -> Parcel:
    """The same delivery, after an attempt without a clear answer."""
    return replace(parcel, delivery=replace(parcel.delivery, attempt=2, unclear=True))


def test_a_mail_is_a_draft_with_our_key_and_then_sent(council: Council, parcel: Parcel) -> None:
    exchange = Exchange()
    assert asyncio.run(mailer(council, exchange).send(parcel)) == Sent("mail-1")
    assert exchange.drafts == {}
    (mail,) = exchange.sent.values()
    assert mail["singleValueExtendedProperties"] == [{"id": KEY, "value": parcel.delivery.key}]
    assert all("ImmutableId" in headers["Prefer"] for headers in exchange.headers)


@pytest.mark.parametrize(
    "wrong",
    [
        [("/messages", "before")],
        [("/messages", "after")],
        [("/send", "before")],
        [("/send", "after")],
        [("/messages", 500)],
        [("/send", 504)],
        [("/send", 429)],
        [("/messages", "after"), ("SentItems", 503)],
    ],
    ids=str,
)
def test_after_an_unclear_answer_the_mail_is_found_by_its_key_and_not_sent_twice(
    council: Council, parcel: Parcel, wrong: list[tuple[str, int | str]]
) -> None:
    exchange = Exchange()
    exchange.wrong = list(wrong)
    sending = mailer(council, exchange)
    assert isinstance(asyncio.run(sending.send(parcel)), Failed)
    for _ in range(3):
        result = asyncio.run(sending.send(again(parcel)))
        if isinstance(result, Sent):
            break
    assert isinstance(result, Sent)
    assert len(exchange.sent) == 1
    assert asyncio.run(sending.send(again(parcel))) == result
    assert len(exchange.sent) == 1
    assert exchange.drafts == {}


@pytest.mark.parametrize("status", [400, 403, 404])
def test_a_refusal_for_good_is_not_tried_again(council: Council, parcel: Parcel, status: int) -> None:
    exchange = Exchange()
    exchange.wrong = [("/messages", status)]
    assert asyncio.run(mailer(council, exchange).send(parcel)) == Failed(f"http-{status}", permanent=True)


@pytest.mark.parametrize(
    ("status", "graph_says", "code"),
    [
        (403, "ErrorAccessDenied", "mailbox-denied"),
        (404, "MailboxNotEnabledForRESTAPI", "mailbox-not-licensed"),
        (404, "ErrorInvalidUser", "mailbox-unknown"),
        (403, "ErrorQuotaExceeded", "mailbox-full"),
        (507, "ErrorQuotaExceeded", "mailbox-full"),
        (507, "", "mailbox-full"),
        (413, "ErrorMessageSizeExceeded", "mail-too-large"),
    ],
)
def test_what_an_operator_can_mend_is_said_in_the_log_with_what_to_do(
    council: Council, parcel: Parcel, caplog: pytest.LogCaptureFixture, status: int, graph_says: str, code: str
) -> None:
    exchange = Exchange()
    exchange.wrong, exchange.code = [("/messages", status)], graph_says
    assert asyncio.run(mailer(council, exchange).send(parcel)) == Failed(code, permanent=True)
    (line,) = [record for record in caplog.records if getattr(record, "action", "") == "mailbox.refused"]
    assert line.message == ways.operator(code)
    assert "K-104" not in caplog.text
    table = (Path(__file__).parents[2] / "docs" / "operations.md").read_text(encoding="utf-8")
    assert f"`code: {code}`" in table


def test_the_duty_to_reach_the_inbox_says_that_its_mailbox_is_full(tmp_path: Path) -> None:
    council = Council(tmp_path)
    missing = council.report("rowan")
    council.deliver(lambda p: Failed("mailbox-full", permanent=True) if p.delivery.purpose is Purpose.INBOX else None)
    record = council.record(missing.id)
    (duty,) = record.open_duties(DutyKind.REACH)
    asked = asked_of(record, duty.person or "", council.authority)
    note = next(each.note for each in asked if each.title.startswith("Please reach"))
    assert note.startswith("The mail was refused: the Need-to-Know mailbox is full.")
    council.close()


@pytest.mark.parametrize("status", [429, 503])
def test_graphs_wish_to_wait_is_kept(council: Council, parcel: Parcel, status: int) -> None:
    exchange = Exchange()
    exchange.wrong, exchange.more = [("/messages", status)], {"Retry-After": "37"}
    assert asyncio.run(mailer(council, exchange).send(parcel)) == Failed(f"http-{status}", retry_after=37.0)


def test_graph_is_called_by_one_at_a_time(council: Council, parcel: Parcel) -> None:
    """Four at once is its bound a mailbox."""
    exchange, at_once, most = Exchange(), 0, 0
    answer = exchange._answer

    def slowly(*args: Any) -> requests.Response:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        time.sleep(0.01)
        at_once -= 1
        return answer(*args)

    exchange._answer = slowly  # type: ignore[method-assign, assignment]
    sending = mailer(council, exchange)

    async def several() -> None:
        await asyncio.gather(*(sending.send(parcel) for _ in range(6)))

    asyncio.run(several())
    assert most == 1
    assert len(exchange.sent) == 6


@pytest.mark.parametrize(("status", "unclear"), [(429, False), (500, True), (502, True), (503, False), (504, True)])
def test_other_failures_are_tried_again_and_no_library_does(
    council: Council, parcel: Parcel, status: int, unclear: bool
) -> None:
    exchange = Exchange()
    exchange.wrong = [("/messages", status)]
    assert asyncio.run(mailer(council, exchange).send(parcel)) == Failed(f"http-{status}", unclear=unclear)
    assert len([c for c in exchange.calls if "graph.microsoft.com" in c[1]]) == 1


def test_every_call_has_a_timeout_and_runs_off_the_loop(council: Council, parcel: Parcel) -> None:
    """O365's default timeout never ends, and it is synchronous."""
    exchange = Exchange()
    asyncio.run(mailer(council, exchange).send(parcel))
    for _, url, options, thread in exchange.calls:
        assert options["timeout"] == (5, 20), url
        assert thread != "MainThread", url


def test_a_certificate_signs_in_with_an_assertion_and_no_secret_and_its_token_is_kept_in_memory(
    council: Council, parcel: Parcel, tmp_path: Path
) -> None:
    exchange = Exchange()
    credential = {"private_key_pfx_path": str(pfx(tmp_path / "bot.pfx")), "passphrase": "a passphrase"}
    sending = Mailer(APP, TENANT, credential, council.authority, council.clock, exchange.session)
    for _ in range(2):
        assert isinstance(asyncio.run(sending.send(parcel)), Sent)
    asked = [body for body in exchange.sign_ins if "grant_type" in body]
    assert len(asked) == 1
    assert "client_assertion" in asked[0]
    assert "client_secret" not in asked[0]


def test_no_token_is_written_to_a_file(
    council: Council, parcel: Parcel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """O365's default backend writes one into the working directory."""
    monkeypatch.chdir(tmp_path)
    asyncio.run(mailer(council, Exchange()).send(parcel))
    assert list(tmp_path.iterdir()) == []
    account = graph.account(APP, TENANT, "secret", INBOX, Exchange().session)
    assert isinstance(account.con.token_backend, MemoryTokenBackend)


def test_no_log_holds_a_token_a_subject_or_what_graph_answered(
    council: Council, parcel: Parcel, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    exchange = Exchange()
    exchange.wrong = [("/messages", 403), ("/send", 500)]
    sending = mailer(council, exchange)
    asyncio.run(sending.send(parcel))
    asyncio.run(sending.send(parcel))
    assert "K-104" not in caplog.text
    assert "a-token" not in caplog.text
    assert "Need to Know NTK" not in caplog.text


@pytest.mark.parametrize("purpose", [Purpose.INBOX, Purpose.STAND_IN])
def test_a_subject_holds_the_reference_and_the_limit_alone(council: Council, parcel: Parcel, purpose: Purpose) -> None:
    assert parcel.record is not None
    mail = compose(parcel.record, purpose, INBOX, council.authority, council.clock.now())
    assert parcel.record.notification.reference in mail.subject
    assert "K-104" not in mail.subject
    assert "missing" not in mail.subject.lower()
    assert not any(c in mail.subject for c in "\r\n<>&")


def test_the_mail_that_stands_in_for_a_card_holds_no_detail(council: Council, parcel: Parcel) -> None:
    assert parcel.record is not None
    mail = compose(parcel.record, Purpose.STAND_IN, "dana@rehearsal.example", council.authority, council.clock.now())
    assert "K-104" not in mail.html
    assert "Did not come back" not in mail.html
    assert "missing" not in mail.html.lower()
    complete = compose(parcel.record, Purpose.INBOX, INBOX, council.authority, council.clock.now())
    assert "Child K-104" in complete.html


@pytest.mark.parametrize("said", [True, False], ids=["approved", "not approved"])
def test_a_directors_subject_says_what_it_is_only_where_the_organisation_approved_the_words(
    council: Council, parcel: Parcel, said: bool
) -> None:
    assert parcel.record is not None
    organisation = council.authority.organisation
    outlook = organisation.outlook.model_copy(update={"category_in_subject": said})
    authority = Authority(council.authority.pack, organisation.model_copy(update={"outlook": outlook}))
    mail = compose(parcel.record, Purpose.DIRECTOR, "dana@rehearsal.example", authority, council.clock.now())
    headline = summary.headline(parcel.record.notification)
    assert (headline in mail.subject) is said
    assert parcel.record.notification.reference in mail.subject
    assert ", acknowledge by " in mail.subject
    assert "K-104" not in mail.subject
