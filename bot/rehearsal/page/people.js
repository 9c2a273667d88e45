// Who they are, in plain words, and in which group somebody looks for them. From the organisation file alone.

import { state } from "./state.js";

const list = (words) => words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words[words.length - 1]}`;
const first = (name) => name.split(" ")[0];

const managed = (person) => state.people.filter((other) => other.manager === person.key);

// "Director of Children's Services", "covers for the City Manager; on call", "no role; may report"
export function describe(person) {
  if (person.kind === "guest") return "A guest in our Teams: is refused";
  if (person.kind === "foreign") return "From another organisation: is refused";
  const parts = [...person.titles];
  if (person.cover_titles.length) parts.push(`covers for the ${list(person.cover_titles)}`);
  if (person.stand_in_titles.length) parts.push(`stands in where the ${list(person.stand_in_titles)} must not know`);
  if (person.assists.length) parts.push(`assistant of ${list(person.assists.map((key) => state.people.find((p) => p.key === key).name))}: reads`);
  if (person.on_call) parts.push("on call");
  if (person.away) parts.push("away");
  if (!person.titles.length && managed(person).length) parts.push(`manages ${list(managed(person).map((p) => first(p.name)))}`);
  if (!person.titles.length && !parts.length && person.reads_inbox) parts.push("opens the Need-to-Know inbox");
  const words = parts.join("; ") || "no role; may report";
  return words[0].toUpperCase() + words.slice(1);
}

const plain = (person) => person.kind === "member" && !person.titles.length && !person.cover_titles.length && !person.stand_in_titles.length && !person.on_call;
const extra = (person) => ["member", "guest", "foreign"].includes(person.key);

export const mayOnlyReport = (person) => plain(person) && !person.away && !extra(person) && !person.reads_inbox && !person.assists.length && !managed(person).length;

// The group headings, and who stands under each; nobody stands twice, empty groups are left out.
export function groups() {
  const taken = new Set();
  const take = (test) => state.people.filter((person) => !taken.has(person.key) && test(person) && taken.add(person.key));
  return [
    ["Not in the organisation file", take(extra)],
    ["Roles in the policy", take((person) => person.titles.length)],
    ["Staff who report", take(mayOnlyReport)],
    ["Cover, on call, managers", take(() => true)],
  ].sort((a, b) => ORDER.indexOf(a[0]) - ORDER.indexOf(b[0])).filter(([, people]) => people.length);
}

const ORDER = ["Staff who report", "Roles in the policy", "Cover, on call, managers", "Not in the organisation file"];

// Whom somebody new is: the first who has no role, else the first of all.
export const newcomer = () => state.people.find(mayOnlyReport) || state.people.find((person) => plain(person)) || state.people[0];

export const initials = (name) => name.split(/\s+/).map((word) => word[0]).slice(0, 2).join("").toUpperCase();
