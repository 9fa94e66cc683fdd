package import AjarCore
import Crypto

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Signs a message for its domain, so that receivers know who answers for it: RFC 6376, relaxed/relaxed.
package struct DKIMSigner: Sendable {
    private let domain: String
    private let selector: String
    private let key: DKIMKey

    package init(domain: String, selector: String, key: DKIMKey) {
        self.domain = domain
        self.selector = selector
        self.key = key
    }

    /// The message with its signature in front.
    package func sign(_ message: [UInt8], at now: Timestamp) throws -> [UInt8] {
        let (headers, body) = Self.split(message)
        // From is named once more than it is there, so that nobody can add another one.
        let names = Self.signed.filter { name in headers.contains { $0.name == name } } + ["from"]
        let bodyHash = Data(SHA256.hash(data: Self.relaxed(body: body))).base64EncodedString()
        let field = """
            DKIM-Signature: v=1; a=\(key.algorithm.rawValue); c=relaxed/relaxed;\r
             d=\(domain); s=\(selector); t=\(now.micros / 1_000_000);\r
             h=\(names.joined(separator: ":\r\n  "));\r
             bh=\(bodyHash);\r
             b=
            """
        let signature = try key.sign(SHA256.hash(data: Self.input(names, headers, field)))
        return Array(field.utf8) + Self.folded(Data(signature).base64EncodedString()) + [0x0D, 0x0A] + message
    }

    /// What the signature protects, as far as it is there.
    private static let signed: [String] = [
        "from", "sender", "reply-to", "to", "cc", "subject", "date", "message-id", "in-reply-to",
        "references",
        "mime-version", "content-type", "content-transfer-encoding", "list-unsubscribe",
        "list-unsubscribe-post",
    ]

    /// A line of a header takes 998 bytes and is nicer with 78; white space in `b=` doesn't count.
    private static func folded(_ base64: String) -> [UInt8] {
        var out: [UInt8] = []
        for (index, byte) in base64.utf8.enumerated() {
            if index % 72 == 70 { out += [0x0D, 0x0A, 0x20] }
            out.append(byte)
        }
        return out
    }

    // MARK: - What is hashed

    struct Header: Sendable, Hashable {
        /// In lower case.
        let name: String
        let value: String
    }

    /// The headers by their names, each name taking the lowest one that wasn't taken yet; then the
    /// signature's own.
    static func input(_ names: [String], _ headers: [Header], _ field: String) -> [UInt8] {
        var rest = headers
        var text = ""
        for name in names {
            guard let index = rest.lastIndex(where: { $0.name == name }) else { continue }
            text += relaxed(rest.remove(at: index)) + "\r\n"
        }
        let colon = field.firstIndex(of: ":") ?? field.endIndex
        return Array(
            (text + relaxed(Header(name: "dkim-signature", value: String(field[colon...].dropFirst())))).utf8)
    }

    static func split(_ message: [UInt8]) -> (headers: [Header], body: ArraySlice<UInt8>) {
        var headers: [Header] = []
        var rest = message[...]
        while !rest.isEmpty, !rest.starts(with: [0x0D, 0x0A]) {
            var end = rest.startIndex
            repeat {
                end = rest[end...].firstIndex(of: 0x0A).map { $0 + 1 } ?? rest.endIndex
            } while end < rest.endIndex && (rest[end] == 0x20 || rest[end] == 0x09)
            let field = rest[..<end]
            let colon = field.firstIndex(of: 0x3A) ?? field.endIndex
            let name = String(decoding: field[..<colon], as: UTF8.self).lowercased()
            headers.append(
                Header(
                    name: String(name.prefix { $0 != " " && $0 != "\t" }),
                    value: String(decoding: field[colon...].dropFirst(), as: UTF8.self)))
            rest = rest[end...]
        }
        return (headers, rest.dropFirst(2))
    }

    /// §3.4.2: one line, runs of white space are one space, none at the ends.
    private static func relaxed(_ header: Header) -> String {
        let words = header.value.utf8.split { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D || $0 == 0x0A }
        return "\(header.name):\(words.map { String(Substring($0)) }.joined(separator: " "))"
    }

    /// §3.4.4: runs of white space are one space, none at the ends of lines, no empty lines at the end.
    static func relaxed(body: ArraySlice<UInt8>) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(body.count)
        var emptyLines = 0
        var rest = body
        while !rest.isEmpty {
            let end = rest.firstIndex(of: 0x0A) ?? rest.endIndex
            let words = rest[..<end].split(omittingEmptySubsequences: false) {
                $0 == 0x20 || $0 == 0x09 || $0 == 0x0D
            }
            var line: [UInt8] = []
            var hasGap = false
            for (index, word) in words.enumerated() {
                if index > 0 { hasGap = true }
                guard !word.isEmpty else { continue }
                if hasGap { line.append(0x20) }
                line += word
                hasGap = false
            }
            rest = rest[min(end + 1, rest.endIndex)...]
            if line.isEmpty {
                emptyLines += 1
            } else {
                for _ in 0..<emptyLines { out += [0x0D, 0x0A] }
                emptyLines = 0
                out += line + [0x0D, 0x0A]
            }
        }
        return out
    }
}
