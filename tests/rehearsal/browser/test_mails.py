"""Every kind of mail as a client draws it: on a phone and wider, light and dark, without images, for everybody."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from bot.notifications.delivery import Purpose
from bot.outlook.message import compose
from bot.rehearsal.plain_text import plain_text
from tests.engine.council import Council, authority_of
from tests.outlook.test_every_kind import HURT
from tests.rehearsal.browser.screen import AXE, DESKTOP, PHONE

TO = {
    Purpose.INBOX: "need-to-know@rehearsal.example",
    Purpose.DIRECTOR: "dana@rehearsal.example",
    Purpose.ASSISTANT: "parker@rehearsal.example",
    Purpose.STAND_IN: "dana@rehearsal.example",
    Purpose.REACH: "sam@rehearsal.example",
}
LINK = "https://teams.microsoft.com/l/chat/0/0?users=28:bot"
CANVAS = """() => {
  const probe = document.createElement("p");
  probe.style.backgroundColor = "Canvas";
  document.body.append(probe);
  const ground = getComputedStyle(probe).backgroundColor;
  probe.remove();
  const light = (colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g).map((part) => part / 255)
      .map((part) => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  return [...document.querySelectorAll("body *")].filter((node) => node.textContent.trim()).map((node) => {
    const [a, b] = [getComputedStyle(node).color, ground].map(light).sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05);
  });
}"""
OF_PAGES = {"region": {"enabled": False}, "landmark-one-main": {"enabled": False}}
"""axe's advice on landmarks is about whole pages: a mail is shown inside one, which has its own."""


@pytest.fixture(scope="module")
def mails(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The HTML of each kind of mail."""
    council = Council(tmp_path_factory.mktemp("mails"), authority=authority_of("significant-incident"))
    told = {**HURT, "basic.child_name": "Child K-104", "incident.details": "Badly hurt at home.\nThe carer called."}
    sent = council.report("rowan", told)
    council.deliver()
    record, now = council.record(sent.id), council.clock.now()
    made = {
        str(purpose): compose(
            record, purpose, to, council.authority, now, link=LINK, card=json.dumps({"a": "<b>"})
        ).html
        for purpose, to in TO.items()
    }
    council.close()
    return made


@pytest.fixture(params=[(size, theme) for size in (DESKTOP, PHONE) for theme in ("light", "dark")], ids=str)
def client(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A mail client of one width and one theme. It is offline: a mail that asked for anything would fail."""
    (width, height), theme = request.param
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=theme, offline=True)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("kind", list(TO), ids=str)
def test_a_mail_can_be_read_by_everybody_on_any_client(client: Page, mails: dict[str, str], kind: Purpose) -> None:
    called: list[str] = []
    client.on("request", lambda request: called.append(request.url))
    client.set_content(mails[kind])
    assert client.evaluate("document.documentElement.scrollWidth") <= client.viewport_size["width"]  # type: ignore[index]
    assert client.evaluate("document.querySelectorAll('img, svg, picture, video, table, [background]').length") == 0
    assert client.evaluate("document.querySelectorAll('h1').length") == 1
    assert min(client.evaluate(CANVAS)) >= 4.5
    client.add_script_tag(content=AXE.read_text(encoding="utf-8"))
    found = client.evaluate("(rules) => axe.run(document, { rules })", OF_PAGES)
    # Contrast is measured above: axe takes a ground that nobody painted for white, in a dark client as well.
    wrong = [(each["id"], node["html"][:100]) for each in found["violations"] for node in each["nodes"]]
    assert [each for each in wrong if each[0] != "color-contrast"] == []
    assert {"document-title", "html-has-lang", "heading-order", "list"} <= {each["id"] for each in found["passes"]} | {
        each["id"] for each in found["inapplicable"]
    }
    assert called == []


@pytest.mark.parametrize("kind", list(TO), ids=str)
def test_no_mail_names_a_colour_an_image_or_an_address_to_fetch(mails: dict[str, str], kind: Purpose) -> None:
    """Only the client knows whether it is dark; what is fetched tells somebody that the mail was opened."""
    html = mails[kind].lower()
    for word in ("color:", "background", "bgcolor", "<img", "url(", "src=", "<link", "@import"):
        assert word not in html, word


@pytest.mark.parametrize("kind", [Purpose.DIRECTOR, Purpose.INBOX], ids=str)
def test_the_plain_text_is_complete_and_in_the_same_order(mails: dict[str, str], kind: Purpose) -> None:
    text = plain_text(mails[kind])
    words = (
        "Need to Know NTK-2026-0001",
        "Badly hurt at home.",
        "Who is told, by when, and why",
        "What else must be done",
    )
    places = [text.index(word) for word in words]
    assert places == sorted(places)
    assert "<" not in text.replace(f"<{LINK}>", "")
    assert "adaptivecard" not in text
