import AjarCore

/// One call as it will be made.
struct WebhookCall: Sendable {
    let url: String
    let verifiesCertificate: Bool
    let key: WebhookKey
    /// The event's id: the same for every attempt.
    let id: String
    let body: [UInt8]
}

/// What came back, or why nothing did.
struct WebhookAnswer: Sendable {
    var status: Int?
    var problem: String?
    var retryAfter: Duration?
    /// The beginning of the body, for the person who looks for the mistake.
    var excerpt: String = ""
    var duration: Duration = .zero

    var isSuccess: Bool { status.map { (200..<300).contains($0) } ?? false }
    /// The receiver never wants to be called again.
    var isGone: Bool { status == 410 }

    func json(at moment: Timestamp) -> JSON {
        .object(
            JSONObject([
                ("date", .string(moment.text(.naive))), ("status_code", status.map(JSON.int) ?? .null),
                ("error", JSON(problem)),
                ("response", excerpt.isEmpty ? .null : .string(excerpt)),
                ("duration_ms", .int(duration.milliseconds)),
            ]))
    }
}

extension Duration {
    fileprivate var milliseconds: Int {
        Int(components.seconds) * 1000 + Int(components.attoseconds / 1_000_000_000_000_000)
    }
}
