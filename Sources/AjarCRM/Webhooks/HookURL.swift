/// The URL of a webhook, taken apart by rules that are narrower than those of any HTTP client: what we
/// checked is what will be called.
struct HookURL: Sendable {
    let isSecure: Bool
    /// In lower case; an IPv6 address without its brackets.
    let host: String
    let port: Int?
    /// From the slash on.
    let rest: String

    /// Nil for everything but `http(s)://host[:port][/…]` in printable ASCII, without user names.
    init?(_ text: String) {
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !text.contains("\\"),
            let colon = text.firstIndex(of: ":")
        else {
            return nil
        }
        switch text[..<colon].lowercased() {
        case "http": isSecure = false
        case "https": isSecure = true
        default: return nil
        }
        guard text[colon...].hasPrefix("://") else { return nil }
        let after = text[colon...].dropFirst(3)
        let authority = after.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard let parts = Self.split(authority) else { return nil }
        (host, port) = parts
        var rest = String(after.dropFirst(authority.count).prefix { $0 != "#" })
        if !rest.hasPrefix("/") { rest = "/" + rest }
        self.rest = rest
    }

    private static func split(_ authority: Substring) -> (host: String, port: Int?)? {
        var host = authority
        var rest: Substring = ""
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { return nil }
            host = authority[authority.index(after: authority.startIndex)..<end]
            rest = authority[authority.index(after: end)...]
            guard IPAddress(String(host)) != nil else { return nil }
        } else {
            if let colon = authority.firstIndex(of: ":") {
                (host, rest) = (authority[..<colon], authority[colon...])
            }
            let isName = host.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || byte == 0x2D || byte == 0x2E || byte == 0x5F
            }
            guard isName, host.utf8.count <= 253, host.first != ".", host.first != "-" else { return nil }
        }
        guard !host.isEmpty else { return nil }
        if rest.isEmpty { return (host.lowercased(), nil) }
        guard rest.first == ":", let port = Int(rest.dropFirst()), (1...65535).contains(port) else {
            return nil
        }
        return (host.lowercased(), port)
    }

    /// When the host is an address already.
    var address: IPAddress? { IPAddress(host) }

    /// As an HTTP client is told.
    var text: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return "\(isSecure ? "https" : "http")://\(name)\(port.map { ":\($0)" } ?? "")\(rest)"
    }
}
