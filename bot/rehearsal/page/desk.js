// What one person has open: their chat with the bot, a channel of theirs, their mail; on a phone one after the other.

import { ask } from "./tenant.js";
import { doing } from "./acting.js";
import { $, element } from "./element.js";
import { countMails, drawMail, mailbox, mailKey } from "./mail.js";
import { drawMessage, fill } from "./messages.js";
import { describe } from "./people.js";
import { me, state } from "./state.js";

const SUGGESTED = ["report", "my reports", "help"];

const ours = () => state.places.filter((place) => place.members.includes(state.me));
const title = (place) => place.name.replace(/^the channel /, "").replace(/^the g/, "G");

// The places of this person in the order in which they stand.
function places() {
  const shared = ours().map((place) => ({ key: place.key, title: title(place), shared: true }));
  const channels = shared.filter((place) => place.key !== "group"), group = shared.filter((place) => place.key === "group");
  return [{ key: "personal", title: "Chat with the bot", short: "Chat" }, ...(channels.length ? channels : [{ key: "none", title: "Channels", shared: true, empty: true }]), ...group,
    { key: "mail", title: "Mailbox" }];
}

export function buildDesk() {
  const list = places(), shared = list.filter((place) => place.shared);
  if (!list.some((place) => place.key === state.place)) state.place = "personal";
  if (!shared.some((place) => place.key === state.channel)) state.channel = shared[0]?.key;
  if (!me().reads_inbox) state.inbox = false;
  $("desk-heading").textContent = `What ${me().name} sees`;
  $("panels").replaceChildren(...list.map((place) => panel(place, shared)));
  $("places").replaceChildren(...list.filter((place) => !place.empty).map((place) => element("button", {
    type: "button", "data-place": place.key, onclick: () => showPlace(place.key),
  }, place.short || place.title)));
  mark();
}

export function showPlace(key) {
  state.place = key;
  mark();
}

function showChannel(key) {
  state.channel = state.place = key;
  mark();
  $("panels").querySelector(".panel.open .switch [aria-pressed=true]")?.focus();
}

function mark() {
  for (const button of $("places").children) button.setAttribute("aria-current", String(button.dataset.place === state.place));
  for (const node of $("panels").children) {
    const key = node.dataset.place;
    node.classList.toggle("shown", key === state.place);
    node.classList.toggle("open", key === state.channel || !("shared" in node.dataset));
    for (const button of node.querySelectorAll(".switch [data-channel]")) button.setAttribute("aria-pressed", String(button.dataset.channel === key));
  }
}

function panel(place, shared) {
  const id = `panel-${place.key}`;
  const section = element("section", { class: "panel", "aria-labelledby": id, "data-place": place.key, "data-shared": place.shared || null },
    element("div", { class: "panel-head" }, element("h3", { id }, place.shared && shared.length > 1 ? place.empty ? place.title : `Channel ${place.title}` : place.title), place.shared && shared.length > 1 && switches(shared),
      place.key === "mail" && mailbox()));
  if (place.empty) {
    section.append(element("p", { class: "list empty" }, `${me().name} is in no channel with the bot.`));
    return section;
  }
  section.append(element("ol", { class: "list", id: `list-${place.key}`, tabindex: "0", "aria-labelledby": id }));
  if (place.key !== "mail") section.append(writing(place));
  return section;
}

function switches(shared) {
  return element("div", { class: "switch", role: "group", "aria-label": "Channels and group chat" }, ...shared.map((place) => element("button", {
    type: "button", "data-channel": place.key, onclick: () => showChannel(place.key),
  }, place.title)));
}

function writing(place) {
  const input = element("input", { id: `write-${place.key}`, placeholder: place.shared ? "Write to the bot here" : "Write to the bot", autocomplete: "off" });
  const send = (text) => doing(`Sending “${text}” ...`, () => ask("POST", "say", { as: state.me, text, in: place.key }));
  const form = element("form", {
    class: "write", onsubmit: (event) => {
      event.preventDefault();
      const text = input.value.trim();
      input.value = "";
      if (text) send(text);
    },
  }, element("label", { for: `write-${place.key}`, class: "visually-hidden" }, `Write in ${place.title}`), input, element("button", {}, "Send"));
  if (place.key !== "personal") return form;
  return element("div", { class: "writing" }, element("div", { class: "suggested", role: "group", "aria-label": "Write one of these" },
    ...SUGGESTED.map((text) => element("button", { type: "button", "data-say": text, onclick: () => send(text) }, text))), form);
}

export function drawDesk() {
  countMails();
  for (const place of places()) {
    const list = $(`list-${place.key}`);
    if (!list) continue;
    if (place.key === "mail") fill(list, state.mails[state.inbox ? "inbox" : "own"], mailKey, drawMail, emptyMail());
    else fill(list, state.seen.filter((message) => message.place === place.key), (message) => message.message, drawMessage, empty(place));
  }
}

function empty(place) {
  return place.key === "group" ? "Nothing yet. The bot is in this group chat, and says why it does nothing here."
    : place.shared ? "No report was posted here yet." : `Nothing yet. ${describe(me())}.`;
}

const emptyMail = () => state.inbox ? "No mail yet. Each notification comes here, whole." : "No mail yet. A mail comes only where a card cannot, or stays unread too long.";
