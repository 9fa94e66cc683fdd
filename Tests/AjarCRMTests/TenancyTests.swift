import AjarCore
import AjarResource
import AjarStore
import AjarTestKit
import Testing

/// Every id of one organization, tried by the admin of another on every operation that takes an id.
@Suite struct TenancyTests {
    @Test(arguments: Backend.available)
    func `no operation shows or changes what belongs to another organization`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            try await fill(bench)
            let ids = try await idsByResource(bench)
            #expect(ids.values.filter { !$0.isEmpty }.count >= 15, "the test must have something to steal")
            let before = try await everything(bench)

            var asked = 0
            for resource in bench.engine.resources.all {
                for id in ids[resource.path] ?? [] where !Self.shared.contains(id) {
                    for (method, body): (AjarResource.Method, JSON?) in [
                        (.get, nil), (.put, ["name": "taken"]), (.delete, nil),
                    ] {
                        let answer = try await bench.ask(
                            method, "\(resource.path)/\(id)", body, as: bench.stranger)
                        #expect(
                            [403, 404].contains(answer.status),
                            "\(method) \(resource.path)/\(id): \(answer.status)")
                        asked += 1
                    }
                }
            }
            for endpoint in bench.engine.resources.endpoints where endpoint.path.contains("{") {
                for id in Set(ids.values.joined()) where !Self.shared.contains(id) {
                    let path = endpoint.path.split(separator: "/").map { $0.hasPrefix("{") ? id : String($0) }
                    let answer = try await bench.ask(
                        endpoint.method, path.joined(separator: "/"), [:], as: bench.stranger)
                    #expect(
                        (400..<500).contains(answer.status),
                        "\(endpoint.method) \(path): \(answer.status) \(answer.json.text)")
                    asked += 1
                }
            }
            #expect(asked > 300)
            #expect(try await everything(bench) == before, "something of the first organization has changed")
        }
    }

    @Test(arguments: Backend.available)
    func `no list shows what belongs to another organization`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            try await fill(bench)
            let ids = Set(try await idsByResource(bench).values.joined()).subtracting(Self.shared)
            for resource in bench.engine.resources.all where resource.operations.contains(.list) {
                let answer = try await bench.ask(.get, resource.path, as: bench.stranger)
                let shown = Set((answer.json["data"].array ?? []).compactMap { $0["id"].string })
                #expect(shown.isDisjoint(with: ids), "\(resource.path)")
            }
        }
    }

    /// Ids that mean the same in every organization: the built-in roles.
    private static let shared: Set<String> = ["admin", "superuser", "user", "restricteduser"]

    /// A little of everything that a client can make.
    func fill(_ bench: Workbench) async throws {
        let lead = try await bench.post(
            "lead",
            ["name": "Bluth", "contacts": [["name": "Gob", "emails": [["email": "gob@bluth.test"]]]]])
        let id = lead["id"]
        let bodies: [(String, JSON)] = [
            (
                "activity/email",
                ["lead_id": id, "status": "sent", "to": ["gob@bluth.test"], "subject": "Offer"]
            ),
            ("activity/note", ["lead_id": id, "note": "secret"]),
            ("activity/call", ["lead_id": id, "direction": "outbound"]),
            (
                "activity/sms",
                ["lead_id": id, "status": "draft", "text": "secret", "remote_phone": "+16505550123"]
            ),
            ("activity/meeting", ["lead_id": id, "title": "Secret", "starts_at": "2030-01-01"]),
            ("task", ["_type": "lead", "lead_id": id, "text": "secret"]),
            ("opportunity", ["lead_id": id, "value": 100]),
            ("email_template", ["name": "T", "subject": "S", "body": "B"]),
            ("sms_template", ["name": "T", "text": "S"]), ("group", ["name": "Team"]),
            ("role", ["name": "R", "permissions": []]),
            (
                "webhook",
                [
                    "url": "https://hook.example.com/",
                    "events": [["object_type": "lead", "action": "created"]],
                ]
            ),
            ("custom_field/lead", ["name": "F", "type": "text"]),
            ("custom_field/contact", ["name": "F", "type": "text"]),
            ("custom_activity", ["name": "Visit"]),
            ("custom_object_type", ["name": "Car", "name_plural": "Cars"]),
            (
                "integration_link",
                ["name": "L", "url": "https://tool.example.com/{{ lead.id }}", "type": "lead"]
            ),
            ("outcome", ["name": "Won", "type": "custom"]), ("playbook", ["name": "P"]),
            (
                "connected_account",
                [
                    "_type": "custom_email", "email": "ada@acme.test", "name": "Ada",
                    "smtp": ["host": "127.0.0.1", "port": 1, "security": "none"], "imap": nil,
                ]
            ),
        ]
        for (path, body) in bodies { _ = try await bench.post(path, body) }
    }

    func idsByResource(_ bench: Workbench) async throws -> [String: [String]] {
        var ids: [String: [String]] = [:]
        for resource in bench.engine.resources.all {
            let rows = try await bench.store.read { reader in
                try reader.rows(
                    "SELECT id FROM \(name: resource.table) WHERE organization = \(bench.admin.organization) ORDER BY id LIMIT 3"
                )
            }
            ids[resource.path] = rows.map { $0.text("id") }
        }
        return ids
    }

    /// All rows of the first organization, as one text.
    private func everything(_ bench: Workbench) async throws -> String {
        var all = ""
        for resource in bench.engine.resources.all {
            let rows = try await bench.store.read { reader in
                try reader.rows(
                    "SELECT * FROM \(name: resource.table) WHERE organization = \(bench.admin.organization) ORDER BY id"
                )
            }
            all += "\(resource.path): \(rows.map { "\($0.values)" })\n"
        }
        return all
    }
}
