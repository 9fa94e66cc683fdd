import AjarCore
package import AjarResource
package import AjarStore

/// Keys that clients give their POSTs, with the answer of the first one.
///
/// A key is reserved before the request runs and gets its answer after it, in two transactions: what a
/// request does is not one transaction either. Dying between them leaves the key reserved without an answer.
/// Nobody can tell then whether the request took effect, so it is never run again: the client is told to
/// look, until the key expires.
package struct IdempotencyKeys: Sendable {
    package static let lifetime: Duration = .seconds(72 * 3600)

    package struct Stored: Sendable, Equatable {
        package var status: Int
        package var location: String?
        package var body: [UInt8]

        package init(status: Int, location: String?, body: [UInt8]) {
            self.status = status
            self.location = location
            self.body = body
        }
    }

    package enum Claim: Sendable, Equatable {
        /// Nobody used the key before: the request may run.
        case mine
        case answered(Stored)
        /// Reserved by a request that is running, or that died.
        case unanswered
        /// Another request used the key.
        case other
    }

    private let store: Store
    private let secrets: SecretBox

    package init(store: Store, secrets: SecretBox) {
        self.store = store
        self.secrets = secrets
    }

    /// Two users of an organization can use the same text without meeting.
    package static func hash(_ key: String, _ caller: Caller) -> String {
        Token.hash([Array((caller.userID?.text ?? "").utf8), Array(key.utf8)])
    }

    package func claim(_ hash: String, _ caller: Caller, fingerprint: String) async throws -> Claim {
        let organization = caller.organization
        let row = try await store.write { transaction -> Row? in
            let oldest = transaction.now - Self.lifetime
            try transaction.execute(
                """
                DELETE FROM idempotency_key
                WHERE organization = \(organization) AND key_hash = \(hash) AND date_created < \(oldest)
                """)
            let isMine = try transaction.execute(
                """
                INSERT INTO idempotency_key (organization, key_hash, fingerprint, date_created)
                VALUES (\(organization), \(hash), \(fingerprint), \(transaction.now))
                ON CONFLICT (organization, key_hash) DO NOTHING
                """)
            guard isMine == 0 else { return nil }
            return try transaction.first(
                """
                SELECT fingerprint, status, location, body FROM idempotency_key
                WHERE organization = \(organization) AND key_hash = \(hash)
                """)
        }
        guard let row else { return .mine }
        guard row.text("fingerprint") == fingerprint else { return .other }
        guard let status = row["status"].int else { return .unanswered }
        let body = try secrets.open(row.text("body"), context: Self.context(hash))
        return .answered(Stored(status: status, location: row["location"].text, body: Array(body.utf8)))
    }

    /// Answers can hold secrets that are shown once, such as the key of a webhook, so they are sealed.
    package func keep(_ answer: Stored, _ hash: String, _ caller: Caller) async throws {
        let organization = caller.organization
        let sealed = try secrets.seal(
            String(decoding: answer.body, as: UTF8.self), context: Self.context(hash))
        try await store.write { transaction in
            try transaction.execute(
                """
                UPDATE idempotency_key SET status = \(answer.status), location = \(answer.location), body = \(sealed)
                WHERE organization = \(organization) AND key_hash = \(hash)
                """)
        }
    }

    /// The request was turned away before it could do anything: the key is free again.
    package func release(_ hash: String, _ caller: Caller) async throws {
        let organization = caller.organization
        try await store.write { transaction in
            try transaction.execute(
                """
                DELETE FROM idempotency_key
                WHERE organization = \(organization) AND key_hash = \(hash) AND status IS NULL
                """)
        }
    }

    private static func context(_ hash: String) -> String { "idempotency \(hash)" }
}
