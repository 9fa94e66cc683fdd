/// The name of a mailbox, exactly as the server spells it, and readable. RFC 3501 §5.1.3.
package struct MailboxName: Sendable, Hashable {
    package static let inbox: MailboxName = MailboxName("INBOX")
    package static let maximumLength: Int = 1000

    /// What goes on the wire: modified UTF-7, or whatever the server uses. This is what must be stored.
    package let wire: [UInt8]

    /// A name that people chose.
    package init(_ text: String) { self.init(wire: ModifiedUTF7.encode(text)) }

    /// A name that a server told.
    package init(wire: [UInt8]) {
        let isInbox: Bool = wire.count == 5 && String(decoding: wire, as: UTF8.self).uppercased() == "INBOX"
        self.wire = isInbox ? Array("INBOX".utf8) : wire
    }

    /// For people. Names that are no valid UTF-7 are UTF-8 of servers that know no better.
    package var text: String {
        ServerText.clean(ModifiedUTF7.decode(wire) ?? String(decoding: wire, as: UTF8.self))
    }

    package var isInbox: Bool { self == .inbox }
}

extension MailboxName: CustomStringConvertible {
    package var description: String { text }
}

/// UTF-7 as IMAP bends it: `&` begins, `-` ends, `,` instead of `/`, UTF-16 inside.
enum ModifiedUTF7 {
    static func encode(_ text: String) -> [UInt8] {
        var out: [UInt8] = []
        var wide: [UInt8] = []
        func flush() {
            guard !wide.isEmpty else { return }
            let letters: String = Base64.encode(wide).replacing("=", with: "").replacing("/", with: ",")
            out += [UInt8(ascii: "&")] + Array(letters.utf8) + [UInt8(ascii: "-")]
            wide = []
        }
        for unit in text.utf16 {
            if (0x20...0x7E).contains(unit) {
                flush()
                out.append(UInt8(unit))
                if unit == 0x26 { out.append(UInt8(ascii: "-")) }
            } else {
                wide += [UInt8(unit >> 8), UInt8(unit & 0xFF)]
            }
        }
        flush()
        return out
    }

    /// Nil for what is no modified UTF-7.
    static func decode(_ bytes: [UInt8]) -> String? {
        guard bytes.contains(UInt8(ascii: "&")) else {
            return bytes.allSatisfy { $0 < 0x80 } ? String(decoding: bytes, as: UTF8.self) : nil
        }
        var units: [UInt16] = []
        var rest: ArraySlice<UInt8> = bytes[...]
        while let byte = rest.popFirst() {
            guard byte < 0x80 else { return nil }
            guard byte == UInt8(ascii: "&") else {
                units.append(UInt16(byte))
                continue
            }
            guard let end = rest.firstIndex(of: UInt8(ascii: "-")) else { return nil }
            let letters: ArraySlice<UInt8> = rest[..<end]
            rest = rest[(end + 1)...]
            if letters.isEmpty {
                units.append(0x26)
                continue
            }
            let base64 = String(decoding: letters, as: UTF8.self).replacing(",", with: "/")
            guard let wide = Base64.decode(base64), wide.count >= 2 else { return nil }
            for index in stride(from: 0, to: wide.count - 1, by: 2) {
                units.append(UInt16(wide[index]) << 8 | UInt16(wide[index + 1]))
            }
        }
        return String(validating: units, as: UTF16.self)
    }
}
