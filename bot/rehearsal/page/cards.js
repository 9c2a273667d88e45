// Cards, drawn by Microsoft's own renderer (npm adaptivecards), and what a press on one of them sends.

import { ask } from "./tenant.js";
import { doing, say } from "./acting.js";
import { $, element } from "./element.js";
import { HOST_CONFIG } from "./host-config.js";
import { state } from "./state.js";

const rendered = new WeakMap(); // the element that holds a card -> the renderer's card
const MARK = "\u241f"; // between a button's id and its number among those with the same id

export function prepareRenderer() {
  const Library = window.AdaptiveCards;
  $("no-renderer").hidden = Boolean(Library);
  if (!Library) return;
  Library.GlobalSettings.setTabIndexAtCardRoot = false; // a card by itself is nothing to press
  Library.AdaptiveCard.onProcessMarkdown = (text, result) => { result.outputHtml = markdown(text); result.didProcess = true; };
}

// `press` sends what was pressed; without it the message's own button is pressed.
export function drawCard(message, press) {
  const holder = element("div", { class: "card" });
  if (!window.AdaptiveCards) { holder.textContent = message.words; return holder; }
  const { AdaptiveCard, HostConfig, Version } = window.AdaptiveCards;
  const card = new AdaptiveCard();
  card.version = new Version(1, 5);
  card.hostConfig = new HostConfig(HOST_CONFIG);
  card.onExecuteAction = (action) => pressed(message, card, action, press);
  try {
    card.parse(apart(message));
    holder.append(card.render());
    rendered.set(holder, card);
  } catch (error) {
    holder.textContent = `This card cannot be shown: ${error.message}`;
  }
  named(holder);
  return holder;
}

// The button with one of these ids on the newest card of the list that has one, for the guide.
export function buttonWith(list, ids) {
  for (const holder of [...list.querySelectorAll(".card")].reverse()) {
    for (const action of rendered.get(holder)?.getAllActions() || []) {
      if (ids.includes((action.id || "").split(MARK)[0]) && action.renderedElement?.getClientRects().length) return action.renderedElement;
    }
  }
  return null;
}

// Invented answers, for the guide: a sentence in the first long answer, "no" where it asks about staff. Nothing typed is lost.
export function fillIn(holder, sentence) {
  const set = (node, value) => {
    if (!node || node.value) return;
    node.value = value;
    for (const kind of ["input", "change"]) node.dispatchEvent(new Event(kind, { bubbles: true }));
  };
  const inputs = rendered.get(holder)?.getAllInputs() || [];
  const long = inputs.find((input) => input.isMultiline) || inputs.find((input) => input.getJsonTypeName() === "Input.Text");
  set(long?.renderedElement?.querySelector("textarea, input"), sentence);
  for (const input of inputs.filter((each) => each.choices && /staff/i.test(each.label || ""))) {
    const place = input.choices.findIndex((choice) => choice.value === "no");
    const drop = input.renderedElement.querySelector("select");
    if (drop && drop.selectedIndex <= 0 && place >= 0) {
      drop.selectedIndex = [...drop.options].findIndex((option) => option.textContent === input.choices[place].title);
      drop.dispatchEvent(new Event("change", { bubbles: true }));
    } else if (!drop && place >= 0) input.renderedElement.querySelectorAll("input")[place]?.click();
  }
}

// The card with names of its own on this page: ids of several cards, or of the page, must not be the same, and buttons
// with one id are told apart by their number.
function apart(message) {
  const copy = structuredClone(message.card), count = {};
  (function walk(part) {
    if (Array.isArray(part)) { part.forEach(walk); return; }
    if (!part || typeof part !== "object") return;
    const kind = typeof part.type === "string" ? part.type : "";
    if (kind.startsWith("Action.")) {
      const id = part.id || part.verb || (part.data && part.data.verb) || "";
      count[id] = (count[id] ?? -1) + 1;
      part.id = `${id}${MARK}${count[id]}`;
      if (part.targetElements) part.targetElements = part.targetElements.map((target) => renamed(message, target));
    } else if (kind && typeof part.id === "string") part.id = prefix(message) + part.id;
    for (const [name, inner] of Object.entries(part)) {
      if (!["fallback", "refresh", "data", "msteams", "authentication", "targetElements"].includes(name)) walk(inner);
    }
  })(copy);
  delete copy.refresh;
  return copy;
}

const prefix = (message) => `card-${message.message}-`;
const renamed = (message, target) => typeof target === "string" ? prefix(message) + target : { ...target, elementId: prefix(message) + target.elementId };

function markdown(text) {
  const safe = text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
  return safe.replace(/\*\*(.+?)\*\*/g, "<strong>$1</strong>")
    .replace(/(^|\s)_(.+?)_(?=\s|$|[.,;:])/g, "$1<em>$2</em>")
    .replace(/^[-*] (.*)$/gm, "\u2022 $1").replace(/\r?\n/g, "<br>");
}

// The renderer leaves a few things to its host: what groups the choices of one question, and is a list of radio buttons.
function named(holder) {
  for (const group of holder.querySelectorAll(".ac-choiceSetInput-expanded, .ac-choiceSetInput-multiSelect")) {
    const label = group.closest(".ac-input-container")?.querySelector("label");
    if (!group.getAttribute("role")) group.setAttribute("role", "group");
    if (label && !group.getAttribute("aria-labelledby")) {
      label.id ||= `label-${Math.random().toString(36).slice(2)}`;
      group.setAttribute("aria-labelledby", label.id);
    }
  }
}

function pressed(message, card, action, press) {
  const kind = action.getJsonTypeName();
  if (kind === "Action.OpenUrl") { say(`This button opens ${action.url}, which a rehearsal does not.`); return null; }
  if (kind !== "Action.Execute" && kind !== "Action.Submit") return null;
  const [id, number] = (action.id || "").split(MARK);
  const inputs = {};
  const before = Object.fromEntries(message.fields.map((field) => [field.id, field.value]));
  for (const input of card.getAllInputs()) {
    const value = input.value ?? "", name = (input.id || "").slice(prefix(message).length);
    if (name && (value !== "" || before[name])) inputs[name] = value;
  }
  if (press) return press(id, action.title || id, inputs);
  const request = { as: state.me, message: message.message, action: id, number: Number(number), inputs };
  if (kind === "Action.Execute" && $("old-client").checked) request.via = "submit";
  return doing(`You pressed “${action.title || id}” ...`, () => ask("POST", "press", request));
}
