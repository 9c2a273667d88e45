"""Everybody can use the page: checked with axe-core, measured, and with every kind of card on it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.rehearsal.browser.screen import AXE, DESKTOP, PHONE, at_rest, opened
from tests.scenarios.telling.council import Council

PEOPLE = ("rowan", "sasha", "dana", "alex", "charlie", "morgan", "guest")
EVERYWHERE = "morgan"
"""Somebody with a chat, a channel, the group chat, mail of their own and the inbox."""
VIEWS = {"knowledge": "article", "happened": "#happened li", "policy": "#policy table", "backstage": "#wire li"}
"""The views, and what shows that each is drawn."""

UNFOLD = """() => { for (const details of document.querySelectorAll("main > section:not([hidden]) details:not([open])"))
    if (!details.closest("#wire")) details.open = true;
  const folded = ".card button[aria-expanded=false][aria-controls]";
  for (const button of document.querySelectorAll(folded)) button.click(); }"""
FAULTS = """async () => {
  const place = (rule) => rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 160)}`);
  const said = (found) => found.violations.flatMap(place);
  const light = await axe.run(document, { iframes: false });
  document.documentElement.dataset.theme = "dark";
  const dark = await axe.run(document, { iframes: false, runOnly: ["color-contrast"] });
  document.documentElement.dataset.theme = "light";
  return [...said(light), ...said(dark).map((words) => `dark ${words}`)];
}"""
CONTRASTS = """async () => {
  const { HOST_CONFIG } = await import("/page/host-config.js");
  const { AdaptiveCard, HostConfig } = window.AdaptiveCards;
  const styles = ["default", "emphasis", "accent", "good", "warning", "attention"];
  const colours = ["default", "dark", "light", "accent", "good", "warning", "attention"];
  const text = (color, isSubtle) => ({ type: "TextBlock", text: `${color} ${isSubtle}`, color, isSubtle });
  const card = new AdaptiveCard();
  card.hostConfig = new HostConfig(HOST_CONFIG);
  card.parse({ type: "AdaptiveCard", version: "1.5", body: styles.map((style) => ({
    type: "Container", style, items: colours.flatMap((color) => [text(color, false), text(color, true)]) })) });
  const holder = document.createElement("div");
  holder.className = "card";
  holder.append(card.render());
  document.querySelector("#panels .panel").append(holder);
  const light = (colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g).map((part) => part / 255)
      .map((part) => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const found = [...holder.querySelectorAll(".ac-textBlock")].map((node) => {
    let behind = node;
    while (!/rgb\\(/.test(getComputedStyle(behind).backgroundColor)) behind = behind.parentElement;
    const ground = getComputedStyle(behind).backgroundColor;
    const [a, b] = [getComputedStyle(node).color, ground].map(light).sort((x, y) => y - x);
    return [`${node.textContent} on ${ground}`, (a + 0.05) / (b + 0.05)];
  });
  holder.remove();
  return found;
}"""


def become(page: Page, who: str) -> None:
    """Choose somebody, and wait until their screen is drawn."""
    if page.is_visible("#people-open"):
        page.click("#people-open")
    page.click(f"#people [data-person={who}]")
    page.wait_for_selector("#list-personal li, #list-group li", state="attached")


def faults(page: Page) -> list[str]:
    """What axe-core finds wrong, with everything that folds unfolded."""
    page.evaluate(UNFOLD)
    at_rest(page)  # Outlook brings the cards of opened mails up to date
    return list(page.evaluate(FAULTS))


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing_wrong_on_any_screen_in_either_theme(
    browser: Browser, full: Council, size: tuple[int, int]
) -> None:
    assert AXE.is_file(), "axe-core is missing: run `make setup`."
    found = {}
    with opened(browser, full, "billie", size=size, guide=True, script=AXE.read_text(encoding="utf-8")) as page:
        for who in PEOPLE:
            become(page, who)
            found[who] = faults(page)
        become(page, EVERYWHERE)
        for place in page.locator("#places button:visible").all():  # a desktop shows them side by side
            place.click()
            found[f"{EVERYWHERE}, {place.text_content()}"] = faults(page)
        for view, drawn in VIEWS.items():
            page.click(f"#views [data-view={view}]")
            page.locator(f"main > section[data-view={view}] {drawn}").first.wait_for()
            found[view] = faults(page)
    assert {where: wrong for where, wrong in found.items() if wrong} == {}


def test_every_colour_of_a_card_can_be_read_on_every_box_in_both_themes(browser: Browser, full: Council) -> None:
    with opened(browser, full) as page:
        for theme in ("light", "dark"):
            page.get_by_label("Colours").select_option(theme)
            measured = page.evaluate(CONTRASTS)
            assert len(measured) == 6 * 7 * 2
            assert {name: round(ratio, 2) for name, ratio in measured if ratio < 4.5} == {}, theme


def test_the_colours_follow_the_machine_and_a_choice_is_kept(browser: Browser, full: Council) -> None:
    paper = "getComputedStyle(document.querySelector('header')).backgroundColor"
    with opened(browser, full, theme="dark") as page:
        dark = page.evaluate(paper)
        page.get_by_label("Colours").select_option("light")
        light = page.evaluate(paper)
        assert dark != light
        page.reload()
        page.wait_for_selector("#now:not(:empty)")
        assert page.evaluate(paper) == light
        page.emulate_media(color_scheme="light")
        page.get_by_label("Colours").select_option("auto")
        assert page.evaluate(paper) == light


def test_a_change_of_colours_loses_nothing_that_was_typed(browser: Browser, full: Council) -> None:
    with opened(browser, full, "billie") as page:
        page.get_by_label("Write in Chat with the bot").fill("report")
        page.keyboard.press("Enter")
        page.wait_for_selector("body:not([aria-busy])")
        answer = page.locator("#list-personal .card textarea").last
        answer.fill("Child K-104 is not home.")
        page.get_by_label("Colours").select_option("dark")
        assert answer.input_value() == "Child K-104 is not home."


def test_nothing_is_wider_than_a_phone(browser: Browser, full: Council) -> None:
    with opened(browser, full, "billie", size=PHONE, guide=True) as page:
        for who in PEOPLE:
            become(page, who)
            page.evaluate(UNFOLD)
            for place in page.locator("#places button").all():
                place.click()
                assert page.evaluate("document.documentElement.scrollWidth") == PHONE[0], (who, place.text_content())
        for view, drawn in VIEWS.items():
            page.click(f"#views [data-view={view}]")
            page.locator(f"main > section[data-view={view}] {drawn}").first.wait_for()
            assert page.evaluate("document.documentElement.scrollWidth") == PHONE[0], view
