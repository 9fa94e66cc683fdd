/// Why a text is not one mail address.
package enum AddressError: Error, Sendable, Equatable {
    case empty
    case tooLong
    /// A control character, a line break or a NUL: the way into somebody else's header.
    case forbiddenCharacter
    case noAtSign
    case invalidLocalPart
    case invalidDomain
    /// Comments, groups and lists are legal in a header, but never what a person typed as one address.
    case unsupportedSyntax
}

/// One mail address that can't contain a line break, so no header and no SMTP command can be smuggled through
/// it.
///
/// UTF-8 is welcome on both sides of the `@` (RFC 6531); whether a relay takes it is the relay's business.
package struct Address: Sendable, Hashable {
    /// The longest path of RFC 5321 §4.5.3.1.3, without its angle brackets.
    package static let maximumEmailLength: Int = 254
    package static let maximumNameLength: Int = 998

    /// The display name, decoded; empty if there is none.
    package let name: String
    /// `local@domain`, as it was written.
    package let email: String

    package init(name: String = "", email: String) throws(AddressError) {
        self.name = try Self.checkedName(name)
        try Self.check(email: email)
        self.email = email
    }

    /// Reads `Name <a@b>`, `"Quoted, Name" <a@b>`, `<a@b>` or `a@b`.
    package init(parsing text: String) throws(AddressError) {
        // Every byte of a name may be an escaped one.
        guard text.utf8.count <= 2 * Self.maximumNameLength + Self.maximumEmailLength + 16 else {
            throw .tooLong
        }
        let trimmed: Substring = text.trimmingSpaces()
        guard !trimmed.isEmpty else { throw .empty }
        guard !trimmed.unicodeScalars.contains(where: \.isForbiddenInHeaders) else {
            throw .forbiddenCharacter
        }
        guard trimmed.utf8.last == 0x3E else {
            try self.init(name: "", email: String(trimmed))
            return
        }
        let (name, rest) = try Self.splitPhrase(trimmed.unicodeScalars)
        try self.init(name: name, email: String(rest.dropFirst().dropLast()))
    }

    /// Whether a bare `local@domain` could be one; it says nothing about whether somebody lives there.
    package static func isValidEmail(_ text: String) -> Bool {
        do throws(AddressError) {
            try check(email: text)
            return true
        } catch {
            return false
        }
    }

    /// Everything before the last `@`, quotes included.
    package var localPart: Substring { email[..<atSign] }
    package var domain: Substring { email[email.index(after: atSign)...] }
    /// Whether a relay without SMTPUTF8 can take the address.
    package var isASCII: Bool { email.utf8.allSatisfy { $0 < 0x80 } }
    /// For comparisons: the domain never has a case that matters, and the local part has none in practice.
    package var folded: String { email.lowercased() }

    /// `"Doe, John" <john@example.com>`: readable, free of line breaks, and read back by `init(parsing:)`.
    package var formatted: String {
        guard !name.isEmpty else { return email }
        return "\(Self.quotedPhrase(name)) <\(email)>"
    }

    private var atSign: String.Index { email.utf8.lastIndex(of: 0x40) ?? email.startIndex }
}

extension Address: CustomStringConvertible {
    package var description: String { formatted }
}

// MARK: - Grammar

/// Read scalar by scalar: for Swift a quote with an accent on it is another character than a quote, and
/// U+037E is the same as a semicolon, but for a mail server they are bytes.
extension Address {
    private typealias Scalars = Substring.UnicodeScalarView

    private static func checkedName(_ text: String) throws(AddressError) -> String {
        let name: Substring = text.trimmingSpaces()
        guard name.utf8.count <= maximumNameLength else { throw .tooLong }
        guard !name.unicodeScalars.contains(where: \.isForbiddenInHeaders) else { throw .forbiddenCharacter }
        return String(name)
    }

    private static func check(email: String) throws(AddressError) {
        guard !email.isEmpty else { throw .empty }
        guard email.utf8.count <= maximumEmailLength else { throw .tooLong }
        guard !email.unicodeScalars.contains(where: \.isForbiddenInAddresses) else {
            throw .forbiddenCharacter
        }
        guard let at = email.utf8.lastIndex(of: 0x40) else { throw .noAtSign }
        try check(localPart: email.unicodeScalars[..<at])
        try check(domain: email.unicodeScalars[email.unicodeScalars.index(after: at)...])
    }

    private static func check(localPart: Scalars) throws(AddressError) {
        guard !localPart.isEmpty else { throw .invalidLocalPart }
        if localPart.first == "\"" {
            guard localPart.count > 2, localPart.last == "\"" else { throw .invalidLocalPart }
            guard isQuotedContent(localPart.dropFirst().dropLast()) else { throw .invalidLocalPart }
            return
        }
        for atom in localPart.split(separator: ".", omittingEmptySubsequences: false) {
            guard !atom.isEmpty, atom.allSatisfy(\.isAtomText) else {
                throw atom.contains("(") ? .unsupportedSyntax : .invalidLocalPart
            }
        }
    }

    private static func check(domain: Scalars) throws(AddressError) {
        guard !domain.isEmpty, Substring(domain).utf8.count <= 253 else { throw .invalidDomain }
        if domain.first == "[" {
            let inside: Scalars = domain.dropFirst().dropLast()
            let isLiteral: Bool = Substring(inside).utf8.allSatisfy {
                $0.isDigit || $0.isASCIILetter || $0 == 0x2E || $0 == 0x3A
            }
            guard domain.last == "]", !inside.isEmpty, isLiteral else { throw .invalidDomain }
            return
        }
        for label in domain.split(separator: ".", omittingEmptySubsequences: false) {
            guard !label.isEmpty, Substring(label).utf8.count <= 63, label.first != "-", label.last != "-",
                label.allSatisfy(\.isDomainText)
            else { throw .invalidDomain }
        }
    }

    /// `Name <…>` → the name, and everything from the `<`.
    private static func splitPhrase(_ text: Scalars) throws(AddressError) -> (String, Scalars) {
        var name = String.UnicodeScalarView()
        var rest: Scalars = text
        while let scalar = rest.first {
            switch scalar {
            case "<":
                return (String(name), rest)
            case "\"":
                name += try quotedString(&rest)
            case "(", ")", ":", ";", ",", ">":
                throw .unsupportedSyntax
            default:
                name.append(scalar)
                rest.removeFirst()
            }
        }
        throw .noAtSign
    }

    /// What is between the quotes at the start of the text, which then starts behind them.
    private static func quotedString(_ text: inout Scalars) throws(AddressError) -> String.UnicodeScalarView {
        var content = String.UnicodeScalarView()
        text.removeFirst()
        while let scalar = text.popFirst() {
            switch scalar {
            case "\"":
                return content
            case "\\":
                guard let escaped = text.popFirst() else { throw .unsupportedSyntax }
                content.append(escaped)
            default:
                content.append(scalar)
            }
        }
        throw .unsupportedSyntax
    }

    private static func isQuotedContent(_ text: Scalars) -> Bool {
        var isEscaped = false
        for scalar in text {
            if isEscaped {
                isEscaped = false
            } else if scalar == "\\" {
                isEscaped = true
            } else if scalar == "\"" {
                return false
            }
        }
        return !isEscaped
    }

    /// A display name as RFC 5322 wants it, but with its letters left alone.
    static func quotedPhrase(_ name: String) -> String {
        let isPlain: Bool = name.unicodeScalars.allSatisfy { $0.isAtomText || $0 == " " }
        guard !isPlain else { return name }
        var quoted = String.UnicodeScalarView("\"".unicodeScalars)
        for scalar in name.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { quoted.append("\\") }
            quoted.append(scalar)
        }
        quoted.append("\"")
        return String(quoted)
    }
}
