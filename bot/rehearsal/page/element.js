// The page's own elements: found by id, or made with attributes, listeners and children.

export const $ = (id) => document.getElementById(id);

export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") node.className = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export const hidden = (words) => element("span", { class: "visually-hidden" }, words);

export function onSubmit(form, work) {
  $(form).addEventListener("submit", (event) => { event.preventDefault(); work(); });
}

// Replaced only where it changed: what somebody reads, or has the keyboard on, is left in peace.
export function replaceIfChanged(holder, key, make) {
  const text = JSON.stringify(key);
  if (holder.dataset.key === text) return;
  holder.dataset.key = text;
  holder.replaceChildren(...[make()].flat());
}
