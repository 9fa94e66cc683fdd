// Settings, the board, templates and imports. Every form works without it.
import { $, $$, csrf } from "/web/page.js";

for (const button of $$("[data-copy]")) button.addEventListener("click", async () => {
  await navigator.clipboard.writeText(button.dataset.copy);
  button.textContent = "Copied";
});

// MARK: the provider of a mailbox follows its address
const mailbox = $("form[data-mailbox]");
if (mailbox) {
  const { email, provider } = mailbox.elements, servers = $("[data-servers]", mailbox), hint = $("[data-provider-hint]", mailbox);
  const show = () => {
    const chosen = provider.selectedOptions[0];
    hint.textContent = chosen?.dataset.hint ?? "";
    hint.hidden = !hint.textContent;
    servers.hidden = Boolean(provider.value);
    if (!provider.value && email.value.includes("@")) servers.open = true;
  };
  const guess = () => {
    const domain = email.value.split("@")[1]?.toLowerCase();
    if (!domain) return;
    const known = [...provider.options].find((option) => option.dataset.domains?.split(" ").includes(domain));
    provider.value = known?.value ?? "";
    show();
  };
  email.addEventListener("change", guess);
  provider.addEventListener("change", show);
  guess();
}

for (const form of $$("form[data-auto]")) form.addEventListener("change", () => form.requestSubmit());

// MARK: the board
const board = $("[data-board]");
async function refreshBoard(focus) {
  const text = await (await fetch(location.href)).text();
  const fresh = $("[data-board]", new DOMParser().parseFromString(text, "text/html"));
  if (!fresh) return;
  const left = board.scrollLeft;
  board.replaceChildren(...fresh.childNodes);
  board.scrollLeft = left;
  if (focus) $(`[data-deal="${focus}"] a`, board)?.focus();
}
async function moveDeal(id, status) {
  const answer = await fetch(`/api/v1/opportunity/${id}/`, {
    method: "PUT", headers: { "content-type": "application/json", "x-csrf-token": csrf }, body: JSON.stringify({ status_id: status }) });
  if (!answer.ok) { const json = await answer.json().catch(() => ({})); alert(json.error ?? "That move isn’t possible."); }
  await refreshBoard(id);
}
if (board) {
  let held = null;
  board.addEventListener("dragstart", (event) => {
    held = event.target.closest("[data-deal]");
    held?.classList.add("held");
    event.dataTransfer.setData("text/plain", held?.dataset.deal ?? "");
    event.dataTransfer.effectAllowed = "move";
  });
  board.addEventListener("dragend", () => { held?.classList.remove("held"); held = null; });
  board.addEventListener("dragover", (event) => {
    const column = event.target.closest("[data-status]");
    if (!held || !column) return;
    event.preventDefault();
    for (const other of $$(".over", board)) if (other !== column) other.classList.remove("over");
    column.classList.add("over");
  });
  board.addEventListener("drop", (event) => {
    const column = event.target.closest("[data-status]");
    event.preventDefault();
    for (const other of $$(".over", board)) other.classList.remove("over");
    if (!held || !column || column.contains(held)) return;
    const id = held.dataset.deal;
    $("ul", column).prepend(held);
    moveDeal(id, column.dataset.status);
  });
  board.addEventListener("keydown", (event) => {
    const card = event.target.closest("[data-deal]");
    if (!card || event.target.matches("select")) return;
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key], line = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const columns = $$("[data-status]", board), index = columns.indexOf(card.closest("[data-status]"));
    if (step && event.shiftKey && columns[index + step]) {
      event.preventDefault();
      $("ul", columns[index + step]).prepend(card);
      moveDeal(card.dataset.deal, columns[index + step].dataset.status);
    } else if (step) {
      const other = columns[index + step];
      if (other) { event.preventDefault(); $("[data-deal] a", other)?.focus(); }
    } else if (line) {
      event.preventDefault();
      const all = $$("[data-deal]", card.parentElement);
      $("a", all[all.indexOf(card) + line] ?? card)?.focus();
    }
  });
}

// MARK: the bar of an import
const running = $("[data-import]");
if (running && ["waiting", "running"].includes(running.dataset.status)) {
  const look = async () => {
    const answer = await fetch(`/api/v1/import/lead/${running.dataset.import}/`, { headers: { accept: "application/json" } });
    if (!answer.ok) return;
    const json = await answer.json();
    $("progress", running).value = json.status === "done" ? 100 : json.position * 100 / Math.max(json.total_bytes, 1);
    for (const figure of $$("[data-n]", running)) figure.textContent = json[figure.dataset.n];
    if (["waiting", "running"].includes(json.status)) setTimeout(look, 700); else location.reload();
  };
  setTimeout(look, 500);
}

// MARK: a template is seen as it is written
const template = $("form[data-template]");
if (template) {
  const button = $("[data-preview]", template), { body, subject } = template.elements;
  let timer, field = body;
  const show = () => { if (body.value || subject.value) template.requestSubmit(button); };
  template.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(show, 400); });
  for (const input of [body, subject]) input.addEventListener("focus", () => { field = input; });
  for (const tag of $$("[data-tag]", template)) tag.addEventListener("click", () => {
    field.setRangeText(`{{ ${tag.dataset.tag} }}`, field.selectionStart, field.selectionEnd, "end");
    field.focus();
    template.dispatchEvent(new Event("input"));
  });
  button.classList.add("nojs");
  show();
}
