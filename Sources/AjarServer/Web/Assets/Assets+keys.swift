extension Assets {
    /// The keyboard and the palette.
    static let scriptOfKeys: String = #"""
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

        """#
}
