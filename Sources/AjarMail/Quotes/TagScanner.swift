/// Finds tags in HTML by their places, without building anything: to cut a body in two, its bytes must stay
/// as they are.
struct TagScanner {
    struct Tag {
        let name: String
        let isClosing: Bool
        /// From `<` to past `>`.
        let range: Range<Int>
        let attributes: [String: String]

        var classes: Set<Substring> { Set((attributes["class"] ?? "").split(whereSeparator: \.isWhitespace)) }
    }

    private let bytes: [UInt8]
    private var position = 0
    /// Where a search for something that never comes began: it is not made twice.
    private var hasNoCommentEnd = false

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The next tag; comments, declarations and the insides of scripts and styles are passed over.
    mutating func next() -> Tag? {
        while let start = bytes[position...].firstIndex(of: 0x3C) {
            position = start + 1
            guard position < bytes.count else { return nil }
            if bytes[position...].starts(with: "!--".utf8) {
                skipComment()
                continue
            }
            let isClosing: Bool = bytes[position] == 0x2F
            let nameStart: Int = isClosing ? position + 1 : position
            guard nameStart < bytes.count, bytes[nameStart].isASCIILetter else { continue }
            let name: String = self.name(from: nameStart)
            guard let attributes = readAttributes(from: nameStart + name.utf8.count) else { return nil }
            let tag = Tag(name: name, isClosing: isClosing, range: start..<position, attributes: attributes)
            if !isClosing, name == "script" || name == "style" { skipRaw(name) }
            return tag
        }
        return nil
    }

    private func name(from start: Int) -> String {
        let name = bytes[start...].prefix(64).prefix {
            $0.isASCIILetter || $0.isDigit || $0 == 0x3A || $0 == 0x2D
        }
        return String(decoding: name.map(\.lowercasedASCII), as: UTF8.self)
    }

    /// Leaves `position` behind the `>`; nil if there is none.
    private mutating func readAttributes(from start: Int) -> [String: String]? {
        var attributes: [String: String] = [:]
        position = start
        while position < bytes.count {
            let byte: UInt8 = bytes[position]
            if byte == 0x3E {
                position += 1
                return attributes
            }
            guard !byte.isHTMLSpace, byte != 0x2F else {
                position += 1
                continue
            }
            let name: [UInt8] = take(while: \.isAttributeName).map(\.lowercasedASCII)
            if name.isEmpty { position += 1 }
            _ = take(while: \.isHTMLSpace)
            var value = ""
            if position < bytes.count, bytes[position] == 0x3D {
                position += 1
                _ = take(while: \.isHTMLSpace)
                value = readValue()
            }
            let key = String(decoding: name, as: UTF8.self)
            if attributes.count < 50, attributes[key] == nil { attributes[key] = value }
        }
        return nil
    }

    private mutating func readValue() -> String {
        guard position < bytes.count else { return "" }
        let quote: UInt8 = bytes[position]
        guard quote == 0x22 || quote == 0x27 else {
            return String(decoding: take(while: { !$0.isHTMLSpace && $0 != 0x3E }), as: UTF8.self)
        }
        position += 1
        let value = String(decoding: take(while: { $0 != quote }), as: UTF8.self)
        if position < bytes.count { position += 1 }
        return value
    }

    private mutating func take(while condition: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        let start: Int = position
        while position < bytes.count, condition(bytes[position]) { position += 1 }
        return bytes[start..<position]
    }

    private mutating func skipComment() {
        guard !hasNoCommentEnd else { return }
        var index: Int = position + 3
        while index + 2 < bytes.count {
            if bytes[index] == 0x2D, bytes[index + 1] == 0x2D, bytes[index + 2] == 0x3E {
                position = index + 3
                return
            }
            index += 1
        }
        hasNoCommentEnd = true
    }

    private mutating func skipRaw(_ name: String) {
        let end: [UInt8] = Array("</\(name)".utf8)
        while let start = bytes[position...].firstIndex(of: 0x3C) {
            if bytes[start...].prefix(end.count).map(\.lowercasedASCII) == end {
                position = start
                return
            }
            position = start + 1
        }
        position = bytes.count
    }
}

extension UInt8 {
    var isHTMLSpace: Bool { self == 0x20 || self == 0x09 || self == 0x0A || self == 0x0C || self == 0x0D }
    fileprivate var isAttributeName: Bool { !isHTMLSpace && self != 0x3D && self != 0x3E && self != 0x2F }
}
