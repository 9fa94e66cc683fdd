/// Header values on the wire: seven bits, folded at 78 columns, encoded words where letters need them. RFC
/// 5322, 2047.
///
/// A value is a list of pieces that must not be broken; folding only ever happens between two of them.
enum HeaderEncoding {
    /// RFC 5322 §2.1.1 wishes 78, not counting the line break.
    static let preferredLineLength: Int = 78
    /// RFC 2047 §2.
    static let encodedWordLength: Int = 75

    /// Free text, such as a subject. Plain ASCII stays readable; anything else is encoded whole, so spaces
    /// survive.
    static func pieces(unstructured text: String) -> [String] {
        let words: [Substring] = text.split(separator: " ", omittingEmptySubsequences: false)
        let isPlain: Bool = text.utf8.allSatisfy { (0x20..<0x7F).contains($0) } && !text.contains("=?")
        let isFoldable: Bool = words.allSatisfy {
            !$0.isEmpty && $0.utf8.count <= HeaderValue.maximumWordLength
        }
        guard isPlain, isFoldable else { return text.isEmpty ? [] : encodedWords(text) }
        return words.map(String.init)
    }

    /// The name of a person: atoms, a quoted string, or encoded words.
    static func pieces(phrase name: String) -> [String] {
        let isASCII: Bool = name.utf8.allSatisfy { (0x20..<0x7F).contains($0) }
        guard isASCII, !name.contains("=?"), name.utf8.count <= 70 else { return encodedWords(name) }
        return [Address.quotedPhrase(name)]
    }

    static func pieces(addresses: [Address]) -> [String] {
        var pieces: [String] = []
        for (index, address) in addresses.enumerated() {
            let comma: String = index == addresses.count - 1 ? "" : ","
            if address.name.isEmpty {
                pieces.append(address.wireEmail + comma)
            } else {
                pieces += Self.pieces(phrase: address.name)
                pieces.append("<\(address.wireEmail)>\(comma)")
            }
        }
        return pieces
    }

    /// `Name: piece piece⏎ piece`, with its final line break.
    static func field(_ name: String, _ pieces: [String], lineBreak: String = "\r\n") -> String {
        var field: String = name + ":"
        var column: Int = field.utf8.count
        for (index, piece) in pieces.enumerated() {
            let length: Int = piece.utf8.count + 1
            if index > 0, column + length > preferredLineLength {
                field += lineBreak
                column = 0
            }
            field += " " + piece
            column += length
        }
        return field + lineBreak
    }

    // MARK: - RFC 2047

    /// Words of at most 75 octets, cut between characters so that each decodes alone.
    static func encodedWords(_ text: String) -> [String] {
        let octets: Int = text.utf8.count
        let letters: Int = text.utf8.count(where: \.isPlainInEncodedWord)
        return letters * 3 >= octets * 2 ? quotedWords(text) : base64Words(text)
    }

    private static func quotedWords(_ text: String) -> [String] {
        let room: Int = encodedWordLength - "=?utf-8?q??=".utf8.count
        var words: [String] = []
        var current = ""
        for scalar in text.unicodeScalars {
            var encoded = ""
            for byte in String(scalar).utf8 {
                if byte == 0x20 {
                    encoded += "_"
                } else if byte.isPlainInEncodedWord {
                    encoded.unicodeScalars.append(Unicode.Scalar(byte))
                } else {
                    encoded += "=" + byte.hexadecimalText
                }
            }
            if current.utf8.count + encoded.utf8.count > room {
                words.append("=?utf-8?q?\(current)?=")
                current = ""
            }
            current += encoded
        }
        words.append("=?utf-8?q?\(current)?=")
        return words
    }

    private static func base64Words(_ text: String) -> [String] {
        let room: Int = (encodedWordLength - "=?utf-8?b??=".utf8.count) / 4 * 3
        var words: [String] = []
        var current: [UInt8] = []
        for scalar in text.unicodeScalars {
            let bytes: [UInt8] = Array(String(scalar).utf8)
            if current.count + bytes.count > room {
                words.append("=?utf-8?b?\(Base64.encode(current))?=")
                current = []
            }
            current += bytes
        }
        words.append("=?utf-8?b?\(Base64.encode(current))?=")
        return words
    }

    // MARK: - RFC 2231

    /// `filename="a.pdf"`, or the percent-encoded form in numbered pieces when the name is long or not ASCII.
    static func pieces(parameter name: String, _ value: String) -> [String] {
        let isPlain: Bool = value.utf8.allSatisfy { (0x20..<0x7F).contains($0) } && value.utf8.count <= 60
        if isPlain, !value.contains("=?") {
            let escaped: String = value.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
            return ["\(name)=\"\(escaped)\""]
        }
        var chunks: [String] = [""]
        for scalar in value.unicodeScalars {
            var encoded = ""
            for byte in String(scalar).utf8 {
                encoded +=
                    byte.isAttributeCharacter ? String(Unicode.Scalar(byte)) : "%" + byte.hexadecimalText
            }
            if chunks[chunks.count - 1].utf8.count + encoded.utf8.count > 50 { chunks.append("") }
            chunks[chunks.count - 1] += encoded
        }
        guard chunks.count > 1 else { return ["\(name)*=utf-8''\(chunks[0])"] }
        return chunks.enumerated().map { index, chunk in
            let semicolon: String = index == chunks.count - 1 ? "" : ";"
            return "\(name)*\(index)*=\(index == 0 ? "utf-8''" : "")\(chunk)\(semicolon)"
        }
    }
}

extension UInt8 {
    /// What RFC 2047 §5 (3) leaves alone inside a phrase; safe everywhere else too.
    fileprivate var isPlainInEncodedWord: Bool {
        isASCIILetter || isDigit || self == 0x20 || "!*+-/".utf8.contains(self)
    }

    /// `attribute-char` of RFC 2231 §7.
    fileprivate var isAttributeCharacter: Bool { isToken && self != 0x2A && self != 0x27 && self != 0x25 }

    var hexadecimalText: String {
        String(decoding: [Self.hexadecimalDigit(self >> 4), Self.hexadecimalDigit(self & 15)], as: UTF8.self)
    }
}
