// The rehearsal's page: who you are, what they see, the clock, who knew what, and what goes on backstage.

import { refresh, redrawWith, say } from "./acting.js";
import { backstageControls, drawBackstage, drawBot } from "./backstage.js";
import { prepareRenderer } from "./cards.js";
import { clockControls, drawClock } from "./clock.js";
import { buildDesk, drawDesk } from "./desk.js";
import { $ } from "./element.js";
import { drawGuide, guide } from "./guide.js";
import { drawHappened } from "./happened.js";
import { drawKnowledge, knowledgeControls } from "./knowledge.js";
import { forget } from "./messages.js";
import { describe, newcomer } from "./people.js";
import { drawPicker, picker } from "./picker.js";
import { drawPolicy } from "./policy.js";
import { me, personOf, state } from "./state.js";
import { ask } from "./tenant.js";
import { theme } from "./theme.js";
import { show, views } from "./views.js";

const LOOK_AGAIN = 2000; // milliseconds: other pages and the control API act in the same rehearsal

function choose(key, view = "desk") {
  const other = state.me !== key;
  state.me = key;
  if (other) {
    forget();
    buildDesk();
  }
  show(view);
  say(`You are ${me().name}. ${describe(me())}.`);
  return refresh().then(() => { if (other) showNewest(); });
}

// On a phone the page is one column: what came last for this person is brought into sight.
function showNewest() {
  const list = $("list-personal");
  if (list.childElementCount > 1 && list.scrollHeight <= list.clientHeight + 1) list.lastElementChild.scrollIntoView({ block: "start" });
}

async function read() {
  const mail = (address) => address ? ask("GET", `mail?to=${encodeURIComponent(address)}`) : [];
  const person = me();
  const [about, people, clock, seen, moments, knowledge, news, own, inbox] = await Promise.all([
    ask("GET", ""), ask("GET", "people"), ask("GET", "clock"), ask("GET", `seen?by=${encodeURIComponent(person.key)}`), ask("GET", "timeline"),
    ask("GET", "knowledge"), ask("GET", "news"), mail(person.mail), person.reads_inbox ? mail(state.about.inbox) : [],
  ]);
  Object.assign(state, { about, people, clock, seen, moments, knowledge, news, mails: { own, inbox } });
  if (state.me === person.key) state.looked[person.key] = news[person.key];
}

async function redraw() {
  const before = state.me;
  await read();
  if (state.me !== before) return; // somebody else was chosen meanwhile; their own redraw follows
  drawClock();
  drawPicker();
  drawDesk();
  drawBot();
  drawHappened();
  drawKnowledge();
  if (state.view === "backstage") await drawBackstage();
  if (state.view === "policy") await drawPolicy();
  drawGuide();
}

async function watch() {
  if (!state.busy && !document.hidden) {
    try {
      const news = await ask("GET", `timeline?since=${state.moments[state.moments.length - 1]?.id || 0}`);
      if (news.length) await refresh();
    } catch { say("The rehearsal does not answer. Start it again and reload this page.", true); }
  }
  setTimeout(watch, LOOK_AGAIN);
}

async function begin() {
  theme();
  prepareRenderer();
  [state.about, state.people, state.places, state.news] = await Promise.all([ask("GET", ""), ask("GET", "people"), ask("GET", "places"), ask("GET", "news")]);
  state.looked = structuredClone(state.news); // what was there before is not news
  document.title = `Need to Know rehearsal: ${state.about.organisation}`;
  $("organisation").textContent = state.about.organisation;
  const [wanted, view] = location.hash.slice(1).split("/").map(decodeURIComponent);
  state.me = personOf(wanted) ? wanted : newcomer().key;
  picker(choose);
  views();
  clockControls();
  backstageControls();
  knowledgeControls();
  guide(choose);
  redrawWith(redraw);
  buildDesk();
  show(view);
  await refresh();
  watch();
}

begin().catch((error) => say(error.message, true));
