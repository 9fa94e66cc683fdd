import AjarCore
import AjarMail

/// One element of `send_attempts`: when, how it ended, and the words of the server that ended it.
enum SendAttempt {
    static func json(at now: Timestamp, _ attempt: Attempt, _ result: DeliveryResult) -> JSON {
        var recipients: [JSON] = []
        for (one, outcome) in zip(attempt.pending, result.outcomes) {
            var entry: [(String, JSON)] = [("email", .string(one.address.email)), ("outcome", .string(word(outcome)))]
            if let failure = outcome.failure {
                entry += describe(failure)
            } else if case .accepted(let reply) = outcome {
                entry += [("code", .int(reply.code)), ("message", .string(reply.text))]
            }
            recipients.append(.object(JSONObject(entry.map { (key: $0.0, value: $0.1) })))
        }
        let failure = result.outcomes.lazy.compactMap(\.failure).first
        return .object(JSONObject([
            ("date", .string(now.text())),
            ("outcome", .string(summary(result.outcomes))),
            ("error_class", JSON(failure.map { $0.reason.rawValue })),
            ("error_message", JSON(failure.map { words($0) })),
            ("host", .string(attempt.account.host)),
            ("recipients", .array(Array(recipients.prefix(500)))),
        ]))
    }

    static func interrupted(at now: Timestamp) -> JSON {
        plain(now, "interrupted", "The attempt was cut off after the mail had been handed over and before the answer came.")
    }

    static func noAccount(at now: Timestamp) -> JSON {
        plain(now, "no_account", "The connected account that was to send this email has been removed.")
    }

    /// The members that tell of a failure. Never a credential: `DeliveryFailure` holds none.
    static func describe(_ failure: DeliveryFailure) -> [(String, JSON)] {
        [
            ("code", failure.code.map(JSON.int) ?? .null), ("enhanced_status", JSON(failure.enhancedStatus)),
            ("message", .string(failure.message)), ("stage", .string(failure.stage.rawValue)),
            ("reason", .string(failure.reason.rawValue)),
        ]
    }

    private static func words(_ failure: DeliveryFailure) -> String {
        [failure.code.map(String.init), failure.enhancedStatus, failure.message].compactMap { $0 }.joined(separator: " ")
    }

    private static func plain(_ now: Timestamp, _ outcome: String, _ message: String) -> JSON {
        [
            "date": .string(now.text()), "outcome": .string(outcome), "error_class": .string(outcome),
            "error_message": .string(message),
        ]
    }

    private static func word(_ outcome: RecipientOutcome) -> String {
        switch outcome {
        case .accepted: "accepted"
        case .deferred: "deferred"
        case .refused: "refused"
        case .unknown: "unknown"
        }
    }

    private static func summary(_ outcomes: [RecipientOutcome]) -> String {
        let words = Set(outcomes.map(word))
        return words.count == 1 ? words.first ?? "" : "partial"
    }
}
