// Backstage: the bot's life, faults at Microsoft, wrong tokens, and the wire.

import { ask } from "./tenant.js";
import { doing } from "./acting.js";
import { $, element, onSubmit, replaceIfChanged } from "./element.js";
import { state } from "./state.js";

export function backstageControls() {
  $("step").replaceChildren(...state.about.steps.map((step) => element("option", {}, step)));
  $("kill").addEventListener("click", () => doing("Killing the bot ...", () => ask("POST", "bot", { kill: true })));
  $("start").addEventListener("click", () => doing("Starting the bot ...", () => ask("POST", "bot", { start: true })));
  onSubmit("kill-at", () => doing("Arming ...", () => ask("POST", "bot", { kill: true, at: $("step").value })));
  onSubmit("fault", () => {
    const kind = $("fault-kind").value, fault = { service: $("fault-service").value, times: Number($("fault-times").value) };
    if (kind === "before" || kind === "after") fault.cut = kind;
    else if (kind === "delay") fault.delay = 3;
    else fault.status = Number(kind);
    return doing("It will go wrong ...", () => ask("POST", "fault", fault));
  });
  $("fault-clear").addEventListener("click", () => doing("Clearing ...", () => ask("DELETE", "fault")));
  onSubmit("token", () => doing("Sending ...", sendWithToken));
  $("rotate").addEventListener("click", () => doing("Rotating ...", () => ask("POST", "rotate", {})));
}

async function sendWithToken() {
  const wishes = {
    rogue: { key: "rogue" }, expired: { claims: { exp: 1 } }, audience: { claims: { aud: "another-app" } }, unsigned: { header: { alg: "none" } },
  };
  const kind = $("token-kind").value, request = { as: state.me, text: "help" };
  if (kind === "none") request.token = null;
  else if (kind !== "good") request.token = (await ask("POST", "sign", wishes[kind])).token;
  const outcome = await ask("POST", "send", request);
  return { ...outcome, answer: { value: `The bot answered ${outcome.status}.` } };
}

export function drawBot() {
  const { running } = state.about;
  $("bot-state").textContent = running ? "The bot is running." : "The bot is not running.";
  // A button that was just pressed keeps the keyboard: it says by itself that it can do nothing more.
  for (const [id, off] of [["kill", !running], ["start", running]]) $(id).setAttribute("aria-disabled", String(off));
}

export async function drawBackstage() {
  const [faults, wire] = await Promise.all([ask("GET", "fault"), ask("GET", "wire")]);
  replaceIfChanged($("faults"), faults, () => faults.map((fault) => element("li", {}, `Waiting: ${JSON.stringify(fault)}`)));
  replaceIfChanged($("wire"), [wire.length, wire[wire.length - 1]?.status], () => wire.slice(-150).reverse().map(exchange));
}

function exchange(row) {
  const to = row.direction === "to-bot" ? "to the bot" : `to ${row.service}`;
  const item = element("li", { value: row.id }, element("details", {},
    element("summary", {}, `${to}: ${row.method} ${row.url} \u2192 ${row.status === 0 ? "no answer" : row.status}${row.note ? ` (${row.note})` : ""}`),
    element("pre", { tabindex: "0" }, JSON.stringify({ body: row.body, answer: row.answer }, null, 1))));
  if (row.direction === "to-bot") {
    item.append(element("button", { type: "button", onclick: () => doing("Sending it again ...", () => ask("POST", "repeat", { wire: row.id, times: 1 })) }, `Send ${row.id} again`));
  }
  return item;
}
