import AjarCore
import AjarResource
import AjarStore

/// The caller's organization: read as one object with its people and statuses, changed in place.
enum OrganizationEndpoints {
    static let all: [Endpoint] = [
        Endpoint(.get, "organization/{id}", "The organization of the caller") { request, engine in
            let expand = request.parameters["_expand"] ?? ""
            return .json(
                try await engine.read(request.caller) { context in
                    try check(request.path["id"], context)
                    return try json(context, expand: expand)
                })
        },
        Endpoint(.put, "organization/{id}", "Change the organization") { request, engine in
            let expand = request.parameters["_expand"] ?? ""
            return .json(
                try await engine.write(request.caller) { context in
                    try check(request.path["id"], context)
                    guard context.caller.may("manage_organization") else {
                        throw AjarError.forbidden(WriteContext.noPermission)
                    }
                    try update(request.body ?? JSONObject(), context)
                    return try json(context, expand: expand)
                })
        },
    ]

    private static func check(_ id: String?, _ context: ReadContext) throws {
        guard id == context.caller.organizationID.text else { throw AjarError.noSuch("Organization") }
    }

    // MARK: - Reading

    static func json(_ context: ReadContext, expand: String) throws -> JSON {
        let row = try context.reader.first(
            "SELECT * FROM organization WHERE organization = \(context.organization)")
        guard let row else { throw AjarError.noSuch("Organization") }
        let settings = row.json("settings").object ?? JSONObject()
        var body = JSONObject([
            ("id", .string(row.text("id"))), ("name", .string(row.text("name"))),
            ("currency", .string(row.text("currency"))),
            ("currency_symbol", .string(Currency.symbol(row.text("currency")))),
            ("date_created", .string(row.moment("date_created")?.text() ?? "")),
            ("date_updated", .string(row.moment("date_updated")?.text() ?? "")),
            ("created_by", JSON(row["created_by"].text)), ("updated_by", JSON(row["updated_by"].text)),
        ])
        for (name, standard) in settingDefaults { body.append(name, settings[name] ?? standard) }
        body.append(
            "memberships",
            try memberships(
                context, active: true, nested: expand.split(separator: ",").contains("memberships__user")))
        body.append(
            "inactive_memberships",
            try memberships(
                context, active: false,
                nested: expand.split(separator: ",").contains("inactive_memberships__user")))
        for (name, resource, order) in try embedded(context) {
            body.append(
                name,
                .array(
                    try context.all(resource, where: "1 = 1", order: order).map {
                        try context.json($0, resource)
                    }))
        }
        return .object(body)
    }

    /// Settings with the values that they have until somebody changes them.
    static let settingDefaults: [(String, JSON)] = [
        ("enable_unsubscribe_link", false), ("require_unsubscribe_link", false), ("leads_email", nil),
        ("timezone", "UTC"), ("unsubscribe_links", []),
        ("billing_account_id", nil), ("trial_expires_at", nil),
    ]

    private static func embedded(_ context: ReadContext) throws -> [(String, Resource, SQL)] {
        var all: [(String, Resource, SQL)] = []
        for (name, path, order) in [
            ("lead_statuses", "status/lead", "position, id"),
            ("opportunity_statuses", "status/opportunity", "position, id"),
            ("pipelines", "pipeline", "position, id"),
            ("lead_custom_fields", "custom_field/lead", "position, id"),
        ] {
            if let resource = context.resources.byPath[path] {
                all.append((name, resource, SQL(trusted: order)))
            }
        }
        return all
    }

    /// Members with `user_…` keys, or with the user as an object of its own when asked so.
    static func memberships(_ context: ReadContext, active: Bool, nested: Bool) throws -> JSON {
        let rows = try context.reader.rows(
            """
            SELECT membership.*, "user".email, "user".first_name, "user".last_name, "user".image, "user".phone
            FROM membership JOIN "user" ON "user".id = membership.user_id
            WHERE membership.organization = \(context.organization) AND membership.is_active = \(active)
            ORDER BY membership.date_created, membership.id
            """)
        return .array(
            try rows.map { row in
                let permissions = try Roles.permissions(
                    of: row.text("role_id"), context.organization, context.reader)
                var member = JSONObject([
                    ("id", .string(row.text("id"))), ("organization_id", context.caller.organizationID.json),
                    ("user_id", .string(row.text("user_id"))), ("role_id", .string(row.text("role_id"))),
                    ("role", .string(row.text("role_id"))), ("title", JSON(row["title"].text)),
                    ("auto_record_calls", .string(row.text("auto_record_calls"))),
                    ("track_email_opens", .bool(row.flag("track_email_opens"))),
                    ("permissions_granted", .array(permissions.sorted().map(JSON.string))),
                ])
                let user: [(String, JSON)] = [
                    ("id", .string(row.text("user_id"))), ("email", .string(row.text("email"))),
                    ("first_name", .string(row.text("first_name"))),
                    ("last_name", .string(row.text("last_name"))),
                    ("full_name", .string(Users.fullName(row))), ("image", JSON(row["image"].text)),
                    ("phone", JSON(row["phone"].text)),
                ]
                if nested {
                    member.append("user", .object(JSONObject(user.map { (key: $0.0, value: $0.1) })))
                } else {
                    for (name, value) in user.dropFirst() { member.append("user_\(name)", value) }
                }
                return .object(member)
            })
    }

    // MARK: - Changing

    private static func update(_ body: JSONObject, _ context: WriteContext) throws {
        var errors = FieldErrors()
        let text = FieldKind.text(max: 255)
        let currency = FieldKind.text(max: 3)
        for (name, kind) in [("name", text), ("currency", currency)] {
            guard let value = body[name] else { continue }
            do throws(FieldErrors.Problem) {
                let kept = value.isNull ? "" : try kind.parse(value).string ?? ""
                guard !kept.isEmpty else { throw .required }
                guard name != "currency" || Currency.isCode(kept) else { throw .badChoice }
            } catch {
                errors.add(name, error)
            }
        }
        guard errors.isEmpty else { throw AjarError.invalid(errors) }
        if let name = body["name"]?.string {
            try context.transaction.execute(
                "UPDATE organization SET name = \(name) WHERE organization = \(context.organization)")
        }
        if let currency = body["currency"]?.string {
            try context.transaction.execute(
                "UPDATE organization SET currency = \(currency) WHERE organization = \(context.organization)")
        }
        try updateSettings(body, context)
        for (name, path) in [
            ("lead_statuses", "status/lead"), ("opportunity_statuses", "status/opportunity"),
        ] {
            guard let order = body[name]?.array, let resource = context.resources.byPath[path] else {
                continue
            }
            try reorder(resource, order, context)
        }
        try context.transaction.execute(
            """
            UPDATE organization SET date_updated = \(context.now), updated_by = \(context.caller.userID?.text)
            WHERE organization = \(context.organization)
            """)
    }

    private static func updateSettings(_ body: JSONObject, _ context: WriteContext) throws {
        let row = try context.reader.first(
            "SELECT settings FROM organization WHERE organization = \(context.organization) \(.rowLock)")
        var settings = row?.json("settings").object ?? JSONObject()
        for name in ["enable_unsubscribe_link", "require_unsubscribe_link"] {
            guard let value = body[name] else { continue }
            guard value.bool != nil else {
                throw AjarError.invalid(FieldErrors(name, "Value must be of bool type."))
            }
            settings[name] = value
        }
        for (name, kind) in [("timezone", FieldKind.timezone), ("unsubscribe_links", .unsubscribeLinks)] {
            guard let value = body[name] else { continue }
            do throws(FieldErrors.Problem) { settings[name] = try kind.parse(value) } catch {
                var errors = FieldErrors()
                errors.add(name, error)
                throw AjarError.invalid(errors)
            }
        }
        if let value = body["leads_email"] { settings["leads_email"] = try LeadsEmail.set(value, context) }
        try context.transaction.execute(
            "UPDATE organization SET settings = \(json: .object(settings)) WHERE organization = \(context.organization)"
        )
    }

    /// Gives the named ones their places; what is not named follows in its old order.
    static func reorder(_ resource: Resource, _ order: [JSON], _ context: WriteContext) throws {
        let named = order.compactMap { $0.string ?? $0["id"].string }
        let existing = try context.all(resource, where: "1 = 1", order: "position, id").map(\.id.text)
        let known = named.filter { existing.contains($0) }
        for (position, id) in (known + existing.filter { !known.contains($0) }).enumerated() {
            try context.transaction.execute(
                """
                UPDATE \(name: resource.table) SET position = \(position)
                WHERE organization = \(context.organization) AND id = \(id)
                """)
        }
    }
}

/// Currencies, as far as amounts are printed.
enum Currency {
    static func symbol(_ code: String) -> String {
        [
            "USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹", "CHF": "CHF", "CAD": "CA$",
            "AUD": "A$",
        ][code] ?? code
    }

    static func isCode(_ text: String) -> Bool {
        text.utf8.count == 3 && text.utf8.allSatisfy { (0x41...0x5A).contains($0) }
    }
}
