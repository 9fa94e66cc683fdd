/// The character classes of the mail grammars, named as the standards name them.
extension Unicode.Scalar {
    /// C0, DEL, C1 and the two Unicode line breaks. A tab counts too: it has no business in what people type.
    var isForbiddenInHeaders: Bool {
        value < 0x20 || (0x7F...0x9F).contains(value) || value == 0x2028 || value == 0x2029
    }

    /// Besides controls: spaces, and invisible characters that make two addresses look like one.
    var isForbiddenInAddresses: Bool {
        if isASCII { return isForbiddenInHeaders }
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator, .surrogate, .unassigned,
            .privateUse:
            return true
        default:
            return false
        }
    }

    /// `atext` of RFC 5322 §3.2.3, with the UTF-8 of RFC 6532.
    var isAtomText: Bool {
        guard isASCII else { return !isForbiddenInHeaders }
        return UInt8(value).isAtomText
    }

    /// Letters, digits and hyphens; the underscore is not legal, but it is in use.
    var isDomainText: Bool {
        guard isASCII else { return true }
        let byte = UInt8(value)
        return byte.isASCIILetter || byte.isDigit || byte == 0x2D || byte == 0x5F
    }
}

extension UInt8 {
    var isDigit: Bool { (0x30...0x39).contains(self) }
    var isASCIILetter: Bool { (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self) }
    /// A printable character that is not a space.
    var isVisible: Bool { (0x21...0x7E).contains(self) }
    /// `token` of RFC 2045 §5.1.
    var isToken: Bool { isVisible && !"()<>@,;:\\\"/[]?=".utf8.contains(self) }
    var isAtomText: Bool { isASCIILetter || isDigit || "!#$%&'*+-/=?^_`{|}~".utf8.contains(self) }

    var lowercasedASCII: UInt8 { (0x41...0x5A).contains(self) ? self + 0x20 : self }
    var hexadecimalValue: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case 0x41...0x46: self - 0x41 + 10
        case 0x61...0x66: self - 0x61 + 10
        default: nil
        }
    }

    static func hexadecimalDigit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x41 + value - 10 }
}

extension StringProtocol {
    /// Scalar by scalar: a space that carries an accent is a space nevertheless.
    func trimmingSpaces() -> SubSequence {
        func isText(_ scalar: Unicode.Scalar) -> Bool { scalar != " " && scalar != "\t" }
        guard let start = unicodeScalars.firstIndex(where: isText),
            let last = unicodeScalars.lastIndex(where: isText)
        else { return self[endIndex...] }
        return self[start..<unicodeScalars.index(after: last)]
    }
}
