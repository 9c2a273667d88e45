// Messages as Teams shows them, in lists that change only where something changed.

import { drawCard } from "./cards.js";
import { reportButton } from "./dialog.js";
import { element } from "./element.js";
import { avatar } from "./picker.js";
import { personOf, state } from "./state.js";
import { london } from "./time.js";

const drawn = new Map(); // "person/list/message" -> {json, node}

export function forget() { drawn.clear(); }

export function drawMessage(message) {
  const bot = message.from === "bot", sender = bot ? "Need to Know" : personOf(message.from)?.name || message.from;
  const edited = message.updated && message.updated !== message.at ? `, updated ${london(message.updated)}` : "";
  const label = `${sender}, ${london(message.at)}${edited}`;
  const article = element("article", { "aria-label": `${label}: ${message.headline}`.slice(0, 200), tabindex: "-1" },
    element("p", { class: "meta" }, bot ? element("span", { class: "avatar bot", "aria-hidden": "true" }, "NK") : avatar(sender),
      element("strong", {}, sender), element("span", { class: "quiet" }, `${london(message.at)}${edited}`)));
  if (message.text) article.append(element("p", { class: "said" }, message.text));
  if (message.card) article.append(drawCard(message));
  else if (!bot) article.append(reportButton(message));
  return element("li", { class: message.from === state.me ? "mine" : "" }, article);
}

export function fill(list, items, key, draw, nothing) {
  const before = list.childElementCount, focused = document.activeElement;
  const hadFocus = list.contains(focused) && focused !== list;
  let news = null;
  const nodes = items.map((item) => {
    const name = `${state.me}/${list.id}/${key(item)}`, json = JSON.stringify(item), known = drawn.get(name);
    if (known && known.json === json) return known.node;
    const node = draw(item);
    drawn.set(name, { json, node });
    news = node;
    return node;
  });
  if (!nodes.length) {
    if (list.childElementCount !== 1 || list.firstElementChild.textContent !== nothing) list.replaceChildren(element("li", { class: "empty" }, nothing));
    return;
  }
  nodes.forEach((node, index) => { if (list.children[index] !== node) list.insertBefore(node, list.children[index] || null); });
  while (list.childElementCount > nodes.length) list.lastElementChild.remove();
  if (news) reveal(list, news, hadFocus, before === 0);
}

// What is new is shown from its top; the keyboard stays where it was pressed, although the card is another one now.
function reveal(list, node, hadFocus, atFirst) {
  if (list.scrollHeight > list.clientHeight + 1) list.scrollTop += node.getBoundingClientRect().top - list.getBoundingClientRect().top - 8;
  else if (!atFirst && list.offsetParent) node.scrollIntoView({ block: "nearest" });
  if (hadFocus && !list.contains(document.activeElement)) node.querySelector("article")?.focus({ preventScroll: true });
}
