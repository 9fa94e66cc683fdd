import AjarCore
import AjarResource
import AjarTestKit
import Testing

@Suite struct CommentTests {
    @Test(arguments: Backend.available)
    func `comments on one object are a thread that ends with the last of them`(backend: Backend) async throws
    {
        try await Workbench.with(backend) { bench in
            let lead = try await bench.post("lead", ["name": "x"])
            let note = try await bench.post("activity/note", ["lead_id": lead["id"], "note": "n"])
            func comment(_ text: String) async throws -> JSON {
                try await bench.post(
                    "comment", ["object_id": note["id"], "body": .string("<body><p>\(text)</p></body>")])
            }
            let first = try await comment("Hm<script>x()</script>")
            let second = try await comment("So")
            #expect(first["body"] == "<body><p>Hm</p></body>")
            #expect(first["object_type"] == "activity.note")
            #expect(second["thread_id"] == first["thread_id"])
            #expect(
                try await bench.get("comment_thread", ["object_ids": note["id"].string ?? ""])["data"].array?
                    .count == 1)
            #expect(try await bench.ask(.get, "comment").status == 400)
            #expect(
                try await bench.ask(.get, "comment", nil, as: nil, ["object_id": "a", "thread_id": "b"])
                    .status == 400)
            let path = "comment/\(first["id"].string ?? "")"
            let thread = "comment_thread/\(first["thread_id"].string ?? "")"
            #expect(try await bench.ask(.delete, path, as: bench.stranger).status == 404)
            #expect(try await bench.ask(.delete, path).status == 204)
            #expect(try await bench.get(path)["body"] == .null)
            #expect(try await bench.ask(.delete, "comment/\(second["id"].string ?? "")").status == 204)
            #expect(try await bench.ask(.get, path).status == 404)
            #expect(try await bench.ask(.get, thread).status == 404)
            for unknown: JSON in ["acti_nope", lead["id"]] {
                let status = try await bench.ask(
                    .post, "comment", ["object_id": unknown, "body": "x"], as: bench.stranger
                ).status
                #expect(status == 400)
            }
        }
    }

    @Test(arguments: Backend.available)
    func `with the object goes what was said about it`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let lead = try await bench.post("lead", ["name": "x"])
            let deal = try await bench.post("opportunity", ["lead_id": lead["id"], "value": 1])
            let comment = try await bench.post("comment", ["object_id": deal["id"], "body": "x"])
            let path = "opportunity/\(deal["id"].string ?? "")"
            #expect(try await bench.get(path)["comment_summary"]["comment_count"] == 1)
            #expect(try await bench.ask(.delete, path).status == 200)
            #expect(try await bench.ask(.get, "comment/\(comment["id"].string ?? "")").status == 404)
        }
    }

    @Test(arguments: Backend.available)
    func `a link shows up on leads with their values, safe for a URL`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let lead = try await bench.post("lead", ["name": "A & B"])
            _ = try await bench.post(
                "integration_link",
                [
                    "name": "Open", "url": "https://tool.test/?q={{ lead.name }}&x={{ user.key }}",
                    "type": "lead",
                ])
            let links = try await bench.get("lead/\(lead["id"].string ?? "")")["integration_links"]
            #expect(links == [["name": "Open", "url": "https://tool.test/?q=A%20%26%20B&x="]])
            let bad: JSON = ["name": "x", "url": "javascript:alert(1)", "type": "lead"]
            #expect(try await bench.ask(.post, "integration_link", bad).status == 400)
        }
    }

    @Test(arguments: Backend.available)
    func `a playbook is put away and brought back`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let outcome = try await bench.post("outcome", ["name": "Sold"])
            #expect(outcome["applies_to"] == ["calls", "meetings"])
            let playbook = try await bench.post("playbook", ["name": "How", "outcome_ids": [outcome["id"]]])
            let path = "playbook/\(playbook["id"].string ?? "")"
            #expect(
                try await bench.post("\(path)/archive", [:])["archived_by_id"].string
                    == bench.admin.userID?.text)
            #expect(try await bench.get("playbook", ["is_archived": "false"])["data"] == [])
            #expect(try await bench.post("\(path)/unarchive", [:])["archived_at"] == .null)
            #expect(
                try await bench.get("playbook", ["is_archived": "false", "position__gt": "-1"])["data"].array?
                    .count == 1)
        }
    }
}
