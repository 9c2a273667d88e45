// The policy as a table to read beside the procedure, as `needtoknow policy show` has it.

import { $, element, replaceIfChanged } from "./element.js";
import { ask } from "./tenant.js";
import { nothing } from "./views.js";

export async function drawPolicy() {
  if ($("policy").dataset.key) return; // it does not change while the rehearsal runs
  const policy = await ask("GET", "policy").catch((error) => ({ error: error.message }));
  replaceIfChanged($("policy"), policy, () => policy.error ? nothing(policy.error) : [
    element("p", {}, element("strong", {}, policy.title), element("span", { class: "quiet" }, ` ${policy.id}, version ${policy.version}`)),
    ...policy.blocks.map((block, index) => shown(block, index, policy.heads))]);
}

function shown(block, index, heads) {
  const id = `policy-${index}`;
  return element("section", { class: "policy-block", "aria-labelledby": id }, element("h3", { id }, block.title),
    block.texts.length ? element("ul", {}, ...block.texts.map((text) => element("li", {}, text))) : null,
    block.rows.length ? table(block, id, heads) : null);
}

function table(block, id, heads) {
  const cells = (row) => row.map((cell, place) => place ? element("td", { role: "cell", "data-label": heads[place] }, cell) : element("th", { scope: "row", role: "rowheader" }, cell));
  return element("table", { role: "table", "aria-labelledby": id },
    element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, ...heads.map((name) => element("th", { scope: "col", role: "columnheader" }, name)))),
    element("tbody", { role: "rowgroup" }, ...block.rows.map((row) => element("tr", { role: "row" }, ...cells(row)))));
}
