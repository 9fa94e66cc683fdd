/// Rows of comma-separated values (RFC 4180), a piece of the file at a time. Commas, semicolons or tabs part
/// the fields.
package struct CSVReader: Sendable {
    /// A row longer than this is no row: a quote was never closed.
    package static let maxRow: Int = 262_144
    package static let maxFields: Int = 500

    package struct Row: Sendable, Equatable {
        package let fields: [String]
        /// Where the next row begins, in bytes from the beginning of what was read.
        package let end: Int
    }

    package enum Failure: Error, Sendable, Equatable { case rowTooLong, tooManyFields }

    private let separator: UInt8

    /// The separator is the one that the first line has most of.
    package init(firstBytes bytes: some Collection<UInt8>) {
        let line = bytes.prefix { $0 != 0x0A && $0 != 0x0D }
        let counts = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")].map { mark in
            (mark, line.count(where: { $0 == mark }))
        }
        separator = counts.max { $0.1 < $1.1 }.flatMap { $0.1 > 0 ? $0.0 : nil } ?? UInt8(ascii: ",")
    }

    /// The whole rows at the beginning of the bytes, at most so many. The last one counts without a line end
    /// when nothing follows.
    package func rows(_ bytes: [UInt8], isLast: Bool, limit: Int) throws(Failure) -> [Row] {
        var rows: [Row] = []
        var start = 0
        while rows.count < limit, start < bytes.count {
            guard let row = try row(bytes, from: start, isLast: isLast) else { break }
            rows.append(row)
            start = row.end
        }
        if rows.isEmpty, !isLast, bytes.count >= Self.maxRow { throw .rowTooLong }
        return rows
    }

    private func row(_ bytes: [UInt8], from start: Int, isLast: Bool) throws(Failure) -> Row? {
        var fields: [String] = []
        var field: [UInt8] = []
        var index = start
        var isQuoted = false
        while index < bytes.count {
            guard index - start < Self.maxRow else { throw .rowTooLong }
            let byte = bytes[index]
            index += 1
            if isQuoted {
                guard byte == UInt8(ascii: "\"") else {
                    field.append(byte)
                    continue
                }
                if index < bytes.count, bytes[index] == UInt8(ascii: "\"") {
                    field.append(byte)
                    index += 1
                } else if index == bytes.count, !isLast {
                    // The other half of a doubled quote may be in the next piece.
                    return nil
                } else {
                    isQuoted = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\"") where field.isEmpty: isQuoted = true
            case separator:
                guard fields.count < Self.maxFields else { throw .tooManyFields }
                fields.append(Self.text(field))
                field = []
            case 0x0A: return Row(fields: fields + [Self.text(field)], end: index)
            case 0x0D:
                if index == bytes.count, !isLast { return nil }
                if index < bytes.count, bytes[index] == 0x0A { index += 1 }
                return Row(fields: fields + [Self.text(field)], end: index)
            default: field.append(byte)
            }
        }
        return isLast ? Row(fields: fields + [Self.text(field)], end: bytes.count) : nil
    }

    /// UTF-8, or else what spreadsheets on old machines write, of which every byte is a character.
    private static func text(_ bytes: [UInt8]) -> String {
        let bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
        let text =
            String(validating: bytes, as: UTF8.self)
            ?? String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
        return text.filter { $0 != "\0" }
    }
}
