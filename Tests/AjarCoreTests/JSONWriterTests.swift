import AjarCore
import Testing

@Suite struct JSONWriterTests {
    private static let values: [(JSON, String)] = [
        (.null, "null"), (true, "true"), (false, "false"), (0, "0"), (-7, "-7"),
        (.int(.max), "9223372036854775807"),
        (.int(.min), "-9223372036854775808"), (.double(1.5), "1.5"), (.double(1), "1.0"),
        (.double(.nan), "null"),
        (.double(.infinity), "null"), (.double(-.infinity), "null"), ("", #""""#),
        ("a\"b\\c/d", #""a\"b\\c/d""#),
        ("\u{8}\u{C}\n\r\t", #""\b\f\n\r\t""#), ("\u{0}\u{1F}\u{7F}", "\"\\u0000\\u001f\u{7F}\""),
        ("é漢😀\u{2028}", "\"é漢😀\u{2028}\""), ([], "[]"), ([1, "a", nil], #"[1,"a",null]"#), ([:], "{}"),
        (["b": 1, "a": [["c": true]]], #"{"b":1,"a":[{"c":true}]}"#), (["\"": 1], #"{"\"":1}"#),
    ]

    @Test(arguments: values)
    func `values are written compactly, in their order`(_ value: JSON, _ expected: String) {
        #expect(value.text == expected)
    }

    @Test(arguments: [
        1e300, -1e-300, 0.1, 1e21, 1e16, 123_456_789_012_345_680, .leastNonzeroMagnitude,
        .greatestFiniteMagnitude,
        .leastNormalMagnitude,
    ])
    func `doubles come back the same`(_ number: Double) throws {
        #expect(try JSONParser.parse(JSON.double(number).text).number == number)
    }

    @Test func `what is written is read back, every character of it`() throws {
        var text = ""
        for value: UInt32 in Array(0...0x2FF) + [0xD7FF, 0xE000, 0xFFFD, 0xFFFF, 0x10000, 0x10FFFF] {
            if let scalar = Unicode.Scalar(value) { text.unicodeScalars.append(scalar) }
        }
        let value: JSON = [
            "key": .string(text), "list": [.string(text), .int(1), .double(0.5), nil, [:]], .init(text): true,
        ]
        #expect(try JSONParser.parse(value.text) == value)
        var writer = JSONWriter(capacity: 0)
        writer.write(value)
        #expect(try JSONParser.parse(writer.bytes) == value)
    }

    @Test func `parts are written where they belong`() {
        var writer = JSONWriter()
        writer.raw("{\"a\":")
        writer.write(-1)
        writer.raw(",")
        writer.write("b")
        writer.raw(Array(":[]}".utf8))
        #expect(writer.text == #"{"a":-1,"b":[]}"#)
    }

    @Test func `objects are equal whatever their order, and know their members`() {
        let one: JSON = ["a": 1, "b": 2]
        #expect(one == ["b": 2, "a": 1])
        #expect(one != ["a": 1])
        #expect(one != ["a": 1, "b": 3])
        #expect(one != ["a": 1, "c": 2])
        #expect(one.hashValue == (["b": 2, "a": 1] as JSON).hashValue)
        var object = JSONObject()
        object["x"] = 1
        object["y"] = 2
        object["x"] = 3
        object["y"] = nil
        object["z"] = nil
        #expect(object.keys == ["x"])
        #expect(object["x"] == 3)
    }
}
