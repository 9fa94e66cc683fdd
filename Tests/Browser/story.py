"""A small company on an ordinary Tuesday: what the pages show in pictures and tests."""
import datetime
import types
import unittest

from ajar_browser import EMAIL, Browser, Server

COMPANIES = [
    ("Bluth Company", "Michael Bluth", "michael@bluth.example", "President"),
    ("Sitwell Enterprises", "Stan Sitwell", "stan@sitwell.example", "Owner"),
    ("Vandelay Industries", "Art Vandelay", "art@vandelay.example", "Importer"),
    ("Hooli", "Gavin Belson", "gavin@hooli.example", "Chief executive"),
    ("Pied Piper", "Richard Hendricks", "richard@piedpiper.example", "Founder"),
    ("Dunder Mifflin Paper Company of Scranton, Pennsylvania", "Pam Beesly", "pam@dunder.example", "Office administrator"),
    ("Sterling Cooper", "Peggy Olson", "peggy@sterling.example", "Copy chief"),
    ("Wayne Enterprises", "Lucius Fox", "lucius@wayne.example", "Procurement"),
]


def day(days):
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=days)).date().isoformat()


def tell(server):
    server.sandbox_mailbox()
    api = server.api
    region = api("POST", "custom_field/lead/", {"name": "Region", "type": "choices", "choices": ["North", "South", "West"]})
    seats = api("POST", "custom_field/lead/", {"name": "Seats", "type": "number"})
    uses = api("POST", "custom_field/lead/", {
        "name": "Uses", "type": "choices", "choices": ["Cooling", "Storage", "Transport"], "accepts_multiple_values": True})
    visit = api("POST", "custom_activity/", {"name": "Site visit"})
    found = api("POST", "custom_field/activity/", {"name": "What was found", "type": "textarea", "custom_activity_type_id": visit["id"]})
    machine = api("POST", "custom_object_type/", {"name": "Machine", "name_plural": "Machines"})
    serial = api("POST", "custom_field/custom_object_type/", {
        "name": "Serial number", "type": "text", "custom_object_type_id": machine["id"]})
    statuses = api("GET", "status/lead/")["data"]
    leads = []
    for index, (company, person, email, title) in enumerate(COMPANIES):
        lead = api("POST", "lead/", {
            "name": company, "url": f"https://{email.split('@')[1]}", "status_id": statuses[index % len(statuses)]["id"],
            "description": "Met at the spring fair. Wants to replace the current vendor before the quarter ends.",
            f"custom.{region['id']}": ["North", "South", "West"][index % 3], f"custom.{seats['id']}": 12 * (index + 1),
            "contacts": [{"name": person, "title": title, "emails": [{"email": email, "type": "office"}],
                          "phones": [{"phone": "+1650555010" + str(index), "type": "office"}]}]})
        leads.append(lead)
    bluth, sitwell, vandelay, hooli, piper = leads[:5]

    def mail(lead, subject, text, incoming=True, parent=None, **more):
        person = lead["contacts"][0]
        theirs = f"{person['name']} <{person['emails'][0]['email']}>"
        ours = f"Rita Rep <{EMAIL}>"
        body = {"lead_id": lead["id"], "subject": subject, "status": "inbox" if incoming else "sent",
                "sender": theirs if incoming else ours, "to": [ours if incoming else theirs]}
        body["body_html" if text.startswith("<") else "body_text"] = text
        if parent:
            body["in_reply_to_id"] = parent["id"]
        return api("POST", "activity/email/", {**body, **more})

    first = mail(bluth, "Banana stand refrigeration", "Hello Michael,\n\nour units keep four hundred bananas at two degrees. "
                 "Shall I send an offer?\n\nRita", incoming=False)
    mail(bluth, "Re: Banana stand refrigeration",
         "<p>Rita,</p><p>there is always money in the banana stand, so <b>yes</b>: please send an offer for two units, and tell me "
         "how soon they could be here.</p><ul><li>one for the pier</li><li>one for the model home</li></ul><p>Michael</p>"
         "<blockquote type=\"cite\"><p>Hello Michael,</p><p>our units keep four hundred bananas at two degrees.</p></blockquote>",
         parent=first)
    mail(sitwell, "A question about delivery", "Can you deliver to Newport Beach before the 14th? We would need a lift at the door.\n\nStan")
    mail(piper, "Contract", "We have read it and have two remarks about section 4. Could we talk on Thursday?\n\nRichard")
    mail(vandelay, "Latex samples", "Dear Art,\n\nthe samples left the house today.\n\nRita", incoming=False)
    draft = api("POST", "activity/email/", {
        "lead_id": hooli["id"], "status": "draft", "subject": "A box three", "body_text": "Dear Gavin,\n\nabout the signature box",
        "to": ["Gavin Belson <gavin@hooli.example>"], "sender": f"Rita Rep <{EMAIL}>"})
    api("POST", "activity/email/", {
        "lead_id": hooli["id"], "status": "scheduled", "subject": "After the keynote", "body_text": "Congratulations!",
        "to": ["gavin@hooli.example"], "sender": f"Rita Rep <{EMAIL}>", "date_scheduled": f"{day(3)}T09:00:00Z"})
    api("POST", "task/", {"lead_id": bluth["id"], "text": "Send the offer for two units", "date": day(0)})
    api("POST", "task/", {"lead_id": sitwell["id"], "text": "Ask the carrier about the lift", "date": day(-2)})
    api("POST", "task/", {"lead_id": bluth["id"], "text": "Visit the model home", "date": day(9)})
    api("POST", "activity/note/", {"lead_id": bluth["id"], "note": "Michael decides, but Lucille has to agree.\nDon’t call before ten."})
    api("POST", "activity/call/", {"lead_id": bluth["id"], "direction": "outbound", "status": "completed", "duration": 312,
                                   "note": "Talked about the freezer. Wants a discount.", "phone": "+16505550100"})
    api("POST", "activity/call/", {"lead_id": hooli["id"], "direction": "inbound", "status": "no-answer", "disposition": "no-answer",
                                   "duration": 0, "phone": "+16505550103"})
    for lead, value, confidence in ((bluth, 1250000, 60), (sitwell, 480000, 30), (piper, 2400000, 80)):
        api("POST", "opportunity/", {"lead_id": lead["id"], "value": value, "value_period": "one_time", "confidence": confidence,
                                     "note": "Two refrigeration units"})
    api("POST", "activity/custom/", {
        "lead_id": bluth["id"], "custom_activity_type_id": visit["id"], f"custom.{found['id']}": "Two freezers, one of them broken."})
    api("POST", "custom_object/", {
        "lead_id": bluth["id"], "custom_object_type_id": machine["id"], "name": "Freezer 400", f"custom.{serial['id']}": "F-1977-02"})
    template = api("POST", "email_template/", {
        "name": "First contact", "subject": "Hello {{ contact.first_name }}",
        "body": "<p>Dear {{ contact.first_name }},</p><p>would {{ lead.display_name }} like to see our units?</p><p>{{ user.first_name }}</p>"})
    api("POST", "email_template/", {"name": "Offer", "subject": "Your offer", "body": "<p>Dear {{ contact.first_name }},</p><p>here it is.</p>"})
    pages = {
        "visit": f"/lead/{bluth['id']}/?log={visit['id']}",
        "inbox": "/inbox/", "leads": "/leads/", "lead": f"/lead/{bluth['id']}/", "compose": f"/compose/?lead={bluth['id']}&to=michael@bluth.example",
        "draft": f"/compose/?email={draft['id']}", "emails": "/emails/", "drafts": "/emails/?tab=draft", "scheduled": "/emails/?tab=scheduled",
        "errors": "/emails/?tab=error", "templates": "/templates/", "template": f"/templates/{template['id']}/",
        "mailboxes": "/settings/mailboxes/", "keys": "/settings/keys/", "statuses": "/settings/statuses/", "sandbox": "/sandbox/view/",
    }
    return types.SimpleNamespace(leads=leads, pages=pages, draft=draft, template=template, region=region, seats=seats, uses=uses)


class Told(unittest.TestCase):
    """Tests that share a server on which the story has been told, and a browser."""

    @classmethod
    def setUpClass(cls):
        cls.server, cls.browser = Server(), Browser()
        cls.story = tell(cls.server)

    @classmethod
    def tearDownClass(cls):
        cls.browser.stop()
        cls.server.stop()
