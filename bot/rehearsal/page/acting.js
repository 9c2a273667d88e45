// Doing something in the rehearsal, saying what came of it, and showing what there is afterwards.

import { $ } from "./element.js";
import { state } from "./state.js";

let redraw = async () => {};
let refreshing = Promise.resolve();

export function redrawWith(work) { redraw = work; }

export function say(words, problem = false) {
  $("status").textContent = words;
  $("status").className = problem ? "problem" : "";
}

export function refresh() {
  refreshing = refreshing.then(redraw).catch((error) => say(error.message, true));
  return refreshing;
}

// `words` while it runs; afterwards what the bot said, or `done`.
export async function doing(words, work, done = "Done.") {
  state.busy += 1;
  say(words);
  document.body.setAttribute("aria-busy", "true");
  try {
    const outcome = await work();
    const unsettled = outcome && outcome.settled === false;
    say(unsettled ? `Not finished: ${outcome.still.join("; ")}.` : noticeIn(outcome, done), unsettled);
    return outcome;
  } catch (error) {
    say(error.message, true);
    return null;
  } finally {
    await refresh(); // busy until what came of it is on the screen
    state.busy -= 1;
    if (!state.busy) document.body.removeAttribute("aria-busy");
  }
}

function noticeIn(outcome, done) {
  if (!outcome || outcome.status === null || outcome.status === undefined) return done;
  const answer = outcome.answer;
  if (answer && typeof answer.value === "string") return answer.value;
  if (answer && answer.task) return typeof answer.task.value === "string" ? answer.task.value : done;
  if (answer && answer.value && typeof answer.value.message === "string") return answer.value.message;
  if (outcome.status === 0) return "The bot gave no answer.";
  return outcome.status >= 400 ? `The bot answered ${outcome.status}.` : done;
}
