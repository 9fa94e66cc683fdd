package import AjarCore
package import AjarStore

/// Checks an e-mail address with a password, and a code where one is needed.
package struct SignIn: Sendable {
    package enum Outcome: Sendable {
        case signedIn(organization: Int, user: ID)
        /// The password is right; a code of the second factor is missing.
        case needsCode
        /// One answer for every reason: nobody learns whether it was the address, the password or the code.
        case refused
        case mustWait(Duration)
    }

    private let store: Store
    private let throttle: SignInThrottle
    private let secondFactor: SecondFactor
    /// Runs what takes a while on a thread that may wait.
    private let onThread: @Sendable (@escaping @Sendable () -> Bool) async throws -> Bool

    package init(
        store: Store, secondFactor: SecondFactor,
        onThread: @escaping @Sendable (@escaping @Sendable () -> Bool) async throws -> Bool
    ) {
        self.store = store
        throttle = SignInThrottle(store: store)
        self.secondFactor = secondFactor
        self.onThread = onThread
    }

    /// `address` is the client's, if it is known: a proxy that hides it must not make all its clients wait for one.
    package func attempt(
        email: String, password: Password, code: String?, address: String?
    ) async throws -> Outcome {
        let key = email.lowercased()
        let account = "account \(key)"
        let subjects = [account] + (address.map { ["address \($0)"] } ?? [])
        if let wait = try await throttle.wait(subjects) { return .mustWait(wait) }

        let user = try await store.read { reader in
            try reader.first(
                """
                SELECT "user".id, "user".password_hash, MIN(membership.organization) AS organization FROM "user"
                JOIN membership ON membership.user_id = "user".id
                WHERE "user".email_key = \(key) AND "user".is_disabled = 0 AND membership.is_active = 1
                GROUP BY "user".id, "user".password_hash
                """)
        }
        let hash = user?["password_hash"].text
        let isRight = try await onThread { PasswordHash.matches(password, hash) }
        guard let user, isRight else {
            try await throttle.failed(subjects)
            return .refused
        }
        if try await secondFactor.isOn(user: user.text("id")) {
            guard let code, !code.isEmpty else { return .needsCode }
            guard try await secondFactor.checkAny(code, user: user.text("id")) else {
                try await throttle.failed(subjects)
                return .refused
            }
        }
        try await throttle.succeeded(account)
        return .signedIn(organization: user.int("organization"), user: user.id("id"))
    }
}
