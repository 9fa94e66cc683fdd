/// Reads JSON (RFC 8259) within bounds: UTF-8 only, a depth that can't exhaust the stack, no trailing text.
package struct JSONParser {
    package enum Failure: Error, Equatable { case invalid(at: Int), tooDeep }

    /// Deeper nesting than any request of the API needs.
    package static let maxDepth = 64

    private let bytes: UnsafeBufferPointer<UInt8>
    private var index = 0

    private init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    package static func parse(_ text: String) throws(Failure) -> JSON { try parse(Array(text.utf8)) }

    package static func parse(_ input: [UInt8]) throws(Failure) -> JSON {
        let result: Result<JSON, Failure> = input.withUnsafeBufferPointer { buffer in
            var parser = JSONParser(buffer)
            do throws(Failure) {
                let value = try parser.value(depth: 0)
                parser.skipSpace()
                return parser.index == buffer.count ? .success(value) : .failure(.invalid(at: parser.index))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private mutating func value(depth: Int) throws(Failure) -> JSON {
        guard depth < Self.maxDepth else { throw .tooDeep }
        skipSpace()
        guard index < bytes.count else { throw .invalid(at: index) }
        switch bytes[index] {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func object(depth: Int) throws(Failure) -> JSON {
        var object = JSONObject()
        index += 1
        skipSpace()
        if take(UInt8(ascii: "}")) { return .object(object) }
        while true {
            skipSpace()
            guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else { throw .invalid(at: index) }
            let key = try string()
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw .invalid(at: index) }
            object.append(key, try value(depth: depth + 1))
            skipSpace()
            if take(UInt8(ascii: ",")) { continue }
            guard take(UInt8(ascii: "}")) else { throw .invalid(at: index) }
            return .object(object)
        }
    }

    private mutating func array(depth: Int) throws(Failure) -> JSON {
        var items: [JSON] = []
        index += 1
        skipSpace()
        if take(UInt8(ascii: "]")) { return .array(items) }
        while true {
            items.append(try value(depth: depth + 1))
            skipSpace()
            if take(UInt8(ascii: ",")) { continue }
            guard take(UInt8(ascii: "]")) else { throw .invalid(at: index) }
            return .array(items)
        }
    }

    private mutating func word(_ word: StaticString, _ value: JSON) throws(Failure) -> JSON {
        let length = word.utf8CodeUnitCount
        guard index + length <= bytes.count else { throw .invalid(at: index) }
        for offset in 0..<length where bytes[index + offset] != word.utf8Start[offset] {
            throw .invalid(at: index)
        }
        index += length
        return value
    }

    // MARK: - Strings

    private mutating func string() throws(Failure) -> String {
        let start = index + 1
        var end = start
        // Most strings have no escape: one scan, one copy.
        while end < bytes.count, bytes[end] != UInt8(ascii: "\""), bytes[end] != UInt8(ascii: "\\"),
            bytes[end] >= 0x20
        {
            end += 1
        }
        guard end < bytes.count, bytes[end] >= 0x20 else { throw .invalid(at: end) }
        if bytes[end] == UInt8(ascii: "\"") {
            index = end + 1
            return try text(UnsafeBufferPointer(rebasing: bytes[start..<end]), at: start)
        }
        return try escapedString(from: start, firstEscape: end)
    }

    private mutating func escapedString(from start: Int, firstEscape: Int) throws(Failure) -> String {
        var out = Array(bytes[start..<firstEscape])
        index = firstEscape
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            switch byte {
            case UInt8(ascii: "\""):
                let result: Result<String, Failure> = out.withUnsafeBufferPointer { buffer in
                    String(validating: buffer, as: UTF8.self).map { .success($0) }
                        ?? .failure(.invalid(at: start))
                }
                return try result.get()
            case UInt8(ascii: "\\"): try escape(into: &out)
            case 0..<0x20: throw .invalid(at: index - 1)
            default: out.append(byte)
            }
        }
        throw .invalid(at: index)
    }

    private mutating func escape(into out: inout [UInt8]) throws(Failure) {
        guard index < bytes.count else { throw .invalid(at: index) }
        let byte = bytes[index]
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): out.append(byte)
        case UInt8(ascii: "b"): out.append(0x08)
        case UInt8(ascii: "f"): out.append(0x0C)
        case UInt8(ascii: "n"): out.append(0x0A)
        case UInt8(ascii: "r"): out.append(0x0D)
        case UInt8(ascii: "t"): out.append(0x09)
        case UInt8(ascii: "u"): out.append(contentsOf: try scalar().utf8)
        default: throw .invalid(at: index - 1)
        }
    }

    /// `\uXXXX`, with its second half for what lies outside the first plane. A half that stands alone becomes U+FFFD.
    private mutating func scalar() throws(Failure) -> String {
        let first = try hex4()
        if (0xD800...0xDBFF).contains(first), index + 1 < bytes.count, bytes[index] == UInt8(ascii: "\\"),
            bytes[index + 1] == UInt8(ascii: "u")
        {
            let back = index
            index += 2
            let second = try hex4()
            if (0xDC00...0xDFFF).contains(second),
                let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
            {
                return String(Character(scalar))
            }
            index = back
        }
        return String(Character(Unicode.Scalar(first) ?? "\u{FFFD}"))
    }

    private mutating func hex4() throws(Failure) -> UInt32 {
        guard index + 4 <= bytes.count else { throw .invalid(at: index) }
        var value: UInt32 = 0
        for byte in bytes[index..<index + 4] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { throw .invalid(at: index) }
            value = value << 4 | UInt32(digit)
        }
        index += 4
        return value
    }

    private func text(_ slice: UnsafeBufferPointer<UInt8>, at start: Int) throws(Failure) -> String {
        guard let text = String(validating: slice, as: UTF8.self) else { throw .invalid(at: start) }
        return text
    }

    // MARK: - Numbers and space

    private mutating func number() throws(Failure) -> JSON {
        let start = index
        _ = take(UInt8(ascii: "-"))
        let whole = digits()
        // "01" is no number, and neither is "-" or ".5".
        guard whole > 0, whole == 1 || bytes[index - whole] != UInt8(ascii: "0") else {
            throw .invalid(at: start)
        }
        var isWhole = true
        if take(UInt8(ascii: ".")) {
            isWhole = false
            guard digits() > 0 else { throw .invalid(at: index) }
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            isWhole = false
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            guard digits() > 0 else { throw .invalid(at: index) }
        }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        if isWhole, let value = Int(text) { return .int(value) }
        guard let value = Double(text), value.isFinite else { throw .invalid(at: start) }
        return .double(value)
    }

    private mutating func digits() -> Int {
        let start = index
        while index < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index]) {
            index += 1
        }
        return index - start
    }

    private mutating func skipSpace() {
        while index < bytes.count,
            bytes[index] == 0x20 || (0x09...0x0A).contains(bytes[index]) || bytes[index] == 0x0D
        {
            index += 1
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard index < bytes.count, bytes[index] == byte else { return false }
        index += 1
        return true
    }
}
