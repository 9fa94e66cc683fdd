import AjarCRM
import Testing

@Suite struct CSVReaderTests {
    private func rows(_ text: String, isLast: Bool = true, limit: Int = 1000) throws -> [[String]] {
        let bytes = Array(text.utf8)
        return try CSVReader(firstBytes: bytes).rows(bytes, isLast: isLast, limit: limit).map(\.fields)
    }

    @Test(arguments: [
        ("a,b\nc,d\n", [["a", "b"], ["c", "d"]]), ("a,b\r\nc,d", [["a", "b"], ["c", "d"]]),
        ("a;b\nc,d;e", [["a", "b"], ["c,d", "e"]]),
        ("a\tb\n\tc", [["a", "b"], ["", "c"]]),
        ("\"a,\"\"b\"\"\",\"line\nbreak\"\r\nc,", [["a,\"b\"", "line\nbreak"], ["c", ""]]),
        ("\u{FEFF}name,e\nÄ,ü", [["name", "e"], ["Ä", "ü"]]), ("a\rb\r", [["a"], ["b"]]), ("", []),
        ("\"open", [["open"]]),
    ])
    func `rows are read as spreadsheets write them`(text: String, expected: [[String]]) throws {
        #expect(try rows(text) == expected)
    }

    @Test func `wherever a file is cut into pieces, the rows are the same`() throws {
        let bytes = Array("name,note\r\n\"Ada \"\"the\"\" first\",\"two\r\nlines\"\r\nBob,x\r\n".utf8)
        let reader = CSVReader(firstBytes: bytes)
        let whole = try reader.rows(bytes, isLast: true, limit: 100)
        for cut in 1..<bytes.count {
            let first = try reader.rows(Array(bytes[..<cut]), isLast: false, limit: 100)
            let end = first.last?.end ?? 0
            let rest = try reader.rows(Array(bytes[end...]), isLast: true, limit: 100)
            #expect(first.map(\.fields) + rest.map(\.fields) == whole.map(\.fields), "cut at \(cut)")
        }
    }

    @Test func `a quote that is never closed ends the reading instead of the memory`() {
        let bytes = Array("\"".utf8) + [UInt8](repeating: 0x61, count: CSVReader.maxRow + 10)
        #expect(throws: CSVReader.Failure.rowTooLong) {
            _ = try CSVReader(firstBytes: bytes).rows(bytes, isLast: false, limit: 1)
        }
        let many = Array(String(repeating: ",", count: 1000).utf8)
        #expect(throws: CSVReader.Failure.tooManyFields) {
            _ = try CSVReader(firstBytes: many).rows(many, isLast: true, limit: 1)
        }
    }

    @Test func `bytes that are no UTF-8 are read as old spreadsheets mean them`() throws {
        let bytes: [UInt8] = [0x4D, 0xFC, 0x6C, 0x6C, 0x65, 0x72]
        let rows = try CSVReader(firstBytes: bytes).rows(bytes, isLast: true, limit: 1)
        #expect(rows.first?.fields == ["Müller"])
    }
}
