"""A rep's day: the inbox from the keyboard, the list of leads, a lead changed in place, writing to people one knows."""
import unittest

from ajar_browser import until
from story import Told, day


class Day(Told):
    def task(self, text):
        return next(task for task in self.server.api("GET", "task/?_limit=200")["data"] if task["text"] == text)

    def new_task(self, text, lead=0):
        return self.server.api("POST", "task/", {"lead_id": self.story.leads[lead]["id"], "text": text, "date": day(0)})

    # The inbox

    def test_e_completes_the_task_one_is_at_and_z_takes_it_back(self):
        self.new_task("Feed the seal")
        page = self.browser.signed_in(self.server)
        while not page.query_selector(".at:has-text('Feed the seal')"):
            page.keyboard.press("j")
        page.keyboard.press("e")
        page.wait_for_selector(".toast:has-text('Done.')")
        self.assertTrue(self.task("Feed the seal")["is_complete"])
        self.assertEqual(page.query_selector_all("li:has-text('Feed the seal')"), [])
        page.keyboard.press("z")
        page.wait_for_selector("li:has-text('Feed the seal')")
        self.assertFalse(self.task("Feed the seal")["is_complete"])

    def test_s_puts_a_task_off_until_a_day_that_is_chosen(self):
        self.new_task("Call the bank")
        page = self.browser.signed_in(self.server)
        page.click("li:has-text('Call the bank') summary")
        page.click("li:has-text('Call the bank') button:has-text('Tomorrow')")
        page.wait_for_selector("li:has-text('Call the bank')", state="detached")
        self.assertEqual(self.task("Call the bank")["date"], day(1))

    def test_snooze_into_the_past_is_refused(self):
        task, page = self.new_task("Stay here"), self.browser.signed_in(self.server)
        token = page.get_attribute("meta[name=csrf]", "content")
        answer = page.request.post("/inbox/", form={"form": token, "do": "snooze", "task": task["id"], "until": "2001-01-01"})
        self.assertEqual(answer.status, 400)
        self.assertEqual(self.task("Stay here")["date"], day(0))

    def test_missed_call_waits_until_somebody_called_back(self):
        lead = self.server.lead("Lucille Two", "Lucille Austero", "lucille@two.example")
        self.server.api("POST", "activity/call/", {"lead_id": lead["id"], "direction": "inbound", "duration": 0, "phone": "+16505550199"})
        page = self.browser.signed_in(self.server)
        page.click("section:has(#missed) li:has-text('Lucille Two') button")
        page.wait_for_selector("section:has(#missed) li:has-text('Lucille Two')", state="detached")
        calls = self.server.api("GET", f"activity/call/?lead_id={lead['id']}")["data"]
        self.assertEqual({call["direction"] for call in calls}, {"inbound", "outbound"})

    # The list

    def test_leads_are_ordered_by_a_click_and_filtered_by_status(self):
        page = self.browser.signed_in(self.server)
        page.goto("/leads/")
        page.click("th a:has-text('Name')")
        names = [cell.inner_text() for cell in page.query_selector_all("tbody .cover")]
        self.assertEqual(names, sorted(names, key=str))
        self.assertEqual(page.get_attribute("th:has-text('Name')", "aria-sort"), "ascending")
        wanted = self.server.api("GET", f"lead/{self.story.leads[3]['id']}/")["status_label"]
        page.select_option("select[name=status]", label=wanted)
        page.wait_for_url("**status=stat_**")
        self.assertEqual({tag.inner_text() for tag in page.query_selector_all("tbody .tag")}, {wanted})
        self.assertIn("sort=name", page.url)

    def test_chosen_columns_are_remembered_and_may_be_custom_fields(self):
        page = self.browser.signed_in(self.server, java_script_enabled=False)
        page.goto("/leads/")
        page.click("summary:has-text('Columns')")
        page.check("label:has-text('Region') input")
        page.click(".menu button:has-text('Show')")
        page.goto("/leads/?query=Hooli")
        self.assertEqual(page.inner_text("tbody td:last-child"), "North")
        self.assertIn("Region", page.inner_text("thead"))

    # A lead

    def test_field_is_saved_when_one_leaves_it(self):
        page = self.browser.signed_in(self.server)
        lead = self.story.leads[6]
        page.goto(f"/lead/{lead['id']}/")
        page.select_option(f"[id='custom.{self.story.region['id']}']", "West")
        page.wait_for_selector(".toast:has-text('Saved.')")
        self.assertEqual(self.server.api("GET", f"lead/{lead['id']}/")[f"custom.{self.story.region['id']}"], "West")
        page.fill(f"[id='custom.{self.story.seats['id']}']", "")
        page.keyboard.press("Tab")
        until(lambda: self.server.api("GET", f"lead/{lead['id']}/").get(f"custom.{self.story.seats['id']}") is None, 10, "an empty field")

    def test_person_and_opportunity_are_changed_without_scripts(self):
        page = self.browser.signed_in(self.server, java_script_enabled=False)
        lead = self.story.leads[1]
        page.goto(f"/lead/{lead['id']}/")
        page.click("summary[aria-label='Edit Stan Sitwell']")
        page.fill(".person [name=email]", "stan@sitwell.example, office@sitwell.example")
        page.click("button[value=edit-contact]")
        emails = self.server.api("GET", f"lead/{lead['id']}/")["contacts"][0]["emails"]
        self.assertEqual([email["email"] for email in emails], ["stan@sitwell.example", "office@sitwell.example"])
        page.click(".deal > summary")
        page.fill(".deal [name=value]", "99.50")
        page.click("button[value=edit-deal]")
        self.assertEqual(self.server.api("GET", f"opportunity/?lead_id={lead['id']}")["data"][0]["value"], 9950)
        page.click(".deal > summary")
        page.fill(".deal [name=value]", "a lot")
        page.click("button[value=edit-deal]")
        self.assertIn("amount", page.inner_text(".problem"))
        self.assertEqual(self.server.api("GET", f"opportunity/?lead_id={lead['id']}")["data"][0]["value"], 9950)

    def test_quoted_text_is_folded_until_asked(self):
        page = self.browser.signed_in(self.server)
        page.goto(self.story.pages["lead"])
        frame = page.frame_locator("details.mail[open] iframe").first
        self.assertNotIn("four hundred bananas", frame.locator("body").inner_text())
        frame.locator("text=Show quoted text").click()
        frame.locator("text=four hundred bananas").wait_for()

    # Writing

    def test_people_are_found_by_a_few_letters(self):
        page = self.browser.signed_in(self.server)
        page.goto("/compose/")
        page.keyboard.type("hendr")
        page.wait_for_selector(".suggest li:has-text('richard@piedpiper.example')")
        page.keyboard.press("Enter")
        self.assertEqual(page.input_value("#to"), "Richard Hendricks <richard@piedpiper.example>, ")
        page.fill("#subject", "Found you")
        page.wait_for_selector(".saved:has-text('Draft saved')")
        drafts = self.server.api("GET", f"activity/email/?lead_id={self.story.leads[4]['id']}")["data"]
        self.assertIn("Found you", [draft["subject"] for draft in drafts])

    def test_pasted_file_is_attached_and_sent_along(self):
        page = self.browser.signed_in(self.server)
        page.goto(f"/compose/?lead={self.story.leads[7]['id']}&to=lucius@wayne.example")
        page.fill("#subject", "With a file")
        page.evaluate("""() => {
            const data = new DataTransfer();
            data.items.add(new File(["hello"], "hello.txt", { type: "text/plain" }));
            document.querySelector("form.composer").dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
        }""")
        page.wait_for_selector(".files li:has-text('hello.txt')")
        page.wait_for_selector(".saved:has-text('Draft saved')")
        draft = next(mail for mail in self.server.api("GET", f"activity/email/?lead_id={self.story.leads[7]['id']}")["data"] if mail["subject"] == "With a file")
        self.assertEqual([file["filename"] for file in draft["attachments"]], ["hello.txt"])

    def test_email_is_scheduled_and_can_be_taken_back(self):
        page = self.browser.signed_in(self.server)
        page.goto(f"/compose/?lead={self.story.leads[5]['id']}&to=pam@dunder.example")
        page.fill("#subject", "Later")
        page.click(".rich")
        page.keyboard.type("Good morning!")
        page.click("summary:has-text('Later')")
        page.fill("[name=date_scheduled_local]", f"{day(2)}T09:30")
        page.click("button[value=schedule]")
        page.wait_for_url("**/lead/**")
        page.goto("/emails/?tab=scheduled")
        page.click("li:has-text('Later') button:has-text('Take back')")
        page.wait_for_url("**/compose/**")
        self.assertEqual(page.input_value("#subject"), "Later")


if __name__ == "__main__":
    unittest.main()
