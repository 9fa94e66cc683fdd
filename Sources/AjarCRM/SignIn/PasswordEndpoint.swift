import AjarCore
import AjarResource
import AjarStore
import NIOPosix

/// `/password/`: a new password for the caller, by who knows the old one.
enum PasswordEndpoint {
    static let all: [Endpoint] = [
        Endpoint(.post, "password", "Change one's own password; all other sessions end") { request, engine in
            let user = try Account.person(request.caller)
            let wish = try Wish(request.body)
            let hash = try await prove(wish.old, user, engine.store)
            let random = engine.store.environs.random
            let new = try await NIOThreadPool.singleton.runIfActive {
                try PasswordHash.make(wish.new, random: random)
            }
            let isDone = try await engine.store.write { transaction in
                let changed = try transaction.execute(
                    """
                    UPDATE "user" SET password_hash = \(new), date_updated = \(transaction.now)
                    WHERE id = \(user) AND password_hash = \(hash)
                    """)
                if changed == 1 {
                    try Sessions.endAll(user: user, except: wish.keptSession, transaction)
                }
                return changed == 1
            }
            guard isDone else { throw AjarError.conflict("The password was changed a moment ago.") }
            return .json(["changed": true])
        }
    ]

    private struct Wish: Sendable {
        let old: Password
        let new: Password
        /// The session that asks, if one does: it goes on.
        let keptSession: String

        init(_ body: JSONObject?) throws {
            var errors = FieldErrors()
            let old = body?["old_password"]?.string ?? ""
            let new = body?["new_password"]?.string ?? ""
            if old.isEmpty { errors.add("old_password", .required) }
            if new.isEmpty {
                errors.add("new_password", .required)
            } else if let problem = Password(new).problem {
                errors.add("new_password", .text(problem))
            } else if new == old {
                errors.add("new_password", .text("This is the old one."))
            }
            guard errors.isEmpty else { throw AjarError.invalid(errors) }
            self.old = Password(old)
            self.new = Password(new)
            keptSession = body?["keep_session_id"]?.string ?? ""
        }
    }

    /// The hash of now, if the password is the one behind it. Who holds a session or a key doesn't know the
    /// password: guesses are throttled as at the sign-in.
    private static func prove(_ password: Password, _ user: ID, _ store: Store) async throws -> String {
        let throttle = SignInThrottle(store: store)
        let subject = "password \(user)"
        if let wait = try await throttle.wait([subject]) {
            throw AjarError.limited(retryAfter: Double(wait.micros) / 1_000_000)
        }
        let hash = try await store.read {
            try $0.value("SELECT password_hash FROM \"user\" WHERE id = \(user)").text
        }
        let isRight = try await NIOThreadPool.singleton.runIfActive { PasswordHash.matches(password, hash) }
        guard let hash, isRight else {
            try await throttle.failed([subject])
            throw AjarError.invalid("old_password", "That is not your password.")
        }
        try await throttle.succeeded(subject)
        return hash
    }
}
