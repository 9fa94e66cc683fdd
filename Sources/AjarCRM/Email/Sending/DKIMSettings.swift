import AjarCore
import AjarMail
import AjarResource
import AjarStore

/// The signing domain of an account that sends without a provider who signs: `dkim` on the account. The
/// private key is sealed in the row and never shown; what belongs into the DNS is.
enum DKIMSettings {
    private typealias Account = ConnectedAccount

    /// Makes a key where none is given and none is kept, and says what to publish.
    static func seal(_ change: inout Change, _ sealed: inout JSONObject, _ context: WriteContext) throws {
        guard change.isGiven(Account.dkim) else { return }
        guard case .object(var settings) = change.new[Account.dkim] else {
            sealed["dkim"] = nil
            return
        }
        let algorithm = DKIMKey.Algorithm(rawValue: settings["algorithm"]?.string ?? "") ?? .rsa
        let given = settings["private_key"]?.string
        let keepsKey = given == nil && change.old?[Account.dkim]["algorithm"].string == algorithm.rawValue
        do {
            let known = try keepsKey ? sealed["dkim"]?.string.map { try open($0, change.id, context) } : nil
            let key =
                try (given ?? known).map { try DKIMKey(algorithm, text: $0) }
                ?? DKIMKey(generating: algorithm)
            sealed["dkim"] = .string(
                try context.installation.secrets.seal(key.text, context: "\(change.id):dkim"))
            settings["private_key"] = nil
            settings["dns_record"] = [
                "name": .string(
                    "\(settings["selector"]?.string ?? "")._domainkey.\(settings["domain"]?.string ?? "")"),
                "type": "TXT", "value": .string(key.publicRecord),
            ]
            change.new[Account.dkim] = .object(settings)
        } catch DKIMKeyError.tooShort {
            change.refuse(Account.dkim.name, "The key must have at least 2048 bits.")
        } catch DKIMKeyError.unreadable {
            change.refuse(Account.dkim.name, "The private key can't be read.")
        }
    }

    /// Nil for an account that doesn't sign.
    static func signer(_ account: Record, _ context: ReadContext) throws -> DKIMSigner? {
        let settings = account[Account.dkim]
        guard let domain = settings["domain"].string, let selector = settings["selector"].string,
            let algorithm = settings["algorithm"].string.flatMap(DKIMKey.Algorithm.init(rawValue:)),
            let sealed = account[Account.secrets]["dkim"].string
        else { return nil }
        let key = try DKIMKey(algorithm, text: open(sealed, account.id, context))
        return DKIMSigner(domain: domain, selector: selector, key: key)
    }

    private static func open(_ sealed: String, _ id: ID, _ context: ReadContext) throws -> String {
        try context.installation.secrets.open(sealed, context: "\(id):dkim")
    }
}

extension FieldKind {
    static let dkim: FieldKind = .members([
        Plain("domain", .dnsName, required: true), Plain("selector", .dnsName, required: true),
        Plain("algorithm", .choice(DKIMKey.Algorithm.allCases.map(\.rawValue)), standard: "rsa-sha256"),
        Plain("private_key", .text(max: 10_000)),
    ])

    /// Labels of letters, digits and hyphens: nothing that could end a tag or a line of a signature.
    private static let dnsName: FieldKind = FieldKind("dns_name", storage: .text, schema: ["type": "string"])
    {
        value throws(Problem) in
        let text = try checkedText(value, max: 200).lowercased()
        let isName = text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            !label.isEmpty && label.utf8.count <= 63
                && label.utf8.allSatisfy {
                    (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x5F
                }
        }
        guard isName else { throw .text("Not a name of the DNS.") }
        return .string(text)
    }
}
