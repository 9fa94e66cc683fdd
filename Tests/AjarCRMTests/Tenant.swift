import AjarCore
import AjarResource
import AjarStore
import AjarTestKit
import Testing

/// An organization with something of everything: what another one must not reach.
struct Tenant {
    let caller: Caller
    /// Up to three ids, the oldest first, by the table that they are in.
    let ids: [String: [String]]

    init(_ caller: Caller, _ bench: Workbench) async throws {
        self.caller = caller
        try await Self.fill(caller, bench)
        let tables = Set(bench.engine.resources.all.map(\.table)).union(Self.further)
        let organization = caller.organization
        let name = caller.organizationID.text
        ids = try await bench.store.write { transaction in
            var ids = ["organization": [name], "unsubscribed_address": [Self.gone(organization)]]
            for table in Self.parents + tables.sorted().filter({ !Self.parents.contains($0) }) {
                let select: SQL = """
                    SELECT id FROM \(name: table) WHERE organization = \(organization)
                        AND id NOT IN (\(list: Self.shared)) ORDER BY id LIMIT 3
                    """
                if try transaction.first(select) == nil {
                    try Self.plant(table, organization, parents: ids, transaction)
                }
                ids[table] = try transaction.rows(select).map { $0.text("id") }
            }
            return ids
        }
    }

    /// An object that a client has made.
    func made(_ resource: Resource) -> String? { ids[resource.table]?.first { !$0.hasPrefix("planted") } }

    /// Tables of odd endpoints, which no resource declares.
    private static let further: Set<String> = [
        "api_key", "oauth_client", "session", "event", "email_import", "quarantined_message", "file",
    ]
    /// What the others hang off.
    private static let parents: [String] = ["member", "lead", "contact", "connected_account", "webhook"]
    /// Ids that mean the same in every organization: the built-in roles.
    private static let shared: [String] = ["admin", "superuser", "user", "restricteduser"]

    private static func gone(_ organization: Int) -> String { "\(organization)@gone.test" }

    // MARK: - What a client can make

    private static func fill(_ caller: Caller, _ bench: Workbench) async throws {
        func post(_ path: String, _ body: JSON) async throws -> JSON {
            let (status, json) = try await bench.ask(.post, path, body, as: caller)
            try #require((200..<300).contains(status), "\(path): \(status) \(json.text)")
            return json
        }
        let hook: JSON = [
            "url": "https://hook.example.com/", "events": [["object_type": "lead", "action": "created"]],
        ]
        _ = try await post("webhook", hook)
        let bluth: JSON = [
            "name": "Bluth", "contacts": [["name": "Gob", "emails": [["email": "gob@bluth.test"]]]],
        ]
        let lead = try await post("lead", bluth)["id"]
        _ = try await post("lead", ["name": "Sitwell"])
        let visit = try await post("custom_activity", ["name": "Visit"])["id"]
        let car = try await post("custom_object_type", ["name": "Car", "name_plural": "Cars"])["id"]
        let shared = try await post("custom_field/shared", ["name": "Shared", "type": "text"])["id"]
        let account: JSON = [
            "_type": "custom_email", "email": .string("\(caller.organization)@acme.test"), "name": "Ada",
            "smtp": ["host": "127.0.0.1", "port": 1, "security": "none"], "imap": nil,
        ]
        let tool: JSON = ["name": "L", "url": "https://tool.example.com/{{ lead.id }}", "type": "lead"]
        let sms: JSON = [
            "lead_id": lead, "status": "draft", "text": "secret", "remote_phone": "+16505550123",
        ]
        let email: JSON = [
            "lead_id": lead, "status": "sent", "to": ["gob@bluth.test"], "subject": "Offer",
        ]
        let note = try await post("activity/note", ["lead_id": lead, "note": "secret"])["id"]
        let bodies: [(String, JSON)] = [
            ("activity/email", email), ("activity/sms", sms),
            ("activity/call", ["lead_id": lead, "direction": "outbound"]),
            ("activity/meeting", ["lead_id": lead, "title": "Secret", "starts_at": "2030-01-01"]),
            ("activity/form_submission", ["lead_id": lead, "form_id": "form_a"]),
            ("activity/custom", ["lead_id": lead, "custom_activity_type_id": visit]),
            ("custom_object", ["lead_id": lead, "custom_object_type_id": car, "name": "secret"]),
            ("comment", ["object_type": "activity.note", "object_id": note, "body": "secret"]),
            ("task", ["_type": "lead", "lead_id": lead, "text": "secret"]),
            ("opportunity", ["lead_id": lead, "value": 100]),
            ("email_template", ["name": "T", "subject": "S", "body": "B"]),
            ("sms_template", ["name": "T", "text": "S"]), ("group", ["name": "Team"]),
            ("role", ["name": "R", "permissions": []]),
            ("custom_field/lead", ["name": "F", "type": "text"]),
            ("custom_field/contact", ["name": "F", "type": "text"]),
            ("custom_field/shared/\(shared.string ?? "")/association", ["object_type": "lead"]),
            ("integration_link", tool), ("outcome", ["name": "Won", "type": "custom"]),
            ("playbook", ["name": "P"]), ("connected_account", account),
            ("unsubscribe/email", ["email": .string(gone(caller.organization))]),
            ("saved_search", ["name": "V", "query": "secret"]),
            ("api_key", ["name": "K"]),
            ("oauth_app", ["name": "A", "redirect_uris": ["https://app.example.com/"]]),
        ]
        for (path, body) in bodies { _ = try await post(path, body) }
    }

    // MARK: - What comes about by itself

    /// A row of a table that no client fills, beside what it hangs off.
    private static func plant(
        _ table: String, _ organization: Int, parents: [String: [String]], _ transaction: Transaction
    ) throws {
        let references = [
            "lead_id": "lead", "contact_id": "contact", "user_id": "member",
            "account_id": "connected_account",
            "subscription_id": "webhook",
        ]
        let columns: SQL =
            switch transaction.dialect.name {
            case .sqlite: "SELECT name, type, \"notnull\" AS needed FROM pragma_table_info(\(table))"
            case .postgres:
                """
                SELECT column_name AS name, data_type AS type,
                    CASE is_nullable WHEN 'NO' THEN 1 ELSE 0 END AS needed
                FROM information_schema.columns
                WHERE table_schema = CURRENT_SCHEMA AND table_name = \(table)
                """
            }
        var values: [(name: String, value: Value)] = []
        for column in try transaction.rows(columns) {
            let (name, type) = (column.text("name"), column.text("type").uppercased())
            if name == "organization" {
                values.append((name, .int(organization)))
            } else if let parent = references[name].flatMap({ parents[$0]?.first }) {
                values.append((name, .text(parent)))
            } else if name == "status" {
                values.append((name, .text("done")))
            } else if name == "date_uploaded" {
                values.append((name, .int(1)))
            } else if column.int("needed") == 1 {
                let text = type.contains("JSON") ? "{}" : "planted_\(table)_\(organization)"
                let isText = type.contains("TEXT") || type.contains("JSON")
                values.append((name, isText ? .text(text) : .int(0)))
            }
        }
        let names: [SQL] = values.map { "\(name: $0.name)" }
        let places: [SQL] = values.map { "\($0.value)" }
        try transaction.execute(
            "INSERT INTO \(name: table) (\(names.joined(", "))) VALUES (\(places.joined(", ")))")
    }
}
