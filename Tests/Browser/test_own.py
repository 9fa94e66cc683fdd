"""What organizations make their own: fields, activities, objects, groups, templates; and one's own password and mailbox."""
import unittest

from ajar_browser import PASSWORD, until
from story import Told


class Own(Told):
    def lead(self, index=0):
        return self.server.api("GET", f"lead/{self.story.leads[index]['id']}/")

    # On a lead

    def test_field_with_several_values_is_changed_in_place(self):
        page, field = self.browser.signed_in(self.server), f"custom.{self.story.uses['id']}"
        page.goto(f"/lead/{self.story.leads[2]['id']}/")
        page.click(".several > summary")
        for choice in ("Storage", "Cooling"):
            page.check(f".several label:has-text('{choice}') input")
        until(lambda: set(self.lead(2).get(field) or []) == {"Cooling", "Storage"}, 10, "two values")
        self.assertEqual(page.inner_text(".several > summary"), "Cooling, Storage")
        page.uncheck(".several label:has-text('Storage') input")
        until(lambda: self.lead(2)[field] == ["Cooling"], 10, "one value")
        page.uncheck(".several label:has-text('Cooling') input")
        until(lambda: self.lead(2).get(field) is None, 10, "no value")

    def test_activity_of_an_own_type_is_logged_without_scripts(self):
        page = self.browser.signed_in(self.server, java_script_enabled=False)
        page.goto(f"/lead/{self.story.leads[3]['id']}/")
        page.click("a:has-text('Site visit')")
        page.fill("#custom textarea", "The box has three sides.")
        page.click("#custom button[value=log-custom]")
        self.assertIn("The box has three sides.", page.inner_text(".entry:has-text('Site visit')"))
        made = self.server.api("GET", f"activity/custom/?lead_id={self.story.leads[3]['id']}")["data"]
        self.assertEqual(len(made), 1)

    def test_object_is_added_changed_and_deleted(self):
        page = self.browser.signed_in(self.server)
        lead = self.story.leads[4]["id"]
        page.goto(f"/lead/{lead}/")
        page.click("a:has-text('Add Machine')")
        page.fill("#custom [name=name]", "Server rack")
        page.fill("#custom label:has-text('Serial number') input", "A-1")
        page.click("#custom button[value=add-object]")
        self.assertIn("A-1", page.inner_text(".thing:has-text('Server rack')"))
        page.click(".thing a:has-text('Server rack')")
        page.fill("#custom label:has-text('Serial number') input", "A-2")
        page.click("#custom button[value=edit-object]")
        self.assertIn("A-2", page.inner_text(".thing:has-text('Server rack')"))
        page.click(".thing a:has-text('Server rack')")
        page.on("dialog", lambda dialog: dialog.accept())
        page.click("#custom button[value=delete-object]")
        page.wait_for_selector(".thing", state="detached")
        self.assertEqual(self.server.api("GET", f"custom_object/?lead_id={lead}")["data"], [])

    def test_object_of_another_lead_opens_no_form_of_a_stranger(self):
        page = self.browser.signed_in(self.server)
        answer = page.goto(f"/lead/{self.story.leads[4]['id']}/?object=custobj_0000000000000000000000")
        self.assertEqual(answer.status, 404)

    # Settings

    def test_type_of_activity_and_its_field_are_made_in_the_settings(self):
        page = self.browser.signed_in(self.server)
        page.goto("/settings/activities/")
        page.click("summary:has-text('Add a type of activity')")
        page.fill("details[open] [name=name]", "Audit")
        page.click("details[open] button[value=create]")
        section = "section:has(h2:has-text('“Audit”'))"
        page.click(f"{section} summary:has-text('Add a field')")
        page.fill(f"{section} details[open] [name=name]", "Result")
        page.click(f"{section} details[open] button[value=create]")
        page.wait_for_selector(f"{section} summary:has-text('Result')")
        made = next(one for one in self.server.api("GET", "custom_activity/")["data"] if one["name"] == "Audit")
        self.assertEqual([field["name"] for field in made["fields"]], ["Result"])

    def test_members_of_a_group_are_ticked(self):
        page = self.browser.signed_in(self.server)
        page.goto("/settings/groups/")
        page.click("summary:has-text('Add a group')")
        page.fill("details[open] [name=name]", "East")
        page.check("details[open] label:has-text('Rita Rep') input")
        page.click("details[open] button[value=create]")
        self.assertIn("Rita Rep", page.inner_text("summary:has-text('East')"))
        group = next(one for one in self.server.api("GET", "group/")["data"] if one["name"] == "East")
        page.click("summary:has-text('East')")
        page.uncheck("details[open] label:has-text('Rita Rep') input")
        page.click("details[open] button[value=update]")
        self.assertEqual(self.server.api("GET", f"group/{group['id']}/")["members"], [])

    def test_text_and_playbook_are_kept(self):
        page = self.browser.signed_in(self.server)
        for path, name, resource in (("messages", "On my way", "sms_template"), ("playbooks", "First call", "playbook")):
            page.goto(f"/settings/{path}/")
            page.click(".desk-add > summary")
            page.fill(".desk-add [name=name]", name)
            page.click(".desk-add button[value=create]")
            page.wait_for_selector(f"summary:has-text('{name}')")
            self.assertIn(name, [one["name"] for one in self.server.api("GET", f"{resource}/")["data"]])

    def test_mailbox_gets_caps_a_warm_up_and_hours(self):
        page = self.browser.signed_in(self.server)
        page.goto("/settings/mailboxes/")
        page.click("summary:has-text('warm-up')")
        page.fill("[name=per_day]", "200")
        page.fill("[name=started_on]", "2026-01-05")
        page.fill("[name=first_day]", "20")
        page.fill("[name=growth_percent]", "25")
        for day in ("Mon", "Tue"):
            page.click(f".windows label:has-text('{day}')")
        page.fill("[name='window:0:from']", "08:30")
        page.fill("[name='window:0:to']", "23:59")
        page.fill("[name=timezone]", "Europe/Berlin")
        page.click("button[value=limit]")
        page.wait_for_selector("summary:has-text('200 a day, warming up, at certain hours')")
        account = self.server.api("GET", "connected_account/")["data"][0]
        sending = account["sending"]
        self.assertEqual(sending["warm_up"], {"started_on": "2026-01-05", "first_day": 20, "growth": 1.25})
        self.assertEqual(sending["windows"], [{"days": ["monday", "tuesday"], "from": "08:30", "to": "24:00"}])
        self.assertEqual(sending["timezone"], "Europe/Berlin")
        page.click("summary:has-text('warm-up')")
        page.fill("[name=timezone]", "Middle Earth")
        page.click("button[value=limit]")
        self.assertIn("Timezone: Not a time zone", page.inner_text(".problem"))
        self.assertEqual(page.input_value("[name=timezone]"), "Middle Earth")
        self.assertEqual(self.server.api("GET", "connected_account/")["data"][0]["sending"], sending)
        self.server.api("PUT", f"connected_account/{account['id']}/", {"sending": None})

    def test_new_password_needs_the_old_one_and_ends_other_sessions(self):
        page, other = self.browser.signed_in(self.server), self.browser.signed_in(self.server)
        page.goto("/settings/security/")

        def change(old, new):
            page.fill("[name=old_password]", old)
            page.fill("[name=new_password]", new)
            page.click("button[value=password]")

        change("not the password", "another fine password")
        self.assertIn("not your password", page.inner_text(".problem"))
        other.goto("/leads/")
        self.assertTrue(other.url.endswith("/leads/"))
        try:
            change(PASSWORD, "another fine password")
            page.wait_for_selector(".toast:has-text('new password')")
            other.goto("/leads/")
            self.assertIn("/login", other.url)
            page.goto("/leads/")
            self.assertTrue(page.url.endswith("/leads/"))
        finally:
            page.goto("/settings/security/")
            change("another fine password", PASSWORD)

    # The list

    def test_pages_of_leads_go_forth_and_back_by_their_rows(self):
        for n in range(110):
            self.server.api("POST", "lead/", {"name": f"Zz page {n:03}"})
        page = self.browser.signed_in(self.server)

        def names():
            return [cell.inner_text() for cell in page.query_selector_all("tbody .cover")]

        for sort in ("name", "-name", "created", "-updated"):
            with self.subTest(sort=sort):
                page.goto(f"/leads/?query=page&sort={sort}")
                self.assertEqual(page.inner_text(".head .count"), "More than 50 found")
                first = names()
                page.click("a[rel=next]")
                second = names()
                page.click("a[rel=next]")
                third = names()
                self.assertEqual(len(set(first + second + third)), 110)
                self.assertIsNone(page.query_selector("a[rel=next]"))
                page.click("a[rel=prev]")
                self.assertEqual(names(), second)
                page.click("a[rel=prev]")
                self.assertEqual(names(), first)
                self.assertIsNone(page.query_selector("a[rel=prev]"))


if __name__ == "__main__":
    unittest.main()
