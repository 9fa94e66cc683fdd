"""What a rep does all day, in a real browser."""
import re
import unittest

from ajar_browser import EMAIL, PASSWORD, Browser, Server, until


class Flows(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server, cls.browser = Server(), Browser()
        cls.server.sandbox_mailbox()

    @classmethod
    def tearDownClass(cls):
        cls.browser.stop()
        cls.server.stop()

    def write(self, page, lead, subject, text="Shall we talk on Tuesday?"):
        page.goto(f"/compose/?lead={lead['id']}")
        page.fill("#to", "Michael Bluth <michael@bluth.example>")
        page.fill("#subject", subject)
        page.click(".rich")
        page.keyboard.type(text)

    def test_undo_takes_the_email_back_and_nothing_is_sent(self):
        lead, page = self.server.lead(), self.browser.signed_in(self.server)
        self.write(page, lead, "Taken back")
        page.click("button[value=send]")
        page.wait_for_url("**/lead/**")
        page.click(".toast button")
        page.wait_for_url("**/compose/**")
        self.assertIn("Shall we talk", page.inner_text(".rich"))
        email = self.server.api("GET", f"activity/email/?lead_id={lead['id']}")["data"][0]
        self.assertEqual(email["status"], "draft")
        self.assertNotIn("Taken back", [mail["subject"] for mail in self.server.sandbox()])
        self.assertEqual(page.problems, [])

    def test_sent_email_arrives_in_the_sandbox_with_its_formatting(self):
        lead, page = self.server.lead(), self.browser.signed_in(self.server)
        self.write(page, lead, "Goes out", "Plain ")
        page.keyboard.press("Control+b")
        page.keyboard.type("bold")
        page.keyboard.press("Control+Enter")
        page.wait_for_url("**/lead/**")
        mails = until(lambda: [mail for mail in self.server.sandbox() if mail["subject"] == "Goes out"], 30, "the email")
        self.assertRegex(mails[0]["html"], r"<(b|strong)>bold")
        page.goto("/sandbox/view/")
        page.click("li:has-text('Goes out') .cover")
        self.assertIn("bold", page.frame_locator("iframe").locator("body").inner_text())

    def test_recipient_in_the_sandbox_answers_and_the_answer_is_in_the_inbox(self):
        lead, page = self.server.lead(), self.browser.signed_in(self.server)
        self.write(page, lead, "Wants an answer")
        page.keyboard.press("Control+Enter")
        page.wait_for_url("**/lead/**")
        until(lambda: [mail for mail in self.server.sandbox() if mail["subject"] == "Wants an answer"], 30, "the email")
        page.goto("/sandbox/view/")
        page.click("li:has-text('Wants an answer') .cover")
        page.fill("textarea[name=text]", "Tuesday suits me")
        page.click("button[value=reply]")
        page.wait_for_selector(".toast:has-text('Answered')")
        until(lambda: self.server.api("GET", f"activity/email/?lead_id={lead['id']}")["data"][1:], 30, "the answer")
        page.goto("/inbox/")
        self.assertIn("Tuesday suits me", page.inner_text("main"))
        self.assertEqual(page.problems, [])

    def test_draft_is_kept_while_typing_and_survives_a_reload(self):
        lead, page = self.server.lead(), self.browser.signed_in(self.server)
        self.write(page, lead, "Half written", "Only half of")
        page.wait_for_selector(".saved:has-text('Draft saved')")
        self.assertRegex(page.url, r"email=acti_")
        page.reload()
        self.assertIn("Only half of", page.inner_text(".rich"))
        self.assertEqual(page.input_value("#subject"), "Half written")

    def test_keyboard_alone_finds_a_lead_and_writes_to_it(self):
        self.server.lead("Sitwell Enterprises", "Stan Sitwell", "stan@sitwell.example")
        page = self.browser.signed_in(self.server)
        page.keyboard.press("?")
        self.assertTrue(page.is_visible("#help"))
        page.keyboard.press("Escape")
        page.keyboard.press("Control+k")
        page.keyboard.type("Sitwell")
        page.wait_for_selector("#found li:has-text('Sitwell Enterprises')")
        page.keyboard.press("Enter")
        page.wait_for_url("**/lead/**")
        page.keyboard.press("c")
        page.wait_for_url("**/compose/?lead=**")
        page.wait_for_selector(".rich:visible")
        page.keyboard.type("stan@sitwell.example")
        page.keyboard.press("Escape")
        for word in ("", "By keys"):
            page.keyboard.press("Tab")
            page.keyboard.type(word)
        page.click(".rich")
        page.keyboard.type("Hello")
        page.keyboard.press("Control+Enter")
        page.wait_for_url(re.compile(".*/lead/.*"))
        page.keyboard.press("g")
        page.keyboard.press("e")
        page.wait_for_url("**/emails/")

    def test_j_and_enter_open_the_lead_below(self):
        self.server.lead("Austero Bluth")
        page = self.browser.signed_in(self.server)
        page.goto("/leads/")
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        page.wait_for_url("**/lead/**")

    def test_narrow_screen_never_scrolls_sideways(self):
        lead = self.server.lead("A company with quite a long name that goes on and on")
        page = self.browser.signed_in(self.server, width=360, height=740)
        for path in ("/inbox/", "/leads/", f"/lead/{lead['id']}/", "/emails/", "/compose/", "/templates/", "/templates/new/",
                     "/settings/mailboxes/", "/settings/keys/", "/settings/statuses/", "/sandbox/view/"):
            page.goto(path)
            width = page.evaluate("document.documentElement.scrollWidth")
            self.assertLessEqual(width, 360, path)

    def test_without_scripts_the_forms_do_the_job(self):
        lead = self.server.lead("No Script")
        page = self.browser.signed_in(self.server, java_script_enabled=False)
        page.goto(f"/lead/{lead['id']}/")
        page.fill("[name=text].in-place", "No Script Inc.")
        page.click("form:has(.in-place) button")
        self.assertEqual(page.input_value(".in-place"), "No Script Inc.")
        page.goto(f"/compose/?lead={lead['id']}")
        page.fill("#to", "michael@bluth.example")
        page.fill("#subject", "Without scripts")
        page.fill("textarea[name=text]", "Works.")
        page.click("button[value=send]")
        self.assertIn("/lead/", page.url)
        page.click("button[value=undo]")
        self.assertEqual(page.input_value("#subject"), "Without scripts")

    def test_form_of_another_site_changes_nothing(self):
        lead, page = self.server.lead("Unchanged"), self.browser.signed_in(self.server)
        answer = page.request.post(f"/lead/{lead['id']}/", form={"do": "name", "text": "Changed"})
        self.assertEqual(answer.status, 403)
        self.assertEqual(self.server.api("GET", f"lead/{lead['id']}/")["name"], "Unchanged")

    def test_received_email_appears_in_the_open_inbox(self):
        lead, page = self.server.lead("Live"), self.browser.signed_in(self.server)
        page.wait_for_timeout(1500)
        self.server.api("POST", "activity/email/", {
            "lead_id": lead["id"], "status": "inbox", "sender": "michael@bluth.example", "to": [EMAIL],
            "subject": "Just came in", "body_text": "Are you there?"})
        page.wait_for_selector("text=Just came in", timeout=15000)
        page.click("[data-key=r]")
        self.assertEqual(page.input_value("#subject"), "Re: Just came in")


class FirstRun(unittest.TestCase):
    def test_fresh_server_leads_to_an_account_and_a_mailbox(self):
        server, browser = Server(is_set_up=False), Browser()
        try:
            page = browser.page(server)
            page.goto("/")
            page.fill("[name=organization]", "Northwind")
            page.fill("[name=name]", "Rita Rep")
            page.fill("[name=email]", EMAIL)
            page.fill("[name=password]", PASSWORD)
            page.click("button")
            page.wait_for_url("**/settings/mailboxes/")
            page.click("button[value=sandbox]")
            page.click("button[value=test]")
            self.assertTrue(page.is_visible("text=works"))
            stranger = browser.page(server)
            stranger.goto("/setup/")
            self.assertIn("/login", stranger.url)
        finally:
            browser.stop()
            server.stop()


if __name__ == "__main__":
    unittest.main()
