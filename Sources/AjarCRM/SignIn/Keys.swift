package import AjarCore
package import AjarStore

/// API keys as an administrator sees them: made, listed and revoked, never shown again.
package struct Keys: Sendable {
    package struct Listed: Sendable {
        package let id: String
        package let name: String
        package let email: String
        package let organizationID: String
        package let created: Timestamp
    }

    private let store: Store

    package init(store: Store) { self.store = store }

    /// Nil when nobody has the e-mail address.
    package func create(email: String, name: String, organizationID: String? = nil) async throws -> APIKey? {
        let key = APIKey.make(store.environs.random)
        return try await store.write { transaction in
            guard let member = try Members.find(email, organizationID, transaction) else { return nil }
            try APIKey.insert(
                key, organization: member.organization, user: member.userID, name: name, transaction)
            return key
        }
    }

    package func list() async throws -> [Listed] {
        try await store.read { reader in
            try reader.rows(
                """
                SELECT api_key.id, api_key.name, api_key.date_created, "user".email, organization.id AS organization_id
                FROM api_key JOIN "user" ON "user".id = api_key.user_id
                JOIN organization ON organization.organization = api_key.organization
                WHERE api_key.revoked_at IS NULL
                ORDER BY api_key.date_created, api_key.id
                """
            ).map {
                Listed(
                    id: $0.text("id"), name: $0.text("name"), email: $0.text("email"),
                    organizationID: $0.text("organization_id"),
                    created: $0.moment("date_created") ?? Timestamp(micros: 0))
            }
        }
    }

    /// By its id, the part before the dot. False when there is no such key, or it was revoked before.
    package func revoke(_ id: String) async throws -> Bool {
        try await store.write { transaction in
            try transaction.execute(
                "UPDATE api_key SET revoked_at = \(transaction.now) WHERE id = \(id) AND revoked_at IS NULL")
                == 1
        }
    }
}
