/// Changes where the links of a body lead, and not a byte besides.
package enum LinkRewriter {
    /// `replace` gets the address of each link to a web page, and gives another, or nil to leave it.
    package static func rewrite(html: String, _ replace: (String) -> String?) -> String {
        let bytes = Array(html.utf8)
        var scanner = TagScanner(bytes)
        var out: [UInt8] = []
        var copied = 0
        while let tag = scanner.next() {
            guard tag.name == "a", !tag.isClosing, let raw = tag.attributes["href"], isWeb(raw),
                let place = place(of: Array(raw.utf8), in: bytes[tag.range]),
                let target = replace(raw.replacing("&amp;", with: "&"))
            else { continue }
            out += bytes[copied..<place.lowerBound]
            out +=
                target.replacing("&", with: "&amp;").replacing("\"", with: "%22").replacing("'", with: "%27")
                .utf8
            copied = place.upperBound
        }
        return copied == 0 ? html : String(decoding: out + bytes[copied...], as: UTF8.self)
    }

    private static func isWeb(_ address: String) -> Bool {
        let start = address.prefix(8).lowercased()
        return start.hasPrefix("https://") || start.hasPrefix("http://")
    }

    /// Behind the attribute's name.
    private static func place(of value: [UInt8], in tag: ArraySlice<UInt8>) -> Range<Int>? {
        let name = Array("href".utf8)
        var index = tag.startIndex
        var isNamed = false
        while index < tag.endIndex {
            if !isNamed {
                isNamed = tag[index...].prefix(4).map(\.lowercasedASCII) == name
            } else if tag[index...].starts(with: value) {
                return index..<(index + value.count)
            }
            index += 1
        }
        return nil
    }
}
