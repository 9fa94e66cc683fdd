import AjarMail

extension FuzzTarget {
    /// Whole messages. What is read is bounded by what was given and by the limits.
    static let mime: FuzzTarget = FuzzTarget(name: "mime") { bytes in
        var limits = ReadLimits()
        limits.parts = 50
        limits.depth = 8
        guard let message = try? MessageReader.read(bytes, limits: limits) else { return }
        promise(message.attachments.count <= limits.parts, "parts are bounded")
        promise(message.attachments.reduce(0) { $0 + $1.size } <= bytes.count, "decoding doesn't swell")
        for header in message.headers { promise(!header.value.utf8.contains(0x0A), "a header is one line") }
    }

    /// Reports of mail servers: bounces, complaints, dispositions.
    static let report: FuzzTarget = FuzzTarget(name: "report") { bytes in
        guard let message = try? MessageReader.read(bytes) else { return }
        for bounce in Bounce.all(in: message) {
            promise(!bounce.diagnostic.utf8.contains(0x0A), "what a server says is one line")
        }
        _ = DeliveryReport(message)
        _ = ComplaintReport(message)
        _ = DispositionReport(message)
    }

    /// The border between what somebody wrote and what he quoted. The first byte chooses text or HTML.
    static let quotes: FuzzTarget = FuzzTarget(name: "quotes") { bytes in
        let body = String(decoding: bytes.dropFirst(), as: UTF8.self)
        if bytes.first.map({ $0 & 1 == 0 }) ?? true {
            let chunks = Quotes.split(text: body)
            promise(chunks.map(\.content).joined() == body, "the chunks of a text are the text")
        } else {
            _ = Quotes.split(html: body)
            _ = PlainText.from(html: body)
        }
    }

    /// One address, as a person or a header writes it: it has no line break, and is read again as it was.
    static let address: FuzzTarget = FuzzTarget(name: "address") { bytes in
        guard let address = try? Address(parsing: String(decoding: bytes, as: UTF8.self)) else { return }
        let controls = address.formatted.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }
        promise(!controls, "an address has no control characters")
        promise((try? Address(parsing: address.formatted)) == address, "an address is read again as it was")
    }
}
