// Who knew what, when, of each notification: person by person, then line by line. From the bot's own journal.

import { $, element, hidden, replaceIfChanged } from "./element.js";
import { state } from "./state.js";
import { london, timeBeside } from "./time.js";
import { nothing } from "./views.js";

const KINDS = {
  "": "everything", reported: "reported", told: "told", opened: "opened", acknowledged: "acknowledged", decided: "decided",
  reminded: "reminded", escalated: "escalated", posted: "posted and mailed", trouble: "what went wrong",
};
const LABELS = { ...KINDS, posted: "posted", trouble: "trouble", other: "noted" };
const COLUMNS = ["Person", "Told", "Opened", "Acknowledged or decided", "Reminded", "Escalated to"];

export function knowledgeControls() {
  $("kind").replaceChildren(...Object.entries(KINDS).map(([kind, words]) => element("option", { value: kind }, words)));
  $("which").addEventListener("change", drawKnowledge);
  $("kind").addEventListener("change", drawKnowledge);
}

export function drawKnowledge() {
  const all = state.knowledge, wanted = $("which").value;
  replaceIfChanged($("which"), all.map((each) => each.reference), () => [element("option", { value: "" }, "all"),
    ...all.map((each) => element("option", { value: each.reference }, `${each.reference}: ${each.headline}`))]);
  $("which").value = all.some((each) => each.reference === wanted) ? wanted : "";
  const shown = all.filter((each) => !$("which").value || each.reference === $("which").value);
  const open = [...$("knowledge").querySelectorAll("details[open]")].map((node) => node.dataset.reference);
  replaceIfChanged($("knowledge"), [shown, $("kind").value], () => shown.length ? shown.map((each) => notification(each, open, shown.length === 1))
    : nothing("Nobody has reported anything yet. Report something, and here stands who was told, when, and who acknowledged."));
}

function notification(known, open, alone) {
  const id = `known-${known.reference}`, kind = $("kind").value;
  const lines = known.happenings.filter((each) => !kind || each.kind === kind);
  return element("article", { class: "known", "aria-labelledby": id },
    element("h3", { id }, `${known.headline} `, element("span", { class: "reference" }, known.reference)),
    element("p", { class: "state" }, element("span", { class: `chip ${known.status.includes("late") ? "late" : known.owed.length ? "waiting" : "done"}` }, known.status)),
    element("ul", { class: "lines" }, ...known.lines.map((line) => element("li", {}, line))),
    people(known),
    element("details", { open: alone || !open.length || open.includes(known.reference), "data-reference": known.reference },
      element("summary", {}, "Line by line"),
      lines.length ? element("ol", { class: "happened" }, ...lines.map((each) => element("li", {}, element("span", { class: "when" }, london(each.at)),
        element("span", {}, element("span", { class: `chip ${each.kind}` }, LABELS[each.kind] || each.kind), " ", element("strong", {}, each.name), ` ${each.words}`))))
        : nothing("No line of this kind.")));
}

function people(known) {
  const cells = (row) => row.map((cell, index) => element("td", { role: "cell", "data-label": COLUMNS[index + 1] }, cell));
  return element("table", { role: "table", "aria-label": `Who knew of ${known.reference}` },
    element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, ...COLUMNS.map((name) => element("th", { scope: "col", role: "columnheader" }, name)))),
    element("tbody", { role: "rowgroup" }, ...known.people.map((person) => element("tr", { role: "row" },
      element("th", { scope: "row", role: "rowheader" }, element("span", {}, person.name), element("span", { class: "quiet" }, capacity(person))),
      ...cells([told(person, known), opened(person, known), met(person, known), reminded(person, known), when(person.escalated, known)]))),
    ...known.places.map((place) => element("tr", { role: "row", class: "place" },
      element("th", { scope: "row", role: "rowheader" }, place.name), ...cells([when(place.at, known), dash(), dash(), dash(), dash()])))));
}

const capacity = (person) => [person.reported && "reporter", ...person.roles].filter(Boolean).join(", ");
const dash = () => element("span", { class: "none" }, element("span", { "aria-hidden": "true" }, "\u2013"), hidden("no"));
const when = (instant, known) => instant ? element("time", { datetime: instant }, timeBeside(instant, known.reported)) : dash();
const inTeams = (person, known) => person.reported ? element("span", { class: "quiet" }, "reported ", when(person.reported, known)) : when(person.told, known);
const told = (person, known) => person.orally
  ? element("span", {}, inTeams(person, known), element("span", { class: "quiet" }, " in person or by phone ", when(person.orally, known))) : inTeams(person, known);

function opened(person, known) {
  if (person.opened) return when(person.opened, known);
  return person.told ? element("span", { class: "quiet" }, "not known") : dash();
}

function met(person, known) {
  const done = [["acknowledged", person.acknowledged], ["decided", person.decided]].filter(([, at]) => at);
  if (done.length) {
    return element("span", {}, ...done.map(([what, at]) => element("span", { class: "done-word" }, `${what} `, when(at, known), person.acting.startsWith("cover") ? ` (${person.acting})` : "", " ")));
  }
  const owed = known.owed.find((each) => each.people.includes(person.person) && ["acknowledge", "decide", "first"].includes(each.kind));
  return owed ? element("span", { class: owed.late ? "late-word" : "" }, owed.late ? "late: due " : "due ", when(owed.due, known)) : dash();
}

function reminded(person, known) {
  if (!person.reminded.length) return dash();
  const last = when(person.reminded[person.reminded.length - 1], known);
  return person.reminded.length === 1 ? last : element("span", {}, `${person.reminded.length} times, last `, last);
}
