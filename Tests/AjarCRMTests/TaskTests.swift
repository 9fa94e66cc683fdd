import AjarCore
import AjarResource
import AjarStore
import AjarTestKit
import Testing

@Suite struct TaskTests {
    private static let today: String = Workbench.start.date().text

    private func day(_ offset: Int) -> String {
        CivilDate(daysSince1970: Workbench.start.date().daysSince1970 + offset).text
    }

    private func make(_ bench: Workbench, _ lead: JSON, _ body: JSON = [:]) async throws -> JSON {
        var members = body.object ?? JSONObject()
        members["lead_id"] = lead
        if members["text"] == nil { members["text"] = "Call back" }
        return try await bench.post("task", .object(members))
    }

    private func ids(_ bench: Workbench, _ parameters: [String: String]) async throws -> [String] {
        (try await bench.get("task", parameters)["data"].array ?? []).compactMap { $0["id"].string }
    }

    @Test(arguments: Backend.available)
    func `a task without a date belongs to today and is due never`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let lead = try await bench.post("lead", ["name": "Bluth"])["id"]
            let task = try await make(bench, lead)
            #expect(task["_type"] == "lead")
            #expect(task["assigned_to"] == .string(bench.admin.userID?.text ?? ""))
            #expect(task["assigned_to_name"] == "Ada Lovelace")
            #expect(task["lead_name"] == "Bluth")
            #expect(task["is_dateless"] == true && task["due_date"] == .null && task["view"] == "inbox")
            #expect(task["date"] == .string(Self.today))
            let dated = try await bench.put("task/\(task["id"].string ?? "")", ["date": "2031-05-06"])
            #expect(
                dated["is_dateless"] == false && dated["due_date"] == "2031-05-06"
                    && dated["view"] == "future")
            let again = try await bench.put("task/\(task["id"].string ?? "")", ["date": nil])
            #expect(again["is_dateless"] == true && again["due_date"] == .null)
        }
    }

    @Test(arguments: Backend.available)
    func `a moment keeps the day on which it was written`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let lead = try await bench.post("lead", ["name": "Bluth"])["id"]
            let task = try await make(bench, lead, ["date": "2031-05-06T23:30:00-05:00"])
            #expect(task["date"] == "2031-05-07T04:30:00.000000+00:00")
            #expect(task["due_date"] == "2031-05-06")
            #expect(try await bench.ask(.post, "task", ["lead_id": lead, "date": "soon"]).status == 400)
        }
    }

    @Test(arguments: Backend.available)
    func `views end tonight, where the caller is`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let lead = try await bench.post("lead", ["name": "Bluth"])["id"]
            let past = try await make(bench, lead, ["date": .string(day(-3))])["id"].string ?? ""
            let today = try await make(bench, lead, ["date": .string(day(0))])["id"].string ?? ""
            let future = try await make(bench, lead, ["date": .string(day(1))])["id"].string ?? ""
            let done = try await make(bench, lead, ["is_complete": true])["id"].string ?? ""
            #expect(Set(try await ids(bench, ["view": "inbox"])) == [past, today])
            #expect(try await ids(bench, ["view": "future", "date__lt": day(-10)]) == [future])
            #expect(try await ids(bench, ["view": "archive"]) == [done])
            #expect(try await ids(bench, ["date__lt": day(-1)]) == [past])
            // 23:33 is tomorrow an hour further east.
            bench.clock.advance(
                by: Timestamp(startOf: Workbench.start.date()) + .seconds(84_800) - Workbench.start)
            var east = bench.admin
            east.request = .init(id: ID("req_x"), method: "GET", path: "/", offsetMinutes: 60)
            let there =
                try await bench.ask(.get, "task", nil, as: east, ["view": "inbox"]).json["data"].array ?? []
            #expect(Set(there.compactMap { $0["id"].string }) == [past, today, future])
        }
    }

    @Test(arguments: Backend.available)
    func `completing leaves an activity, and taking the task up again takes it away`(
        backend: Backend
    ) async throws {
        try await Workbench.with(backend) { bench in
            let lead = try await bench.post("lead", ["name": "Bluth"])["id"]
            let path = "task/\(try await make(bench, lead)["id"].string ?? "")"
            let done = try await bench.put(path, ["is_complete": true])
            #expect(done["view"] == "archive" && done["object_type"] == "taskcompleted")
            let activity = try await bench.get("activity/task_completed/\(done["object_id"].string ?? "")")
            #expect(
                activity["task_text"] == "Call back" && activity["task_id"] == done["id"]
                    && activity["lead_id"] == lead)
            _ = try await bench.put(path, ["is_complete": true])
            #expect(try await bench.get("activity/task_completed")["data"].array?.count == 1)
            bench.clock.advance(by: .seconds(60))
            let back = try await bench.put(path, ["is_complete": false])
            #expect(back["object_type"] == .null && back["object_id"] == .null)
            #expect(try await bench.get("activity/task_completed")["data"] == [])
            let events = try await events(bench)
            #expect(
                events.filter { $0.hasPrefix("task.lead") }.sorted() == [
                    "task.lead completed", "task.lead created", "task.lead updated", "task.lead updated",
                ])
            #expect(
                events.filter { $0.hasPrefix("activity.task") } == [
                    "activity.task_completed created", "activity.task_completed deleted",
                ])
        }
    }

    private func events(_ bench: Workbench) async throws -> [String] {
        let number = bench.admin.organization
        return try await bench.store.read { reader in
            try reader.rows(
                "SELECT object_type, action FROM event WHERE organization = \(number) ORDER BY date_created, id"
            )
            .map { "\($0.text("object_type")) \($0.text("action"))" }
        }
    }

    @Test(arguments: Backend.available)
    func `lists show what people wrote unless asked for more`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let lead = try await bench.post("lead", ["name": "Bluth"])["id"]
            let plain = try await make(bench, lead)["id"].string ?? ""
            let call =
                try await make(bench, lead, ["_type": "outgoing_call", "text": "ring"])["id"].string ?? ""
            #expect(try await ids(bench, [:]) == [plain])
            #expect(Set(try await ids(bench, ["_type": "all"])) == [plain, call])
            #expect(Set(try await ids(bench, ["_type__in": "lead,outgoing_call"])) == [plain, call])
            #expect(try await ids(bench, ["_type": "outgoing_call"]) == [call])
            #expect(try await bench.put("task/\(call)", ["text": "other"])["text"] == "ring")
            #expect(
                try await bench.ask(.post, "task", ["lead_id": lead, "_type": "email_followup"]).status == 400
            )
        }
    }

    @Test(arguments: Backend.available)
    func `a bulk change reaches what the filters find and nobody else's`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let lead = try await bench.post("lead", ["name": "Bluth"])["id"]
            var made: [String] = []
            for _ in 0..<3 {
                made.append(try await make(bench, lead, ["date": "2030-01-01"])["id"].string ?? "")
            }
            let wish = made[0...1].joined(separator: ",")
            #expect(
                try await bench.ask(
                    .put, "task", ["date": "2030-09-09"], as: bench.stranger, ["id__in": wish]
                ).json["count"] == 0)
            #expect(
                try await bench.ask(.put, "task", ["date": "2030-09-09"], ["id__in": wish]).json["count"] == 2
            )
            #expect(try await ids(bench, ["_order_by": "date", "_fields": "id"]).first == made[2])
            #expect(Set(try await ids(bench, ["date__gte": "2030-09-09"])) == Set(made[0...1]))
        }
    }

    @Test(arguments: Backend.available)
    func `a mail that waits for an answer has a reminder until somebody answers`(
        backend: Backend
    ) async throws {
        try await Workbench.with(backend) { bench in
            let lead = try await bench.post("lead", ["name": "Bluth"])["id"]
            let mail = try await bench.post(
                "activity/email",
                [
                    "lead_id": lead, "status": "sent", "to": ["gob@bluth.test"], "subject": "Magic",
                    "followup_date": "2030-01-01T10:00:00Z",
                ])
            let tasks = try await bench.get("task", ["_type": "email_followup"])["data"].array ?? []
            #expect(tasks.count == 1)
            #expect(tasks.first?["email_id"] == mail["id"] && tasks.first?["subject"] == "Magic")
            #expect(
                tasks.first?["due_date"] == "2030-01-01" && tasks.first?["object_id"] == mail["thread_id"])
            _ = try await bench.post(
                "activity/email",
                [
                    "lead_id": lead, "status": "sent", "to": ["gob@bluth.test"], "subject": "Re: Magic",
                    "in_reply_to_id": mail["id"],
                ])
            #expect(try await ids(bench, ["_type": "email_followup"]).count == 1, "our own mail is no answer")
            _ = try await bench.post(
                "activity/email",
                [
                    "lead_id": lead, "status": "inbox", "sender": "gob@bluth.test", "subject": "Re: Magic",
                    "in_reply_to_id": mail["id"],
                ])
            #expect(try await ids(bench, ["_type": "email_followup"]) == [])
        }
    }

    @Test(arguments: Backend.available)
    func `a draft with a followup date reminds nobody`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let lead = try await bench.post("lead", ["name": "Bluth"])["id"]
            let draft = try await bench.post(
                "activity/email",
                [
                    "lead_id": lead, "status": "draft", "subject": "Magic",
                    "followup_date": "2030-01-01T10:00:00Z",
                ])
            #expect(try await ids(bench, ["_type": "email_followup"]) == [])
            let sent = try await bench.post(
                "activity/email",
                [
                    "lead_id": lead, "status": "sent", "to": ["a@b.test"],
                    "followup_date": "2030-01-01T10:00:00Z",
                ])
            #expect(try await ids(bench, ["_type": "email_followup"]).count == 1)
            _ = try await bench.ask(.delete, "activity/email/\(sent["id"].string ?? "")")
            _ = try await bench.ask(.delete, "activity/email/\(draft["id"].string ?? "")")
            #expect(try await ids(bench, ["_type": "email_followup"]) == [], "a reminder goes with its mail")
        }
    }
}
