// What happened in the tenant, newest first.

import { $, element } from "./element.js";
import { state } from "./state.js";

export function drawHappened() {
  const list = $("happened"), shown = list.childElementCount;
  const first = shown ? Number(list.lastElementChild.value) : null;
  const known = first === (state.moments[0]?.id ?? null) ? shown : 0;
  if (!known) list.replaceChildren();
  list.prepend(...state.moments.slice(known).reverse().map((moment) => element("li", { value: moment.id },
    element("span", { class: "when" }, moment.london), element("span", {}, moment.words))));
}
