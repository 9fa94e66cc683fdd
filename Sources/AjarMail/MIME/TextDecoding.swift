import CGMime

/// The bytes of a text part become a text, whatever charset they claim to have.
enum TextDecoding {
    /// Line ends are LF afterwards, as everywhere inside.
    static func decode(_ bytes: [UInt8], charset: String?) -> String {
        let lines: [UInt8] = LineEnds.lineFeeds(bytes)
        let name: String = charset?.lowercased() ?? "utf-8"
        if ["utf-8", "utf8", "us-ascii", "ascii", "unknown-8bit", "default"].contains(name) {
            return String(validating: lines, as: UTF8.self) ?? convert(lines, from: "windows-1252")
                ?? repaired(lines)
        }
        // Wide charsets hold 0x0D and 0x0A inside of characters, so their line ends are looked at afterwards.
        guard let text = convert(bytes, from: name) else { return repaired(lines) }
        return String(decoding: LineEnds.lineFeeds(Array(text.utf8)), as: UTF8.self)
    }

    private static func repaired(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    private static func convert(_ bytes: [UInt8], from charset: String) -> String? {
        guard !bytes.isEmpty else { return "" }
        guard charset.utf8.count <= 40,
            charset.utf8.allSatisfy({ $0.isASCIILetter || $0.isDigit || "-_.:+".utf8.contains($0) })
        else { return nil }
        var written: gsize = 0
        let result = bytes.withUnsafeBytes { buffer in
            g_convert_with_fallback(
                buffer.baseAddress?.assumingMemoryBound(to: CChar.self), gssize(buffer.count), "UTF-8",
                charset, "\u{FFFD}",
                nil, &written, nil)
        }
        guard let result else { return nil }
        defer { g_free(result) }
        return result.withMemoryRebound(to: UInt8.self, capacity: Int(written)) { text in
            String(decoding: UnsafeBufferPointer(start: text, count: Int(written)), as: UTF8.self)
        }
    }
}
