/// One line we say. Parts that users typed come in as types that can't hold a line break.
package enum SMTPCommand: Sendable, Hashable {
    case ehlo(String)
    case helo(String)
    case startTLS
    case authPlain(username: String, secret: Secret)
    case authLogin
    case authXOAuth2(username: String, secret: Secret)
    /// An answer to a challenge: the second and third line of AUTH LOGIN.
    case authAnswer(Secret)
    case mail(Address, size: Int?, isEightBit: Bool, isUTF8: Bool)
    case recipient(Address)
    case data
    case chunk(size: Int, isLast: Bool)
    case reset
    case quit

    /// What goes on the wire, with its line end.
    var wire: String { text + "\r\n" }

    /// For people and logs: the verb and its address, never a credential.
    package var label: String {
        switch self {
        case .authPlain: "AUTH PLAIN"
        case .authLogin: "AUTH LOGIN"
        case .authXOAuth2: "AUTH XOAUTH2"
        case .authAnswer: "AUTH"
        case .mail(let sender, _, _, _): "MAIL FROM:<\(sender.wireEmail)>"
        case .chunk: "BDAT"
        case .ehlo, .helo, .startTLS, .recipient, .data, .reset, .quit: text
        }
    }

    private var text: String {
        switch self {
        case .ehlo(let name): "EHLO \(Self.helloName(name))"
        case .helo(let name): "HELO \(Self.helloName(name))"
        case .startTLS: "STARTTLS"
        case .authPlain(let username, let secret):
            "AUTH PLAIN " + Base64.encode(Array("\u{0}\(username)\u{0}\(secret.revealed)".utf8))
        case .authLogin: "AUTH LOGIN"
        case .authXOAuth2(let username, let secret):
            "AUTH XOAUTH2 "
                + Base64.encode(Array("user=\(username)\u{1}auth=Bearer \(secret.revealed)\u{1}\u{1}".utf8))
        case .authAnswer(let secret): Base64.encode(Array(secret.revealed.utf8))
        case .mail(let sender, let size, let isEightBit, let isUTF8):
            "MAIL FROM:<\(sender.wireEmail)>" + (size.map { " SIZE=\($0)" } ?? "")
                + (isEightBit ? " BODY=8BITMIME" : "")
                + (isUTF8 ? " SMTPUTF8" : "")
        case .recipient(let address): "RCPT TO:<\(address.wireEmail)>"
        case .data: "DATA"
        case .chunk(let size, let isLast): "BDAT \(size)\(isLast ? " LAST" : "")"
        case .reset: "RSET"
        case .quit: "QUIT"
        }
    }

    /// A host name or an address literal; whatever else was configured becomes one that says nothing.
    private static func helloName(_ name: String) -> String {
        let isClean: Bool =
            !name.isEmpty && name.utf8.count <= 253
            && name.utf8.allSatisfy { $0.isASCIILetter || $0.isDigit || "-._[]:".utf8.contains($0) }
        return isClean ? name : "localhost"
    }
}

extension SMTPCommand: CustomStringConvertible {
    package var description: String { label }
}
