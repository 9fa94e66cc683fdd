import CGMime

/// Header values as they were sent, decoded: RFC 2047 with the mercy that real mail needs.
///
/// GMime joins neighbouring Base64 words before it decodes them, and stops at the padding of the first. So
/// each Base64 word is rewritten in the Q form, which can be joined, before GMime sees it.
enum EncodedWords {
    /// Free text, such as a subject; unfolded.
    static func decode(_ raw: UnsafePointer<CChar>?) -> String {
        guard let raw, let unfolded = g_mime_utils_header_unfold(raw) else { return "" }
        defer { g_free(unfolded) }
        return joinable(unfolded).withUnsafeBufferPointer { text in
            GMime.owned(g_mime_utils_header_decode_text(nil, text.baseAddress)) ?? ""
        }
    }

    /// NUL-terminated.
    static func joinable(_ raw: UnsafePointer<CChar>) -> [CChar] {
        let bytes: [UInt8] = Array(UnsafeRawBufferPointer(start: raw, count: strlen(raw)))
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count + 1)
        var index = 0
        while index < bytes.count {
            if bytes[index] == 0x3D, let (word, end) = base64Word(bytes, at: index) {
                out += word
                index = end
            } else {
                out.append(bytes[index])
                index += 1
            }
        }
        return out.map { CChar(bitPattern: $0) } + [0]
    }

    /// `=?charset?B?…?=` at this place, as a Q word, and where it ends.
    private static func base64Word(_ bytes: [UInt8], at start: Int) -> ([UInt8], Int)? {
        let rest: ArraySlice<UInt8> = bytes[start...].prefix(2000)
        guard rest.starts(with: [0x3D, 0x3F]) else { return nil }
        let pieces = rest.dropFirst(2).split(separator: 0x3F, maxSplits: 3, omittingEmptySubsequences: false)
        guard pieces.count == 4, pieces[1].count == 1, pieces[1].first?.lowercasedASCII == 0x62,
            pieces[3].first == 0x3D
        else { return nil }
        guard !pieces[0].isEmpty, pieces[0].allSatisfy(\.isToken) || pieces[0].contains(0x2A) else {
            return nil
        }
        let payload = String(decoding: pieces[2].filter { $0 != 0x3D && !$0.isHTMLSpace }, as: UTF8.self)
        guard let decoded = Base64.decode(payload) else { return nil }
        var word: [UInt8] = [0x3D, 0x3F] + pieces[0] + Array("?q?".utf8)
        for byte in decoded {
            if byte.isASCIILetter || byte.isDigit {
                word.append(byte)
            } else {
                word += [0x3D, UInt8.hexadecimalDigit(byte >> 4), UInt8.hexadecimalDigit(byte & 15)]
            }
        }
        return (word + [0x3F, 0x3D], pieces[3].startIndex + 1)
    }

    private static func strlen(_ text: UnsafePointer<CChar>) -> Int {
        var length = 0
        while text[length] != 0 { length += 1 }
        return length
    }
}
