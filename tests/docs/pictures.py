"""Makes docs/pictures: plays the main story in a rehearsal and takes what people see, with a headless Chromium.

    make pictures        or        python -m tests.docs.pictures

Nothing compares the pictures: they are made again, looked at and committed when what people see has changed.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, FloatRect, Page, sync_playwright

from tests.docs.palette import with_palette
from tests.harness import Person, Rehearsal

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
FRIDAY_FOUR = "2026-11-20T16:00:00+00:00"
INBOX = "need-to-know@rehearsal.example"
HIGH = 800
DESKTOP, PHONE, CARD = 1280, 390, 640
"""Pixels: the whole page's height and width, a phone, and a card as wide as Teams shows it on a desktop."""
TALLEST = 1600
"""Pixels of a card from its top, at the most."""
LARGEST = 60_000
"""Bytes of one picture: there are two of each card."""

MISSING: tuple[dict[str, object], ...] = (
    {"incident.details": "Child K-104 left school at half past two and has not come home.", "about.staff": "no"},
    {
        "subject.kind": "child",
        "happened": "missing",
        "child.status": "cla",
        "aware": "2026-11-20",
        "aware.time": "15:45",
    },
    {
        "danger.now": "unknown",
        "emergency.called": "yes",
        "whereabouts": "Not known. Last seen at the school gate.",
        "abuse.suspected": "no",
        "about.staff": "no",
        "media.interest": "none",
    },
    {
        "basic.child_name": "Child K-104",
        "incident.actions_taken": "Police called. The carer is at home by the telephone.",
    },
    {
        "agencies.police.involved": "yes",
        "contact.key_contact": "Rowan Reporter",
        "contact.telephone": "01632 960 001",
    },
)
CHARGED: tuple[dict[str, object], ...] = (
    {"incident.details": "Child K-205 was charged this morning with robbery.", "about.staff": "no"},
    {"subject.kind": "child", "happened": "charged", "child.status": "cla"},
    {
        "danger.now": "no",
        "emergency.called": "yes",
        "about.staff": "no",
        "media.interest": "none",
        "charge.serious": "yes",
    },
    {"basic.child_name": "Child K-205"},
    {},
)
"""The answers of a full report: those of the first card, then one step after the other."""

NO_GUIDE = "localStorage.setItem('need-to-know-guide', 'closed')"
WHOLE = (
    "body { height: auto !important } main, main .list { overflow: visible !important } "
    ".top, .clock, aside, #status { display: none !important }"
)
"""A card is taken whole, not as far as its list happens to be scrolled."""


class Studio:
    """A rehearsal, a browser, and the folder for the pictures."""

    def __init__(self, tenant: Rehearsal, browser: Browser, folder: Path) -> None:
        self._tenant, self._browser, self._folder = tenant, browser, folder

    def page(self, name: str, who: str) -> None:
        """The whole page as this person has it on a desktop."""
        with self._opened(who, DESKTOP, HIGH, 1) as page:
            page.wait_for_selector("#list-personal .card")
            page.get_by_role("group", name="Mailbox of").get_by_role("button", name="Need-to-Know inbox").click()
            page.wait_for_selector("#list-mail summary")
            self._keep(name, page, FloatRect(x=0, y=0, width=DESKTOP, height=HIGH))

    def card(self, name: str, who: str, words: str, place: str = "personal") -> None:
        """The newest card with these words, cropped to the card, on a desktop and on a phone; of a long one the top."""
        for suffix, width in (("", CARD), ("-phone", PHONE)):
            with self._opened(who, width, 3000, 1) as page:
                page.add_style_tag(content=WHOLE)
                tab = page.locator(f"#places [data-place='{place}']")
                if tab.count() and tab.is_visible():
                    tab.click()
                card = page.locator(f"#list-{place} .card", has_text=words).last
                card.wait_for()
                page.evaluate("document.activeElement?.blur(); scrollTo(0, 0)")
                self._keep(f"{name}{suffix}", page, card.bounding_box())

    def mail(self, name: str, words: str) -> None:
        """The newest mail in the inbox, as its reader sees it; nothing in it runs or calls out."""
        mail = [mail for mail in self._tenant.mail_to(INBOX) if words in mail["subject"]][-1]
        context = self._browser.new_context(
            viewport={"width": CARD, "height": 3000}, java_script_enabled=False, offline=True
        )
        page = context.new_page()
        page.set_content(mail["body"])
        body = page.locator("body").bounding_box()
        assert body is not None
        self._keep(name, page, FloatRect(x=0, y=0, width=CARD, height=min(body["y"] + body["height"] + 8, 1100)))
        context.close()

    @contextmanager
    def _opened(self, who: str, width: int, height: int, sharpness: float) -> Iterator[Page]:
        context = self._browser.new_context(
            viewport={"width": width, "height": height}, device_scale_factor=sharpness, locale="en-GB"
        )
        context.add_init_script(NO_GUIDE)
        page = context.new_page()
        page.goto(f"{self._tenant.address}#{who}")
        yield page
        context.close()

    def _keep(self, name: str, page: Page, part: FloatRect | None) -> None:
        """Keep this part of a page: from its top, as much as makes a small file."""
        assert part is not None
        height = min(part["height"], TALLEST)
        while len(picture := with_palette(page.screenshot(full_page=True, clip={**part, "height": height}))) > LARGEST:
            height -= 50
        (self._folder / f"{name}.png").write_bytes(picture)
        print(f"docs/pictures/{name}.png  {len(picture) // 1000} KB")


INJURED: tuple[dict[str, object], ...] = (
    {"incident.details": "Child K-311 fell from a roof and is in hospital.", "about.staff": "no"},
    {"subject.kind": "child", "happened": "serious-injury", "child.status": "cla"},
    {"danger.now": "no", "emergency.called": "yes", "about.staff": "no", "media.interest": "none"},
    {"basic.child_name": "Child K-311"},
    {},
)


def story(tenant: Rehearsal, studio: Studio) -> None:
    """A child is missing, another is charged, a weekend passes, a third is hurt and Teams refuses a card."""
    _reporting(tenant, studio)
    _told(tenant, studio)
    _after_the_weekend(tenant, studio)
    _not_reached(tenant, studio)
    _in_the_evening(tenant, studio)


def _reporting(tenant: Rehearsal, studio: Studio) -> None:
    rowan = tenant.person("rowan")
    rowan.says("help")
    studio.card("help", "rowan", "How to use Need to Know")
    rowan.says("report")
    studio.card("first-card", "rowan", "call 999")
    first, who, facts, account, agencies = MISSING
    rowan.presses(rowan.card(action="start"), "start", first)
    studio.card("step-who", "rowan", "Step 1 of")
    rowan.presses(rowan.card(action="next"), "next", who)
    studio.card("step-facts", "rowan", "Step 2 of")
    rowan.presses(rowan.card(action="next"), "next", facts)
    studio.card("step-account", "rowan", "Step 3 of")
    rowan.presses(rowan.card(action="next"), "next", account)
    studio.card("step-agencies", "rowan", "Step 4 of")
    rowan.presses(rowan.card(action="next"), "next", agencies)
    studio.card("check", "rowan", "section 2, row 2")
    rowan.presses(rowan.card(action="send"), "send")
    studio.card("reporter", "rowan", "NTK-2026-0001")


def _told(tenant: Rehearsal, studio: Studio) -> None:
    sasha, alex = tenant.person("sasha"), tenant.person("alex")
    studio.page("page", "dana")
    studio.card("director", "dana", "NTK-2026-0001")
    studio.card("channel", "morgan", "NTK-2026-0001", place="managers")
    studio.mail("mail", "NTK-2026-0001")
    sasha.says("report")
    _fill(sasha, CHARGED)
    sasha.presses(sasha.card(action="send"), "send")
    studio.card("decision", "alex", "NTK-2026-0002")
    alex.presses(alex.card(action="tell", place="personal"), "tell", {"reason": "She must know before the press does."})
    studio.card("decided", "alex", "You decided this")


def _after_the_weekend(tenant: Rehearsal, studio: Studio) -> None:
    """What could wait came as one list on Monday morning; then time passes, and nobody has acknowledged."""
    sasha = tenant.person("sasha")
    charlie = tenant.person("charlie")
    charlie.presses(charlie.card(text="NTK-2026-0001", action="acknowledge", place="personal"), "acknowledge")
    sasha.says("report")
    sasha.presses(sasha.card(action="start"), "start", CHARGED[0])
    sasha.presses(sasha.card(action="next"), "next", CHARGED[1])
    tenant.advance_to("2026-11-23T10:30")
    studio.card("morning", "dana", "This morning")
    tenant.advance_to("2026-11-23T12:30")
    studio.card("late", "dana", "NTK-2026-0001")
    studio.card("cover-asked", "deputy", "NTK-2026-0001")


def _in_the_evening(tenant: Rehearsal, studio: Studio) -> None:
    rowan, dana = tenant.person("rowan"), tenant.person("dana")
    tenant.advance_to("2026-11-23T17:30")
    studio.card("draft-reminder", "sasha", "Your report is not sent")
    rowan.says("my reports")
    studio.card("my-reports", "rowan", "My reports")
    dana.says("I am away until Friday")
    studio.card("away", "dana", "away")


def _not_reached(tenant: Rehearsal, studio: Studio) -> None:
    """Teams refuses the director's card, so somebody is asked to phone her."""
    rowan, dana = tenant.person("rowan"), tenant.person("dana")
    dana.says("help")
    said = [row for row in tenant.wire() if row["direction"] == "to-bot" and row["body"]][-1]
    chat = said["body"]["conversation"]["id"]
    tenant.fault("connector", status=403, code="MessageWritesBlocked", times=99, match=chat)
    rowan.says("report")
    _fill(rowan, INJURED)
    rowan.presses(rowan.card(action="send"), "send")
    studio.card("asked-to-ring", "morgan", "Please reach")
    tenant.clear_faults()


def chromium() -> str:
    """The path of a Chromium. Ends with a sentence where there is none."""
    named = os.environ.get("NTK_CHROMIUM")
    found = named or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        raise SystemExit("There is no Chromium on this machine (on Debian: apt-get install chromium).")
    return found


def _fill(person: Person, answers: tuple[dict[str, object], ...]) -> None:
    first, *steps = answers
    person.presses(person.card(action="start"), "start", first)
    for step in steps:
        person.presses(person.card(action="next"), "next", step)


def main() -> int:
    """Make every picture."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"]) as browser,
        Rehearsal(Path(folder), at=FRIDAY_FOUR) as tenant,
    ):
        story(tenant, Studio(tenant, browser, PICTURES))
    return 0


if __name__ == "__main__":
    sys.exit(main())
