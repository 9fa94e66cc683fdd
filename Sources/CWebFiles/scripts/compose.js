const form = document.querySelector("form.composer");
const csrf = document.querySelector("meta[name=csrf]")?.content;

async function api(method, path, body) {
  const answer = await fetch(`/api/v1/${path}`, {
    method, headers: { "content-type": "application/json", "x-csrf-token": csrf, accept: "application/json" },
    body: body && JSON.stringify(body),
  });
  const json = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(json.error ?? Object.entries(json["field-errors"] ?? {}).map(([name, text]) => `${name}: ${typeof text === "string" ? text : "is not right"}`).join(" ") ?? "That didn't work.");
  return json;
}

if (form) {
  const field = (name) => form.elements[name];
  const text = form.querySelector(".text"), rich = form.querySelector(".rich"), saved = form.querySelector(".saved");
  const files = form.querySelector(".files");
  let attachments = JSON.parse(field("attachments").value || "[]"), timer, saving = Promise.resolve(), leaves = false;

  rich.hidden = false;
  form.querySelector(".tools").hidden = false;
  text.hidden = true;
  if (field("html").value) rich.innerHTML = new DOMParser().parseFromString(field("html").value, "text/html").body.innerHTML;
  else for (const line of text.value.split("\n")) {
    const part = document.createElement("div");
    part.append(line ? document.createTextNode(line) : document.createElement("br"));
    if (text.value) rich.append(part);
  }

  const people = (name) => (field(name)?.value ?? "").split(/[,;]/).map((one) => one.trim()).filter(Boolean);
  const isBlank = () => !rich.textContent.trim() && !rich.querySelector("img");
  const html = () => isBlank() ? "" : rich.innerHTML;
  const say = (words) => { saved.textContent = words; };

  function content() {
    const given = { sender: field("sender").value || null, subject: field("subject").value || null, attachments,
      to: people("to").filter((one) => one.includes("@")), cc: people("cc").filter((one) => one.includes("@")) };
    if (html()) given.body_html = html(); else given.body_text = "";
    return given;
  }
  async function save() {
    if (leaves || !field("lead_id").value) return;
    say("Saving…");
    try {
      if (field("email_id").value) await api("PUT", `activity/email/${field("email_id").value}/`, content());
      else {
        const body = { ...content(), lead_id: field("lead_id").value, status: "draft" };
        if (field("reply_id").value) body.in_reply_to_id = field("reply_id").value;
        const made = await api("POST", "activity/email/", body);
        field("email_id").value = made.id;
        history.replaceState(null, "", `/compose/?email=${made.id}`);
      }
      say("Draft saved");
    } catch (error) { say(`Not saved: ${error.message}`); }
  }
  const soon = () => {
    clearTimeout(timer);
    if (field("lead_id").value) say("…");
    timer = setTimeout(() => { saving = saving.then(save); }, 2000);
  };
  form.addEventListener("input", soon);
  addEventListener("pagehide", () => {
    if (!timer || leaves || !field("email_id").value) return;
    fetch(`/api/v1/activity/email/${field("email_id").value}/`, { method: "PUT", keepalive: true,
      headers: { "content-type": "application/json", "x-csrf-token": csrf }, body: JSON.stringify(content()) });
  });

  form.addEventListener("submit", async (event) => {
    if (form.dataset.ready) return;
    event.preventDefault();
    leaves = true;
    clearTimeout(timer);
    await saving;
    field("html").value = html();
    field("attachments").value = JSON.stringify(attachments);
    form.dataset.ready = "1";
    form.requestSubmit(event.submitter);
  });
  form.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") { event.preventDefault(); form.requestSubmit(form.querySelector("[value=send]")); }
  });

  form.querySelector(".tools").addEventListener("click", (event) => {
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
    if (pasted.length) { pasted.forEach(upload); return; }
    document.execCommand("insertText", false, event.clipboardData.getData("text/plain"));
  });

  // MARK: files
  const size = (bytes) => bytes > 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1000))} kB`;
  function showFiles() {
    files.replaceChildren(...attachments.map((file) => {
      const row = document.createElement("li"), away = document.createElement("button");
      away.type = "button"; away.textContent = "×"; away.setAttribute("aria-label", `Remove ${file.filename}`);
      away.addEventListener("click", () => { attachments = attachments.filter((one) => one !== file); showFiles(); soon(); });
      row.append(`${file.filename} · ${size(file.size ?? 0)}`, away);
      return row;
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
  const picker = form.querySelector("input[type=file]");
  picker.addEventListener("change", () => { [...picker.files].forEach(upload); picker.value = ""; });
  form.querySelector("[data-pick]").addEventListener("click", () => picker.click());
  form.addEventListener("dragover", (event) => { event.preventDefault(); form.classList.add("over"); });
  form.addEventListener("dragleave", () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => { event.preventDefault(); form.classList.remove("over"); [...event.dataTransfer.files].forEach(upload); });
  showFiles();

  // MARK: templates and the lead that is written to
  field("template_id")?.addEventListener("change", async () => {
    const id = field("template_id").value;
    if (!id || !isBlank() && !confirm("Replace what is written?")) return;
    const lead = field("lead_id").value;
    const made = await api("GET", `email_template/${id}/render/${lead ? `?lead_id=${lead}` : ""}`);
    if (!field("subject").value || isBlank()) field("subject").value = made.subject;
    rich.innerHTML = new DOMParser().parseFromString(made.body, "text/html").body.innerHTML;
    soon();
  });
  field("to").addEventListener("change", async () => {
    if (field("lead_id").value || !people("to").length) return;
    const answer = await (await fetch(`/palette/?lead_of=${encodeURIComponent(people("to")[0])}`)).json();
    if (answer.lead_id) { field("lead_id").value = answer.lead_id; soon(); }
  });
  // A local time in the form is a moment in the world.
  for (const name of ["date_scheduled", "followup_date"]) {
    const local = form.querySelector(`[data-local=${name}]`);
    local?.addEventListener("change", () => { const moment = new Date(local.value); field(name).value = isNaN(moment) ? "" : moment.toISOString(); });
  }
  (field("to").value ? rich : field("to")).focus();
}
