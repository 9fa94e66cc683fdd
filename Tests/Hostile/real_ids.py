"""Hooks of schemathesis (SCHEMATHESIS_HOOKS=real_ids): what it makes up names objects that exist.

Made-up ids end at 404, before the code that a test is for. Most ids in paths, bodies and filters are therefore replaced by
ids that the API has told, of the kind that stands there or, now and then, of another kind. What it tells in later answers
is learned, and as requests delete things, new ones are made. AJAR_URL and AJAR_KEY say where.
"""

import atexit
import base64
import json
import os
import random
import re
import urllib.error
import urllib.parse
import urllib.request

import schemathesis

ID = re.compile(r"[a-z0-9]+_[0-9A-Za-z]{22,43}$")
# Who loses these can't ask any more. Others of their kind may go.
PRECIOUS = set()
bodies = {}  # a good one for each path that makes something
ids = {}  # by kind: the name of a field without _id, or the last word of a path
asked, done, calls = set(), set(), 0  # declared operations, those of them that succeeded, requests


def kind(path):
    """/status/lead/{id}/ holds ids of `status_lead`, /custom_object/ of `custom_object`."""
    words = [word for word in path.strip("/").split("/") if not word.startswith("{")]
    return "_".join(words[-2:]) if words and words[0] in ("status", "custom_field") else words[-1]


def learn(found, name):
    if isinstance(found, dict):
        for key, value in found.items():
            learn(value, name if key == "id" else re.sub("_ids?$", "", key) if key.endswith(("_id", "_ids")) else "")
    elif isinstance(found, list):
        for value in found:
            learn(value, name)
    elif name and isinstance(found, str) and ID.match(found) and found not in PRECIOUS:
        known = ids.setdefault(name, [])
        if found not in known:
            known.append(found)
            del known[:-40]


# Fields and places in paths whose name isn't that of the resource.
ALIASES = {
    "status": ["status_lead", "status_opportunity"], "custom_activity_type": ["custom_activity"], "field": ["custom_field_shared"], "source": ["lead"],
    "destination": ["lead"], "allowing_user": ["user"], "allowed_user": ["user"], "template": ["email_template"],
    "object": ["lead", "note", "opportunity"], "referenced_custom_type": ["custom_activity", "custom_object_type"],
    "new_status": ["status_lead"], "old_status": ["status_lead"], "created_by": ["user"], "updated_by": ["user"]}


def pick(name, chance):
    if chance.random() < 0.1:
        name = chance.choice(sorted(ids))
    kinds = [one for one in [name, *ALIASES.get(name, [])] if ids.get(one)]
    return chance.choice(ids[chance.choice(kinds)][-12:]) if kinds else None


def replaced(value, name, chance):
    """The same value with some of its ids changed for known ones."""
    if isinstance(value, dict):
        return {key: replaced(one, key, chance) for key, one in value.items()}
    if isinstance(value, list):
        return [replaced(one, name, chance) for one in value]
    is_id = re.search(r"(_ids?|_by|^source|^destination)(__in)?$", name or "")
    if not is_id or not isinstance(value, str | None) or chance.random() < 0.33:
        return value
    return pick(re.sub("_ids?$", "", name.removesuffix("__in")), chance) or value


@schemathesis.hook
def before_call(context, case, kwargs):
    global calls
    calls += 1
    if calls % 200 == 0:
        fill()
    # The same case is changed in the same way, so that a failure can be found again.
    chance = random.Random(repr((case.method, case.path, case.path_parameters, case.query, case.body)))
    path = case.operation.path
    if case.method == case.operation.method.upper():
        asked.add((case.method, path))
    share = 0.3 if case.method == "DELETE" and path in ("/lead/{id}/", "/user/{id}/") else 0.85
    schema, owner = chance.choice(
        [("activity", "custom_activity"), ("custom_object", "custom_object_type")] if "{owner}" in path else
        [("lead", None), ("contact", None), ("opportunity", None)])
    for name in case.path_parameters or {}:
        if name == "kind":
            case.path_parameters[name] = schema
        elif chance.random() < share:
            wanted = kind(path.split("{id}")[0]) if name == "id" else owner if name == "owner" else name
            if known := pick(wanted, chance):
                case.path_parameters[name] = known
    if isinstance(case.query, dict):
        case.query = replaced(case.query, None, chance)
    if isinstance(case.body, dict | list):
        case.body = replaced(case.body, None, chance)
    if case.method == "POST" and isinstance(case.body, dict) and path in bodies and chance.random() < 0.5:
        # A good body with something strange in it gets further than one that is strange throughout.
        strange = [key for key in case.body if chance.random() < 0.3]
        case.body = bodies[path] | {key: case.body[key] for key in strange}


@schemathesis.hook
def after_call(context, case, response):
    if response.status_code < 300:
        done.add((case.method, case.operation.path))
        try:
            answer = json.loads(response.content)
        except ValueError:
            return
        learn(answer["data"] if isinstance(answer, dict) and "data" in answer else answer, kind(case.operation.path))


# MARK: The first objects

def ask(method, path, body=None):
    """The answer, or nothing: what came before may have made a field required, or taken a permission away."""
    request = urllib.request.Request(
        os.environ["AJAR_URL"] + path, None if body is None else json.dumps(body).encode(), {
            "Authorization": "Basic " + base64.b64encode((os.environ["AJAR_KEY"] + ":").encode()).decode(),
            "Content-Type": "application/json"}, method=method)
    try:
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        if not calls:
            raise SystemExit(f"{method} {path} was answered with {error.code}: {error.read()[:300]}") from None
        return {}


def make(path, **body):
    bodies[path] = body
    made = ask("POST", path, body)
    learn(made, kind(path))
    return made.get("id")


def upload(content):
    """The id of a file with these bytes."""
    form = ask("POST", "/files/upload/", {"filename": "leads.csv", "content_type": "text/csv"}).get("upload")
    if not form:
        return None
    boundary = "-" * 20
    parts = [f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
             for name, value in form["fields"].items()]
    parts.append(f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="leads.csv"\r\n'
                 f"Content-Type: text/csv\r\n\r\n".encode() + content + f"\r\n--{boundary}--\r\n".encode())
    place = urllib.parse.urlsplit(os.environ["AJAR_URL"])._replace(path=urllib.parse.urlsplit(form["url"]).path)
    request = urllib.request.Request(
        place.geturl(), b"".join(parts), {"Content-Type": f"multipart/form-data; boundary={boundary}"})
    urllib.request.urlopen(request).close()
    return place.path.rsplit("/", 1)[-1]


def look(path):
    found = ask("GET", path).get("data", [])
    learn(found, kind(path))
    return found


def fill():
    """One of everything that can be made, so that even the first request for it finds it."""
    number = calls  # names are taken once
    look("/user/")
    for target in ("lead", "opportunity"):
        look(f"/status/{target}/")
        make(f"/custom_field/{target}/", name=f"Words {number}", type="text")
        make(f"/custom_field/{target}/", name=f"People {number}", type="user", accepts_multiple_values=True)
    make("/custom_field/contact/", name=f"Day {number}", type="datetime")
    visit = make("/custom_activity/", name=f"Visit {number}")
    shared = make("/custom_field/shared/", name=f"Shared {number}", type="choices", choices=["a", "b"])
    bodies["/custom_field/shared/{field}/association/"] = {"object_type": "opportunity"}
    for target in ({"object_type": "lead"}, {"object_type": "custom_activity_type", "custom_activity_type_id": visit}):
        ask("POST", f"/custom_field/shared/{shared}/association/", target)
    lead = make("/lead/", name="Bluth", contacts=[{"name": "Gob", "emails": [{"email": "gob@bluth.test", "type": "office"}]}])
    make("/lead/", name="Sitwell", contacts=[{"name": "Lucille"}])
    contact = look(f"/contact/?lead_id={lead}")[:1]
    make("/custom_field/activity/", name=f"Rooms {number}", type="number", custom_activity_type_id=visit)
    car = make("/custom_object_type/", name=f"Car {number}", name_plural=f"Cars {number}")
    make("/custom_field/custom_object_type/", name=f"Who {number}", type="contact", custom_object_type_id=car)
    note = make("/activity/note/", lead_id=lead, note="A note")
    make("/activity/email/", lead_id=lead, status="sent", to=["gob@bluth.test"], subject="Offer", body_text="Hello")
    make("/activity/email/", lead_id=lead, status="draft", to=["gob@bluth.test"], subject="Offer", body_text="Hello")
    look("/activity/emailthread/")
    make("/activity/sms/", lead_id=lead, status="draft", text="Hello", remote_phone="+16505550123")
    make("/activity/call/", lead_id=lead, direction="outbound")
    make("/activity/meeting/", lead_id=lead, title="Lunch", starts_at="2030-01-01")
    make("/activity/form_submission/", lead_id=lead, form_id="form_a")
    make("/activity/whatsapp_message/", lead_id=lead, contact_id=contact[0]["id"] if contact else None, direction="incoming",
         external_whatsapp_message_id=str(number), activity_at="2030-01-01", local_phone="+16505550123", remote_phone="+16505550124", message_markdown="x")
    make("/activity/custom/", lead_id=lead, custom_activity_type_id=visit)
    make("/custom_object/", lead_id=lead, custom_object_type_id=car, name="Beetle")
    make("/comment/", object_type="activity.note", object_id=note, body="Well")
    make("/task/", _type="lead", lead_id=lead, text="Call")
    make("/opportunity/", lead_id=lead, value=100)
    make("/pipeline/", name=f"Second {number}")
    make("/email_template/", name=f"T {number}", subject="S", body="{{ lead.display_name }}")
    make("/sms_template/", name=f"T {number}", text="S")
    make("/group/", name=f"Team {number}")
    make("/role/", name=f"R {number}", permissions=[])
    make("/integration_link/", name=f"L {number}", url="https://tool.example.com/{{ lead.id }}", type="lead")
    make("/outcome/", name=f"Won {number}", type="custom")
    make("/playbook/", name=f"P {number}")
    make("/saved_search/", name=f"V {number}", query="secret")
    make("/api_key/", name=f"K {number}")
    make("/oauth_app/", name=f"A {number}", redirect_uris=["https://app.example.com/"])
    make("/connected_account/", _type="custom_email", email=f"ada.{number}@acme.test", name="Ada", imap=None, smtp={
        "host": "127.0.0.1", "port": 1, "security": "none", "username": None, "password": None})
    make("/webhook/", url="https://hook.example.com/", events=[{"object_type": "lead", "action": "created"}])
    make("/unsubscribe/email/", email=f"gone.{number}@bluth.test")
    make("/invitation/", email=f"new.{number}@acme.test", role_id="user")
    if file := upload(b"Company,Email\r\nSitwell,stan@sitwell.test\r\n"):
        ids["file"] = [file]
        make("/import/lead/", file_id=file, mapping=["lead.name", "contact.email"])
    make("/group/", name=f"Crew {number}")
    others = [id for id in ids["user"] if id not in PRECIOUS]
    if others:
        bodies["/group/{group}/member/"] = {"user_id": others[0]}
        make("/send_as/", allowing_user_id=ids["me"][0], allowed_user_id=others[-1])
    two = [make("/lead/", name=name) for name in ("Source", "Destination")]
    bodies["/lead/merge/"] = {"source": two[0], "destination": two[1]}
    bodies["/lead/"] = {"name": "Bluth", "contacts": [{"name": "Gob", "emails": [{"email": "gob@bluth.test"}]}]}
    ids["address"] = [f"gone.{number}@bluth.test"]
    for path in ("/event/", "/activity/created/", "/activity/task_completed/"):
        look(path)


def protect():
    me = ask("GET", "/me/")
    PRECIOUS.update(one["id"] for path in ("/api_key/", "/session/") for one in ask("GET", path)["data"])
    PRECIOUS.update([me["id"], *(one["id"] for one in me["memberships"])])
    ids["me"], ids["organization"] = [me["id"]], [me["organizations"][0]["id"]]


@atexit.register
def tell():
    left = sorted(f"{method} {path}" for method, path in asked - done)
    print(f"{len(asked & done)} of {len(asked)} operations succeeded at least once, in {calls} requests; never: {', '.join(left)}")


protect()
fill()
