// What every script here needs: finding things, times, frames, and putting a fresh answer of the server in place.
export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
export const csrf = $("meta[name=csrf]")?.content;

export function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/** Asks the API. What it has against the wish becomes an error with its words. */
export async function api(method, path, body) {
  const answer = await fetch(`/api/v1/${path}`, {
    method, headers: { "content-type": "application/json", "x-csrf-token": csrf, accept: "application/json" },
    body: body && JSON.stringify(body),
  });
  const json = await answer.json().catch(() => ({}));
  if (answer.ok) return json;
  const fields = Object.entries(json["field-errors"] ?? {}).map(([name, text]) => `${name}: ${typeof text === "string" ? text : "is not right"}`);
  throw new Error(json.error ?? (fields.join(" ") || "That didn’t work."));
}

export function ready(root) { localizeTimes(root); fitFrames(root); }

const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
function localizeTimes(root) {
  const now = new Date();
  for (const time of $$("time[datetime]", root)) {
    const text = time.dateTime, isDay = text.length === 10 || text.startsWith("T00:00", 10);
    const moment = new Date(isDay ? `${text.slice(0, 10)}T00:00` : text);
    if (isNaN(moment)) continue;
    const days = Math.round((new Date(moment).setHours(0, 0, 0, 0) - new Date().setHours(0, 0, 0, 0)) / 864e5);
    const day = { day: "numeric", month: "short", ...(moment.getFullYear() === now.getFullYear() ? {} : { year: "numeric" }) };
    const name = { "-1": "Yesterday", 0: "Today", 1: "Tomorrow" }[days] ?? moment.toLocaleDateString("en-GB", day);
    const hours = moment.toLocaleTimeString("en-GB", clock);
    if (!isDay) time.title = moment.toLocaleString();
    time.textContent = isDay ? name : days === 0 ? hours : time.hasAttribute("data-long") ? `${name}, ${hours}` : name;
  }
}

// A mail has no script of its own, so its height is read from outside.
function fitFrames(root) {
  for (const frame of $$("iframe.fit", root)) {
    const fit = () => {
      const page = frame.contentDocument?.documentElement;
      if (page && frame.offsetParent) frame.style.height = `${Math.min(Math.max(page.offsetHeight, 40), 4000) + 4}px`;
    };
    frame.addEventListener("load", fit);
    frame.closest("details")?.addEventListener("toggle", fit);
    fit();
  }
}

export function toast(text, seconds = 4.5) {
  const box = make("div", { className: "toast" }, make("span", { textContent: text }));
  $(".toasts")?.append(box);
  if (seconds) setTimeout(() => box.remove(), seconds * 1000);
  return box;
}

/** Toasts that came with the page: they go by themselves; one that counts down says how long there is for undoing. */
export function startToasts() {
  for (const box of $$(".toasts .toast")) {
    const undo = $("form", box), seconds = Number(undo?.dataset.seconds ?? 0);
    if (!seconds) { setTimeout(() => box.remove(), undo ? 9000 : 4500); continue; }
    const end = Date.now() + seconds * 1000, words = $("span", box);
    const bar = make("progress", { max: 100, value: 100 });
    bar.setAttribute("aria-hidden", "true");
    box.append(bar);
    const timer = setInterval(() => {
      const left = (end - Date.now()) / 1000;
      bar.value = left / seconds * 100;
      words.textContent = left > 0 ? `Sending in ${Math.ceil(left)} s` : "On its way";
      if (left <= 0) { clearInterval(timer); undo.remove(); bar.remove(); setTimeout(() => box.remove(), 2500); }
    }, 200);
  }
  if (/[?&](done|sent)=/.test(location.search)) {
    const url = new URL(location);
    for (const name of ["done", "sent", "task"]) url.searchParams.delete(name);
    history.replaceState(null, "", url);
  }
}

/** Puts the lists of a fresh page in place of the old ones, and keeps what is open and where the keyboard is. */
export function replaceLive(text) {
  const place = $("[data-live]"), page = new DOMParser().parseFromString(text, "text/html"), fresh = $("[data-live]", page);
  if (!place || !fresh) return null;
  if (plain(fresh) !== plain(place)) {
    const at = $$("[data-row]").findIndex((row) => row.classList.contains("at"));
    for (const part of $$("details[id]", place)) $(`#${CSS.escape(part.id)}`, fresh)?.toggleAttribute("open", part.open);
    // An answer that is being written moves along with its mail.
    const answer = $(".answer", place), home = answer && $(`#${CSS.escape(answer.closest("li[id], details[id]").id)}`, fresh);
    if (home) ($(".mail-in", home) ?? home).append(answer);
    place.replaceWith(document.adoptNode(fresh));
    ready(fresh);
    const rows = $$("[data-row]");
    if (at >= 0 && rows.length) select(rows[Math.min(at, rows.length - 1)]);
  }
  return page;
}

export function select(row) {
  for (const other of $$("[data-row].at")) other.classList.remove("at");
  row.classList.add("at");
  (row.matches("a, summary") ? row : $("a, summary", row))?.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

function plain(place) {
  const copy = place.cloneNode(true);
  $(".answer", copy)?.remove();
  for (const time of $$("time", copy)) { time.textContent = ""; time.removeAttribute("title"); }
  for (const frame of $$("iframe", copy)) frame.removeAttribute("style");
  for (const part of $$("[open]", copy)) part.removeAttribute("open");
  for (const part of $$(".at", copy)) part.classList.remove("at");
  return copy.innerHTML.replaceAll(' class=""', "");
}
