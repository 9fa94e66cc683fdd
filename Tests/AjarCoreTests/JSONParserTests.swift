import AjarCore
import Testing

@Suite struct JSONParserTests {
    private static let allowed: [(String, JSON)] = [
        ("null", .null), (" true ", true), ("\tfalse\r\n", false), ("0", 0), ("-0", 0), ("-1", -1),
        ("42", 42),
        ("9223372036854775807", .int(.max)), ("-9223372036854775808", .int(.min)),
        ("9223372036854775808", .double(9_223_372_036_854_775_808)), ("1.0", .double(1)),
        ("1e2", .double(100)),
        ("1E+2", .double(100)), ("12.5e-1", .double(1.25)), ("-0.0", .double(-0.0)), ("1e-400", .double(0)),
        (#""""#, ""), (#""a""#, "a"), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
        (#""\u00e9\u00E9""#, "éé"),
        (#""\ud83d\ude00""#, "😀"), (#""\uD83D\uDE00!""#, "😀!"), ("\"é漢😀\"", "é漢😀"), ("\"\u{7F}\"", "\u{7F}"),
        ("[]", []), ("[ ]", []), ("[1,[2,[3]]]", [1, [2, [3]]]), ("{}", [:]),
        (#"{"a":{"b":[null]}}"#, ["a": ["b": [nil]]]),
        (#" { "a" : 1 , "b" : [ 1 , 2 ] } "#, ["a": 1, "b": [1, 2]]), (#"{"":0}"#, ["": 0]),
        (#"{"\u0061":1}"#, ["a": 1]),
    ]

    @Test(arguments: allowed)
    func `what RFC 8259 allows is read`(_ text: String, _ expected: JSON) throws {
        #expect(try JSONParser.parse(text) == expected)
    }

    private static let refused: [String] = [
        "", " ", "nul", "nulll", "True", "undefined", "NaN", "Infinity", "-Infinity", "-", "+1", "01", "-01",
        "00", ".5", "1.",
        "1.e1", "1e", "1e+", "0x10", "1_000", "1e400", "-1e400", "\"", "\"a", "'a'", "\"\n\"", "\"\t\"",
        "\"\u{0}\"", #""\"#,
        #""\x41""#, #""\u12""#, #""\u12g4""#, #""\u""#, #""\u+123""#, #""\ud83d\u12""#, "[", "[1", "[1,",
        "[1,]", "[,1]",
        "[1 2]", "]", "[1]]", "{", #"{"a""#, #"{"a":"#, #"{"a":1"#, #"{"a":1,}"#, #"{,}"#, #"{"a" 1}"#,
        "{1:2}", "{a:1}",
        #"{"a":1 "b":2}"#, "}", "1 2", "// comment\n1", "1 /* */", "\u{FEFF}1", "\u{A0}1", "\u{C}1", "[1}",
        #"{"a":1]"#,
    ]

    @Test(arguments: refused)
    func `what it doesn't allow is refused`(_ text: String) {
        #expect(throws: JSONParser.Failure.self) { try JSONParser.parse(text) }
    }

    @Test(
        arguments: [
            [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xE2, 0x82, 0x22],
            [0x22, 0xED, 0xA0, 0x80, 0x22],
            [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], [0x22, 0x5C, 0x6E, 0x80, 0x22], [0xEF, 0xBB, 0xBF, 0x31],
            [0x22, 0xC3],
            [0x00], [0x31, 0x00], [0x5B, 0x22, 0xC3, 0x22, 0x5D], [0xFE, 0xFF, 0x00, 0x31],
        ] as [[UInt8]])
    func `bytes that are no UTF-8 are refused`(_ bytes: [UInt8]) {
        #expect(throws: JSONParser.Failure.self) { try JSONParser.parse(bytes) }
    }

    @Test func `half of a pair becomes a replacement character`() throws {
        #expect(try JSONParser.parse(#""\ud83d""#) == "\u{FFFD}")
        #expect(try JSONParser.parse(#""\ude00x""#) == "\u{FFFD}x")
        #expect(try JSONParser.parse(#""\ud83d\ud83d\ude00""#) == "\u{FFFD}😀")
        #expect(try JSONParser.parse(#""\ud83dA""#) == "\u{FFFD}A")
        #expect(try JSONParser.parse(#""\ud83d\n""#) == "\u{FFFD}\n")
    }

    @Test func `every character beyond the first plane is put together of its halves`() throws {
        for value: UInt32 in [0x10000, 0x10FFFF, 0x1F600, 0x103FF, 0x10400, 0x2F800, 0xFFFFF] {
            let scalar = try #require(Unicode.Scalar(value))
            let halves = Character(scalar).utf16.map { "\\u" + String($0, radix: 16) }
            #expect(try JSONParser.parse("\"\(halves.joined())\"") == .string(String(Character(scalar))))
        }
    }

    @Test func `depth has a bound, width has none`() throws {
        let open = String(repeating: "[", count: 63) + "1" + String(repeating: "]", count: 63)
        #expect(throws: Never.self) { try JSONParser.parse(open) }
        for text in [
            String(repeating: "[", count: 64) + "1" + String(repeating: "]", count: 64),
            String(repeating: "[", count: 1_000_000), String(repeating: #"{"a":"#, count: 100_000),
            String(repeating: #"[{"a":"#, count: 100_000),
        ] {
            #expect(throws: JSONParser.Failure.tooDeep) { try JSONParser.parse(text) }
        }
        let wide = try JSONParser.parse(
            "[" + Array(repeating: "[]", count: 100_000).joined(separator: ",") + "]")
        #expect(wide.array?.count == 100_000)
    }

    @Test func `a failure says where`() {
        #expect(throws: JSONParser.Failure.invalid(at: 5)) { try JSONParser.parse(#"{"a":}"#) }
        #expect(throws: JSONParser.Failure.invalid(at: 4)) { try JSONParser.parse("[1] 2") }
    }

    @Test func `of a name that comes twice the last one counts`() throws {
        let value = try JSONParser.parse(#"{"a":1,"a":2}"#)
        #expect(value["a"] == 2)
        #expect(value["b"].isNull)
    }

    @Test func `broken texts are refused, not survived`() {
        let whole = Array(
            #"{"name":"A\u00e9\n","list":[1,-2.5e3,true,null,{"x":"😀"}],"deep":{"a":{"b":[]}}}"#.utf8)
        for end in 0..<whole.count {
            #expect(throws: JSONParser.Failure.self) { try JSONParser.parse(Array(whole[..<end])) }
        }
        // Any byte anywhere: an answer or a refusal, never a trap.
        for position in whole.indices {
            for byte: UInt8 in [
                0x00, 0x1F, 0x22, 0x2C, 0x30, 0x5B, 0x5C, 0x5D, 0x7B, 0x7D, 0x80, 0xC3, 0xED, 0xF0, 0xFF,
            ] {
                var bytes = whole
                bytes[position] = byte
                if let value = try? JSONParser.parse(bytes) { _ = value.text }
            }
        }
    }
}
