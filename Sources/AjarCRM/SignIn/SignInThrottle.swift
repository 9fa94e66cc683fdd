import AjarCore
package import AjarStore

/// Slows down those who guess passwords: per account and per address, and doubling.
///
/// An account is never closed for good, or anybody could close it for its owner.
package struct SignInThrottle: Sendable {
    /// So many failures are free; they are forgotten after a while without any.
    static let free = 5
    static let memory: Duration = .seconds(3600)
    static let longest: Duration = .seconds(900)

    private let store: Store

    package init(store: Store) { self.store = store }

    /// How long the subjects have to wait; nil when they may try now.
    package func wait(_ subjects: [String]) async throws -> Duration? {
        try await store.read { reader in
            let row = try reader.first(
                """
                SELECT MAX(blocked_until) AS until FROM sign_in_failure
                WHERE subject IN (\(list: subjects.map(Self.key)))
                """)
            guard let until = row?.moment("until"), until > reader.now else { return nil }
            return until - reader.now
        }
    }

    package func failed(_ subjects: [String]) async throws {
        try await store.write { transaction in
            let now = transaction.now
            for subject in subjects {
                let key = Self.key(subject)
                let row = try transaction.first(
                    """
                    INSERT INTO sign_in_failure (subject, failures, last_at, blocked_until)
                    VALUES (\(key), 1, \(now), 0)
                    ON CONFLICT (subject) DO UPDATE SET
                        failures = CASE WHEN sign_in_failure.last_at < \(now - Self.memory) THEN 1
                            ELSE sign_in_failure.failures + 1 END,
                        last_at = excluded.last_at
                    RETURNING failures
                    """)
                let failures = row?.int("failures") ?? 0
                guard failures >= Self.free else { continue }
                let delay = min(Self.longest, .seconds(1 << min(20, failures - Self.free)))
                try transaction.execute(
                    "UPDATE sign_in_failure SET blocked_until = \(now + delay) WHERE subject = \(key)")
            }
        }
    }

    /// The right password clears the account, but not the address: one good account would clear the way for
    /// many bad tries.
    package func succeeded(_ subject: String) async throws {
        try await store.write { transaction in
            try transaction.execute("DELETE FROM sign_in_failure WHERE subject = \(Self.key(subject))")
        }
    }

    /// Nobody should read in a table of failures who has an account here.
    private static func key(_ subject: String) -> String { Token.hash(subject) }
}
