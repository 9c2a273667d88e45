// Choosing who you are: everybody in groups, with who they are in plain words and how much is new for them.

import { $, element, hidden } from "./element.js";
import { describe, groups, initials } from "./people.js";
import { me, state } from "./state.js";

let chosen = () => {};

export function picker(choose) {
  chosen = choose;
  $("people").replaceChildren(...groups().map(([title, people], index) => element("section", { "aria-labelledby": `group-${index}` },
    element("h3", { id: `group-${index}` }, title), element("ul", {}, ...people.map((person) => element("li", {}, button(person)))))));
  $("people-open").addEventListener("click", () => open($("people-open").getAttribute("aria-expanded") !== "true"));
  $("people").addEventListener("keydown", (event) => { if (event.key === "Escape" && isFolded()) { open(false); $("people-open").focus(); } });
  drawPicker();
}

export function avatar(name, kind = "") {
  return element("span", { class: `avatar ${kind}`, "aria-hidden": "true" }, initials(name));
}

function button(person) {
  return element("button", { type: "button", class: "person", "data-person": person.key, onclick: () => pick(person) },
    avatar(person.name), element("span", { class: "person-words" },
      element("span", { class: "person-name" }, person.name), hidden(": "), element("span", { class: "person-role" }, describe(person))),
    element("span", { class: "badge", hidden: true }));
}

const isFolded = () => getComputedStyle($("people-open")).display !== "none";

function pick(person) {
  const folded = isFolded();
  chosen(person.key);
  if (folded) {
    open(false);
    $("people-open").focus({ preventScroll: true });
  }
}

function open(yes) {
  $("people-open").setAttribute("aria-expanded", String(yes));
  if (yes) $("people").querySelector("[aria-current=true]")?.focus();
}

export function drawPicker() {
  const total = state.people.filter((person) => person.key !== state.me && newsFor(person.key)).length;
  $("people-open").replaceChildren(avatar(me().name), element("span", { class: "person-words" },
    element("span", { class: "person-name" }, element("span", { class: "quiet" }, "You are "), me().name), hidden(": "), element("span", { class: "person-role" }, describe(me()))),
    element("span", { class: "change" }, total ? `Change (${total} with news)` : "Change"));
  for (const node of $("people").querySelectorAll(".person")) {
    const key = node.dataset.person, badge = node.querySelector(".badge"), count = newsFor(key);
    node.setAttribute("aria-current", String(key === state.me));
    badge.hidden = !count || key === state.me;
    badge.replaceChildren(hidden(", "), String(count), hidden(" new"));
  }
}

// How many messages of the bot came since this person's screens were last looked at.
export function newsFor(key) {
  const sum = (places) => Object.values(places || {}).reduce((all, count) => all + count, 0);
  return Math.max(0, sum(state.news[key]) - sum(state.looked[key]));
}
