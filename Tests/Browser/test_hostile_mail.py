"""Mail that wants to run: nothing of it does, in the view of an email."""
import unittest

from ajar_browser import EMAIL, Browser, Server

RUN = "(window.top.ran=(window.top.ran||0)+1)"
HOSTILE = [
    f"<script>{RUN}</script>", f"<img src=x onerror=\"{RUN}\">", f"<svg onload=\"{RUN}\">", f"<svg><script>{RUN}</script></svg>",
    f"<body onload=\"{RUN}\">x</body>", f"<iframe srcdoc=\"<script>{RUN}</script>\"></iframe>",
    f"<iframe src=\"javascript:{RUN}\"></iframe>", f"<a href=\"javascript:{RUN}\" id=x>click</a>",
    f"<a href=\" java\nscript:{RUN}\">click</a>", f"<a href=\"&#106;avascript:{RUN}\">click</a>",
    f"<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror={RUN}&gt;\">",
    f"<form><button formaction=\"javascript:{RUN}\">go</button></form>", f"<details open ontoggle=\"{RUN}\">x</details>",
    f"<input autofocus onfocus=\"{RUN}\">", f"<video><source onerror=\"{RUN}\"></video>", f"<object data=\"javascript:{RUN}\"></object>",
    f"<embed src=\"javascript:{RUN}\">", f"<base href=\"javascript:/a/-{RUN}\"><a href=\"#\">x</a>",
    f"<meta http-equiv=refresh content=\"0;url=javascript:{RUN}\">", f"<link rel=stylesheet href=\"javascript:{RUN}\">",
    f"<style>@import 'javascript:{RUN}';</style>", f"<div style=\"background:url(javascript:{RUN})\">x</div>",
    f"<noscript><p title=\"</noscript><img src=x onerror={RUN}>\"></noscript>", f"<template><img src=x onerror=\"{RUN}\"></template>",
    f"<textarea></textarea><img src=x onerror=\"{RUN}\">", f"<title><img src=x onerror=\"{RUN}\"></title>",
    f"<svg><animate onbegin=\"{RUN}\" attributeName=x dur=1s>", f"<svg><a xlink:href=\"javascript:{RUN}\"><text y=20>x</text></a></svg>",
    f"<svg><foreignObject><img src=x onerror=\"{RUN}\"></foreignObject></svg>", f"<xmp><img src=x onerror=\"{RUN}\"></xmp>",
    f"<!--[if gte IE 4]><script>{RUN}</script><![endif]-->", f"<img src=\"x` `<script>{RUN}</script>\"` `>",
    f"<table background=\"javascript:{RUN}\"><tr><td>x", f"<marquee onstart=\"{RUN}\">x</marquee>",
    f"<a href=\"data:text/html,<script>{RUN}</script>\">x</a>", f"<img src=\"data:image/svg+xml,<svg onload='{RUN}'/>\">",
    f"<p id=\"</style><script>{RUN}</script>\">x</p>", f"<select><style></select><img src=x onerror=\"{RUN}\"></style>",
    f"<div><![CDATA[<img src=x onerror={RUN}>]]></div>", f"<plaintext><img src=x onerror=\"{RUN}\">",
]


class HostileMail(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server, cls.browser = Server(), Browser()

    @classmethod
    def tearDownClass(cls):
        cls.browser.stop()
        cls.server.stop()

    def receive(self, lead, html):
        return self.server.api("POST", "activity/email/", {
            "lead_id": lead["id"], "status": "inbox", "sender": "mallory@example.com", "to": [EMAIL], "subject": "Hostile",
            "body_html": html})

    def test_no_script_of_a_mail_runs(self):
        lead, page = self.server.lead(), self.browser.signed_in(self.server)
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        for html in HOSTILE:
            with self.subTest(html=html):
                email = self.receive(lead, f"<p>Before</p>{html}")
                for query in ("", "?quoted=1&images=1"):
                    page.goto(f"/mail/{email['id']}/body/{query}")
                    for link in page.query_selector_all("a"):
                        self.assertNotRegex((link.get_attribute("href") or "").lower(), r"^\s*(java|data|vb)")
                    self.assertEqual(page.evaluate("window.ran ?? 0"), 0)
        page.goto(f"/lead/{lead['id']}/")
        page.wait_for_timeout(1000)
        self.assertEqual(page.evaluate("window.ran ?? 0"), 0)
        for url in asked:
            self.assertTrue(url.startswith((self.server.url, "data:", "about:")) or "images=1" in page.url, url)

    def test_pictures_from_elsewhere_wait_until_asked(self):
        lead, page = self.server.lead(), self.browser.signed_in(self.server)
        email = self.receive(lead, "<p>Hi</p><img src=\"http://127.0.0.1:9/pixel.gif\">")
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"/mail/{email['id']}/body/")
        page.wait_for_timeout(300)
        self.assertFalse([url for url in asked if "pixel" in url])
        page.goto(f"/mail/{email['id']}/body/?images=1")
        page.wait_for_timeout(300)
        self.assertTrue([url for url in asked if "pixel" in url])

    def test_hostile_draft_runs_nothing_in_the_editor(self):
        lead, page = self.server.lead(), self.browser.signed_in(self.server)
        for html in HOSTILE:
            email = self.server.api("POST", "activity/email/", {"lead_id": lead["id"], "status": "draft", "body_html": html})
            page.goto(f"/compose/?email={email['id']}")
            self.assertEqual(page.evaluate("window.ran ?? 0"), 0, html)


if __name__ == "__main__":
    unittest.main()
