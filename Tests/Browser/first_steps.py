"""The pictures of the README: python3 first_steps.py FOLDER."""
import pathlib
import sys

from ajar_browser import EMAIL, PASSWORD, Browser, Server, until


def main(folder):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    server, browser = Server(is_set_up=False), Browser()
    try:
        page = browser.page(server, width=1000, height=640)
        page.goto("/")
        for name, text in (("organization", "Northwind"), ("name", "Rita Rep"), ("email", EMAIL), ("password", PASSWORD)):
            page.fill(f"[name={name}]", text)
        page.screenshot(path=folder / "first-run.png")
        page.click("button")
        page.wait_for_url("**/settings/mailboxes/")
        page.click("button[value=sandbox]")
        page.wait_for_selector("text=Sending works")
        page.screenshot(path=folder / "mailbox.png")
        page.goto("/compose/")
        page.fill("#to", "Ada Green <ada@garden.example>")
        page.fill("#subject", "Your seeds")
        page.click(".rich")
        page.keyboard.type("They are on their way.")
        page.keyboard.press("Control+Enter")
        page.wait_for_url("**/lead/**")
        page.wait_for_timeout(600)
        page.screenshot(path=folder / "sent.png")
        until(lambda: server.sandbox(), 40, "the email")
    finally:
        browser.stop()
        server.stop()


if __name__ == "__main__":
    main(sys.argv[1])
