// What pages do beyond their forms. Every page works without it.
import { $, $$, csrf, ready, replaceLive, startToasts, toast } from "/web/page.js";

document.documentElement.classList.add("on");
document.cookie = `ajar_offset=${-new Date().getTimezoneOffset()}; path=/; max-age=31536000; samesite=lax`;

export function switchTheme() {
  const root = document.documentElement;
  const isDark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = isDark ? "light" : "dark";
  document.cookie = `ajar_theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=lax`;
}

/** Sends a form without leaving the page; its answer's lists and toasts are put in place. */
async function sendQuietly(form, submitter) {
  const data = new URLSearchParams(new FormData(form, submitter));
  try {
    const answer = await fetch(form.action, { method: "POST", body: data, headers: { accept: "text/html" } });
    const text = await answer.text(), page = new DOMParser().parseFromString(text, "text/html");
    if (!answer.ok || !$("[data-live]", page)) {
      toast($(".problem", page)?.textContent ?? "That didn’t work. Please reload the page.", 8);
      form.dispatchEvent(new CustomEvent("refused", { detail: page }));
      return;
    }
    // It was taken: an answer has no mail to move along with any more.
    form.closest(".answer")?.remove();
    replaceLive(text);
    $(".toasts").replaceChildren(...$$(".toast", page));
    startToasts();
  } catch {
    toast("The server can’t be reached.");
    form.dispatchEvent(new CustomEvent("refused", { detail: form }));
  }
}

/** What can be changed in place is saved when it is left. */
async function save(form) {
  const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { accept: "text/html" } }).catch(() => null);
  if (answer?.ok) { toast("Saved.", 2); replaceLive(await answer.text()); return; }
  const page = answer && new DOMParser().parseFromString(await answer.text(), "text/html");
  toast((page && $(".problem", page)?.textContent) || "Not saved: the server can’t be reached.", 8);
}

document.addEventListener("change", (event) => {
  const field = event.target, several = field.closest("details.several");
  if (several) $("summary span", several).textContent = $$("input:checked", several).map((one) => one.parentElement.textContent.trim()).join(", ") || "–";
  if (field.matches("[data-go]") || field.matches("[data-save]") && field.form.method === "get") field.form.requestSubmit();
  else if (field.matches("[data-save]")) save(field.form);
});
document.addEventListener("submit", (event) => {
  const form = event.target, question = event.submitter?.dataset.confirm;
  if (question && !confirm(question)) { event.preventDefault(); return; }
  if (event.defaultPrevented || !$("[data-live]")) return;
  const isQuiet = form.matches("[data-quiet]") || form.closest(".menu") && form.closest("[data-row]") || form.closest(".toast") && form.matches("[action='/inbox/']") && location.pathname === "/inbox/";
  if (isQuiet) { event.preventDefault(); sendQuietly(form, event.submitter); }
});
// A menu closes when one looks elsewhere.
document.addEventListener("click", (event) => {
  for (const menu of $$("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  if (event.target.closest("[data-do=theme]")) switchTheme();
});
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && $("details.menu[open]");
  if (menu) { menu.open = false; $("summary", menu).focus(); }
});

// Something changed: lists are fetched anew and put in place, unless somebody is writing or choosing in them.
function listen() {
  if (!csrf || !window.EventSource || !$("[data-live]")) return;
  const source = new EventSource("/live");
  let isBusy = false;
  source.addEventListener("change", async () => {
    const place = $("[data-live]"), focus = document.activeElement;
    if (isBusy || !place || $(".menu[open]", place) || place.contains(focus) && focus.matches("input, textarea, [contenteditable]")) return;
    isBusy = true;
    try { replaceLive(await (await fetch(location.href, { headers: { accept: "text/html" } })).text()); } catch { /* the next event tries again */ }
    isBusy = false;
  });
  addEventListener("pagehide", () => source.close());
}

startToasts();
$(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
ready(document);
listen();
