// The clock: where it stands, what is due next in words, and how it is moved.

import { ask } from "./tenant.js";
import { doing } from "./acting.js";
import { $, element, onSubmit, replaceIfChanged } from "./element.js";
import { state } from "./state.js";
import { london } from "./time.js";

export function clockControls() {
  const move = (request) => doing("The clock moves ...", () => ask("POST", "clock", request)).then(announce);
  for (const button of $("steps").children) {
    const { advance, to } = button.dataset;
    button.addEventListener("click", () => move(advance ? { advance } : { to }));
  }
  $("to-due").addEventListener("click", () => { if (state.clock.next_due) move({ to: state.clock.next_due }); });
  onSubmit("custom-clock", () => move({ to: $("custom-time").value }));
  $("move").addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !$("move").open) return;
    $("move").open = false;
    $("move").querySelector("summary").focus();
  });
  document.addEventListener("click", (event) => { if (!$("move").contains(event.target)) $("move").open = false; });
}

function announce(outcome) {
  if (outcome && outcome.settled) $("status").textContent = `It is ${state.clock.london}. ${$("due").textContent}`;
}

// The things due at the very next instant, in one sentence each.
export const dueNext = () => (state.clock.coming || []).filter((each) => each.at === state.clock.next_due);

export function drawClock() {
  const { clock } = state;
  $("now").textContent = clock.london;
  $("to-due").setAttribute("aria-disabled", String(!clock.next_due)); // not `disabled`: it may have the keyboard
  replaceIfChanged($("due"), [clock.next_due, dueNext(), clock.running], sentence);
  replaceIfChanged($("coming"), clock.coming, () => clock.coming?.length ? [element("h3", {}, "Due, if nobody does anything"),
    element("ol", {}, ...clock.coming.map((each) => element("li", {}, element("strong", {}, london(each.at)), ` ${each.words}.`)))] : []);
}

function sentence() {
  const { clock } = state, [first, ...more] = dueNext();
  if (!clock.running) return "The bot is not running. Backstage starts it again.";
  if (!clock.next_due) return "Nothing is due: nobody is waited for.";
  const words = first ? `${first.words}.` : "something is due.";
  const others = more.length ? ` And ${more.length} more at the same time.` : "";
  return [element("strong", {}, `Next, ${london(clock.next_due)}: `), words, others];
}
