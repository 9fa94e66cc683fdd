"""Answering from the inbox: the composer opens below the mail, and the list stays."""
import unittest

from ajar_browser import EMAIL, until
from story import Told


class Reply(Told):
    def asked(self, subject, lead=1):
        lead = self.story.leads[lead]
        person = lead["contacts"][0]
        return self.server.api("POST", "activity/email/", {
            "lead_id": lead["id"], "status": "inbox", "subject": subject, "body_text": "Can you deliver to Newport Beach?",
            "sender": f"{person['name']} <{person['emails'][0]['email']}>", "to": [f"Rita Rep <{EMAIL}>"]})

    def mails(self, thread):
        return self.server.api("GET", f"activity/email/?thread_id={thread}")["data"]

    def answered(self, page, subject, text):
        """Opens the answer with the keyboard, as one who has no mouse."""
        page.wait_for_selector(f"li:has-text('{subject}')")
        while not page.query_selector(f".at:has-text('{subject}')"):
            page.keyboard.press("j")
        page.keyboard.press("r")
        page.wait_for_selector(f"li:has-text('{subject}') .rich blockquote")
        page.keyboard.type(text)

    def test_r_answers_below_the_mail_and_the_answer_goes_into_its_thread(self):
        mail, page = self.asked("The lift at the door"), self.browser.signed_in(self.server)
        self.answered(page, "The lift at the door", "Yes, we can.")
        page.keyboard.press("Control+Enter")
        page.wait_for_selector(".toast button:has-text('Undo')")
        page.wait_for_selector("li:has-text('The lift at the door')", state="detached")
        self.assertTrue(page.url.endswith("/inbox/"))
        sent = next(one for one in self.mails(mail["thread_id"]) if one["status"] != "inbox")
        self.assertEqual(sent["subject"], "Re: The lift at the door")
        self.assertIn("Yes, we can.", sent["body_html"])
        self.assertIn("Newport Beach", sent["body_html"])
        self.assertEqual(page.problems, [])

    def test_undo_takes_the_answer_back_and_the_mail_waits_again(self):
        mail, page = self.asked("Taken back at once"), self.browser.signed_in(self.server)
        self.answered(page, "Taken back at once", "Too early.")
        page.keyboard.press("Control+Enter")
        page.wait_for_selector(".toast button:has-text('Undo')")
        page.keyboard.press("z")
        page.wait_for_url("**/compose/**")
        self.assertIn("Too early.", page.inner_text(".rich"))
        self.assertEqual({one["status"] for one in self.mails(mail["thread_id"])}, {"inbox", "draft"})
        page.goto("/inbox/")
        self.assertTrue(page.is_visible("li:has-text('Taken back at once')"))

    def test_escape_puts_the_answer_away_as_a_draft_and_nothing_is_sent(self):
        mail, page = self.asked("Not now"), self.browser.signed_in(self.server)
        self.answered(page, "Not now", "I will look.")
        page.keyboard.press("Escape")
        page.wait_for_selector(".answer", state="detached")
        draft = until(lambda: next((one for one in self.mails(mail["thread_id"]) if one["status"] == "draft"), None), 10, "a draft")
        self.assertIn("I will look.", draft["body_html"])
        self.assertTrue(page.is_visible("li:has-text('Not now')"))

    def test_what_arrives_meanwhile_leaves_the_answer_alone(self):
        self.asked("Being answered")
        page = self.browser.signed_in(self.server)
        self.answered(page, "Being answered", "Half a sent")
        page.wait_for_timeout(1500)
        # Somebody who looks elsewhere while writing: the list may be put in place anew.
        page.click("h1")
        self.asked("Arrives meanwhile", lead=4)
        page.wait_for_selector("li:has-text('Arrives meanwhile')", timeout=15000)
        self.assertIn("Half a sent", page.inner_text("li:has-text('Being answered') .rich"))

    def test_refused_answer_stays_and_its_draft_is_kept_once(self):
        mail, page = self.asked("To nobody"), self.browser.signed_in(self.server)
        self.answered(page, "To nobody", "Hello")
        page.fill(".answer [name=to]", "not an address")
        page.keyboard.press("Control+Enter")
        page.wait_for_selector(".toast:has-text('To')")
        self.assertIn("Hello", page.inner_text(".answer .rich"))
        page.fill(".answer [name=to]", "stan@sitwell.example")
        page.keyboard.press("Control+Enter")
        page.wait_for_selector("li:has-text('To nobody')", state="detached")
        self.assertEqual(len(self.mails(mail["thread_id"])), 2)

    def test_answer_on_a_lead_stays_on_its_page(self):
        self.asked("On its page", lead=5)
        page = self.browser.signed_in(self.server)
        page.goto(f"/lead/{self.story.leads[5]['id']}/")
        page.keyboard.press("r")
        page.wait_for_selector(".mail-in .rich blockquote")
        page.click(".answer button:has-text('Save draft')")
        page.wait_for_selector(".toast:has-text('Draft saved.')")
        page.wait_for_selector(".thread .tag:has-text('draft')")
        page.keyboard.press("r")
        page.wait_for_selector(".mail-in .rich blockquote")
        page.keyboard.type("Here it is.")
        page.keyboard.press("Control+Enter")
        page.wait_for_selector(".toast button:has-text('Undo')")
        page.wait_for_selector(".thread .tag:has-text('on its way')")
        self.assertIn("/lead/", page.url)

    def test_without_scripts_reply_is_a_page_that_leads_back(self):
        self.asked("By hand", lead=6)
        page = self.browser.signed_in(self.server, java_script_enabled=False)
        page.click("li:has-text('By hand') a:has-text('Reply')")
        self.assertEqual(page.input_value("#subject"), "Re: By hand")
        page.click("button[value=send]")
        page.wait_for_url("**/inbox/?sent=**")
        self.assertEqual(page.query_selector_all("li:has-text('By hand')"), [])

    # The list of emails

    def test_tabs_say_how_many_there_are(self):
        page = self.browser.signed_in(self.server)
        page.goto("/emails/?tab=scheduled")
        drafts = len(self.server.api("GET", "activity/email/?status=draft")["data"])
        self.assertEqual(page.inner_text("a[href='/emails/?tab=draft'] .n"), str(drafts))
        self.assertEqual(page.inner_text("a[href='/emails/?tab=scheduled'] .n"), "1")
        self.assertIsNone(page.query_selector("a[href='/emails/?tab=error'] .n"))


if __name__ == "__main__":
    unittest.main()
