// The rehearsal's page: everything here is done by the control API under /rehearsal/, see docs/rehearsal.md.
"use strict";

const $ = (id) => document.getElementById(id);
const state = { about: {}, people: [], places: [], me: null, shown: "personal", mailbox: null, moment: 0, busy: 0, due: null };
const drawn = new Map(); // "person/message" -> {json, node}

async function ask(method, what, body) {
  const response = await fetch(`/rehearsal/${what}`, {
    method, headers: { "Content-Type": "application/json" }, body: body === undefined ? undefined : JSON.stringify(body),
  });
  const data = await response.json();
  if (!response.ok) throw new Error(data.error || `The rehearsal answered ${response.status}.`);
  return data;
}

function say(words, problem = false) {
  $("status").textContent = words;
  $("status").className = problem ? "problem" : "";
}

async function doing(words, work) {
  state.busy += 1;
  say(words);
  document.body.setAttribute("aria-busy", "true");
  try {
    const outcome = await work();
    say(outcome && outcome.settled === false ? `Not finished: ${outcome.still.join("; ")}.` : noticeIn(outcome), outcome && outcome.settled === false);
  } catch (error) {
    say(error.message, true);
  } finally {
    state.busy -= 1;
    document.body.removeAttribute("aria-busy");
    await refresh();
  }
}

function noticeIn(outcome) {
  if (!outcome || outcome.status === null || outcome.status === undefined) return "Done.";
  const answer = outcome.answer;
  if (answer && typeof answer.value === "string") return answer.value;
  if (answer && answer.value && typeof answer.value.message === "string") return answer.value.message;
  if (outcome.status === 0) return "The bot gave no answer.";
  return outcome.status >= 400 ? `The bot answered ${outcome.status}.` : "Done.";
}

function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "class") node.className = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

function london(instant) {
  return new Intl.DateTimeFormat("en-GB", {
    timeZone: "Europe/London", weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit",
  }).format(new Date(instant));
}

// ---- cards -------------------------------------------------------------------------------------------------------

const MARK = "\u241f"; // between a button's id and its number among those with the same id

function numbered(card) {
  const copy = structuredClone(card), count = {};
  (function walk(part) {
    if (Array.isArray(part)) { part.forEach(walk); return; }
    if (!part || typeof part !== "object") return;
    if (typeof part.type === "string" && part.type.startsWith("Action.") && part.type !== "Action.ShowCard") {
      const id = part.id || part.verb || (part.data && part.data.verb) || "";
      count[id] = (count[id] ?? -1) + 1;
      part.id = `${id}${MARK}${count[id]}`;
    }
    for (const [name, inner] of Object.entries(part)) {
      if (!["fallback", "refresh", "data", "msteams", "authentication"].includes(name)) walk(inner);
    }
  })(copy);
  delete copy.refresh;
  return copy;
}

function markdown(text) {
  const safe = text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
  return safe.replace(/\*\*(.+?)\*\*/g, "<strong>$1</strong>")
    .replace(/(^|\s)_(.+?)_(?=\s|$|[.,;:])/g, "$1<em>$2</em>")
    .replace(/^[-*] (.*)$/gm, "\u2022 $1").replace(/\r?\n/g, "<br>");
}

function drawCard(message) {
  const holder = element("div", { class: "card" });
  if (!window.AdaptiveCards) { holder.textContent = message.words; return holder; }
  const { AdaptiveCard, HostConfig, Version } = window.AdaptiveCards;
  AdaptiveCard.onProcessMarkdown = (text, result) => { result.outputHtml = markdown(text); result.didProcess = true; };
  const card = new AdaptiveCard();
  card.version = new Version(1, 5);
  card.hostConfig = new HostConfig({
    fontFamily: "inherit",
    supportsInteractivity: true,
    spacing: { small: 4, default: 8, medium: 14, large: 20, extraLarge: 28, padding: 10 },
    fontSizes: { small: 13, default: 15, medium: 16, large: 19, extraLarge: 22 },
    actions: { maxActions: 6, actionsOrientation: "horizontal", actionAlignment: "left", buttonSpacing: 8, spacing: "default" },
    containerStyles: {
      default: { backgroundColor: "#ffffff", foregroundColors: colours() },
      emphasis: { backgroundColor: "#f2f4f7", foregroundColors: colours() },
      attention: { backgroundColor: "#fdf3f3", foregroundColors: colours() },
      warning: { backgroundColor: "#fff7e8", foregroundColors: colours() },
      good: { backgroundColor: "#eff8ef", foregroundColors: colours() },
      accent: { backgroundColor: "#eef2fc", foregroundColors: colours() },
    },
    inputs: { label: { requiredInputs: { suffix: " *", suffixColor: "attention", weight: "bolder" }, optionalInputs: { weight: "bolder" } } },
  });
  card.onExecuteAction = (action) => pressed(message, card, action);
  try {
    card.parse(numbered(message.card));
    holder.append(card.render());
  } catch (error) {
    holder.textContent = `This card cannot be shown: ${error.message}`;
  }
  return holder;
}

function colours() {
  const one = (value) => ({ default: value, subtle: value });
  return {
    default: { default: "#1f2430", subtle: "#5a6372" }, accent: one("#2f4f9e"), dark: one("#1f2430"), light: one("#5a6372"),
    good: one("#1e6b2a"), warning: one("#8a4b00"), attention: one("#a4262c"),
  };
}

function pressed(message, card, action) {
  const kind = action.getJsonTypeName();
  if (kind === "Action.OpenUrl") { say(`This button opens ${action.url}, which a rehearsal does not.`); return; }
  if (kind !== "Action.Execute" && kind !== "Action.Submit") return;
  const [id, number] = (action.id || "").split(MARK);
  const inputs = {};
  const before = Object.fromEntries(message.fields.map((field) => [field.id, field.value]));
  for (const input of card.getAllInputs()) {
    const value = input.value ?? "";
    if (input.id && (value !== "" || before[input.id])) inputs[input.id] = value;
  }
  const request = { as: state.me, message: message.message, action: id, number: Number(number), inputs };
  if (kind === "Action.Execute" && $("old-client").checked) request.via = "submit";
  return doing(`You pressed “${action.title || id}” ...`, () => ask("POST", "press", request));
}

// ---- panels ------------------------------------------------------------------------------------------------------

function panels() {
  const me = state.people.find((person) => person.key === state.me);
  const list = [{ key: "personal", title: "Chat with the bot", writes: true }];
  const places = state.places.filter((place) => place.members.includes(me.key))
    .map((place) => ({ key: place.key, kind: place.kind, title: place.name.replace(/^the c/, "C").replace(/^the g/, "G"), writes: true }));
  list.push(...places.filter((place) => place.kind === "channel"), { key: "mail", title: "Mailbox" },
    { key: "timeline", title: "What happened" }, ...places.filter((place) => place.kind !== "channel"));
  return list;
}

function buildPanels() {
  const list = panels();
  if (!list.some((panel) => panel.key === state.shown)) state.shown = "personal";
  $("panels").replaceChildren(...list.map(buildPanel));
  $("places").replaceChildren(...list.map((panel) => element("button", {
    type: "button", "aria-current": String(panel.key === state.shown), onclick: () => show(panel.key), "data-place": panel.key,
  }, panel.title)));
  drawn.clear();
}

function show(key) {
  state.shown = key;
  for (const button of $("places").children) button.setAttribute("aria-current", String(button.dataset.place === key));
  for (const panel of $("panels").children) panel.classList.toggle("shown", panel.dataset.place === key);
}

function buildPanel(panel) {
  const id = `panel-${panel.key}`;
  const section = element("section", { class: `panel${panel.key === state.shown ? " shown" : ""}`, "aria-labelledby": id, "data-place": panel.key },
    element("h2", { id }, panel.title));
  if (panel.key === "mail") {
    const select = element("select", { id: "mailbox", onchange: (event) => { state.mailbox = event.target.value; refresh(); } });
    const me = state.people.find((person) => person.key === state.me);
    const addresses = [...new Set([me.mail, state.about.inbox, ...state.people.map((person) => person.mail)].filter(Boolean))];
    select.append(...addresses.map((address) => element("option", { value: address }, address === state.about.inbox ? `${address} (Need-to-Know inbox)` : address)));
    if (!state.mailbox || !addresses.includes(state.mailbox)) state.mailbox = me.mail;
    select.value = state.mailbox;
    section.append(element("p", { class: "pick" }, element("label", { for: "mailbox" }, "Mailbox of "), select));
  }
  section.append(element("ol", { class: "list", id: `list-${panel.key}`, tabindex: "0", "aria-labelledby": id }));
  if (panel.writes) {
    const input = element("input", { id: `write-${panel.key}`, placeholder: "help, report, my reports ...", autocomplete: "off" });
    section.append(element("form", { class: "write", onsubmit: (event) => write(event, panel.key, input) },
      element("label", { for: `write-${panel.key}`, class: "visually-hidden" }, `Write in ${panel.title}`), input, element("button", {}, "Send")));
  }
  return section;
}

function write(event, place, input) {
  event.preventDefault();
  const text = input.value.trim();
  if (!text) return;
  input.value = "";
  doing("Sending ...", () => ask("POST", "say", { as: state.me, text, in: place }));
}

function drawMessage(message) {
  const mine = message.from === state.me;
  const sender = message.from === "bot" ? "Need to Know" : (state.people.find((p) => p.key === message.from) || {}).name;
  const edited = message.updated ? ` \u00b7 updated ${london(message.updated)}` : "";
  const item = element("li", { class: mine ? "mine" : "" }, element("p", { class: "meta" }, `${sender} \u00b7 ${london(message.at)}${edited}`));
  if (message.text) item.append(element("p", { class: "said" }, message.text));
  if (message.card) item.append(drawCard(message));
  return item;
}

function fill(list, items, key, draw) {
  const before = list.childElementCount, hadFocus = list.contains(document.activeElement) && document.activeElement !== list;
  let news = null;
  const nodes = items.map((item) => {
    const name = `${state.me}/${list.id}/${key(item)}`, json = JSON.stringify(item), known = drawn.get(name);
    if (known && known.json === json) return known.node;
    const node = draw(item);
    drawn.set(name, { json, node });
    news = node;
    return node;
  });
  if (!nodes.length) nodes.push(element("li", { class: "empty" }, "Nothing yet."));
  nodes.forEach((node, index) => { if (list.children[index] !== node) list.insertBefore(node, list.children[index] || null); });
  while (list.childElementCount > nodes.length) list.lastElementChild.remove();
  if (news) reveal(list, news, hadFocus, before === 0);
}

// What is new is shown from its top; the keyboard stays where it was pressed, although the card is another one now.
function reveal(list, node, hadFocus, atFirst) {
  if (list.scrollHeight > list.clientHeight + 1) list.scrollTop += node.getBoundingClientRect().top - list.getBoundingClientRect().top - 8;
  else if (!atFirst && list.offsetParent) node.scrollIntoView({ block: "nearest" });
  if (hadFocus && !list.contains(document.activeElement)) {
    node.tabIndex = -1;
    node.focus({ preventScroll: true });
  }
}

function drawMail(mail) {
  const open = element("details", {}, element("summary", {}, mail.subject || "(no subject)"));
  open.addEventListener("toggle", () => {
    if (!open.open || open.querySelector("iframe, pre")) return;
    if (mail.type === "html") open.append(element("iframe", { sandbox: "", srcdoc: mail.body, title: `Mail: ${mail.subject}` }));
    else open.append(element("pre", {}, mail.body));
  });
  return element("li", {}, element("p", { class: "meta" }, `${london(mail.at)} \u00b7 from ${mail.from} to ${mail.to.join(", ")}${mail.importance === "high" ? " \u00b7 important" : ""}`), open);
}

// ---- refreshing --------------------------------------------------------------------------------------------------

let refreshing = null;
function refresh() {
  refreshing = (refreshing || Promise.resolve()).then(redraw).catch((error) => say(error.message, true));
  return refreshing;
}

async function redraw() {
  const [about, clock, seen, moments, mails] = await Promise.all([
    ask("GET", ""), ask("GET", "clock"), ask("GET", `seen?by=${encodeURIComponent(state.me)}`), ask("GET", "timeline"),
    ask("GET", `mail?to=${encodeURIComponent(state.mailbox)}`),
  ]);
  state.about = about;
  state.due = clock.next_due;
  $("organisation").textContent = `Rehearsal: ${about.organisation}`;
  $("now").textContent = clock.london;
  $("due").textContent = clock.next_due ? `next due ${london(clock.next_due)}` : "nothing due";
  $("to-due").disabled = !clock.next_due;
  $("bot-state").textContent = about.running ? "The bot is running." : "The bot is not running.";
  $("kill").disabled = !about.running;
  $("start").disabled = about.running;
  for (const panel of panels()) {
    const list = $(`list-${panel.key}`);
    if (!list) continue;
    if (panel.key === "mail") fill(list, mails, (mail) => mail.mail, drawMail);
    else if (panel.key === "timeline") fill(list, moments, (moment) => moment.id, (moment) => element("li", {}, element("p", { class: "meta" }, moment.london), moment.words));
    else fill(list, seen.filter((message) => message.place === panel.key), (message) => message.message, drawMessage);
  }
  state.moment = moments.length ? moments[moments.length - 1].id : 0;
  if ($("backstage").open) await redrawBackstage();
}

async function redrawBackstage() {
  const [faults, wire] = await Promise.all([ask("GET", "fault"), ask("GET", "wire")]);
  $("faults").replaceChildren(...faults.map((fault) => element("li", {}, `Waiting: ${JSON.stringify(fault)}`)));
  $("wire").replaceChildren(...wire.slice(-150).reverse().map((row) => {
    const item = element("li", { value: row.id }, element("details", {},
      element("summary", {}, `${row.direction === "to-bot" ? "to the bot" : `to ${row.service}`}: ${row.method} ${row.url} \u2192 ${row.status === 0 ? "no answer" : row.status}${row.note ? ` (${row.note})` : ""}`),
      element("pre", {}, JSON.stringify({ body: row.body, answer: row.answer }, null, 1))));
    if (row.direction === "to-bot") {
      item.append(element("button", { type: "button", onclick: () => doing("Sending it again ...", () => ask("POST", "repeat", { wire: row.id, times: 1 })) }, `Send ${row.id} again`));
    }
    return item;
  }));
}

async function watch() {
  if (!state.busy && !document.hidden) {
    try {
      const news = await ask("GET", `timeline?since=${state.moment}`);
      if (news.length) await refresh();
    } catch { say("The rehearsal does not answer; start it again and reload this page.", true); }
  }
  setTimeout(watch, 2000);
}

// ---- controls ----------------------------------------------------------------------------------------------------

function choose(key) {
  state.me = key;
  const me = state.people.find((person) => person.key === key);
  const held = [...me.roles, ...me.cover_for.map((role) => `cover for ${role}`)].join(", ");
  $("roles").textContent = held || (me.kind === "member" ? "no role" : me.kind === "guest" ? "guest in our tenant" : "another tenant");
  state.mailbox = null;
  location.hash = key;
  buildPanels();
  refresh();
}

function controls() {
  $("person").addEventListener("change", (event) => choose(event.target.value));
  for (const button of $("steps").querySelectorAll("[data-advance], [data-to]")) {
    const { advance, to } = button.dataset;
    button.addEventListener("click", () => doing("The clock moves ...", () => ask("POST", "clock", advance ? { advance } : { to })));
  }
  $("to-due").addEventListener("click", () => doing("The clock moves ...", () => ask("POST", "clock", { to: state.due })));
  on("custom-clock", () => doing("The clock moves ...", () => ask("POST", "clock", { to: $("custom-time").value })));
  $("kill").addEventListener("click", () => doing("Killing the bot ...", () => ask("POST", "bot", { kill: true })));
  $("start").addEventListener("click", () => doing("Starting the bot ...", () => ask("POST", "bot", { start: true })));
  on("kill-at", () => doing("Arming ...", () => ask("POST", "bot", { kill: true, at: $("step").value })));
  on("fault", () => {
    const kind = $("fault-kind").value, fault = { service: $("fault-service").value, times: Number($("fault-times").value) };
    if (kind === "before" || kind === "after") fault.cut = kind;
    else if (kind === "delay") fault.delay = 3;
    else fault.status = Number(kind);
    return doing("It will go wrong ...", () => ask("POST", "fault", fault));
  });
  $("fault-clear").addEventListener("click", () => doing("Clearing ...", () => ask("DELETE", "fault")));
  on("token", () => doing("Sending ...", sendWithToken));
  $("rotate").addEventListener("click", () => doing("Rotating ...", () => ask("POST", "rotate", {})));
  $("backstage").addEventListener("toggle", () => refresh());
}

function on(form, work) {
  $(form).addEventListener("submit", (event) => { event.preventDefault(); work(); });
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

async function begin() {
  $("no-renderer").hidden = Boolean(window.AdaptiveCards);
  [state.about, state.people, state.places] = await Promise.all([ask("GET", ""), ask("GET", "people"), ask("GET", "places")]);
  document.title = `Rehearsal: ${state.about.organisation}`;
  $("person").replaceChildren(...state.people.map((person) => {
    const held = person.roles.length ? ` (${person.roles.join(", ")})` : person.kind === "member" ? "" : ` (${person.kind})`;
    return element("option", { value: person.key }, person.name + held);
  }));
  $("step").replaceChildren(...state.about.steps.map((step) => element("option", {}, step)));
  const wanted = decodeURIComponent(location.hash.slice(1));
  const first = state.people.some((person) => person.key === wanted) ? wanted : state.people[0].key;
  $("person").value = first;
  controls();
  choose(first);
  watch();
}

begin().catch((error) => say(error.message, true));
