package import AjarCore
import AjarResource
package import AjarStore

/// A link by which somebody new takes the place that an admin made: a name and a password, once, within two
/// weeks.
///
/// It opens only an account that has no password and belongs nowhere else: an organization can't invite
/// itself into somebody's account.
package enum Invitation {
    static let lifetime: Duration = .seconds(14 * 24 * 3600)

    static let endpoints: [Endpoint] = [
        Endpoint(.post, "invitation", "Make a member, and the link by which they come in") {
            request, engine in
            _ = try Account.person(request.caller)
            let token = Token.make(engine.store.environs.random)
            return .json(
                try await engine.write(request.caller) { context in
                    let member = try Membership.invite(request.body ?? JSONObject(), context)
                    let user = member["user_id"].string ?? ""
                    try context.transaction.execute(
                        """
                        INSERT INTO invitation (organization, id, user_id, token_hash, expires_at)
                        VALUES (\(context.organization), \(context.transaction.newID(.short("invite"))), \(user),
                            \(token.hash), \(context.now + lifetime))
                        """)
                    let isKnown = try guest(token.text, context.reader) == nil
                    // Who has an account already signs in as always and finds the organization there.
                    let url: JSON =
                        isKnown ? .null : .string("\(context.installation.baseURL)/join/\(token.text)/")
                    return ["membership_id": member.id.json, "user_id": .string(user), "url": url]
                }, status: 201)
        }
    ]

    package struct Guest: Sendable, Equatable {
        package let organization: Int
        package let organizationName: String
        package let userID: ID
        package let email: String
    }

    /// Who a link is for; nil when it is unknown, used, too old, or when the account is somebody's already.
    package static func guest(_ token: String, _ reader: Reader) throws -> Guest? {
        guard token.utf8.count <= 100 else { return nil }
        return try reader.first(
            """
            SELECT invitation.organization, organization.name, "user".id, "user".email FROM invitation
            JOIN "user" ON "user".id = invitation.user_id
            JOIN organization ON organization.organization = invitation.organization
            JOIN membership ON membership.organization = invitation.organization AND membership.user_id = "user".id
                AND membership.is_active = 1
            WHERE invitation.token_hash = \(Token.hash(token)) AND invitation.used_at IS NULL
                AND invitation.expires_at > \(reader.now) AND "user".password_hash IS NULL AND "user".is_disabled = 0
                AND NOT EXISTS (SELECT 1 FROM membership AS other
                    WHERE other.user_id = "user".id AND other.organization <> invitation.organization)
            """
        ).map {
            Guest(
                organization: $0.int("organization"), organizationName: $0.text("name"), userID: $0.id("id"),
                email: $0.text("email"))
        }
    }

    /// Name and password of the new member. All links of theirs end with it.
    package static func accept(
        _ token: String, name: String, passwordHash: String, _ transaction: Transaction
    ) throws -> Guest? {
        guard let guest = try guest(token, transaction) else { return nil }
        let names = name.split(separator: " ", maxSplits: 1).map(String.init)
        let taken = try transaction.execute(
            """
            UPDATE "user" SET first_name = \(names.first ?? ""), last_name = \(names.dropFirst().first ?? ""),
                password_hash = \(passwordHash), date_updated = \(transaction.now)
            WHERE id = \(guest.userID) AND password_hash IS NULL
            """)
        // Two at once: the second finds a password and changes nothing.
        guard taken == 1 else { return nil }
        try transaction.execute(
            "UPDATE invitation SET used_at = \(transaction.now) WHERE user_id = \(guest.userID)")
        return guest
    }
}
