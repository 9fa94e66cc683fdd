"""What operators and managers do: settings, the board, templates, imports, the second factor."""
import base64
import hashlib
import hmac
import re
import struct
import time
import unittest

from ajar_browser import EMAIL, PASSWORD, Browser, Server, until
from axe_playwright_python.sync_playwright import Axe
from story import Told

DESK = ["", "mailboxes", "security", "delegates", "organization", "members", "roles", "groups", "statuses", "pipelines", "fields",
        "activities", "objects", "outcomes", "playbooks", "messages", "unsubscribes", "keys", "apps", "webhooks", "links"]
PAGES = {f"settings-{name or 'overview'}": f"/settings/{name}/" if name else "/settings/" for name in DESK} | {
    "board": "/opportunities/", "import": "/import/", "docs": "/docs", "templates": "/templates/", "sandbox": "/sandbox/view/"}
CSV = "Company,Name,Email,Budget\nHooli,Gavin,gavin@new-hooli.example,5\nHooli,Jared,jared@new-hooli.example,\nNo address,Nobody,not-an-address,\n"


def code_of(secret):
    """The code of an authenticator app (RFC 6238), written apart from ours."""
    key = base64.b32decode(secret.replace(" ", "") + "=" * (-len(secret.replace(" ", "")) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    start = digest[19] & 15
    return f"{(struct.unpack('>I', digest[start:start + 4])[0] & 0x7FFFFFFF) % 1000000:06}"


class Desk(Told):
    def test_axe_has_nothing_against_any_page_in_either_theme(self):
        pages = PAGES | {"template": self.story.pages["template"]}
        for theme in ("light", "dark"):
            page = self.browser.signed_in(self.server, color_scheme=theme)
            for name, path in pages.items():
                with self.subTest(page=name, theme=theme):
                    page.goto(path)
                    for summary in page.query_selector_all("main details > summary"):
                        if summary.is_visible():
                            summary.click()
                    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
                    told = [f"{one['id']}: {[node['html'][:160] for node in one['nodes'][:3]]}" for one in found.response["violations"]]
                    self.assertEqual(told, [])
            self.assertEqual(page.problems, [])

    def test_narrow_screen_never_scrolls_sideways(self):
        page = self.browser.signed_in(self.server, width=360, height=740)
        for name, path in (PAGES | {"template": self.story.pages["template"]}).items():
            with self.subTest(page=name):
                page.goto(path)
                self.assertLessEqual(page.evaluate("document.documentElement.scrollWidth"), 360)

    def test_a_status_is_made_renamed_and_deleted_without_scripts(self):
        page = self.browser.signed_in(self.server, java_script_enabled=False)
        page.goto("/settings/statuses/")
        page.click("summary:has-text('Add a status')")
        page.fill(".desk-add input[name=label]", "Undecided")
        page.click("button[value=create]")
        page.click("summary:has-text('Undecided')")
        page.fill("details[open] input[name=label]", "Thinking")
        page.click("details[open] button[value=update]")
        self.assertIn("Thinking", [one["label"] for one in self.server.api("GET", "status/lead/")["data"]])
        page.click("summary:has-text('Thinking')")
        page.click("details[open] button[value=delete]")
        self.assertNotIn("Thinking", [one["label"] for one in self.server.api("GET", "status/lead/")["data"]])

    def test_a_wrong_form_says_why_and_keeps_what_was_typed(self):
        page = self.browser.signed_in(self.server)
        page.goto("/settings/webhooks/")
        page.click("summary:has-text('Add a webhook')")
        page.fill("input[name=url]", "https://hook.example.com/in")
        page.fill("textarea[name=events]", "nonsense")
        page.click("button[value=create]")
        self.assertIn("isn’t an event", page.inner_text("[role=alert]"))
        self.assertEqual(page.input_value("input[name=url]"), "https://hook.example.com/in")
        page.fill("textarea[name=events]", "lead.created")
        page.click("button[value=create]")
        self.assertRegex(page.inner_text(".secret"), r"^[0-9a-f]{40,}$")

    def test_a_failed_delivery_is_seen_and_sent_again(self):
        hook = self.server.api("POST", "webhook/", {
            "url": "https://hook.invalid/in", "events": [{"object_type": "task.lead", "action": "created"}]})
        self.server.api("POST", "task/", {"lead_id": self.story.leads[0]["id"], "text": "Tell the hook"})
        until(lambda: self.server.api("GET", f"webhook/{hook['id']}/deliveries/")["data"], 20, "the delivery")
        page = self.browser.signed_in(self.server)
        page.goto("/settings/webhooks/")
        page.click("text=https://hook.invalid/in")
        page.click("summary:has-text('task.lead.created')")
        page.click("button[value=retry]")
        self.assertIn("Trying again", page.inner_text(".toasts"))

    def test_a_key_is_shown_once_and_ends(self):
        page = self.browser.signed_in(self.server)
        page.goto("/settings/keys/")
        page.click("summary:has-text('Create a key')")
        page.fill("input[name=name]", "Browser test")
        page.keyboard.press("Enter")
        page.wait_for_selector(".secret")
        key = page.inner_text(".secret")
        self.assertTrue(key.startswith("api_"))
        page.goto("/settings/keys/")
        self.assertNotIn(key, page.content())
        page.on("dialog", lambda dialog: dialog.accept())
        page.click("li:has-text('Browser test') button[value=delete]")
        page.wait_for_selector("text=The key is revoked.")

    def test_an_invited_member_comes_in_by_the_link(self):
        page = self.browser.signed_in(self.server)
        page.goto("/settings/members/")
        page.click("summary:has-text('Invite somebody')")
        page.fill("input[name=email]", "newcomer@example.com")
        page.click("button[value=create]")
        link = page.inner_text(".secret")
        guest = self.browser.page(self.server)
        guest.goto(re.sub(r"^https?://[^/]+", "", link))
        guest.fill("[name=name]", "Nora Newcomer")
        guest.fill("[name=password]", "a very long secret")
        guest.click("button")
        guest.wait_for_url("**/settings/mailboxes/")
        again = self.browser.page(self.server)
        again.goto(re.sub(r"^https?://[^/]+", "", link))
        self.assertIn("used already", again.inner_text("body"))
        page.goto("/settings/members/")
        self.assertIn("Nora Newcomer", page.inner_text("main"))

    def test_an_opportunity_moves_by_mouse_by_keys_and_without_scripts(self):
        stages = self.server.api("GET", "pipeline/")["data"][0]["statuses"]
        deal = self.server.api("POST", "opportunity/", {"lead_id": self.story.leads[3]["id"], "value": 990000, "status_id": stages[0]["id"]})
        now = lambda: self.server.api("GET", f"opportunity/{deal['id']}/")["status_id"]
        page = self.browser.signed_in(self.server)
        page.goto("/opportunities/")
        card = f"[data-deal={deal['id']}]"
        page.drag_and_drop(card, f"[data-status={stages[1]['id']}] header")
        until(lambda: now() == stages[1]["id"], 10, "the move by mouse")
        page.wait_for_selector(f"[data-status={stages[1]['id']}] {card}")
        page.focus(f"{card} a")
        page.keyboard.press("Shift+ArrowLeft")
        until(lambda: now() == stages[0]["id"], 10, "the move by keys")
        plain = self.browser.signed_in(self.server, java_script_enabled=False)
        plain.goto("/opportunities/")
        plain.click(f"{card} summary")
        plain.select_option(f"{card} select", stages[1]["id"])
        plain.click(f"{card} form button")
        self.assertEqual(now(), stages[1]["id"])
        self.assertEqual(page.problems, [])

    def test_a_template_is_seen_as_it_is_written(self):
        page = self.browser.signed_in(self.server)
        page.goto("/templates/new/")
        page.select_option("select[name=lead]", label="Bluth Company")
        page.fill("[name=name]", "Live")
        page.fill("[name=subject]", "For {{ lead.display_name }}")
        page.fill("[name=body]", "<p>Dear {{ contact.first_name }}</p>")
        body = page.frame_locator("iframe[name=preview]").locator("body")
        body.locator("text=Dear Michael").wait_for()
        self.assertIn("For Bluth Company", body.inner_text())
        self.assertEqual([one for one in self.server.api("GET", "email_template/")["data"] if one["name"] == "Live"], [])
        page.click("button:text-is('Save')")
        page.wait_for_url("**/templates/tmpl_**")

    def test_a_file_of_leads_is_mapped_imported_and_its_bad_row_told(self):
        page = self.browser.signed_in(self.server)
        page.goto("/import/")
        page.set_input_files("input[type=file]", {"name": "fair.csv", "mimeType": "text/csv", "buffer": CSV.encode()})
        page.click("text=Upload and look")
        page.wait_for_url("**/import/map/**")
        self.assertEqual(page.input_value("[name='column:2']"), "contact.email")
        self.assertEqual(page.input_value("[name='column:3']"), "")
        page.click("button:text-is('Import')")
        page.wait_for_selector("[data-import][data-status=done]", timeout=30000)
        self.assertIn("row 4", page.inner_text("[data-errors]"))
        found = self.server.api("GET", "lead/?query=new-hooli.example")["data"]
        self.assertEqual([len(lead["contacts"]) for lead in found], [2])
        with page.expect_download() as download:
            page.goto("/import/")
            page.click("text=Download CSV")
        with open(download.value.path(), encoding="utf-8") as file:
            self.assertIn("gavin@new-hooli.example", file.read())


class SecondFactor(unittest.TestCase):
    def test_it_is_switched_on_asked_for_and_a_recovery_code_helps(self):
        server, browser = Server(), Browser()
        try:
            page = browser.signed_in(server)
            page.goto("/settings/security/")
            page.click("button[value=begin]")
            self.assertTrue(page.is_visible("svg.qr"))
            page.fill("input[name=code]", "000000")
            page.click("button[value=confirm]")
            self.assertTrue(page.is_visible("svg.qr"), "the picture is gone after a mistyped code")
            page.fill("input[name=code]", code_of(page.inner_text(".setup-code .secret")))
            page.click("button[value=confirm]")
            recovery = page.inner_text(".codes li:first-child")
            other = browser.page(server)
            other.goto("/login")
            other.fill("[name=email]", EMAIL)
            other.fill("[name=password]", PASSWORD)
            other.click("button")
            other.fill("[name=password]", PASSWORD)
            other.fill("[name=code]", recovery)
            other.click("button")
            other.wait_for_url("**/inbox/")
            page.goto("/settings/security/")
            page.click("li:has-text('Another browser') button[value=end]")
            other.goto("/inbox/")
            self.assertIn("/login", other.url)
        finally:
            browser.stop()
            server.stop()


class FirstSteps(unittest.TestCase):
    def test_from_an_empty_folder_to_a_sent_email_in_the_browser(self):
        server, browser = Server(is_set_up=False), Browser()
        begun = time.monotonic()
        try:
            page = browser.page(server)
            page.goto("/")
            for name, text in (("organization", "Northwind"), ("name", "Rita Rep"), ("email", EMAIL), ("password", PASSWORD)):
                page.fill(f"[name={name}]", text)
            page.click("button")
            page.wait_for_url("**/settings/mailboxes/")
            page.click("button[value=sandbox]")
            page.wait_for_selector("text=Sending works")
            page.goto("/compose/")
            page.fill("#to", "Ada Green <ada@garden.example>")
            page.fill("#subject", "Your seeds")
            page.click(".rich")
            page.keyboard.type("They are on their way.")
            page.keyboard.press("Control+Enter")
            page.wait_for_url("**/lead/**")
            until(lambda: [mail for mail in server.sandbox() if mail["subject"] == "Your seeds"], 40, "the email")
            self.assertLess(time.monotonic() - begun, 120)
        finally:
            browser.stop()
            server.stop()

    def test_a_mailbox_that_refuses_says_so_in_plain_words(self):
        server, browser = Server(), Browser()
        try:
            page = browser.signed_in(server)
            page.goto("/settings/mailboxes/")
            page.fill("input[name=email]:visible", "rita@gmail.com")
            page.keyboard.press("Tab")
            self.assertEqual(page.input_value("select[name=provider]"), "google")
            self.assertIn("app password", page.inner_text("[data-provider-hint]"))
            page.fill("input[name=email]:visible", "rita@own-server.example")
            page.keyboard.press("Tab")
            page.fill("input[name=host]", "127.0.0.1")
            page.fill("input[name=port]", "9")
            page.click("button[value=add]")
            page.wait_for_selector("text=Sending fails")
            self.assertIn("Nobody answers there", page.inner_text(".verdict"))
        finally:
            browser.stop()
            server.stop()


if __name__ == "__main__":
    unittest.main()
