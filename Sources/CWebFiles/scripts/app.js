const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
document.documentElement.classList.add("on");
const csrf = $("meta[name=csrf]")?.content;

function localizeTimes(root = document) {
  const now = new Date();
  for (const time of $$("time[datetime]", root)) {
    const text = time.dateTime, moment = new Date(text);
    if (isNaN(moment) || text.length === 10) continue;
    const isToday = moment.toDateString() === now.toDateString();
    const isThisYear = moment.getFullYear() === now.getFullYear();
    const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
    const day = { day: "numeric", month: "short", ...(isThisYear ? {} : { year: "numeric" }) };
    time.title = moment.toLocaleString();
    time.textContent = moment.toLocaleString("en-GB", isToday ? clock : time.hasAttribute("data-long") ? { ...day, ...clock } : day);
  }
}

// A mail has no script of its own, so its height is read from outside.
function fitFrames(root = document) {
  for (const frame of $$("iframe.fit", root)) {
    const fit = () => {
      const page = frame.contentDocument?.documentElement;
      if (page && frame.offsetParent) frame.style.height = Math.min(Math.max(page.offsetHeight, 40), 4000) + 4 + "px";
    };
    frame.addEventListener("load", fit);
    frame.closest("details")?.addEventListener("toggle", fit);
    fit();
  }
}

export function toast(text, seconds = 5) {
  const box = document.createElement("div");
  box.className = "toast";
  box.append(Object.assign(document.createElement("span"), { textContent: text }));
  $(".toasts")?.append(box);
  if (seconds) setTimeout(() => box.remove(), seconds * 1000);
  return box;
}

function startToasts() {
  for (const box of $$(".toasts .toast")) {
    if (!box.dataset.undo) { setTimeout(() => box.remove(), 4500); continue; }
    const end = Date.now() + 10000, words = $("span", box);
    const bar = Object.assign(document.createElement("progress"), { max: 100, value: 100 });
    bar.setAttribute("aria-hidden", "true");
    box.append(bar);
    const timer = setInterval(() => {
      const left = (end - Date.now()) / 1000;
      bar.value = left * 10;
      words.textContent = left > 0 ? `Sending in ${Math.ceil(left)} s` : "Sent on its way";
      if (left <= 0) { clearInterval(timer); $("form", box)?.remove(); bar.remove(); setTimeout(() => box.remove(), 2500); }
    }, 200);
  }
  if (/[?&](done|sent)=/.test(location.search)) {
    const url = new URL(location);
    url.searchParams.delete("done"); url.searchParams.delete("sent");
    history.replaceState(null, "", url);
  }
}

function switchTheme() {
  const root = document.documentElement;
  const isDark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = isDark ? "light" : "dark";
  document.cookie = `ajar_theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=lax`;
}

// Something changed: lists are fetched anew and put in place, unless somebody is writing in them.
function listen() {
  if (!csrf || !window.EventSource || !$("[data-live]")) return;
  const source = new EventSource("/live");
  let isBusy = false;
  source.addEventListener("change", async () => {
    const place = $("[data-live]");
    if (isBusy || !place || place.contains(document.activeElement) && document.activeElement.matches("input, textarea, [contenteditable]")) return;
    isBusy = true;
    try {
      const text = await (await fetch(location.href, { headers: { accept: "text/html" } })).text();
      const fresh = $("[data-live]", new DOMParser().parseFromString(text, "text/html"));
      if (fresh && strip(fresh) !== strip(place)) { keepOpen(place, fresh); place.replaceWith(fresh); ready(fresh); }
    } catch { /* the next event tries again */ }
    isBusy = false;
  });
  addEventListener("pagehide", () => source.close());
}
const strip = (place) => {
  const copy = place.cloneNode(true);
  for (const time of $$("time", copy)) { time.textContent = ""; time.removeAttribute("title"); }
  for (const frame of $$("iframe", copy)) frame.removeAttribute("style");
  for (const part of $$("[open]", copy)) part.removeAttribute("open");
  for (const part of $$(".at", copy)) part.classList.remove("at");
  return copy.innerHTML.replaceAll(' class=""', "");
};
function keepOpen(old, fresh) {
  for (const part of $$("details[id][open]", old)) $(`#${CSS.escape(part.id)}`, fresh)?.setAttribute("open", "");
}
function ready(root) { localizeTimes(root); fitFrames(root); }

const palette = $("#palette"), help = $("#help"), found = $("#found"), finder = palette && $("input", palette);
const commands = [
  ["Write an email", "/compose/", "c"], ["Inbox", "/inbox/", "g i"], ["Leads", "/leads/", "g l"], ["Emails", "/emails/", "g e"],
  ["Templates", "/templates/", "g t"], ["New template", "/templates/new/", ""], ["Settings", "/settings/", "g s"],
  ["Mailboxes", "/settings/mailboxes/", ""], ["API keys", "/settings/keys/", ""], ["New lead", "/leads/#new", ""],
  ["Drafts", "/emails/?tab=draft", ""], ["Emails with errors", "/emails/?tab=error", ""],
];
let chosen = 0, items = [], asked = 0;

function openPalette() { if (!palette || palette.open) return; palette.showModal(); finder.value = ""; fill(); }
function show() {
  found.replaceChildren(...items.map((item, index) => {
    const row = document.createElement("li");
    row.id = `found-${index}`;
    row.setAttribute("role", "option");
    row.setAttribute("aria-selected", String(index === chosen));
    row.append(Object.assign(document.createElement("span"), { textContent: item.text }),
      Object.assign(document.createElement("small"), { textContent: item.kind }));
    row.addEventListener("click", () => { location.href = item.url; palette.close(); });
    return row;
  }));
  if (!items.length) found.append(Object.assign(document.createElement("li"), { className: "none", textContent: "Nothing found." }));
  finder.setAttribute("aria-activedescendant", items.length ? `found-${chosen}` : "");
  found.children[chosen]?.scrollIntoView({ block: "nearest" });
}
async function fill() {
  const text = finder.value.trim(), mine = ++asked;
  chosen = 0;
  items = commands.filter(([name]) => name.toLowerCase().includes(text.toLowerCase())).map(([text, url, kind]) => ({ text, url, kind }));
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
  } else if (event.key === "Enter" && items[chosen]) { event.preventDefault(); location.href = items[chosen].url; palette.close(); }
});
palette?.addEventListener("click", (event) => { if (event.target === palette) palette.close(); });

function move(step) {
  const rows = $$("[data-row]");
  if (!rows.length) return;
  const index = rows.findIndex((row) => row.classList.contains("at"));
  const next = rows[Math.min(Math.max(index < 0 ? 0 : index + step, 0), rows.length - 1)];
  rows.forEach((row) => row.classList.toggle("at", row === next));
  (next.matches("a, summary") ? next : $("a, summary", next))?.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest", behavior: "smooth" });
}
const here = () => $("[data-row].at") ?? document;
const places = { i: "/inbox/", l: "/leads/", e: "/emails/", t: "/templates/", s: "/settings/" };
let before = 0;
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") { event.preventDefault(); openPalette(); return; }
  if (event.ctrlKey || event.metaKey || event.altKey || $("dialog[open]")) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const key = event.key, isAfterG = Date.now() - before < 1200;
  before = 0;
  const done = () => event.preventDefault();
  if (isAfterG && places[key]) { done(); location.href = places[key]; }
  else if (key === "g") before = Date.now();
  else if (key === "?") { done(); help?.showModal(); }
  else if (key === "c") { done(); location.href = $("[data-write]")?.href ?? "/compose/"; }
  else if (key === "j" || key === "k") { done(); move(key === "j" ? 1 : -1); }
  else if (key === "/") { const box = $("main input[type=search]"); if (box) { done(); box.focus(); } }
  else if (key === "r") { const link = $("[data-key=r]", here()) ?? $$("[data-key=r]").pop(); if (link) { done(); link.click(); } }
  else if (key === "e") { const button = $("[data-key=e]", here()); if (button && here() !== document) { done(); button.click(); } }
});
document.addEventListener("click", (event) => {
  const what = event.target.closest("[data-do]")?.dataset.do;
  if (what === "theme") switchTheme();
  if (what === "help") help?.showModal();
  if (what === "palette") openPalette();
});
// What can be changed in place is saved when it is left.
document.addEventListener("change", (event) => { if (event.target.matches("[data-save]")) event.target.form.requestSubmit(); });
document.addEventListener("submit", (event) => {
  const question = event.submitter?.dataset.confirm;
  if (question && !confirm(question)) event.preventDefault();
});
if (/Mac|iPhone|iPad/.test(navigator.platform)) { const kbd = $(".finder kbd"); if (kbd) kbd.textContent = "⌘ K"; }
if (location.hash === "#new") $("details#new")?.setAttribute("open", "");
startToasts();
ready(document);
listen();
