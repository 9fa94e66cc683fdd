import AjarCRM
import AjarCore
import AjarResource
import AjarStore
import AjarTestKit
import Testing

/// Every id of one organization, tried by the admin of another on every operation of the API. A new operation
/// that takes an id fails here until there is one to try.
@Suite struct TenancyTests {
    @Test(arguments: Backend.available)
    func `no operation shows or changes what belongs to another organization`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let theirs = try await Tenant(bench.admin, bench)
            let before = try await everything(bench)
            for resource in bench.engine.resources.all {
                let ids = theirs.ids[resource.table] ?? []
                #expect(!ids.isEmpty, "no id to try on \(resource.path)")
                for id in ids {
                    for (method, body): (AjarResource.Method, JSON?) in [
                        (.get, nil), (.put, ["name": "taken"]), (.delete, nil),
                    ] {
                        try await expectNothing(method, "\(resource.path)/\(id)", body, bench)
                    }
                }
            }
            #expect(try await everything(bench) == before, "something of the first organization has changed")
        }
    }

    @Test(arguments: Backend.available)
    func `no odd endpoint takes an id of another organization in its path, alone or below one's own`(
        backend: Backend
    ) async throws {
        try await Workbench.with(backend) { bench in
            let (theirs, ours) = (
                try await Tenant(bench.admin, bench), try await Tenant(bench.stranger, bench)
            )
            let before = try await everything(bench)
            for endpoint in bench.engine.resources.endpoints {
                let parts = endpoint.path.split(separator: "/").map(String.init)
                let named = parts.indices.filter { parts[$0].hasPrefix("{") && Self.words[parts[$0]] == nil }
                // One place after the other is theirs, and then all of them.
                for places in named.map({ [$0] }) + [named] where !places.isEmpty {
                    let path = try parts.indices.map { index in
                        guard parts[index].hasPrefix("{") else { return parts[index] }
                        if let word = Self.words[parts[index]] {
                            return endpoint.path.contains("{owner}") ? "activity" : word
                        }
                        let table = try #require(
                            self.table(parts, index, bench),
                            "no id to try for \(parts[index]) in \(endpoint.path)")
                        let owner = places.contains(index) ? theirs : ours
                        return try #require(owner.ids[table]?.first, "\(endpoint.path)")
                    }
                    let body: JSON = ["name": "taken", "user_id": .string(ours.ids["member"]?.first ?? "")]
                    try await expectNothing(
                        endpoint.method, path.joined(separator: "/"), endpoint.method == .get ? nil : body,
                        bench)
                }
            }
            #expect(try await everything(bench) == before, "something of the first organization has changed")
        }
    }

    @Test(arguments: Backend.available)
    func `no odd endpoint takes an id of another organization in its body or its parameters`(
        backend: Backend
    ) async throws {
        try await Workbench.with(backend) { bench in
            let (theirs, ours) = (
                try await Tenant(bench.admin, bench), try await Tenant(bench.stranger, bench)
            )
            let before = try await everything(bench)
            let known = try requests(theirs, ours)
            for endpoint in bench.engine.resources.endpoints where !endpoint.path.contains("{") {
                let name = "\(endpoint.method.rawValue) \(endpoint.path)"
                guard !Self.withoutIDs.contains(name) else { continue }
                let bodies = try #require(known[name], "nothing to try on \(name)")
                for body in bodies {
                    let members = body.object?.members ?? []
                    let parameters = Dictionary(
                        members.map { ($0.key, $0.value.string ?? "") }, uniquingKeysWith: { $1 })
                    let answer = try await bench.ask(
                        endpoint.method, endpoint.path, body, as: bench.stranger, parameters)
                    let isEmpty = answer.status == 200 && answer.json["data"] == []
                    #expect(
                        (400..<500).contains(answer.status) || isEmpty,
                        "\(name) \(body.text): \(answer.status) \(answer.json.text)")
                }
            }
            #expect(try await everything(bench) == before, "something of the first organization has changed")
        }
    }

    @Test(arguments: Backend.available)
    func `nothing of one's own can be made to point at another organization's object`(
        backend: Backend
    ) async throws {
        try await Workbench.with(backend) { bench in
            let (theirs, ours) = (
                try await Tenant(bench.admin, bench), try await Tenant(bench.stranger, bench)
            )
            var tried = 0
            for resource in bench.engine.resources.all where resource.operations.contains(.update) {
                for spec in resource.layout.specs where [.always, .onUpdate].contains(spec.writable) {
                    guard let target = spec.kind.target,
                        let table = bench.engine.resources.byPath[target]?.table,
                        let own = ours.made(resource)
                    else { continue }
                    let id = try #require(
                        theirs.ids[table]?.first, "no id to try on \(resource.path) \(spec.name)")
                    let path = "\(resource.path)/\(own)"
                    let answer = try await bench.ask(
                        .put, path, .object(JSONObject([(spec.name, .string(id))])), as: bench.stranger)
                    #expect(
                        (400..<500).contains(answer.status),
                        "\(path) \(spec.name): \(answer.status) \(answer.json.text)")
                    tried += 1
                }
            }
            #expect(tried > 10)
        }
    }

    @Test(arguments: Backend.available)
    func `no list shows what belongs to another organization, whatever it is asked for`(
        backend: Backend
    ) async throws {
        try await Workbench.with(backend) { bench in
            let theirs = try await Tenant(bench.admin, bench)
            let ids = Set(theirs.ids.values.joined())
            for resource in bench.engine.resources.all where resource.operations.contains(.list) {
                var questions: [[String: String]] = [[:], ["id__in": ids.sorted().joined(separator: ",")]]
                for spec in resource.layout.specs where spec.filter.contains(.exact) {
                    let table = spec.kind.target.flatMap { bench.engine.resources.byPath[$0]?.table }
                    if let id = theirs.ids[table ?? ""]?.first { questions.append([spec.name: id]) }
                }
                for question in questions {
                    let answer = try await bench.ask(.get, resource.path, as: bench.stranger, question)
                    let shown = Set((answer.json["data"].array ?? []).compactMap { $0["id"].string })
                    #expect(shown.isDisjoint(with: ids), "\(resource.path) \(question)")
                }
            }
        }
    }

    // MARK: - What is tried

    /// Places in a path where no id stands.
    private static let words: [String: String] = ["{kind}": "lead"]

    /// The table whose ids stand at this place of a path.
    private func table(_ parts: [String], _ index: Int, _ bench: Workbench) -> String? {
        let named = [
            "{message}": "quarantined_message", "{delivery}": "webhook_delivery", "{group}": "crm_group",
            "{user}": "member", "{field}": "custom_field", "{owner}": "custom_activity_type",
            "{address}": "unsubscribed_address",
        ]
        let odd = [
            "activity/email/import": "email_import", "event": "event", "api_key": "api_key",
            "oauth_app": "oauth_client", "session": "session", "organization": "organization",
        ]
        if let table = named[parts[index]] { return table }
        let path = parts[..<index].joined(separator: "/")
        return parts[index] == "{id}" ? bench.engine.resources.byPath[path]?.table ?? odd[path] : nil
    }

    /// Odd endpoints that take no id at all.
    private static let withoutIDs: Set<String> = [
        "GET me", "GET user/availability", "POST membership", "POST invitation", "POST files/upload",
        "GET activity/email/import", "POST unsubscribe/email", "POST webhook", "GET api_key", "POST api_key",
        "GET oauth_app", "POST oauth_app", "GET session", "GET second_factor", "POST second_factor",
        "POST second_factor/confirm", "POST second_factor/off", "POST second_factor/recovery_codes",
    ]

    /// What the others are asked, as their body and as their parameters.
    private func requests(_ theirs: Tenant, _ ours: Tenant) throws -> [String: [JSON]] {
        func id(_ tenant: Tenant, _ table: String, _ number: Int = 0) throws -> JSON {
            .string(try #require(tenant.ids[table])[number])
        }
        let (lead, contact, user) = (
            try id(theirs, "lead"), try id(theirs, "contact"), try id(theirs, "member")
        )
        let own = try id(ours, "lead")
        return [
            "POST lead/merge": [
                ["source": lead, "destination": own], ["source": own, "destination": lead],
                ["source": lead, "destination": try id(theirs, "lead", 1)],
            ],
            "GET activity": [["lead_id": lead], ["contact_id": contact], ["user_id": user]],
            "GET event": [["lead_id": lead], ["object_id": lead], ["user_id": user]],
            "POST email_template/render": [
                ["subject": "{{ lead.display_name }}", "body": "", "lead_id": lead],
                ["subject": "{{ contact.name }}", "body": "", "contact_id": contact],
                ["subject": "{{ contact.name }}", "body": "", "lead_id": own, "contact_id": contact],
            ],
            "POST password": [
                [
                    "old_password": "x", "new_password": "a long one",
                    "keep_session_id": try id(theirs, "session"),
                ]
            ],
            "GET import/lead/preview": [["file_id": try id(theirs, "file")]],
            "POST activity/meeting": [
                ["lead_id": lead, "title": "Taken", "starts_at": "2030-01-01"],
                ["lead_id": own, "contact_id": contact, "title": "Taken", "starts_at": "2030-01-01"],
            ],
            "POST activity/form_submission": [
                ["lead_id": lead, "form_id": "form_a"],
                ["lead_id": own, "contact_id": contact, "form_id": "form_a"],
            ],
            "DELETE send_as": [["allowing_user_id": user, "allowed_user_id": user]],
            "POST send_as/bulk": [["allowed_user_ids": [user]]],
        ]
    }

    private func expectNothing(
        _ method: AjarResource.Method, _ path: String, _ body: JSON?, _ bench: Workbench
    ) async throws {
        // Some doors are open to apps only.
        var stranger = bench.stranger
        stranger.oauthClientID = "oa2client_stranger"
        let answer = try await bench.ask(method, path, body, as: stranger)
        #expect(
            [403, 404].contains(answer.status), "\(method) \(path): \(answer.status) \(answer.json.text)")
    }

    /// All rows of the first organization in all tables, as one text.
    private func everything(_ bench: Workbench) async throws -> String {
        let tables: SQL =
            switch bench.backend {
            case .sqlite:
                """
                SELECT tables.name FROM sqlite_master AS tables JOIN pragma_table_info(tables.name) AS columns
                WHERE tables.type = 'table' AND columns.name = 'organization' ORDER BY tables.name
                """
            case .postgres:
                """
                SELECT table_name AS name FROM information_schema.columns
                WHERE table_schema = CURRENT_SCHEMA AND column_name = 'organization' ORDER BY table_name
                """
            }
        let organization = bench.admin.organization
        return try await bench.store.read { reader in
            var all = ""
            for table in try reader.rows(tables).map({ $0.text("name") }) {
                let rows = try reader.rows(
                    "SELECT * FROM \(name: table) WHERE organization = \(organization)")
                all += "\(table): \(rows.map { "\($0.values)" }.sorted())\n"
            }
            return all
        }
    }
}
