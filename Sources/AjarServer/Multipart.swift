package import AjarCore

/// A form as browsers upload files with it (RFC 7578): the fields first, then one part called `file`.
///
/// Reads bytes that are all there already; everything is bounded before it is kept.
package struct Multipart: Sendable, Equatable {
    package static let maxFields = 50
    package static let maxFieldBytes = 16 * 1024
    package static let maxHeaderBytes = 4 * 1024

    package private(set) var fields: [String: String] = [:]
    package private(set) var file: File?

    package struct File: Sendable, Equatable {
        package let filename: String
        package let contentType: String?
        package let bytes: [UInt8]
    }

    /// The boundary of a `multipart/form-data` content type; nil when it is something else.
    package static func boundary(_ contentType: String) -> [UInt8]? {
        let parts = HeaderParameters(contentType)
        guard parts.value == "multipart/form-data", let boundary = parts["boundary"],
            (1...70).contains(boundary.utf8.count)
        else { return nil }
        return Array(boundary.utf8)
    }

    package init(_ body: [UInt8], boundary: [UInt8]) throws(AjarError) {
        let delimiter = Array("--".utf8) + boundary
        guard var position = Self.afterDelimiter(body, delimiter, from: 0) else { throw Self.broken }
        while !position.isLast {
            guard
                let head = body.firstRange(
                    of: Self.blankLine, from: position.index, within: Self.maxHeaderBytes)
            else {
                throw Self.broken
            }
            let end = try Self.end(body, delimiter, from: head.upperBound)
            try take(
                header: String(decoding: body[position.index..<head.lowerBound], as: UTF8.self),
                body[head.upperBound..<end])
            guard let next = Self.afterDelimiter(body, delimiter, from: end + 2) else { throw Self.broken }
            position = next
        }
    }

    private mutating func take(header: String, _ content: ArraySlice<UInt8>) throws(AjarError) {
        var disposition = HeaderParameters("")
        var contentType: String?
        for line in header.split(separator: "\r\n") {
            guard let colon = line.firstIndex(of: ":") else { throw Self.broken }
            let value = String(line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" })
            switch line[..<colon].lowercased() {
            case "content-disposition": disposition = HeaderParameters(value)
            case "content-type": contentType = value
            default: continue
            }
        }
        guard disposition.value == "form-data", let name = disposition["name"], !name.isEmpty else {
            throw Self.broken
        }
        guard file == nil else { throw AjarError.badRequest("The part called file must be the last one.") }
        if name == "file" {
            file = File(
                filename: disposition["filename"] ?? "", contentType: contentType, bytes: Array(content))
            return
        }
        guard fields.count < Self.maxFields, content.count <= Self.maxFieldBytes, fields[name] == nil,
            let text = String(validating: content, as: UTF8.self)
        else {
            throw AjarError.badRequest(
                "The form has too many fields, one of them twice, or one that is too long.")
        }
        fields[name] = text
    }

    /// Where the content ends: at the line break before the next delimiter.
    private static func end(_ body: [UInt8], _ delimiter: [UInt8], from start: Int) throws(AjarError) -> Int {
        // A delimiter right after the blank line belongs to an empty part; its line break is the blank
        // line's.
        let mark = [0x0D, 0x0A] + delimiter
        guard let found = body.firstRange(of: mark, from: start, within: body.count) else { throw broken }
        return found.lowerBound
    }

    /// The byte after the line of a delimiter, or the word that it was the last one.
    private static func afterDelimiter(
        _ body: [UInt8], _ delimiter: [UInt8], from start: Int
    ) -> (index: Int, isLast: Bool)? {
        guard body.count - start >= delimiter.count + 2,
            body[start..<start + delimiter.count].elementsEqual(delimiter)
        else { return nil }
        let after = start + delimiter.count
        if body[after] == UInt8(ascii: "-"), body[after + 1] == UInt8(ascii: "-") { return (after + 2, true) }
        var index = after
        while index < body.count, body[index] == 0x20 || body[index] == 0x09 { index += 1 }
        guard body.count - index >= 2, body[index] == 0x0D, body[index + 1] == 0x0A else { return nil }
        return (index + 2, false)
    }

    private static let blankLine: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A]
    private static let broken: AjarError = .badRequest(
        "The multipart/form-data of the request can't be read.")
}

/// `form-data; name="file"; filename="a b.txt"`: a value and its parameters (RFC 9110 §5.6.6).
struct HeaderParameters {
    let value: String
    private var parameters: [String: String] = [:]

    subscript(name: String) -> String? { parameters[name] }

    init(_ text: String) {
        var rest = Substring(text)
        value = rest.taken { $0 != ";" }.trimmed.lowercased()
        while !rest.isEmpty, parameters.count < 20 {
            rest = rest.dropFirst()
            let name = rest.taken { $0 != "=" && $0 != ";" }.trimmed.lowercased()
            guard rest.first == "=" else { continue }
            rest = rest.dropFirst().drop { $0 == " " }
            let found = rest.first == "\"" ? rest.takenQuoted() : String(rest.taken { $0 != ";" }.trimmed)
            if parameters[name] == nil { parameters[name] = found }
            _ = rest.taken { $0 != ";" }
        }
    }
}

extension Substring {
    fileprivate mutating func taken(_ isTaken: (Character) -> Bool) -> Substring {
        let found = prefix(while: isTaken)
        self = self[found.endIndex...]
        return found
    }

    /// Browsers write a quote inside as `%22` or with a backslash; either ends up as it was sent or as the
    /// quote.
    fileprivate mutating func takenQuoted() -> String {
        removeFirst()
        var text = ""
        while let character = popFirst() {
            if character == "\"" { break }
            if character == "\\", first == "\"" || first == "\\" {
                text.append(removeFirst())
            } else {
                text.append(character)
            }
        }
        return text
    }

    fileprivate var trimmed: Substring {
        var text = drop { $0 == " " || $0 == "\t" }
        while text.last == " " || text.last == "\t" { text = text.dropLast() }
        return text
    }
}

extension [UInt8] {
    /// The first place of some bytes. Jumps from one first byte to the next, so that it stays quick on any
    /// content.
    fileprivate func firstRange(of wanted: [UInt8], from start: Int, within limit: Int) -> Range<Int>? {
        guard let first = wanted.first, start <= count else { return nil }
        let end = Swift.min(count, start.addingReportingOverflow(limit).partialValue)
        return withUnsafeBufferPointer { bytes in
            var index = start
            while index + wanted.count <= end {
                if bytes[index] == first {
                    var length = 1
                    while length < wanted.count, bytes[index + length] == wanted[length] { length += 1 }
                    if length == wanted.count { return index..<index + length }
                }
                index += 1
            }
            return nil
        }
    }
}
