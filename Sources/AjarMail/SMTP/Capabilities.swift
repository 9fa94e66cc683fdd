/// What a server offered in its answer to EHLO. RFC 5321 §4.1.1.1.
package struct Capabilities: Sendable, Hashable {
    /// How the server calls itself.
    package var serverName: String = ""
    package var startTLS = false
    package var pipelining = false
    package var eightBitMIME = false
    package var smtpUTF8 = false
    package var chunking = false
    package var enhancedStatusCodes = false
    package var deliveryStatusNotifications = false
    package var requireTLS = false
    /// In upper case.
    package var authentication: Set<String> = []
    /// The largest message the server takes; nil if it doesn't say, or says 0: "no limit I'd tell you" (RFC
    /// 1870 §4).
    package var maximumSize: Int?
    /// SIZE was offered, so MAIL FROM may tell the size.
    package var size = false

    package init() {}

    package init(_ reply: Reply) {
        serverName = reply.lines.first.map { String($0.prefix { $0 != " " }.prefix(255)) } ?? ""
        for line in reply.lines.dropFirst() { read(line) }
    }

    private mutating func read(_ line: String) {
        // `AUTH=PLAIN LOGIN` is how some servers spelled it before there was a standard.
        let words = line.split { $0 == " " || $0 == "=" }
        guard let keyword = words.first?.uppercased() else { return }
        switch keyword {
        case "STARTTLS": startTLS = true
        case "PIPELINING": pipelining = true
        case "8BITMIME": eightBitMIME = true
        case "SMTPUTF8": smtpUTF8 = true
        case "CHUNKING": chunking = true
        case "ENHANCEDSTATUSCODES": enhancedStatusCodes = true
        case "DSN": deliveryStatusNotifications = true
        case "REQUIRETLS": requireTLS = true
        case "AUTH": authentication.formUnion(words.dropFirst().map { $0.uppercased() })
        case "SIZE":
            size = true
            maximumSize = words.dropFirst().first.flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
        default: break
        }
    }
}
