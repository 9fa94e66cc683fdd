package import AjarCore
package import AjarResource
package import AjarStore

/// Who is signed in with a browser. The cookie holds a secret, the database its hash.
package struct Sessions: Sendable {
    /// After so long without a visit, or in all, a session ends.
    package static let idle: Duration = .seconds(14 * 24 * 3600)
    package static let lifetime: Duration = .seconds(60 * 24 * 3600)

    package struct Session: Sendable {
        package let id: ID
        package let caller: Caller
        /// Goes into forms and scripts of our own pages; another site can't know it.
        package let formToken: String

        package func isSigned(by token: String) -> Bool { Token.isEqual(token, formToken) }
    }

    private let store: Store
    private let secrets: SecretBox

    package init(store: Store, secrets: SecretBox) {
        self.store = store
        self.secrets = secrets
    }

    /// The text of the cookie.
    package func begin(organization: Int, user: ID) async throws -> Token {
        let secret = Token.make(store.environs.random)
        try await store.write { transaction in
            let now = transaction.now
            try transaction.execute(
                """
                INSERT INTO session (organization, id, token_hash, user_id, date_created, last_used_at, expires_at)
                VALUES (\(organization), \(transaction.newID(.short("sess"))), \(secret.hash), \(user), \(now), \(now),
                    \(now + Self.lifetime))
                """)
        }
        return secret
    }

    /// The session of a cookie; nil when it is unknown or over, or when its user is out.
    package func find(_ cookie: String) async throws -> Session? {
        guard cookie.utf8.count <= 100 else { return nil }
        let hash = Token.hash(cookie)
        let found = try await store.read { reader -> (row: Row, caller: Caller)? in
            let row = try reader.first(
                """
                SELECT organization, id, user_id, last_used_at FROM session
                WHERE token_hash = \(hash) AND expires_at > \(reader.now) AND last_used_at > \(reader.now - Self.idle)
                """)
            guard let row,
                let caller = try Callers.member(row.int("organization"), row.text("user_id"), reader)
            else { return nil }
            return (row, caller)
        }
        guard let (row, caller) = found else { return nil }
        let session = Session(id: row.id("id"), caller: caller, formToken: secrets.sign("form \(hash)"))
        if let last = row.moment("last_used_at"), store.environs.clock.now - last > .seconds(3600) {
            try await touch(session)
        }
        return session
    }

    /// At most once an hour: a visit is no reason for a write.
    private func touch(_ session: Session) async throws {
        try await store.write { transaction in
            try transaction.execute(
                """
                UPDATE session SET last_used_at = \(transaction.now)
                WHERE organization = \(session.caller.organization) AND id = \(session.id)
                """)
        }
    }

    package func end(_ session: Session) async throws {
        try await store.write { transaction in
            try transaction.execute(
                "DELETE FROM session WHERE organization = \(session.caller.organization) AND id = \(session.id)"
            )
        }
    }

    /// One of the user's own, by its id. False when there is none.
    package static func end(_ id: String, user: ID, _ transaction: Transaction) throws -> Bool {
        try transaction.execute("DELETE FROM session WHERE user_id = \(user) AND id = \(id)") == 1
    }

    /// All of a user, everywhere: after a change of the password, or when somebody is shown the door.
    package static func endAll(user: ID, except kept: String = "", _ transaction: Transaction) throws {
        try transaction.execute("DELETE FROM session WHERE user_id = \(user) AND id <> \(kept)")
    }
}
