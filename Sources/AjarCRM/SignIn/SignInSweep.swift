import AjarCore
package import AjarStore

/// Deletes what has expired, a batch at a time, so that no request waits long for the database.
package struct SignInSweep: Sendable {
    private static let batch = 500

    private let store: Store

    package init(store: Store) { self.store = store }

    package func run() async throws {
        let now = store.environs.clock.now
        try await empty(
            "session", key: "token_hash",
            where: "expires_at < \(now) OR last_used_at < \(now - Sessions.idle)")
        try await empty("oauth_code", key: "code_hash", where: "expires_at < \(now - .seconds(86_400))")
        try await empty("oauth_token", key: "token_hash", where: "expires_at < \(now)")
        try await empty(
            "idempotency_key", key: "key_hash", where: "date_created < \(now - IdempotencyKeys.lifetime)")
        try await empty("sign_in_failure", key: "subject", where: "last_at < \(now - .seconds(86_400))")
    }

    private func empty(_ table: String, key: String, where condition: SQL) async throws {
        while true {
            let deleted = try await store.write { transaction in
                try transaction.execute(
                    """
                    DELETE FROM \(name: table) WHERE \(name: key) IN (
                        SELECT \(name: key) FROM \(name: table) WHERE \(condition) LIMIT \(Self.batch))
                    """)
            }
            if deleted < Self.batch { return }
        }
    }
}
