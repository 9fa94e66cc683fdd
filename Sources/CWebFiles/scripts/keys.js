// The keyboard and the palette.
import { $, $$, make, select } from "/web/page.js";

const palette = $("#palette"), help = $("#help"), found = $("#found"), finder = palette && $("input", palette);
const commands = [
  ["Write an email", "/compose/", "c", "write"], ["Inbox", "/inbox/", "g i", "inbox"], ["Leads", "/leads/", "g l", "leads"],
  ["Emails", "/emails/", "g e", "emails"], ["Drafts", "/emails/?tab=draft", "", "emails"], ["Scheduled emails", "/emails/?tab=scheduled", "", "clock"],
  ["Emails with errors", "/emails/?tab=error", "", "emails"], ["Templates", "/templates/", "g t", "templates"],
  ["New template", "/templates/new/", "", "plus"], ["New lead", "/leads/#new", "", "plus"], ["Settings", "/settings/", "g s", "settings"],
  ["Mailboxes", "/settings/mailboxes/", "", "settings"], ["API keys", "/settings/keys/", "", "key"],
  ["Switch between dark and light", "[data-do=theme]", "", "theme"], ["Keyboard shortcuts", "[data-do=help]", "?", "help"],
  ["Sign out", "form[action='/logout'] button", "", "leave"],
].concat($$(".side li a").filter((link) => link.pathname === "/opportunities/").map(() => ["Opportunities", "/opportunities/", "g o", "opportunities"]));
let chosen = 0, items = [], asked = 0;

function openPalette() {
  if (!palette || palette.open) return;
  palette.showModal();
  finder.value = "";
  fill();
}
function go(item) {
  palette.close();
  if (item.url.startsWith("/")) location.href = item.url;
  else $(item.url)?.click();
}
function icon(name) {
  const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg"), use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  drawing.setAttribute("class", "i");
  drawing.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${found.dataset.icons}#${name}`);
  drawing.append(use);
  return drawing;
}
function show() {
  found.replaceChildren(...items.map((item, index) => {
    const row = make("li", { id: `found-${index}` }, icon(item.icon), make("span", { textContent: item.text }), make("small", { textContent: item.kind }));
    row.setAttribute("role", "option");
    row.setAttribute("aria-selected", String(index === chosen));
    row.addEventListener("click", () => go(item));
    return row;
  }));
  if (!items.length) found.append(make("li", { className: "none", textContent: "Nothing found." }));
  finder.setAttribute("aria-activedescendant", items.length ? `found-${chosen}` : "");
  found.children[chosen]?.scrollIntoView({ block: "nearest" });
}
async function fill() {
  const text = finder.value.trim(), mine = ++asked;
  chosen = 0;
  items = commands.filter(([name]) => name.toLowerCase().includes(text.toLowerCase())).map(([text, url, kind, icon]) => ({ text, url, kind, icon }));
  show();
  if (!text) return;
  try {
    const answer = await (await fetch(`/palette/?q=${encodeURIComponent(text)}`)).json();
    if (mine !== asked) return;
    items = [...answer.data, ...items];
    show();
  } catch { /* what is there stays */ }
}
finder?.addEventListener("input", fill);
finder?.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    chosen = (chosen + (event.key === "ArrowDown" ? 1 : -1) + items.length) % Math.max(items.length, 1);
    show();
  } else if (event.key === "Enter" && items[chosen]) {
    event.preventDefault();
    go(items[chosen]);
  }
});
palette?.addEventListener("click", (event) => { if (event.target === palette) palette.close(); });
document.addEventListener("click", (event) => {
  const what = event.target.closest("[data-do]")?.dataset.do;
  if (what === "help") help?.showModal();
  if (what === "palette") openPalette();
});

function move(step) {
  const rows = $$("[data-row]").filter((row) => row.offsetParent);
  if (!rows.length) return;
  const index = rows.findIndex((row) => row.classList.contains("at"));
  select(rows[Math.min(Math.max(index < 0 ? 0 : index + step, 0), rows.length - 1)]);
}
/** The button with this key in the row one is at, else the one that belongs to the whole page. */
function press(key, alsoLast = false) {
  const row = $("[data-row].at"), scope = row?.closest("details.mail") ?? row;
  const button = scope && $(`[data-key=${key}]`, scope)
    || $$(`[data-key=${key}]`).filter((one) => alsoLast || !one.closest("[data-row]")).pop();
  if (!button) return false;
  button.click();
  const menu = button.closest("details");
  if (button.matches("summary") && menu?.open) setTimeout(() => $("input:not([type=hidden]), textarea, button", menu)?.focus());
  return true;
}
const places = { i: "/inbox/", l: "/leads/", o: "/opportunities/", e: "/emails/", t: "/templates/", s: "/settings/" };
const keys = {
  g: () => { before = Date.now(); },
  "?": () => help?.showModal(),
  c: () => { location.href = $("[data-write]")?.href ?? "/compose/"; },
  j: () => move(1),
  k: () => move(-1),
  "/": () => $("main input[type=search]")?.focus(),
  r: () => press("r", true),
  e: () => press("e"),
  s: () => press("s"),
  n: () => press("n"),
  t: () => press("t"),
  z: () => $(".toast form button")?.click(),
};
let before = 0;
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") { event.preventDefault(); openPalette(); return; }
  if (event.ctrlKey || event.metaKey || event.altKey || $("dialog[open]")) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const isAfterG = Date.now() - before < 1200;
  before = 0;
  if (isAfterG && places[event.key]) { event.preventDefault(); location.href = places[event.key]; return; }
  if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
});
if (/Mac|iPhone|iPad/.test(navigator.platform)) for (const kbd of $$(".finder kbd")) kbd.textContent = "⌘ K";
if (location.hash === "#new") $("details#new")?.setAttribute("open", "");
if (location.hash.startsWith("#mail-")) document.getElementById(location.hash.slice(1))?.setAttribute("open", "");
