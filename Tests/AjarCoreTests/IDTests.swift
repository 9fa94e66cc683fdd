import AjarCore
import Synchronization
import Testing

@Suite struct IDTests {
    private static let alphabet: Set<Character> = Set(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
    private static let start: Timestamp = Timestamp(micros: 1_750_000_000_000_000)

    @Test(arguments: [
        (IDShape.classic("lead"), 43), (.short("ev"), 22), (.classic("acti"), 43), (.short(""), 22),
    ])
    func `an id has its prefix, its length and its alphabet`(_ shape: IDShape, _ length: Int) throws {
        for _ in 0..<200 {
            let id = ID.make(shape, at: Self.start, random: .system)
            #expect(id.text.hasPrefix(shape.prefix + "_"))
            let body = id.text.dropFirst(shape.prefix.count + 1)
            #expect(body.count == length)
            #expect(body.allSatisfy(Self.alphabet.contains))
        }
    }

    @Test func `later ids sort later, byte by byte`() {
        var last = ""
        var moment = Timestamp(micros: 0)
        for step in [1, 16, 16, 1000, 61 * 16, 62 * 16, 1_000_000, 86_400_000_000, 1_700_000_000_000_000] {
            moment = Timestamp(micros: moment.micros + max(16, step))
            let id = ID.make(.short("x"), at: moment, random: .system).text
            #expect(Array(last.utf8).lexicographicallyPrecedes(Array(id.utf8)))
            last = id
        }
        #expect(ID.make(.short("x"), at: Timestamp(micros: -5), random: .system).text.hasPrefix("x_00000000"))
        // 2080 is far; that far the order holds.
        let end =
            Timestamp(iso: "2080-01-01").map { ID.make(.short("x"), at: $0, random: .system).text } ?? ""
        #expect(last < end)
    }

    @Test func `ids of one moment differ`() {
        let ids = (0..<10_000).map { _ in ID.make(.short("x"), at: Self.start, random: .system) }
        #expect(Set(ids).count == ids.count)
    }

    @Test func `letters are drawn evenly`() {
        var counts: [Character: Int] = [:]
        for _ in 0..<2000 {
            for letter in ID.make(.classic("x"), at: Self.start, random: .system).text.suffix(35) {
                counts[letter, default: 0] += 1
            }
        }
        #expect(counts.count == 62)
        let expected = 2000 * 35 / 62
        #expect(counts.values.allSatisfy { abs($0 - expected) < expected / 4 })
    }

    @Test func `the same randomness makes the same id, and favours no letter`() {
        // 248…255 would favour the first letters: they are thrown away.
        let next = Mutex<UInt8>(240)
        let counting = RandomSource { buffer in
            for index in buffer.indices {
                buffer[index] = next.withLock { value in
                    defer { value &+= 1 }
                    return value
                }
            }
        }
        let id = ID.make(.short("x"), at: Timestamp(micros: 0), random: counting)
        #expect(id.text == "x_00000000" + "stuvwxyz" + "012345")
    }
}

@Suite struct EnvironsTests {
    @Test func `a clock stands still until it is turned`() {
        let manual = ManualClock(Timestamp(micros: 5))
        let clock = manual.clock
        #expect(clock.now.micros == 5)
        manual.advance(by: .microseconds(7))
        #expect(clock.now.micros == 12)
    }

    @Test func `the system's clock goes on, and is of this century`() {
        let first = Clock.system.now
        #expect(first > Timestamp(micros: 1_700_000_000_000_000))
        #expect(Clock.system.now >= first)
    }

    @Test func `fractions are below one`() {
        let fractions = (0..<1000).map { _ in RandomSource.system.fraction }
        #expect(fractions.allSatisfy { (0..<1).contains($0) })
        #expect(RandomSource { $0.initializeMemory(as: UInt8.self, repeating: 0xFF) }.fraction < 1)
        #expect(RandomSource.system.bytes(0).isEmpty)
        #expect(RandomSource.system.bytes(1000).count == 1000)
    }
}

@Suite struct FieldErrorsTests {
    @Test func `the first problem of each field is told`() {
        var errors = FieldErrors("name", "This field is required.")
        errors.add("name", "Too long.")
        errors.add("emails", .elements([1: .members(FieldErrors("email", "Invalid.")), 0: .text("No.")]))
        errors.add(sentence: "Nothing works.")
        #expect(
            errors.json == [
                "errors": ["Nothing works."],
                "field-errors": [
                    "name": "This field is required.",
                    "emails": ["errors": ["0": "No.", "1": ["field-errors": ["email": "Invalid."]]]],
                ],
            ])
        #expect(!errors.isEmpty)
        #expect(FieldErrors().isEmpty)
        #expect(errors == errors)
        #expect(errors != FieldErrors("name", "Too long."))
    }
}
