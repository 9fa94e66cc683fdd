/// Fields in the form of headers, in groups with empty lines between them: how machines report to machines.
/// RFC 3464 §2.1, 5965 §3, 8098 §3.1.
struct ReportFields: Sendable {
    static let maximumBytes: Int = 256 * 1024
    static let maximumGroups: Int = 1001
    static let maximumFields: Int = 100
    static let maximumLength: Int = 2000

    /// Names in lower case. Of several with the same name, the first counts.
    private(set) var groups: [[String: String]] = []

    init(_ bytes: [UInt8]) {
        var group: [String: String] = [:]
        var name = ""
        var value: [UInt8] = []
        func finishField() {
            // The bytes are bounded here, so that endless folding costs no endless copying.
            if !name.isEmpty, group.count < Self.maximumFields, group[name] == nil {
                group[name] = ServerText.clean(value)
            }
            (name, value) = ("", [])
        }
        for line in bytes.prefix(Self.maximumBytes).split(separator: 0x0A, omittingEmptySubsequences: false) {
            let words: ArraySlice<UInt8> = Self.trimmed(line)
            if words.isEmpty {
                finishField()
                if !group.isEmpty { groups.append(group) }
                group = [:]
                guard groups.count < Self.maximumGroups else { return }
            } else if line.first == 0x20 || line.first == 0x09 {
                guard value.count < Self.maximumLength else { continue }
                value += [0x20] + words.prefix(Self.maximumLength - value.count - 1)
            } else {
                finishField()
                guard let colon = words.firstIndex(of: 0x3A) else { continue }
                name = String(decoding: Self.trimmed(words[..<colon]).prefix(76), as: UTF8.self).lowercased()
                value = Array(Self.trimmed(words[(colon + 1)...]).prefix(Self.maximumLength))
            }
        }
        finishField()
        if !group.isEmpty { groups.append(group) }
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let rest: ArraySlice<UInt8> = bytes.drop { $0 <= 0x20 }
        guard let last = rest.lastIndex(where: { $0 > 0x20 }) else { return [] }
        return rest[...last]
    }

    /// `rfc822; ann@example.com`
    static func address(_ value: String?) -> Address? {
        guard let value else { return nil }
        let text: Substring = value.split(separator: ";", maxSplits: 1).last.map { $0.trimmingSpaces() } ?? ""
        let bare: Substring = text.first == "<" && text.last == ">" ? text.dropFirst().dropLast() : text
        return try? Address(email: String(bare))
    }

    /// `smtp; 550 5.1.1 no such user` without the first word.
    static func typed(_ value: String?) -> String? {
        guard let value else { return nil }
        guard let semicolon = value.firstIndex(of: ";") else { return value }
        return String(value[value.index(after: semicolon)...].trimmingSpaces())
    }
}

/// The message that a report is about, as far as it came back.
package struct ReturnedMessage: Sendable, Hashable {
    package var messageID: MessageID?
    package var subject: String = ""

    private static let types: Set<String> = [
        "message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers",
        "message/rfc822-headers",
    ]
    private static let maximumHeaderBytes: Int = 128 * 1024

    /// The first one among the parts of a report.
    init?(in message: ReadMessage) {
        guard let part = message.attachments.first(where: { Self.types.contains($0.contentType) }) else {
            return nil
        }
        self.init(headers: part.data)
    }

    /// Only the headers are read: what the message said is not what the report says.
    init?(headers bytes: [UInt8]) {
        let bounded: ArraySlice<UInt8> = bytes.prefix(Self.maximumHeaderBytes)
        var end: Int = bounded.endIndex
        var isLineStart = false
        for index in bounded.indices {
            if bounded[index] == 0x0A {
                if isLineStart {
                    end = index
                    break
                }
                isLineStart = true
            } else if bounded[index] != 0x0D {
                isLineStart = false
            }
        }
        guard let read = try? MessageReader.read(Array(bounded[..<end]) + [0x0D, 0x0A, 0x0D, 0x0A]) else {
            return nil
        }
        messageID = read.messageID
        subject = read.subject
    }
}
