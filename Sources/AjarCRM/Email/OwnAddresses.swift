import AjarResource
import AjarStore

/// The organization's own addresses: the mailboxes of its people with their other names, what they sign in
/// with, and where mail is copied to.
enum OwnAddresses {
    private static let memo: String = "own addresses"

    /// In lower case. Looked up once in a transaction.
    static func all(_ context: ReadContext) throws -> Set<String> {
        if let known = context.memo[memo] as? Set<String> { return known }
        let accounts = try context.reader.rows(
            "SELECT email_key, identities FROM connected_account WHERE organization = \(context.organization)"
        )
        let members = try context.reader.rows(
            """
            SELECT email FROM member WHERE organization = \(context.organization)
            UNION SELECT leads_email_key AS email FROM organization
            WHERE organization = \(context.organization) AND leads_email_key IS NOT NULL
            """)
        let all = Set(accounts.flatMap(ConnectedAccount.addresses))
            .union(members.map { $0.text("email").lowercased() })
        context.memo[memo] = all
        return all
    }
}
