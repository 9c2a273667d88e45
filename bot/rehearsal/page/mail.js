// Somebody's own mailbox and, for whoever opens it, the Need-to-Know inbox. Nothing in a mail runs or calls out; the card
// in its head is drawn under it, as Outlook draws it; opening the mail invokes what the card asks for (autoInvokeAction), and
// a press goes the way of Outlook's service.

import { doing, refresh } from "./acting.js";
import { drawCard } from "./cards.js";
import { element } from "./element.js";
import { me, state } from "./state.js";
import { ask } from "./tenant.js";
import { london } from "./time.js";

const who = (address) => state.people.find((person) => person.mail.toLowerCase() === address.toLowerCase())?.name
  || (address.toLowerCase() === (state.about.inbox || "").toLowerCase() ? "the Need-to-Know inbox" : address);

export function mailbox() {
  if (!state.about.inbox) return null;
  if (!me().reads_inbox) return element("p", { class: "note quiet" }, `${me().name} does not open the Need-to-Know inbox.`);
  const group = element("div", { class: "switch", role: "group", "aria-label": "Mailbox of" });
  const choose = (inbox) => {
    state.inbox = inbox;
    for (const [index, button] of [...group.children].entries()) button.setAttribute("aria-pressed", String(Boolean(index) === inbox));
    refresh();
  };
  group.append(element("button", { type: "button", "aria-pressed": String(!state.inbox), onclick: () => choose(false) }, "Own"),
    element("button", { type: "button", "aria-pressed": String(state.inbox), onclick: () => choose(true) }, "Need-to-Know inbox"));
  return group;
}

// How many mails each holds, behind its name.
export function countMails() {
  const [own, inbox] = document.querySelectorAll("[data-place=mail] .switch button");
  if (!inbox) return;
  const named = (name, mails) => mails.length ? `${name} (${mails.length})` : name;
  own.textContent = named("Own", state.mails.own);
  inbox.textContent = named("Need-to-Know inbox", state.mails.inbox);
}

const unfolded = new Set(); // the mails that stand open

// What changes when a card was replaced, so that it is drawn again.
export const mailKey = (mail) => mail.mail + JSON.stringify(mail.card ?? null);

export function drawMail(mail) {
  const open = element("details", { class: "mail" }, element("summary", {}, element("span", { class: "subject" }, mail.subject || "(no subject)"),
    element("span", { class: "quiet" }, `${london(mail.at)}, from ${who(mail.from)} to ${mail.to.map(who).join(", ")}${mail.importance === "high" ? ", important" : ""}`)));
  const show = () => {
    if (open.querySelector("iframe, pre")) return;
    if (mail.type === "html") open.append(element("iframe", { sandbox: "", srcdoc: mail.body, title: `Mail: ${mail.subject}` }));
    else open.append(element("pre", { tabindex: "0" }, mail.body));
    if (mail.card) open.append(mailCard(mail));
  };
  open.addEventListener("toggle", () => {
    if (!open.open) { unfolded.delete(mail.mail); return; }
    const before = unfolded.has(mail.mail); // it stood open, and was only drawn again
    unfolded.add(mail.mail);
    show();
    if (mail.card && !before) doing("Outlook brings the card up to date ...", () => pressIn(mail, "refresh"), "The card is up to date.");
  });
  if (unfolded.has(mail.mail)) { open.open = true; show(); }
  return element("li", {}, open);
}

function mailCard(mail) {
  const press = (action, title, inputs) => doing(`You pressed “${title}” in Outlook ...`, () => pressIn(mail, action, inputs));
  const drawn = drawCard({ message: mail.mail, card: forRenderer(mail.card), fields: [], words: mail.words }, press);
  return element("div", { class: "mail-card", role: "group", "aria-label": "The card in this mail" }, drawn);
}

const pressIn = (mail, action, inputs = {}) => ask("POST", "mail/press", { as: state.me, mail: mail.mail, action, inputs });

// Microsoft's renderer knows no Action.Http unless its host does, and names an input by its label alone, which came after version 1.0.
function forRenderer(card) {
  const copy = structuredClone(card);
  (function walk(part) {
    if (Array.isArray(part)) {
      for (let at = part.length - 1; at > 0; at -= 1) {
        if (!String(part[at].type).startsWith("Input.") || part[at - 1].type !== "TextBlock") continue;
        part[at].label = part[at - 1].text;
        part.splice(at - 1, 1);
        at -= 1; // the input moved up
      }
      part.forEach(walk);
    } else if (part && typeof part === "object") {
      if (part.type === "Action.Http") { part.type = "Action.Execute"; part.verb = part.id; }
      Object.values(part).forEach(walk);
    }
  })(copy);
  delete copy.autoInvokeAction;
  copy.version = "1.5";
  return copy;
}
