import AjarResource
import AjarStore

/// The addresses of the organization's own people: their mailboxes, and what they sign in with.
enum OwnAddresses {
    private static let memo: String = "own addresses"

    /// In lower case. Looked up once in a transaction.
    static func all(_ context: ReadContext) throws -> Set<String> {
        if let known = context.memo[memo] as? Set<String> { return known }
        let rows = try context.reader.rows(
            """
            SELECT email_key FROM connected_account WHERE organization = \(context.organization)
            UNION SELECT email AS email_key FROM member WHERE organization = \(context.organization)
            """)
        let all = Set(rows.map { $0.text("email_key").lowercased() })
        context.memo[memo] = all
        return all
    }
}
