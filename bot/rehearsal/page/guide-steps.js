// The guide's steps: what to do, where, and how it shows that it was done. No step names a council, a policy or a person.
//
// A step is {title, words, target, done}: all but the title are functions of the story so far. `words` may be a sentence
// that something does not apply here, with `passes` true: then the step is left by "Next" alone.

import { buttonWith } from "./cards.js";
import { dueNext } from "./clock.js";
import { newcomer } from "./people.js";
import { personOf, state } from "./state.js";
import { london } from "./time.js";

const name = (key) => personOf(key)?.name || "that person";
const first = (key) => name(key).split(" ")[0];
const personButton = (key) => () => document.querySelector(`#people [data-person="${CSS.escape(key)}"]`);
const newestCard = () => [...document.querySelectorAll("#list-personal .card")].pop();
const button = (...ids) => buttonWith(document.getElementById("list-personal"), ids);
const cardWith = (verb) => state.seen.find((message) => message.place === "personal" && message.actions.some((action) => action.id === verb));

// The notification that this run of the guide is about: the newest of the reporter that was not there at its start.
export const story = (run) => state.knowledge.find((each) => each.reporter === run.reporter && !run.before.includes(each.reference));

// Who has to act on it now: an acknowledgement if there is one (the director's comes first), else a decision.
function owed(run) {
  const open = (story(run)?.owed || []).filter((each) => each.people.some(Boolean));
  return open.find((each) => each.kind === "acknowledge") || open.find((each) => ["decide", "first"].includes(each.kind));
}

// Kept once chosen, so that the words do not change under the reader.
function director(run) {
  if (!run.director) {
    const found = owed(run);
    if (found) Object.assign(run, { director: found.people.find(Boolean), title: found.title, kind: found.kind });
  }
  return run.director;
}

const acted = (run) => story(run)?.people.some((each) => each.person === director(run) && (each.acknowledged || each.decided));
// Who was asked because somebody else had not acted: first of all somebody who learnt of it that way.
function told(run) {
  const asked = (story(run)?.people || []).filter((each) => each.person && each.person !== run.director && each.escalated > story(run).reported);
  return asked.find((each) => each.told === each.escalated) || asked[0];
}
const ASKS = {
  acknowledge: { must: "must know", words: "Read the card in the chat, and press Acknowledge.", ids: ["acknowledge"] },
  decide: { must: "decides whether the director is told", words: "Read the card in the chat. Give a reason, and press one of the two decisions.", ids: ["tell", "do-not-tell"] },
  first: { must: "decides whether the others are told", words: "Read the card in the chat. Give a reason where it asks for one, and press one of the decisions.", ids: ["needed", "not-needed"] },
};
const remindedNow = (run) => story(run)?.people.filter((each) => each.reminded.length).map((each) => each.name) || [];

export const STEPS = [
  {
    title: "Something has happened",
    words: (run) => `Be ${name(run.reporter)}: choose them ${narrow() ? "under “You are”" : "in the list of people"}. They ${run.onlyReports ? "hold no role; anybody may report" : "report here"}.`,
    target: (run) => personButton(run.reporter)() ,
    done: (run) => state.me === run.reporter,
  },
  {
    title: "Report it",
    words: () => "Press “report” under the chat, or write it and send. The bot answers with one short card.",
    target: () => document.querySelector("#list-personal ~ .writing [data-say=report]"),
    done: (run) => Boolean(story(run)) || (state.me === run.reporter && Boolean(cardWith("tell-now"))),
  },
  {
    title: "Tell now",
    words: () => "On the card, say in a sentence what happened. Answer what you know; “not known” is a good answer. Then press Tell now.",
    target: () => newestCard()?.querySelector("textarea, input") || button("tell-now"),
    example: true,
    done: (run) => Boolean(story(run)),
  },
  {
    title: "Become the one it waits for",
    words: (run) => director(run)
      ? `Saved as ${story(run).reference}. The policy says that the ${run.title} ${ASKS[run.kind].must}. Be ${name(director(run))}.`
      : "Saved. This policy waits for nobody to acknowledge this one: the next steps do not apply to it.",
    passes: (run) => !director(run),
    target: (run) => personButton(director(run))(),
    done: (run) => Boolean(director(run)) && state.me === director(run),
  },
  {
    title: "Say that you know",
    words: (run) => ASKS[run.kind].words,
    skips: (run) => !director(run),
    target: (run) => button(...ASKS[run.kind].ids),
    done: acted,
  },
  {
    title: "Let time pass",
    words: (run) => {
      const due = dueNext()[0];
      const so = remindedNow(run).length ? `Reminded so far: ${remindedNow(run).join(", ")}. ` : "";
      return due ? `${so}Next, ${london(due.at)}: ${due.words}. Press “To what is due next” until somebody else is asked.`
        : `${so}Nothing is due any more: everybody has done their part, so nobody else is asked.`;
    },
    passes: () => !state.clock.next_due,
    target: () => document.getElementById("to-due"),
    done: (run) => Boolean(told(run)),
  },
  {
    title: "See it from their side",
    words: (run) => `Nobody had acted in time, so ${told(run).name} was told. Be ${first(told(run).person)}: the card says whom it waits for.`,
    skips: (run) => !told(run),
    target: (run) => personButton(told(run).person)(),
    done: (run) => state.me === told(run)?.person,
  },
  {
    title: "Who knew what, when?",
    words: () => `That is the question afterwards. Open “${narrow() ? "Who knew" : "Who knew what, when"}”.`,
    target: () => document.querySelector("#views [data-view=knowledge]"),
    done: () => state.view === "knowledge",
  },
  {
    title: "That is the whole story",
    words: () => "Told, opened, acknowledged, reminded, escalated: each with its instant, from the journal. Now try it your way: another person, a full report, a bot killed backstage.",
    passes: () => true,
    last: true,
    target: () => null,
    done: () => false,
  },
];

const narrow = () => getComputedStyle(document.getElementById("people-open")).display !== "none";

export function newRun() {
  const reporter = newcomer();
  return { step: 0, reporter: reporter.key, onlyReports: !reporter.titles.length, before: state.knowledge.map((each) => each.reference), director: null };
}
