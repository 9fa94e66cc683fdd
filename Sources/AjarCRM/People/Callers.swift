import AjarCore
package import AjarResource
package import AjarStore

/// Who is behind a key: the question of every request, so its answer is kept for a moment.
package struct Callers: Sendable {
    private let store: Store

    package init(store: Store) { self.store = store }

    /// The user and organization of an API key; nil when it is unknown, revoked, or its owner is out.
    package func caller(apiKey: String) async throws -> Caller? {
        guard apiKey.utf8.count <= 200 else { return nil }
        let hash = APIKey.hash(apiKey)
        return try await store.read { reader in
            let row = try reader.first(
                """
                SELECT api_key.id AS key_id, organization, user_id FROM api_key
                WHERE key_hash = \(hash) AND revoked_at IS NULL
                """)
            guard let row, var caller = try Self.member(row.int("organization"), row.text("user_id"), reader)
            else { return nil }
            caller.apiKeyID = row.text("key_id")
            return caller
        }
    }

    /// An active member of an organization, with the permissions of the role.
    package static func member(_ organization: Int, _ userID: String, _ reader: Reader) throws -> Caller? {
        let row = try reader.first(
            """
            SELECT organization.id AS organization_id, membership.role_id FROM membership
            JOIN organization ON organization.organization = membership.organization
            JOIN "user" ON "user".id = membership.user_id
            WHERE membership.organization = \(organization) AND membership.user_id = \(userID)
                AND membership.is_active = 1 AND "user".is_disabled = 0
            """)
        guard let row else { return nil }
        let role = row.text("role_id")
        return Caller(
            organization: organization, organizationID: row.id("organization_id"), userID: ID(userID),
            permissions: try Roles.permissions(of: role, organization, reader), isAdmin: role == "admin",
            roleID: role)
    }
}
