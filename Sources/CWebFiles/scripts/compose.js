// Writing an email: rich text, files, people as one types, and a draft that is kept meanwhile.
import { $, $$, api, csrf, make } from "/web/page.js";

const written = $("form.composer");
if (written) start(written);

/** Brings a composer to life: the one of the page, or one that was put below the mail that it answers. */
export function start(form) {
  const isInPlace = form !== written;
  const field = (name) => form.elements[name];
  const text = $(".text", form), rich = $(".rich", form), saved = $(".saved", form), files = $(".files", form);
  let attachments = JSON.parse(field("attachments").value || "[]"), timer, saving = Promise.resolve(), isDirty = false, leaves = false;

  // MARK: The text

  rich.hidden = false;
  $(".tools", form).hidden = false;
  text.hidden = true;
  const parsed = (html) => [...new DOMParser().parseFromString(html, "text/html").body.childNodes];
  const lines = (words) => words.split("\n").map((line) => make("div", {}, line || make("br")));
  const quote = $("#quote", form).dataset;
  if (field("html").value) rich.replaceChildren(...parsed(field("html").value));
  else if (quote.html) {
    const old = make("blockquote", {}, ...parsed(quote.html));
    old.setAttribute("type", "cite");
    rich.replaceChildren(make("div", {}, make("br")), make("div", {}, make("br")), make("div", { textContent: quote.intro }), old);
  } else if (text.value) rich.replaceChildren(...lines(text.value));

  const own = () => { const copy = rich.cloneNode(true); $("blockquote[type=cite]", copy)?.remove(); return copy.textContent.replace(quote.intro, "").trim(); };
  const isBlank = () => !rich.textContent.trim() && !$("img", rich);
  const html = () => isBlank() ? "" : rich.innerHTML;
  const say = (words) => { saved.textContent = words; };
  const people = (name) => field(name).value.split(/[,;]/).map((one) => one.trim()).filter(Boolean);

  $(".tools", form).addEventListener("click", (event) => {
    const what = event.target.closest("[data-rich]")?.dataset.rich;
    if (!what) return;
    rich.focus();
    if (what !== "link") { document.execCommand(what); soon(); return; }
    const url = prompt("Where should the link lead?", "https://");
    if (url && /^(https?:|mailto:)/i.test(url)) { document.execCommand("createLink", false, url); soon(); }
  });
  rich.addEventListener("paste", (event) => {
    const pasted = [...event.clipboardData.files];
    event.preventDefault();
    if (pasted.length) pasted.forEach(upload);
    else document.execCommand("insertText", false, event.clipboardData.getData("text/plain"));
  });

  // MARK: The draft

  function content() {
    const addresses = (name) => people(name).filter((one) => one.includes("@"));
    const given = {
      sender: field("sender").value || null, subject: field("subject").value || null, attachments,
      to: addresses("to"), cc: addresses("cc"), bcc: addresses("bcc"),
    };
    if (html()) given.body_html = html(); else given.body_text = "";
    return given;
  }
  async function save() {
    if (leaves || !field("lead_id").value) return;
    say("Saving…");
    isDirty = false;
    try {
      if (field("email_id").value) await api("PUT", `activity/email/${field("email_id").value}/`, content());
      else {
        const body = { ...content(), lead_id: field("lead_id").value, status: "draft" };
        if (field("reply_id").value) body.in_reply_to_id = field("reply_id").value;
        const made = await api("POST", "activity/email/", body);
        field("email_id").value = made.id;
        if (!isInPlace) history.replaceState(null, "", `/compose/?email=${made.id}`);
      }
      say("Draft saved");
    } catch (error) { isDirty = true; say(`Not saved: ${error.message}`); }
  }
  function soon() {
    clearTimeout(timer);
    isDirty = true;
    if (field("lead_id").value) say("…");
    timer = setTimeout(() => { saving = saving.then(save); }, 1500);
  }
  form.addEventListener("input", soon);
  // The browser closes: what was typed in the last second goes along.
  addEventListener("pagehide", () => {
    if (!isDirty || leaves || !field("email_id").value) return;
    fetch(`/api/v1/activity/email/${field("email_id").value}/`, {
      method: "PUT", keepalive: true, headers: { "content-type": "application/json", "x-csrf-token": csrf }, body: JSON.stringify(content()),
    });
  });
  form.addEventListener("submit", async (event) => {
    if (form.dataset.ready) return;
    event.preventDefault();
    leaves = true;
    clearTimeout(timer);
    await saving;
    field("html").value = html();
    if (!html()) text.value = "";
    field("attachments").value = JSON.stringify(attachments);
    form.dataset.ready = "1";
    // Later, because a form that is still telling of its submission can't be submitted.
    setTimeout(() => form.requestSubmit(event.submitter));
  });
  // It was refused, and stays: what the server kept of it is the draft that the next try is about.
  form.addEventListener("refused", (event) => {
    const kept = $("form.composer [name=email_id]", event.detail)?.value;
    if (kept) field("email_id").value = kept;
    delete form.dataset.ready;
    leaves = false;
  });
  // Put away: what was written is a draft.
  form.addEventListener("close", () => {
    clearTimeout(timer);
    if (isDirty) saving = saving.then(save);
    leaves = !isDirty;
  });
  form.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") { event.preventDefault(); form.requestSubmit($("[value=send]", form)); }
  });

  // MARK: Files

  const size = (bytes) => bytes > 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1000))} kB`;
  function showFiles() {
    files.replaceChildren(...attachments.map((file) => {
      const away = make("button", { type: "button", textContent: "×" });
      away.setAttribute("aria-label", `Remove ${file.filename}`);
      away.addEventListener("click", () => { attachments = attachments.filter((one) => one !== file); showFiles(); soon(); });
      return make("li", {}, `${file.filename} · ${size(file.size ?? 0)}`, away);
    }));
  }
  async function upload(file) {
    say(`Uploading ${file.name}…`);
    try {
      const type = file.type || "application/octet-stream";
      const place = await api("POST", "files/upload/", { filename: file.name, content_type: type });
      const data = new FormData();
      for (const [name, value] of Object.entries(place.upload.fields)) data.append(name, value);
      data.append("file", file);
      const answer = await fetch(new URL(place.upload.url).pathname, { method: "POST", body: data });
      if (!answer.ok) throw new Error("The file was not taken.");
      attachments.push({ url: place.download.url, filename: file.name, content_type: type, size: file.size });
      showFiles();
      say("Attached");
      soon();
    } catch (error) { say(error.message); }
  }
  const picker = $("input[type=file]", form);
  picker.addEventListener("change", () => { [...picker.files].forEach(upload); picker.value = ""; });
  $("[data-pick]", form).addEventListener("click", () => picker.click());
  form.addEventListener("dragover", (event) => { event.preventDefault(); form.classList.add("over"); });
  form.addEventListener("dragleave", () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("over");
    [...event.dataTransfer.files].forEach(upload);
  });
  showFiles();

  // MARK: Templates, times

  field("template_id").addEventListener("change", async () => {
    const id = field("template_id").value;
    if (!id || own() && !confirm("Replace what is written?")) return;
    const lead = field("lead_id").value;
    try {
      const made = await api("GET", `email_template/${id}/render/${lead ? `?lead_id=${lead}` : ""}`);
      if (!field("subject").value || !field("reply_id").value && !own()) field("subject").value = made.subject;
      const kept = $("blockquote[type=cite]", rich);
      rich.replaceChildren(...parsed(made.body), ...(kept ? [make("div", { textContent: quote.intro }), kept] : []));
      soon();
    } catch (error) { say(error.message); }
  });
  // A local time in the form is a moment in the world.
  for (const name of ["date_scheduled", "followup_date"]) {
    const local = $(`[data-local=${name}]`, form);
    local.addEventListener("change", () => { const moment = new Date(local.value); field(name).value = isNaN(moment) ? "" : moment.toISOString(); });
  }

  // MARK: People

  $("[data-copies]", form)?.addEventListener("click", (event) => {
    for (const part of $$(".copies", form)) part.classList.add("shown");
    event.target.hidden = true;
    field("cc").focus();
  });
  $("[data-others]", form)?.addEventListener("click", (event) => {
    field("cc").value = [field("cc").value, event.target.dataset.others].filter(Boolean).join(", ");
    event.target.hidden = true;
    soon();
  });
  for (const input of $$("[data-people]", form)) complete(input, async () => {
    if (input.name !== "to" || field("lead_id").value || !people("to").length) return;
    const answer = await (await fetch(`/palette/?lead_of=${encodeURIComponent(people("to")[0])}`)).json();
    if (answer.lead_id) { field("lead_id").value = answer.lead_id; soon(); }
  });

  if (!isInPlace && location.search.includes("all=1")) $("[data-copies]", form)?.click();
  (field("to").value ? rich : field("to")).focus();
}

/** Suggests people for the address that is being typed, the last one of the list. */
function complete(input, chose) {
  const list = make("ul", { className: "suggest", id: `${input.id}-people`, hidden: true });
  let items = [], at = -1, asked = 0;
  input.removeAttribute("list");
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "People");
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");
  document.body.append(list);

  const last = () => input.value.split(/[,;]/).pop().trim();
  function show() {
    list.replaceChildren(...items.map((item, index) => {
      const row = make("li", { id: `${list.id}-${index}` }, item.mailbox, " ", make("small", { className: "muted", textContent: item.lead }));
      row.setAttribute("role", "option");
      row.setAttribute("aria-selected", String(index === at));
      row.addEventListener("mousedown", (event) => { event.preventDefault(); take(item); });
      return row;
    }));
    list.hidden = !items.length;
    input.setAttribute("aria-expanded", String(items.length > 0));
    if (at >= 0) input.setAttribute("aria-activedescendant", `${list.id}-${at}`); else input.removeAttribute("aria-activedescendant");
    const box = input.getBoundingClientRect();
    list.style.left = `${box.left + scrollX}px`;
    list.style.top = `${box.bottom + scrollY + 4}px`;
  }
  function close() { items = []; at = -1; asked++; show(); }
  function take(item) {
    const before = input.value.split(/[,;]/).slice(0, -1).map((one) => one.trim());
    input.value = `${[...before, item.mailbox].join(", ")}, `;
    close();
    input.dispatchEvent(new Event("input", { bubbles: true }));
    close();
    chose();
  }
  input.addEventListener("input", async () => {
    const words = last(), mine = ++asked;
    if (words.length < 2) { close(); return; }
    try {
      const answer = await (await fetch(`/palette/?people=${encodeURIComponent(words)}`)).json();
      if (mine !== asked) return;
      items = answer.data;
      at = items.length ? 0 : -1;
      show();
    } catch { /* one can type it in full */ }
  });
  input.addEventListener("keydown", (event) => {
    if (!items.length) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      at = (at + (event.key === "ArrowDown" ? 1 : -1) + items.length) % items.length;
      show();
    } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey || event.key === "Tab") {
      if (event.key === "Enter") event.preventDefault();
      take(items[at]);
    } else if (event.key === "Escape") close();
  });
  input.addEventListener("blur", () => { close(); chose(); });
}
