import AjarCore
import AjarResource
import AjarTestKit
import Testing

@Suite struct MeetingTests {
    @Test(arguments: Backend.available)
    func `a meeting is logged with its start, noted, and deleted`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let lead = try await bench.post("lead", ["name": "Bluth"])["id"]
            let meeting = try await bench.post(
                "activity/meeting",
                [
                    "lead_id": lead, "title": "Demo", "starts_at": "2030-01-01T10:00:00Z",
                    "ends_at": "2030-01-01T10:30:00Z",
                    "attendees": [["email": "gob@bluth.test", "status": "yes"]],
                    "provider_calendar_event_id": "e1",
                ])
            #expect(meeting["status"] == "upcoming" && meeting["duration"] == 1800)
            #expect(meeting["activity_at"] == meeting["starts_at"])
            let path = "activity/meeting/\(meeting["id"].string ?? "")"
            let after = try await bench.put(path, ["user_note_html": "<p>Went well</p>", "title": "Other"])
            #expect(after["user_note"] == "Went well" && after["title"] == "Demo")
            let over = try await bench.post(
                "activity/meeting", ["lead_id": lead, "starts_at": "2020-01-01T10:00:00Z"])
            #expect(over["status"] == "completed")
            let found =
                try await bench.get("activity/meeting", ["provider_calendar_event_id": "e1"])["data"].array
                ?? []
            #expect(found.map { $0["id"] } == [meeting["id"]])
            #expect(
                try await bench.ask(.get, "activity/meeting", nil, ["provider_calendar_id": "x"]).status
                    == 400)
            #expect(try await bench.ask(.delete, path).status == 200)
        }
    }

    @Test(arguments: Backend.available)
    func `without a start there is no such operation, as clients expect`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let lead = try await bench.post("lead", ["name": "Bluth"])["id"]
            for path in ["activity/meeting", "activity/form_submission"] {
                #expect(
                    try await bench.ask(.post, path, ["lead_id": lead]).json["error"] == "Method not allowed."
                )
            }
        }
    }

    @Test(arguments: Backend.available)
    func `an app has one place in a meeting, and a key has none`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let lead = try await bench.post("lead", ["name": "Bluth"])["id"]
            let meeting = try await bench.post(
                "activity/meeting", ["lead_id": lead, "starts_at": "2030-01-01"])
            let path = "activity/meeting/\(meeting["id"].string ?? "")/integration"
            #expect(try await bench.ask(.post, path, ["title": "x"]).status == 403)
            var app = bench.admin
            app.oauthClientID = "app_1"
            let first = try await bench.ask(
                .post, path, ["title": "Recorder", "body": "<p>a</p><script>x</script>"], as: app)
            #expect(first.json["body"] == "<body><p>a</p></body>")
            let second = try await bench.ask(.post, path, ["title": "Other"], as: app)
            #expect(second.json["id"] == first.json["id"])
            let all =
                try await bench.get("activity/meeting/\(meeting["id"].string ?? "")")["integrations"].array
                ?? []
            #expect(all.map { $0["title"] } == ["Other"])
        }
    }

    @Test(arguments: Backend.available)
    func `what a form received is kept as it came and never changes`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let lead = try await bench.post("lead", ["name": "Bluth"])["id"]
            let made = try await bench.post(
                "activity/form_submission",
                [
                    "lead_id": lead, "form_id": "form_a", "values": ["formfld_1": ["a", 2]],
                    "source_url": "https://x.test/p?utm=1#top",
                ])
            #expect(
                made["values"] == ["formfld_1": ["a", 2]]
                    && made["source_url_normalized"] == "https://x.test/p")
            #expect(
                try await bench.get("activity/form_submission", ["form_id__in": "form_a,form_b"])["data"]
                    .array?.count == 1)
            #expect(try await bench.get("activity/form_submission", ["form_id": "form_b"])["data"] == [])
            let path = "activity/form_submission/\(made["id"].string ?? "")"
            #expect(try await bench.ask(.put, path, ["form_id": "form_c"]).status == 404)
        }
    }
}
