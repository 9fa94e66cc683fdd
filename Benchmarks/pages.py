"""The web app: every page as somebody who is signed in opens it, among so many leads, and when Chromium paints the list of them."""

import os
import re
import time

import requests

import lists
import seed
from server import PASSWORD, SENDER

NAME = "page: "
PAINT = "list of leads: first contentful paint"
#: So much lies in the inbox and on one lead: what a page shows is as long as it gets.
MAILS = 120


def measure(bench, database):
    options, table = bench.options, bench.table
    with bench.server(database) as server:
        bench.progress(f"{database}: {options.leads:,} leads for the pages")
        server.stop()
        api = requests.Session()
        api.auth = (server.key, "")
        url = server.options[-1] if "--database" in server.options else os.path.join(server.folder, "ajar.sqlite")
        _, statuses = lists.loaded(server, api, url, options.leads)
        server.start()
        lead = seed.lead_id(options.leads // 2)
        fill(server, api, lead)
        browser = signed_in(server)
        for name, path in pages(browser, server, lead, statuses, options.leads).items():
            for time_taken in times(browser, server.base + path, 3 if options.quick else 15):
                table.add(NAME + name, time_taken, "ms")
        for milliseconds in paints(bench, server, browser, 1 if options.quick else 7):
            table.add(PAINT, milliseconds, "ms")


def judge(table):
    medians = [table.median(name) for name in table.rows if name.startswith(NAME)]
    if medians:
        table.aim("the slowest page, at its median", max(medians), "≤", 50, "ms")
    table.aim("first contentful paint of the list of leads", table.median(PAINT), "≤", 500, "ms")


def fill(server, api, lead):
    """What the day of a rep leaves on a lead."""
    def post(path, **body):
        return lists.ask(api, "post", f"{server.base}/api/v1/{path}/", json=body)
    for n in range(MAILS):
        post("activity/email", lead_id=lead, status="inbox", sender=f"ada{n}@garden.example", to=[SENDER],
             subject=f"A question about the seeds {n}", body_text="Good morning,\n\nhow soon could they be here?\n" * 5)
        post("activity/email", lead_id=lead, status="draft" if n % 4 else "sent", sender=SENDER, to=["ada@garden.example"],
             subject=f"Our offer {n}", body_html="<p>Good morning,</p><p>here is our offer.</p>" * 5)
    for n in range(40):
        post("task", lead_id=lead, text=f"Call again {n}", date="2024-01-01")
        post("opportunity", lead_id=lead, value=100_00 * n, value_period="one_time", note="Seeds for the spring")
        post("activity/note", lead_id=lead, note="They decide in March.")
    post("email_template", name="First contact", subject="Hello {{ contact.first_name }}", body="<p>Dear {{ contact.first_name }},</p>")


def signed_in(server):
    browser = requests.Session()
    form = re.search(r'name="form" value="([^"]*)"', browser.get(f"{server.base}/login").text)[1]
    answer = browser.post(
        f"{server.base}/login", data={"form": form, "email": SENDER, "password": PASSWORD, "next": "/inbox/"})
    answer.raise_for_status()
    return browser


def pages(browser, server, lead, statuses, leads):
    """The address of each page by its name."""
    middle = f"Kelp,{seed.lead_id(0)}"
    found = {
        "inbox": "/inbox/", "leads": "/leads/", "leads by name": "/leads/?sort=name", "leads by creation": "/leads/?sort=created",
        "leads by name, from the middle on": f"/leads/?sort=name&after={middle}",
        "leads by name, back from the middle": f"/leads/?sort=-name&before={middle}",
        "leads of a status": f"/leads/?status={statuses[0]}", "leads of a status by name": f"/leads/?sort=name&status={statuses[0]}",
        "leads: a word of many": "/leads/?query=amber", "leads: a word of all, by name": "/leads/?sort=name&query=supplies",
        "leads: a word of one": f"/leads/?query=supplies+{leads // 2}",
        "lead": f"/lead/{lead}/", "write": "/compose/", "write to a lead": f"/compose/?lead={lead}",
        "emails, sent": "/emails/", "emails, drafts": "/emails/?tab=draft", "emails, received": "/emails/?tab=inbox",
        "opportunities": "/opportunities/", "templates": "/templates/", "template, new": "/templates/new/",
        "import and export": "/import/", "settings": "/settings/", "palette": "/palette/?q=amber", "people": "/palette/?people=amb"}
    for path in dict.fromkeys(re.findall(r'href="(/settings/[a-z]+/)"', browser.get(f"{server.base}/settings/").text)):
        found[f"settings, {path.split('/')[2]}"] = path
    return found


def times(browser, url, count):
    """Milliseconds until the whole answer is there, without the first one."""
    for n in range(count + 1):
        begun = time.perf_counter()
        answer = browser.get(url, allow_redirects=False)
        taken = (time.perf_counter() - begun) * 1000
        if answer.status_code != 200:
            raise SystemExit(f"{url} was answered with {answer.status_code}")
        if n:
            yield taken


def paints(bench, server, browser, count):
    """Milliseconds until Chromium paints something of the list, with nothing kept from an earlier visit."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        bench.table.missing.append("first contentful paint: Playwright for Python is not installed")
        return
    cookies = [{"name": cookie.name, "value": cookie.value, "url": server.base} for cookie in browser.cookies]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=os.environ.get("AJAR_TEST_CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"])
        for n in range(count + 1):
            context = chromium.new_context()
            context.add_cookies(cookies)
            page = context.new_page()
            page.goto(f"{server.base}/leads/")
            # The pages allow no eval, with which Playwright would wait in them.
            while (painted := page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime")) is None:
                time.sleep(0.02)
            context.close()
            if n:
                yield painted
        chromium.close()
