package import AjarCore
package import AjarResource
package import AjarStore

/// Codes, access tokens and refresh tokens, all of one grant: what a user allowed a program (RFC 6749, 7636,
/// 7009).
package struct OAuthTokens: Sendable {
    package static let codeLifetime: Duration = .seconds(600)
    package static let accessLifetime: Duration = .seconds(3600)
    package static let refreshLifetime: Duration = .seconds(365 * 24 * 3600)

    /// A refusal, by its code in RFC 6749 §5.2.
    package enum Refusal: String, Error, Sendable {
        case invalidRequest = "invalid_request"
        case invalidClient = "invalid_client"
        case invalidGrant = "invalid_grant"
        case unsupportedGrant = "unsupported_grant_type"
    }

    /// What the token endpoint answers.
    package struct Issued: Sendable {
        package let access: Token
        package let refresh: Token?
        package let scope: OAuthScope
        package let organizationID: ID
        package let userID: ID
    }

    /// What a program sent along when it asked for a code, and must match when it hands it in.
    package struct Request: Sendable {
        package var redirectURI: String?
        package var scope: OAuthScope
        /// SHA-256 of the verifier; `plain` is not offered, since it proves nothing.
        package var challenge: String?

        package init(redirectURI: String?, scope: OAuthScope, challenge: String?) {
            self.redirectURI = redirectURI
            self.scope = scope
            self.challenge = challenge
        }
    }

    private struct Grant: Sendable {
        let id: String
        let organization: Int
        let organizationID: ID
        let clientID: String
        let userID: ID
        let scope: OAuthScope
    }

    private let store: Store

    package init(store: Store) { self.store = store }

    // MARK: - Use

    /// Who is behind an access token; nil when it is unknown, over or revoked, or when its user is out.
    package func caller(accessToken: String) async throws -> Caller? {
        guard accessToken.utf8.count <= 200 else { return nil }
        let hash = Token.hash(accessToken)
        return try await store.read { reader in
            guard let row = try Self.token(hash, kind: "access", reader), !Self.isOver(row, reader),
                let grant = try Self.grant(row, reader),
                var caller = try Callers.member(grant.organization, grant.userID.text, reader)
            else { return nil }
            caller.oauthClientID = grant.clientID
            caller.oauthScope = grant.scope.text
            return caller
        }
    }

    // MARK: - Code

    /// The user said yes.
    package func code(
        _ client: OAuthClient, _ request: Request, organization: Int, user: ID
    ) async throws -> Token {
        let code = Token.make(store.environs.random)
        try await store.write { transaction in
            let now = transaction.now
            let grant = transaction.newID(.short("oa2grant"))
            try transaction.execute(
                """
                INSERT INTO oauth_grant (organization, id, client_id, user_id, scope, date_created)
                VALUES (\(organization), \(grant), \(client.id), \(user), \(request.scope.text), \(now))
                """)
            try transaction.execute(
                """
                INSERT INTO oauth_code (organization, code_hash, grant_id, client_id, redirect_uri, challenge, expires_at)
                VALUES (\(organization), \(code.hash), \(grant), \(client.id), \(request.redirectURI), \(request.challenge),
                    \(now + Self.codeLifetime))
                """)
        }
        return code
    }

    /// A code is good once. One that comes back was stolen from somebody, so everything that it gave ends.
    package func exchange(
        code: String, redirectURI: String?, verifier: String?, client: OAuthClient
    ) async throws -> Result<Issued, Refusal> {
        let hash = Token.hash(code)
        let secrets = (Token.make(store.environs.random), Token.make(store.environs.random))
        return try await store.write { transaction in
            let row = try transaction.first("SELECT * FROM oauth_code WHERE code_hash = \(hash) \(.rowLock)")
            guard let row, row.text("client_id") == client.id else { return .failure(.invalidGrant) }
            guard row.moment("used_at") == nil else {
                try Self.revoke(row, transaction)
                return .failure(.invalidGrant)
            }
            guard (row.moment("expires_at") ?? transaction.now) > transaction.now,
                row["redirect_uri"].text == nil || row["redirect_uri"].text == redirectURI,
                Self.isProven(row["challenge"].text, verifier, client),
                let grant = try Self.grant(row, transaction)
            else { return .failure(.invalidGrant) }
            try transaction.execute(
                """
                UPDATE oauth_code SET used_at = \(transaction.now)
                WHERE organization = \(grant.organization) AND code_hash = \(hash)
                """)
            return .success(try Self.issue(grant, access: secrets.0, refresh: secrets.1, transaction))
        }
    }

    private static func isProven(_ challenge: String?, _ verifier: String?, _ client: OAuthClient) -> Bool {
        guard let challenge else { return !client.isPublic && verifier == nil }
        guard let verifier, (43...128).contains(verifier.utf8.count) else { return false }
        return Token.isEqual(Token.challenge(of: verifier), challenge)
    }

    // MARK: - Refresh and revoke

    /// Each refresh token is good once, too; a second use means that two have it (RFC 9700 §4.14).
    package func refresh(_ token: String, client: OAuthClient) async throws -> Result<Issued, Refusal> {
        let hash = Token.hash(token)
        let secrets = (Token.make(store.environs.random), Token.make(store.environs.random))
        return try await store.write { transaction in
            guard let row = try Self.token(hash, kind: "refresh", transaction, isLocked: true),
                let grant = try Self.grant(row, transaction), grant.clientID == client.id
            else { return .failure(.invalidGrant) }
            guard row.moment("used_at") == nil else {
                try Self.revoke(row, transaction)
                return .failure(.invalidGrant)
            }
            guard !Self.isOver(row, transaction) else { return .failure(.invalidGrant) }
            try transaction.execute(
                """
                UPDATE oauth_token SET used_at = \(transaction.now)
                WHERE organization = \(grant.organization) AND token_hash = \(hash)
                """)
            return .success(try Self.issue(grant, access: secrets.0, refresh: secrets.1, transaction))
        }
    }

    /// Ends the whole grant, whichever of its tokens is named. An unknown token is no error (RFC 7009 §2.2).
    package func revoke(_ token: String, client: OAuthClient) async throws {
        let hash = Token.hash(token)
        try await store.write { transaction in
            let row = try transaction.first("SELECT * FROM oauth_token WHERE token_hash = \(hash)")
            guard let row, let grant = try Self.grant(row, transaction), grant.clientID == client.id else {
                return
            }
            try Self.revoke(row, transaction)
        }
    }

    // MARK: - Rows

    private static func issue(
        _ grant: Grant, access: Token, refresh: Token, _ transaction: Transaction
    ) throws -> Issued {
        var tokens = [(access, "access", accessLifetime)]
        if grant.scope.isOffline { tokens.append((refresh, "refresh", refreshLifetime)) }
        for (secret, kind, lifetime) in tokens {
            try transaction.execute(
                """
                INSERT INTO oauth_token (organization, token_hash, grant_id, kind, expires_at)
                VALUES (\(grant.organization), \(secret.hash), \(grant.id), \(kind), \(transaction.now + lifetime))
                """)
        }
        return Issued(
            access: access, refresh: grant.scope.isOffline ? refresh : nil, scope: grant.scope,
            organizationID: grant.organizationID, userID: grant.userID)
    }

    private static func token(
        _ hash: String, kind: String, _ reader: Reader, isLocked: Bool = false
    ) throws -> Row? {
        let lock: SQL = isLocked ? " \(.rowLock)" : ""
        return try reader.first(
            "SELECT * FROM oauth_token WHERE token_hash = \(hash) AND kind = \(kind)\(lock)")
    }

    private static func isOver(_ row: Row, _ reader: Reader) -> Bool {
        row.moment("expires_at").map { $0 <= reader.now } ?? true
    }

    /// The grant of a code or token, if nobody has revoked it.
    private static func grant(_ row: Row, _ reader: Reader) throws -> Grant? {
        let found = try reader.first(
            """
            SELECT oauth_grant.*, organization.id AS organization_id FROM oauth_grant
            JOIN organization ON organization.organization = oauth_grant.organization
            WHERE oauth_grant.organization = \(row.int("organization")) AND oauth_grant.id = \(row.text("grant_id"))
                AND oauth_grant.revoked_at IS NULL
            """)
        guard let found, let scope = OAuthScope(found.text("scope")) else { return nil }
        return Grant(
            id: found.text("id"), organization: found.int("organization"),
            organizationID: found.id("organization_id"),
            clientID: found.text("client_id"), userID: found.id("user_id"), scope: scope)
    }

    private static func revoke(_ row: Row, _ transaction: Transaction) throws {
        try transaction.execute(
            """
            UPDATE oauth_grant SET revoked_at = \(transaction.now)
            WHERE organization = \(row.int("organization")) AND id = \(row.text("grant_id")) AND revoked_at IS NULL
            """)
    }
}
