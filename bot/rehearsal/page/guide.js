// The guided first run: two minutes, one step at a time. It never covers the page, and moves on by itself.
//
// It takes the keyboard nowhere by itself: "Show me" does, when it is pressed. A new step is read out.

import { say } from "./acting.js";
import { buttonWith, fillIn } from "./cards.js";
import { $, element } from "./element.js";
import { STEPS, newRun } from "./guide-steps.js";
import { state } from "./state.js";

const CLOSED = "need-to-know-guide"; // in the browser's own storage: "closed" once somebody closed it
let run = null;
let drawn = "";
let choose = () => {};

export function guide(chooser) {
  choose = chooser;
  $("guide-open").addEventListener("click", () => { start(); $("guide-heading").focus(); });
  if (localStorage.getItem(CLOSED) !== "closed") run = "wanted";
}

function start() {
  run = newRun();
  drawn = "";
  drawGuide();
}

function close() {
  localStorage.setItem(CLOSED, "closed");
  run = null;
  drawGuide();
  $("guide-open").focus();
}

export function drawGuide() {
  if (run === "wanted") run = newRun();
  if (run) while (STEPS[run.step + 1] && (STEPS[run.step].done(run) || STEPS[run.step].skips?.(run))) run.step += 1;
  $("guide").hidden = !run;
  $("guide-open").setAttribute("aria-expanded", String(Boolean(run)));
  point(run ? STEPS[run.step].target(run) : null);
  if (!run) { drawn = ""; $("guide").replaceChildren(); return; }
  const step = STEPS[run.step], words = step.words(run), key = `${run.step} ${words}`;
  if (key === drawn) return;
  drawn = key;
  render(step, words);
}

function render(step, words) {
  const held = $("guide").contains(document.activeElement);
  if (!$("guide").firstChild) {
    $("guide").append(element("div", { class: "guide-words", "aria-live": "polite" }), element("div", { class: "guide-actions" }));
  }
  $("guide").querySelector(".guide-words").replaceChildren(
    element("h2", { id: "guide-heading", tabindex: "-1" }, element("span", { class: "count" }, `Step ${run.step + 1} of ${STEPS.length} `), step.title),
    element("p", {}, words));
  $("guide").querySelector(".guide-actions").replaceChildren(...buttons(step));
  if (held) $("guide-heading").focus();
}

function buttons(step) {
  const passes = step.passes?.(run);
  const made = [];
  if (step.last) made.push(action("Start again", start, "primary"));
  else if (passes) made.push(action("Next", next, "primary"));
  else made.push(action("Show me", () => bring(step), "primary"));
  if (step.example) made.push(action("Fill in an example", example, "example"));
  if (!step.last && !passes) made.push(action("Skip", next));
  made.push(action(step.last ? "Finish" : "Close", close));
  return made;
}

const action = (title, work, kind = "") => element("button", { type: "button", class: kind, onclick: work }, title);

function next() {
  run.step = Math.min(run.step + 1, STEPS.length - 1);
  drawGuide();
  $("guide-heading").focus();
}

// Where the step is done: marked, and with "Show me" brought into sight with the keyboard on it.
function point(node) {
  const visible = node && node.getClientRects().length ? node : node && node.closest("#people") ? $("people-open") : node;
  for (const marked of document.querySelectorAll("[data-guide-here]")) if (marked !== visible) delete marked.dataset.guideHere;
  if (visible) visible.dataset.guideHere = ""; // not a class: the card renderer writes its buttons' classes anew
}

function bring(step) {
  if (state.view !== "desk" && !step.target(run)?.closest("header, .clock, aside")) choose(state.me);
  let node = step.target(run);
  if (node && !node.getClientRects().length && node.closest("#people")) {
    $("people-open").click();
    node = step.target(run);
  }
  if (node && !node.getClientRects().length) document.querySelector("#places [data-place=personal]")?.click();
  if (!node) { say("It is not on the screen yet. Do the step before, or press Skip."); return; }
  node.scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  node.focus({ preventScroll: true });
}

function example() {
  const card = [...document.querySelectorAll("#list-personal .card")].pop();
  if (!card) { say("There is no card yet: press “report” first."); return; }
  fillIn(card, "Child K-104 left school at half past two and has not come home. (Invented.)");
  say("An invented example is filled in. Read it, then press Tell now.");
  buttonWith($("list-personal"), ["tell-now"])?.focus();
}
