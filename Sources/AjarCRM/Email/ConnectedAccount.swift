import AjarCore
import AjarMail
import AjarResource
import AjarStore

/// A mailbox that its owner sends from, and later receives with. Its secrets are sealed in the row and never
/// shown.
enum ConnectedAccount {
    static let email: Field<String> = Field(
        "email", .email, writable: .onCreate, required: true, standard: "")
    static let name: Field<String> = Field("name", .text(max: 255), standard: "")
    static let smtp: Field<JSON> = Field("smtp", .server, required: true)
    static let imap: Field<JSON> = Field("imap", .server)
    static let returnPath: Field<String?> = Field("return_path", .returnPath)
    /// The day from which on the mail of the past is read; without it, a year before the account was
    /// connected.
    static let syncSince: Field<String?> = Field("sync_since", .date)
    /// See `SendingLimits`; null sends as fast as the relay takes it.
    static let sending: Field<JSON> = Field("sending", .sendingLimits)
    static let signatureHTML: Field<String?> = Field("signature_html", .text(max: 100_000))
    static let tracksOpens: Field<Bool> = Field("track_opens", .bool, standard: true)
    static let tracksClicks: Field<Bool> = Field("track_clicks", .bool, standard: false)
    static let dkim: Field<JSON> = Field("dkim", .dkim)
    /// Other addresses that the mailbox's server lets it send from; the own one comes before them in an
    /// answer.
    static let identities: Field<[JSON]> = Field(
        "identities",
        .list(
            .members([Plain("email", .email, required: true), Plain("name", .text(max: 255), standard: "")]),
            max: 50),
        standard: [])
    static let secrets: Field<JSON> = Field(
        "secrets", .json, writable: .never, standard: [:], shown: false)
    static let emailKey: Field<String> = Field(
        "email_key", .text(), writable: .never, standard: "", shown: false)

    static let resource: Resource = Resource(
        "connected_account", model: "ConnectedAccount", id: .classic("emailacct"), table: "connected_account",
        extends: Audit.classic,
        fields: [
            Plain("_type", .choice(["custom_email"]), writable: .onCreate, standard: "custom_email"),
            email, name, smtp, imap, syncSince, returnPath, sending, identities, signatureHTML, tracksOpens,
            tracksClicks, dkim, secrets, emailKey,
            Plain.kept("user_id", .text(), filter: .id),
            Plain.kept("status", .text(), standard: "active"), Plain.kept("last_error", .json),
        ],
        manners: Manners(created: 201, deleted: 200, dates: .classic),
        permissions: Permissions(write: .owner("user_id", or: "manage_organization")),
        events: .named("connected_account"),
        list: ListRules(maxLimit: 100),
        rules: [sealSecrets],
        effects: [keepWatched],
        loads: [
            Load(["identities"]) { records, _ in
                for index in records.indices {
                    let own: JSON = [
                        "email": .string(records[index][email]), "name": .string(records[index][name]),
                    ]
                    records[index][identities].insert(own, at: 0)
                }
            }
        ])

    /// All that it may send from, folded.
    static func addresses(_ account: Record) -> Set<String> {
        Set([account[emailKey]] + account[identities].compactMap { $0["email"].string?.lowercased() })
    }

    /// The same of a row with these two columns; its own address comes first.
    static func addresses(_ row: Row) -> [String] {
        let others = row.json(identities.name).array ?? []
        return [row.text(emailKey.name)] + others.compactMap { $0["email"].string?.lowercased() }
    }

    /// The mailboxes that the caller may send from: one's own, and those of users who allowed it.
    static func usable(_ context: ReadContext) throws -> [Record] {
        guard let user = context.caller.userID else { return [] }
        return try context.all(
            resource,
            where: """
                (user_id = \(user) OR user_id IN (
                    SELECT allowing_user_id FROM send_as
                    WHERE organization = \(context.organization) AND allowed_user_id = \(user)))
                """)
    }

    /// What the relay needs to send from the mailbox.
    static func relayAccount(_ account: Record, _ context: ReadContext) throws -> SMTPAccount {
        let server = account[smtp]
        let sealed = account[secrets]["smtp"].string
        let password = try sealed.map {
            try context.installation.secrets.open($0, context: "\(account.id):smtp")
        }
        return SMTPAccount(
            host: server["host"].string ?? "", port: server["port"].int ?? 587,
            security: SMTPAccount.Security(rawValue: server["security"].string ?? "") ?? .tls,
            username: server["username"].string, secret: password.map(Secret.init),
            authentication: server["authentication"].string == "xoauth2" ? .xoauth2 : .automatic,
            additionalTrustRoots: context.installation.trustRoots,
            helloName: context.installation.helloName)
    }
}

extension FieldKind {
    /// A mail server and how to sign in there.
    static let server: FieldKind = .members([
        Plain("host", .host, required: true), Plain("port", .int(1...65535), required: true),
        Plain("security", .choice(["none", "starttls", "tls"]), standard: "tls"),
        Plain("username", .text(max: 500)), Plain("password", .text(max: 10_000)),
        Plain("authentication", .choice(["automatic", "xoauth2"]), standard: "automatic"),
    ])

    static let host: FieldKind = FieldKind("host", storage: .text, schema: ["type": "string"]) {
        value throws(Problem) in
        let text = try checkedText(value, max: 255).trimmed
        let isPlain = text.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || [0x2D, 0x2E, 0x3A, 0x5F].contains(byte) || byte >= 0x80
        }
        guard !text.isEmpty, isPlain else { throw .text("Not the name of a host.") }
        return .string(text)
    }
}
