"""Every page of a rep: without violations of the rules that axe knows, without sideways scrolling, in both themes."""
import unittest

from axe_playwright_python.sync_playwright import Axe
from story import Told

REPS = ("inbox", "leads", "lead", "visit", "compose", "draft", "emails", "drafts", "scheduled", "errors")


class Pages(Told):
    def look(self, page, name):
        found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
        told = [f"{one['id']}: {one['help']}: {[node['html'][:160] for node in one['nodes'][:3]]}" for one in found.response["violations"]]
        self.assertEqual(told, [], name)

    def test_axe_has_nothing_against_any_page_in_either_theme(self):
        for theme in ("light", "dark"):
            page = self.browser.signed_in(self.server, color_scheme=theme)
            for name in REPS:
                with self.subTest(page=name, theme=theme):
                    page.goto(self.story.pages[name])
                    page.wait_for_load_state("networkidle" if name == "lead" else "load")
                    self.look(page, name)
            self.assertEqual(page.problems, [])

    def test_axe_has_nothing_against_what_opens(self):
        page = self.browser.signed_in(self.server)
        page.keyboard.press("?")
        self.look(page, "help")
        page.keyboard.press("Escape")
        page.keyboard.press("Control+k")
        page.keyboard.type("blu")
        page.wait_for_selector("#found li:has-text('Bluth')")
        self.look(page, "palette")
        page.keyboard.press("Escape")
        page.goto(self.story.pages["leads"])
        page.click("summary:has-text('Columns')")
        self.look(page, "columns")
        page.goto(self.story.pages["lead"])
        for summary in page.query_selector_all("main details:not(.mail):not(.menu) > summary"):
            summary.click()
        self.look(page, "lead with open forms")

    def test_narrow_screen_never_scrolls_sideways(self):
        page = self.browser.signed_in(self.server, width=360, height=740)
        for name in REPS:
            with self.subTest(page=name):
                page.goto(self.story.pages[name])
                self.assertLessEqual(page.evaluate("document.documentElement.scrollWidth"), 360)

    def test_targets_are_big_enough_for_a_finger(self):
        page = self.browser.signed_in(self.server, width=360, height=740, has_touch=True)
        for name in REPS:
            with self.subTest(page=name):
                page.goto(self.story.pages[name])
                small = page.evaluate("""() => [...document.querySelectorAll("button, summary, select, input:not([type=hidden])")]
                    .filter((one) => one.offsetParent).map((one) => [one.outerHTML.slice(0, 120), one.getBoundingClientRect()])
                    .filter(([, box]) => box.width < 23.9 || box.height < 23.9).map(([html]) => html)""")
                # A box to tick is as big as its label.
                self.assertEqual([html for html in small if "checkbox" not in html], [])


if __name__ == "__main__":
    unittest.main()
