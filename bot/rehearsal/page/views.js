// The views of the page, one at a time. The address says which: #person/view.

import { refresh } from "./acting.js";
import { $, element } from "./element.js";
import { state } from "./state.js";

const buttons = () => $("views").querySelectorAll("button");
const sections = () => document.querySelectorAll("main > section");

export function views() {
  for (const button of buttons()) button.addEventListener("click", () => { show(button.dataset.view); refresh(); });
}

export function show(view) {
  state.view = [...buttons()].some((button) => button.dataset.view === view) ? view : "desk";
  for (const button of buttons()) {
    if (button.dataset.view === state.view) button.setAttribute("aria-current", "page");
    else button.removeAttribute("aria-current");
  }
  for (const section of sections()) section.hidden = section.dataset.view !== state.view;
  document.body.dataset.view = state.view;
  history.replaceState(null, "", `#${encodeURIComponent(state.me)}${state.view === "desk" ? "" : `/${state.view}`}`);
}

export const nothing = (words) => element("p", { class: "empty" }, words);
