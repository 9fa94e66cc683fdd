"""A day of an integration with the official Python client of Close (`closeio` on PyPI), which knows nothing of us: only its
base URL is another.

    official_client.py BASE_URL KEY LIMITED_BASE_URL LIMITED_KEY

The second server answers few requests per second, to see that the client waits as it is told.
"""

import sys

from closeio_api import API, APIError, ValidationError


def pages(api, endpoint, **params):
    """All objects of a list, page by page, as the client's documentation does it."""
    skip, found = 0, []
    while True:
        page = api.get(endpoint, params={**params, "_skip": skip, "_limit": 7})
        found += page["data"]
        if not page["has_more"]:
            return found
        skip += len(page["data"])


def refused(kind, call):
    try:
        call()
    except kind as error:
        return error
    raise AssertionError("nothing was refused")


def day(api):
    me = api.get("me")
    assert me["organizations"], me

    field = api.post("custom_field/lead", {"name": "Region", "type": "choices", "choices": ["North", "South"]})
    names = [f"Garden {n:02}" for n in range(20)]
    leads = [
        api.post("lead", {
            "name": name, f"custom.{field['id']}": "North" if n % 2 else "South",
            "contacts": [{"name": f"Ada {n}", "emails": [{"type": "office", "email": f"ada{n}@garden.example"}]}],
        })
        for n, name in enumerate(names)
    ]
    lead = leads[3]
    assert lead["contacts"][0]["emails"][0]["email"] == "ada3@garden.example"
    assert sorted(found["name"] for found in pages(api, "lead")) == names

    found = api.get("lead", params={"query": '"Garden 03"'})
    assert [one["id"] for one in found["data"]] == [lead["id"]] and found["total_results"] == 1
    assert api.get("lead", params={"query": "email_address:ada7@garden.example"})["total_results"] == 1
    assert api.get("lead", params={"query": f'custom.{field["id"]}:North', "_fields": "id,name"})["total_results"] == 10
    assert len(pages(api, "lead", query="garden")) == 20

    changed = api.put(f"lead/{lead['id']}", {"description": "Wants seeds", f"custom.{field['id']}": "South"})
    assert changed["description"] == "Wants seeds" and changed[f"custom.{field['id']}"] == "South"

    contact = api.post("contact", {"lead_id": lead["id"], "name": "Gob", "phones": [{"type": "office", "phone": "+16505550123"}]})
    assert api.get(f"contact/{contact['id']}")["phones"][0]["phone"] == "+16505550123"

    won = next(s for s in api.get("status/opportunity")["data"] if s["type"] == "won")
    deal = api.post("opportunity", {"lead_id": lead["id"], "value": 50000, "value_period": "one_time", "confidence": 60})
    deal = api.put(f"opportunity/{deal['id']}", {"status_id": won["id"]})
    assert deal["status_type"] == "won" and deal["date_won"], deal
    changes = api.get("activity/status_change/opportunity", params={"lead_id": lead["id"]})["data"]
    assert changes[0]["new_status_id"] == won["id"]

    task = api.post("task", {"_type": "lead", "lead_id": lead["id"], "text": "Call back", "date": "2026-12-01"})
    assert api.put(f"task/{task['id']}", {"is_complete": True})["is_complete"] is True
    note = api.post("activity/note", {"lead_id": lead["id"], "note": "Likes roses"})
    email = api.post("activity/email", {
        "lead_id": lead["id"], "status": "draft", "subject": "Offer", "body_text": "Good morning",
        "sender": "ada@ours.test", "to": ["ada3@garden.example"]})
    assert email["status"] == "draft" and email["thread_id"], email
    assert {one["id"] for one in api.get("activity", params={"lead_id": lead["id"]})["data"]} >= {note["id"], email["id"]}
    assert api.get("event", params={"object_id": lead["id"]})["data"]

    error = refused(ValidationError, lambda: api.post("task", {"_type": "lead", "lead_id": lead["id"], "date": "never"}))
    assert error.field_errors or error.errors, error
    assert refused(APIError, lambda: api.get("lead/lead_nothing")).response.status_code == 404
    wrong = API(api.base_url, "api_wrong")
    assert refused(APIError, lambda: wrong.get("me")).response.status_code == 401

    api.delete(f"lead/{lead['id']}")
    assert refused(APIError, lambda: api.get(f"activity/note/{note['id']}")).response.status_code == 404
    assert len(pages(api, "lead")) == 19


def limited(api):
    """More requests at once than the limit lets through: the client sleeps and none is lost."""
    statuses = []
    api.session.hooks["response"].append(lambda answer, **_: statuses.append(answer.status_code))
    for _ in range(200):
        assert api.get("me")["id"]
        if 429 in statuses:
            break
    assert 429 in statuses and statuses[-1] == 200, statuses


if __name__ == "__main__":
    base, key, limited_base, limited_key = sys.argv[1:]
    day(API(base, key))
    limited(API(limited_base, limited_key, max_retries=20))
    print("done")
