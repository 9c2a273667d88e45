// Somebody's own mailbox and, for whoever opens it, the Need-to-Know inbox. Nothing in a mail runs or calls out.

import { element } from "./element.js";
import { refresh } from "./acting.js";
import { me, state } from "./state.js";
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

export function drawMail(mail) {
  const open = element("details", { class: "mail" }, element("summary", {}, element("span", { class: "subject" }, mail.subject || "(no subject)"),
    element("span", { class: "quiet" }, `${london(mail.at)}, from ${who(mail.from)} to ${mail.to.map(who).join(", ")}${mail.importance === "high" ? ", important" : ""}`)));
  open.addEventListener("toggle", () => {
    if (!open.open || open.querySelector("iframe, pre")) return;
    if (mail.type === "html") open.append(element("iframe", { sandbox: "", srcdoc: mail.body, title: `Mail: ${mail.subject}` }));
    else open.append(element("pre", { tabindex: "0" }, mail.body));
  });
  return element("li", {}, open);
}
