package import AjarCore
package import AjarStore

/// The people of the organizations, as an administrator of the installation sees them.
package struct Members: Sendable {
    package struct Listed: Sendable {
        package let userID: String
        package let email: String
        package let name: String
        package let organizationID: String
        package let role: String
        package let isDisabled: Bool
    }

    private let store: Store

    package init(store: Store) { self.store = store }

    /// Adds somebody to an organization: a new user, or one who is in another one already and keeps the
    /// password.
    package func add(
        email: String, name: String, role: String, passwordHash: String?, organizationID: String?
    ) async throws -> ID {
        guard Roles.builtIn[role] != nil else {
            throw AjarError.invalid(
                "role", "There is no such role: \(Roles.builtIn.keys.sorted().joined(separator: ", ")).")
        }
        return try await store.write { transaction in
            let organization = try Self.organization(organizationID, transaction)
            let now = transaction.now
            let names = name.split(separator: " ", maxSplits: 1).map(String.init)
            let known = try transaction.first(
                "SELECT id FROM \"user\" WHERE email_key = \(email.lowercased())")
            let id = known?.id("id") ?? transaction.newID(.classic("user"))
            if known == nil {
                try transaction.execute(
                    """
                    INSERT INTO "user" (id, email, email_key, first_name, last_name, password_hash, date_created, date_updated)
                    VALUES (\(id), \(email), \(email.lowercased()), \(names.first ?? ""), \(names.dropFirst().first ?? ""),
                        \(passwordHash), \(now), \(now))
                    """)
            } else if try Self.find(email, organizationID, transaction) != nil {
                throw AjarError.conflict("\(email) is a member already.")
            }
            try SignUp.join(transaction, organization: organization, user: id, role: role)
            return id
        }
    }

    package func list() async throws -> [Listed] {
        try await store.read { reader in
            try reader.rows(
                """
                SELECT "user".id, "user".email, "user".first_name, "user".last_name, "user".is_disabled,
                    membership.role_id, membership.is_active, organization.id AS organization_id
                FROM membership JOIN "user" ON "user".id = membership.user_id
                JOIN organization ON organization.organization = membership.organization
                ORDER BY membership.organization, membership.date_created, membership.id
                """
            ).map {
                Listed(
                    userID: $0.text("id"), email: $0.text("email"), name: Users.fullName($0),
                    organizationID: $0.text("organization_id"), role: $0.text("role_id"),
                    isDisabled: $0.flag("is_disabled") || !$0.flag("is_active"))
            }
        }
    }

    /// Keys, tokens and sessions of the user end with the next request. False when nobody has the address.
    package func disable(email: String) async throws -> Bool {
        try await store.write { transaction in
            let row = try transaction.first("SELECT id FROM \"user\" WHERE email_key = \(email.lowercased())")
            guard let id = row?.id("id") else { return false }
            try transaction.execute(
                "UPDATE \"user\" SET is_disabled = 1, date_updated = \(transaction.now) WHERE id = \(id)")
            try Sessions.endAll(user: id, transaction)
            return true
        }
    }

    /// A new password ends every session. False when nobody has the address.
    package func setPassword(email: String, hash: String) async throws -> Bool {
        try await store.write { transaction in
            let row = try transaction.first("SELECT id FROM \"user\" WHERE email_key = \(email.lowercased())")
            guard let id = row?.id("id") else { return false }
            try transaction.execute(
                "UPDATE \"user\" SET password_hash = \(hash), date_updated = \(transaction.now) WHERE id = \(id)"
            )
            try Sessions.endAll(user: id, transaction)
            return true
        }
    }

    /// Where somebody is an active member.
    package func organizations(
        of user: ID
    ) async throws -> (email: String, organizations: [(number: Int, id: String, name: String)]) {
        let rows = try await store.read { reader in
            try reader.rows(
                """
                SELECT organization.organization, organization.id, organization.name, "user".email
                FROM membership JOIN organization ON organization.organization = membership.organization
                JOIN "user" ON "user".id = membership.user_id
                WHERE membership.user_id = \(user) AND membership.is_active = 1
                ORDER BY organization.name, organization.id
                """)
        }
        return (
            rows.first?.text("email") ?? "",
            rows.map { ($0.int("organization"), $0.text("id"), $0.text("name")) }
        )
    }

    /// The organization that is meant when none is named: the only one.
    package static func organization(_ id: String?, _ reader: Reader) throws -> Int {
        let rows = try reader.rows("SELECT organization, id FROM organization ORDER BY organization")
        if let id {
            guard let row = rows.first(where: { $0.text("id") == id }) else {
                throw AjarError.notFound("There is no organization \(id).")
            }
            return row.int("organization")
        }
        guard rows.count == 1, let only = rows.first else {
            throw AjarError.badRequest(
                rows.isEmpty
                    ? "There is no organization yet; run setup first."
                    : "There are several organizations; say which one.")
        }
        return only.int("organization")
    }

    static func find(
        _ email: String, _ organizationID: String?, _ reader: Reader
    ) throws -> (organization: Int, userID: ID)? {
        let there: SQL = organizationID.map { " AND organization.id = \($0)" } ?? ""
        let row = try reader.first(
            """
            SELECT membership.organization, "user".id FROM "user"
            JOIN membership ON membership.user_id = "user".id
            JOIN organization ON organization.organization = membership.organization
            WHERE "user".email_key = \(email.lowercased())\(there)
            ORDER BY membership.date_created, membership.id LIMIT 1
            """)
        return row.map { ($0.int("organization"), $0.id("id")) }
    }
}
