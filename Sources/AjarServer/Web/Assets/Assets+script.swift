extension Assets {
    /// Times, frames, toasts, the theme, and news from the server. Every page works without it.
    static let script: String = #"""
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

        """#
}
