// "Report as Need to Know" on a message: the bot's dialog over it, as Teams opens it. Its buttons are Submits.

import { ask } from "./tenant.js";
import { doing } from "./acting.js";
import { drawCard } from "./cards.js";
import { element } from "./element.js";
import { state } from "./state.js";

const TITLE = "Report as Need to Know";

export function reportButton(message) {
  const name = `${TITLE}: ${message.headline}`.slice(0, 120);
  const open = () => doing("You report this message ...", () => ask("POST", "message-action", { as: state.me, message: message.message }).then(show));
  return element("button", { type: "button", class: "report-message", "aria-label": name, onclick: open }, TITLE);
}

function show(outcome, dialog = opened()) {
  const task = outcome.answer && outcome.answer.task;
  const said = task && typeof task.value === "string" ? task.value : outcome.card ? "" : "The bot gave no answer.";
  const card = outcome.card && drawCard({ message: "dialog", card: outcome.card, fields: fieldsOf(outcome.card), words: "" }, press);
  dialog.querySelector(".dialog-body").replaceChildren(card || element("p", { role: "status" }, said));
  dialog.querySelector("h2").focus();
  return outcome;

  function press(action, title, inputs) {
    const request = { as: state.me, action, inputs };
    return doing(`You pressed \u201c${title}\u201d ...`, () => ask("POST", "dialog", request).then((answer) => show(answer, dialog)));
  }
}

function opened() {
  const dialog = element("dialog", { class: "over", "aria-labelledby": "dialog-heading" },
    element("div", { class: "panel-head" }, element("h2", { id: "dialog-heading", tabindex: "-1" }, TITLE),
      element("button", { type: "button", onclick: () => dialog.close() }, "Close")),
    element("div", { class: "dialog-body" }));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

// The inputs with what stands in them, so that an answer somebody empties is sent as empty.
function fieldsOf(part) {
  if (Array.isArray(part)) return part.flatMap(fieldsOf);
  if (!part || typeof part !== "object") return [];
  const own = typeof part.type === "string" && part.type.startsWith("Input.") ? [{ id: part.id, value: part.value || "" }] : [];
  return [...own, ...Object.values(part).flatMap(fieldsOf)];
}
