"""Mail that wants to run or to tell that it was opened: nothing of it does, in the view of an email and in the editor."""
import unittest
import urllib.error

from ajar_browser import EMAIL, Browser, Server
from hostile import CASES

# What must not be in a mail's page, whatever it was made of. The head is ours.
LOOK = """() => {
  const found = [];
  for (const element of document.body.querySelectorAll("*")) {
    if (/^(script|style|link|meta|base|iframe|frame|object|embed|applet|form|input|button|svg|math|template|noscript|portal)$/i.test(element.localName)) found.push(element.localName);
    for (const { name, value } of element.attributes) {
      if (/^on/i.test(name) || /^(srcdoc|srcset|formaction|ping|background|id|name|is)$/i.test(name)) found.push(name);
      if (/^(href|src)$/.test(name) && !/^(https?:|mailto:|tel:|cid:|data:image\\/(png|gif|jpeg|webp);base64,|\\?quoted=)/i.test(value)) found.push(`${name}=${value}`);
      if (name === "style" && /url|expression|fixed|absolute|image-set|var\\(/i.test(value)) found.push(`style=${value}`);
    }
  }
  return found;
}"""


# Those that leave nothing open share a mail, ten at a time; whatever could swallow its neighbours has one of its own.
TOGETHER = ("event", "link", "picture", "name", "style")


def mails():
    alone = [(name, html) for name, html in CASES if name.split()[0] not in TOGETHER or "\0" in html]
    for kind in TOGETHER:
        cases = [(name, html) for name, html in CASES if name.split()[0] == kind and "\0" not in html]
        for index in range(0, len(cases), 10):
            part = cases[index:index + 10]
            alone.append((", ".join(name for name, _ in part), "".join(f"<div>{html}</div>" for _, html in part)))
    return alone


class HostileMail(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server, cls.browser = Server(), Browser()

    @classmethod
    def tearDownClass(cls):
        cls.browser.stop()
        cls.server.stop()

    def watched(self):
        """A signed-in page, and the requests it makes to others."""
        page, leaks = self.browser.signed_in(self.server), []
        page.on("request", lambda request: None if request.url.startswith((self.server.url, "data:", "about:", "cid:")) else leaks.append(request))
        return page, leaks

    def receive(self, lead, html, status="inbox"):
        """The email, or nothing when the door didn't let it in: text with a NUL in it is refused."""
        try:
            return self.server.api("POST", "activity/email/", {
                "lead_id": lead["id"], "status": status, "sender": "mallory@example.com", "to": [EMAIL], "subject": "Hostile",
                "body_html": html})
        except urllib.error.HTTPError as refusal:
            self.assertEqual((refusal.code, "\0" in html), (400, True))
            return None

    def test_there_are_cases_enough(self):
        self.assertGreaterEqual(len(CASES), 200)
        self.assertEqual(len({name for name, _ in CASES}), len(CASES))

    def test_nothing_of_a_mail_runs_and_nothing_is_asked_elsewhere(self):
        lead, (page, leaks) = self.server.lead(), self.watched()
        for name, html in mails():
            with self.subTest(name=name, html=html[:300]):
                email = self.receive(lead, f"<p>Before</p>{html}<p>After</p>")
                if not email:
                    continue
                page.goto(f"/mail/{email['id']}/body/?quoted=1")
                self.assertEqual(page.evaluate(LOOK), [])
                self.assertEqual(page.evaluate("window.ran ?? 0"), 0)
                self.assertEqual([request.url for request in leaks], [])
                # Who asks for pictures gets pictures, and nothing else.
                page.goto(f"/mail/{email['id']}/body/?quoted=1&images=1")
                self.assertEqual(page.evaluate("window.ran ?? 0"), 0)
                self.assertEqual({request.resource_type for request in leaks} - {"image"}, set())
                leaks.clear()

    def test_lead_page_shows_hostile_mail_and_stays_itself(self):
        lead, (page, leaks) = self.server.lead("Mallory"), self.watched()
        for name, html in CASES[::12]:
            self.receive(lead, f"<p>{name}</p>{html}")
        self.receive(lead, "<p>The last one</p>" + "".join(html for name, html in CASES if name.startswith("vector")))
        page.goto(f"/lead/{lead['id']}/")
        page.wait_for_load_state("networkidle")
        self.assertEqual(page.evaluate("window.ran ?? 0"), 0)
        self.assertEqual([request.url for request in leaks], [])
        self.assertEqual(page.url, f"{self.server.url}/lead/{lead['id']}/")

    def test_pictures_from_elsewhere_wait_until_asked(self):
        lead, (page, leaks) = self.server.lead(), self.watched()
        email = self.receive(lead, "<p>Hi</p><img src=\"http://127.0.0.1:9/pixel.gif\">")
        page.goto(f"/mail/{email['id']}/body/")
        page.wait_for_load_state("networkidle")
        self.assertEqual(leaks, [])
        with page.expect_request("**/pixel.gif"):
            page.click("text=Show them")

    def test_hostile_draft_runs_nothing_in_the_editor(self):
        lead, (page, leaks) = self.server.lead(), self.watched()
        for name, html in mails()[::3]:
            with self.subTest(name=name):
                email = self.receive(lead, html, status="draft")
                if not email:
                    continue
                page.goto(f"/compose/?email={email['id']}", wait_until="domcontentloaded")
                self.assertEqual(page.evaluate("window.ran ?? 0"), 0)
                self.assertEqual({request.resource_type for request in leaks} - {"image"}, set())

    def test_hostile_template_runs_nothing_in_its_preview(self):
        page, leaks = self.watched()
        for name, html in CASES[1::20]:
            with self.subTest(name=name):
                template = self.server.api("POST", "email_template/", {"name": name, "subject": "x", "body": html.replace("{{", "{ {").replace("{%", "{ %")})
                page.goto(f"/mail/{template['id']}/body/?of=template")
                self.assertEqual(page.evaluate(LOOK), [])
                self.assertEqual([request.url for request in leaks], [])


if __name__ == "__main__":
    unittest.main()
