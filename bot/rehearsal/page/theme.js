// Light or dark: as the machine has it, until somebody chooses.

import { $ } from "./element.js";

const KEPT = "need-to-know-colours";

export function theme() {
  const choice = $("theme");
  choice.value = localStorage.getItem(KEPT) || "auto";
  const apply = () => {
    if (choice.value === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = choice.value;
  };
  apply();
  choice.addEventListener("change", () => { localStorage.setItem(KEPT, choice.value); apply(); });
}
