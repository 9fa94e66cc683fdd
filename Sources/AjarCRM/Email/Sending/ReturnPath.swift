import AjarCore
import AjarMail
import AjarResource
import AjarStore

/// Where the bounces of an account's mail go: an address with a place for a token, such as
/// `bounces+{token}@example.com` (RFC 5321 §4.5.5 calls it the return path; with a token of its own per mail it is
/// known as VERP). A report that comes back there names its email and its recipient, whatever it says inside.
struct ReturnPath: Sendable, Hashable {
    static let placeholder = "{token}"

    private let prefix: String
    private let suffix: String

    /// Nil when it has not exactly one place for a token before its `@`, or when no address comes of it.
    init?(pattern: String) {
        let parts = pattern.split(separator: Self.placeholder, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].contains("@"), !parts[0].contains("@"),
            let sample = try? Address(
                email: parts[0] + String(repeating: "0", count: Self.tokenLength) + parts[1]),
            sample.localPart.utf8.count <= Self.maximumLocalPart
        else { return nil }
        prefix = String(parts[0])
        suffix = String(parts[1])
    }

    /// The envelope sender that carries the token.
    func address(_ token: String) throws(AddressError) -> Address {
        try Address(email: prefix + token + suffix)
    }

    /// The token in an address of this pattern. Relays may change the case of what they hand on.
    func token(in address: Address) -> String? {
        let folded = address.folded
        let (prefix, suffix) = (prefix.lowercased(), suffix.lowercased())
        guard folded.utf8.count == prefix.utf8.count + Self.tokenLength + suffix.utf8.count,
            folded.hasPrefix(prefix),
            folded.hasSuffix(suffix)
        else { return nil }
        let token = folded.utf8.dropFirst(prefix.utf8.count).prefix(Self.tokenLength)
        let isHex = token.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        return isHex ? String(decoding: Array(token), as: UTF8.self) : nil
    }

    private static let tokenLength = SecretBox.tokenLength
    /// RFC 5321 §4.5.3.1.1
    private static let maximumLocalPart = 64

    // MARK: - Tokens

    /// Unguessable, and the same for every attempt of one promise: dying before the row is written changes
    /// nothing.
    static func token(_ email: ID, generation: Int, position: Int, _ context: ReadContext) -> String {
        let text = "return path:\(context.organization):\(email):\(generation):\(position)"
        return context.installation.secrets.token(text)
    }

    /// What a token stands for. Tokens are unique in the installation: who gets the report needn't know the
    /// tenant.
    struct Found: Sendable, Hashable {
        let organization: Int
        let email: ID
        /// Which promise of the email, for one that was taken back and sent again.
        let generation: Int
        let position: Int
        /// The address that the mail had gone to.
        let recipient: String
    }

    static func find(token: String, _ reader: Reader) throws -> Found? {
        guard token.utf8.count == tokenLength else { return nil }
        let row = try reader.first(
            "SELECT organization, email_id, generation, position, email FROM email_recipient WHERE return_token = \(token)"
        )
        return row.map { row in
            Found(
                organization: row.int("organization"), email: row.id("email_id"),
                generation: row.int("generation"),
                position: row.int("position"), recipient: row.text("email"))
        }
    }

    /// What a report is about that came to one of these addresses; by the return paths of the organization's
    /// accounts.
    static func find(_ addresses: [Address], _ context: ReadContext) throws -> Found? {
        let paths = try patterns("organization = \(context.organization)", context.reader)
        for address in addresses.prefix(maximumAddresses) {
            if let found = try find(address, paths, context.reader),
                found.organization == context.organization
            {
                return found
            }
        }
        return nil
    }

    /// What the return path of any organization in the installation stands for.
    static func find(_ address: Address, _ reader: Reader) throws -> Found? {
        try find(address, try patterns("1 = 1", reader), reader)
    }

    private static func find(_ address: Address, _ paths: [ReturnPath], _ reader: Reader) throws -> Found? {
        for path in paths {
            if let token = path.token(in: address), let found = try find(token: token, reader) {
                return found
            }
        }
        return nil
    }

    /// A header of a report may name as many addresses as its sender likes.
    private static let maximumAddresses = 100

    private static func patterns(_ condition: SQL, _ reader: Reader) throws -> [ReturnPath] {
        let rows = try reader.rows(
            """
            SELECT DISTINCT return_path FROM connected_account
            WHERE \(condition) AND return_path IS NOT NULL ORDER BY return_path
            """)
        return rows.compactMap { ReturnPath(pattern: $0.text("return_path")) }
    }
}

extension FieldKind {
    /// The pattern of a return path.
    static let returnPath: FieldKind = FieldKind("return_path", storage: .text, schema: ["type": "string"]) {
        value throws(Problem) in
        let text = try checkedText(value, max: 254).trimmed
        guard ReturnPath(pattern: text) != nil else {
            throw .text("Not an address with {token} before its @, such as bounces+{token}@example.com.")
        }
        return .string(text)
    }
}
