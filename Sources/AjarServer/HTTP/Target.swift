package import AjarCore
package import AjarResource

/// What a request line asks for, taken apart: the path by its slashes, the query into names and values.
package struct Target: Sendable {
    /// More than any client of the API sends, and few enough to look through.
    package static let maxParameters = 500

    /// Decoded, without empty parts: a slash at the end makes no difference.
    package private(set) var segments: [String] = []
    package private(set) var parameters = Parameters()

    /// `prefix`: bytes at the front that were looked at already, such as those of `/api/v1`.
    package init(_ text: String, after prefix: Int = 0) throws(AjarError) {
        let bytes = Array(text.utf8.dropFirst(prefix))
        let end = bytes.firstIndex(of: UInt8(ascii: "?")) ?? bytes.endIndex
        for part in bytes[..<end].split(separator: UInt8(ascii: "/")) {
            // A path that can't be read names nothing that exists.
            guard let segment = PercentText.decode(part) else { throw .notFound("Not found.") }
            segments.append(segment)
        }
        guard end < bytes.endIndex else { return }
        parameters = Parameters(try Self.pairs(bytes[(end + 1)...]))
    }

    /// The pairs of a query string or of a form, which have one syntax.
    package static func pairs(_ bytes: ArraySlice<UInt8>) throws(AjarError) -> [(name: String, value: String)]
    {
        var pairs: [(name: String, value: String)] = []
        for part in bytes.split(separator: UInt8(ascii: "&")) {
            guard pairs.count < maxParameters else {
                throw .badRequest("There are more than \(maxParameters) parameters.")
            }
            let middle = part.firstIndex(of: UInt8(ascii: "=")) ?? part.endIndex
            guard let name = PercentText.decode(part[..<middle], isForm: true),
                let value = PercentText.decode(part[middle...].dropFirst(), isForm: true)
            else { throw .badRequest("The parameters are not valid percent-encoded UTF-8.") }
            if !name.isEmpty { pairs.append((name, value)) }
        }
        return pairs
    }
}

/// Percent-encoded text (RFC 3986 §2.1).
package enum PercentText {
    /// Nil when an escape is broken, when the bytes are no UTF-8, or when they hold a NUL, which no text of
    /// ours may.
    package static func decode(_ bytes: ArraySlice<UInt8>, isForm: Bool = false) -> String? {
        guard bytes.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") || $0 == 0 }) else {
            return String(validating: bytes, as: UTF8.self)
        }
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            switch bytes[index] {
            case UInt8(ascii: "%"):
                guard bytes.endIndex - index > 2, let high = hex(bytes[index + 1]),
                    let low = hex(bytes[index + 2])
                else { return nil }
                decoded.append(high << 4 | low)
                index += 2
            case UInt8(ascii: "+") where isForm: decoded.append(UInt8(ascii: " "))
            case let byte: decoded.append(byte)
            }
            index += 1
        }
        return decoded.contains(0) ? nil : String(validating: decoded, as: UTF8.self)
    }

    /// Encodes everything but letters, digits and `-._~`.
    package static func encode(_ text: String) -> String {
        var encoded: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                encoded.append(byte)
            default:
                let digits = Array("0123456789ABCDEF".utf8)
                encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    private static func hex(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
