// Answering a mail where it stands: the composer opens below it, and the list stays.
import { $, make, toast } from "/web/page.js";
import { start } from "/web/compose.js";

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-reply]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  open(link);
});
document.addEventListener("keydown", (event) => {
  const answer = event.key === "Escape" && event.target.closest(".answer");
  if (answer) close(answer);
});

async function open(link) {
  const host = link.closest(".mail-in") ?? link.closest("[data-row]"), before = $(".answer");
  if (before) close(before);
  if (before && host.contains(before)) return;
  try {
    const page = new DOMParser().parseFromString(await (await fetch(link.href)).text(), "text/html");
    const form = document.adoptNode($("form.composer", page)), full = make("a", { href: link.href, textContent: "Open in full", className: "small-link" });
    if (host.closest("[data-live]")) form.dataset.quiet = "";
    $("footer", form).append(full);
    host.append(make("div", { className: "answer" }, form));
    start(form);
    form.scrollIntoView({ block: "nearest" });
  } catch { toast("The server can’t be reached."); }
}

function close(answer) {
  const row = answer.closest("li[id], details[id]");
  $("form", answer).dispatchEvent(new Event("close"));
  answer.remove();
  row?.querySelector("a[data-reply]")?.focus();
}
