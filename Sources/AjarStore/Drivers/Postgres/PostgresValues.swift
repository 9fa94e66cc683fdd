import CPostgreSQL

/// The values of a statement in the form that libpq takes: texts with an end mark, blobs as they are.
///
/// Types are left to the server, which sees the columns. So a number fits a `BIGINT` and a text fits `JSONB`.
struct PostgresBinds {
    private var bytes: [UInt8] = []
    private var starts: [Int?] = []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []

    init(_ values: [Value]) throws {
        starts.reserveCapacity(values.count)
        lengths.reserveCapacity(values.count)
        formats.reserveCapacity(values.count)
        for value in values {
            switch value {
            case .null: appendNull()
            case .int(let number): append("\(number)".utf8)
            // SQLite knows no "not a number" either, and keeps NULL for it.
            case .double(let number) where number.isNaN: appendNull()
            case .double(let number): append("\(number)".utf8)
            case .text(var text):
                try text.withUTF8 { utf8 in
                    // libpq would send what is before it.
                    guard !utf8.contains(0) else { throw StoreError.nulInText }
                    append(utf8)
                }
            case .blob(let blob): append(blob, isBinary: true)
            }
        }
    }

    private mutating func append(_ value: some Collection<UInt8>, isBinary: Bool = false) {
        formats.append(isBinary ? 1 : 0)
        lengths.append(Int32(value.count))
        starts.append(bytes.count)
        bytes.append(contentsOf: value)
        bytes.append(0)
    }

    private mutating func appendNull() {
        formats.append(0)
        lengths.append(0)
        starts.append(nil)
    }

    func with<Result>(
        _ body: (
            _ count: Int32, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?,
            UnsafePointer<Int32>?
        ) -> Result
    ) -> Result {
        bytes.withUnsafeBytes { raw in
            let pointers: [UnsafePointer<CChar>?] = starts.map { start in
                start.flatMap { raw.baseAddress?.advanced(by: $0).assumingMemoryBound(to: CChar.self) }
            }
            return body(Int32(starts.count), pointers, lengths, formats)
        }
    }
}

/// Reads the rows of a result.
enum PostgresRows {
    static func read(_ result: OpaquePointer, _ columns: Columns) -> [Row] {
        let width = columns.names.count
        let types = (0..<Int32(width)).map { PQftype(result, $0) }
        return (0..<PQntuples(result)).map { row in
            Row(columns: columns, values: (0..<width).map { value(result, row, Int32($0), types[$0]) })
        }
    }

    static func columns(_ result: OpaquePointer) -> Columns {
        Columns((0..<PQnfields(result)).map { PQfname(result, $0).map { String(cString: $0) } ?? "" })
    }

    /// Numbers by their declared type, everything that isn't one as text.
    private static func value(_ result: OpaquePointer, _ row: Int32, _ column: Int32, _ type: Oid) -> Value {
        guard PQgetisnull(result, row, column) == 0, let start = PQgetvalue(result, row, column) else {
            return .null
        }
        let bytes = UnsafeRawBufferPointer(start: start, count: Int(PQgetlength(result, row, column)))
        switch type {
        case 20, 21, 23, 26: return int(bytes).map(Value.int) ?? text(bytes)  // int8, int2, int4, oid
        case 16: return .int(bytes.first == UInt8(ascii: "t") ? 1 : 0)  // bool
        case 700, 701: return double(bytes)  // float4, float8
        // numeric: a sum of whole numbers is a whole number, as it is on SQLite.
        case 1700: return int(bytes).map(Value.int) ?? double(bytes)
        case 17: return .blob(blob(bytes))  // bytea
        default: return text(bytes)
        }
    }

    private static func text(_ bytes: UnsafeRawBufferPointer) -> Value {
        .text(String(decoding: bytes, as: UTF8.self))
    }

    private static func double(_ bytes: UnsafeRawBufferPointer) -> Value {
        Double(String(decoding: bytes, as: UTF8.self)).map(Value.double) ?? text(bytes)
    }

    private static func int(_ bytes: UnsafeRawBufferPointer) -> Int? {
        let isNegative = bytes.first == UInt8(ascii: "-")
        guard bytes.count > (isNegative ? 1 : 0) else { return nil }
        // Downwards, since the smallest number has no positive twin.
        var number = 0
        for byte in bytes.dropFirst(isNegative ? 1 : 0) {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            let (shifted, isOver) = number.multipliedReportingOverflow(by: 10)
            let (next, isUnder) = shifted.subtractingReportingOverflow(Int(byte - UInt8(ascii: "0")))
            if isOver || isUnder { return nil }
            number = next
        }
        if isNegative { return number }
        return number == .min ? nil : -number
    }

    /// `\x` and two hexadecimal digits for each byte.
    private static func blob(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        func digit(_ byte: UInt8) -> UInt8 {
            byte <= UInt8(ascii: "9") ? byte &- UInt8(ascii: "0") : (byte | 0x20) &- 87
        }
        guard bytes.count >= 2 else { return [] }
        return [UInt8](unsafeUninitializedCapacity: (bytes.count - 2) / 2) { buffer, filled in
            filled = (bytes.count - 2) / 2
            for index in 0..<filled {
                buffer[index] = digit(bytes[2 + index * 2]) << 4 | digit(bytes[3 + index * 2])
            }
        }
    }
}
