package import AjarCore
package import AjarResource
package import AjarStore
import Crypto

/// Makes organizations, users and keys: what `ajar setup` and the first-run page do.
package struct SignUp: Sendable {
    private let store: Store
    private let resources: Resources

    package init(store: Store, resources: Resources) {
        self.store = store
        self.resources = resources
    }

    package struct Made: Sendable {
        package let organizationID: ID
        package let userID: ID
        /// Shown once: only its hash is kept.
        package let apiKey: String?
    }

    /// Nil `apiKey` in the answer: the e-mail address was known already and nothing was changed.
    package func setUp(
        organization name: String, userName: String, email: String, passwordHash: String?
    ) async throws -> Made {
        let random = store.environs.random
        let key = APIKey.make(random)
        return try await store.write { [resources] transaction in
            if let known = try Self.known(email, transaction) { return known }
            let number = (try transaction.value("SELECT MAX(organization) FROM organization").int ?? 0) + 1
            let organizationID = transaction.newID(.classic("orga"))
            let userID = transaction.newID(.classic("user"))
            let now = transaction.now
            let names = userName.split(separator: " ", maxSplits: 1).map(String.init)
            try transaction.execute(
                """
                INSERT INTO organization (organization, id, name, currency, settings, date_created, date_updated)
                VALUES (\(number), \(organizationID), \(name), 'USD', '{}', \(now), \(now))
                """)
            try transaction.execute(
                """
                INSERT INTO "user" (id, email, email_key, first_name, last_name, password_hash, date_created, date_updated)
                VALUES (\(userID), \(email), \(email.lowercased()), \(names.first ?? ""), \(names.dropFirst().first ?? ""),
                    \(passwordHash), \(now), \(now))
                """)
            try Self.join(transaction, organization: number, user: userID, role: "admin")
            try APIKey.insert(key, organization: number, user: userID, name: "First key", transaction)
            let caller = Caller(
                organization: number, organizationID: organizationID, userID: userID, isAdmin: true)
            let context = WriteContext(transaction, caller, resources)
            try Standards.write(context)
            try context.tell()
            return Made(organizationID: organizationID, userID: userID, apiKey: key.text)
        }
    }

    private static func known(_ email: String, _ reader: Reader) throws -> Made? {
        let row = try reader.first(
            """
            SELECT "user".id AS user_id, organization.id AS organization_id FROM "user"
            JOIN membership ON membership.user_id = "user".id
            JOIN organization ON organization.organization = membership.organization
            WHERE "user".email_key = \(email.lowercased()) ORDER BY membership.date_created LIMIT 1
            """)
        return row.map {
            Made(organizationID: $0.id("organization_id"), userID: $0.id("user_id"), apiKey: nil)
        }
    }

    package static func join(_ transaction: Transaction, organization: Int, user: ID, role: String) throws {
        try transaction.execute(
            """
            INSERT INTO membership (organization, id, user_id, role_id, date_created, date_updated)
            VALUES (\(organization), \(transaction.newID(.classic("memb"))), \(user), \(role), \(transaction.now), \(transaction.now))
            """)
    }
}

/// A key of the API: `api_` + 22 characters + `.` + 22 characters. Only the hash of it is kept.
package struct APIKey: Sendable {
    package let id: String
    package let text: String

    package static func make(_ random: RandomSource) -> APIKey {
        // Two ids' worth of randomness: the part after the dot is the secret, all of it random.
        let id = ID.make(.short("api"), at: Timestamp(micros: 0), random: random).text
        let secret = ID.make(IDShape(prefix: "k", length: 30), at: Timestamp(micros: 0), random: random).text
            .suffix(22)
        return APIKey(id: id, text: "\(id).\(secret)")
    }

    /// A plain hash is enough: the secret has 130 random bits, so there is nothing to guess.
    package static func hash(_ text: String) -> String {
        SHA256.hash(data: Array(text.utf8)).map { byte in
            let hex = String(byte, radix: 16)
            return hex.count == 1 ? "0" + hex : hex
        }.joined()
    }

    package static func insert(
        _ key: APIKey, organization: Int, user: ID, name: String, _ transaction: Transaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO api_key (organization, id, user_id, name, key_hash, date_created)
            VALUES (\(organization), \(key.id), \(user), \(name), \(hash(key.text)), \(transaction.now))
            """)
    }
}
