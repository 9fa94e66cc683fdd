import AjarCore
import AjarMail

/// Elements of `send_attempts`: when, to whom, how it ended, and the words of the server that ended it. All
/// members are texts (reference 4.2), so recipients with the same answer share an element.
enum SendAttempt {
    static func json(
        at now: Timestamp, _ host: String, _ tried: [Recipients.One], _ outcomes: [RecipientOutcome]
    ) -> [JSON] {
        var groups: [(outcome: RecipientOutcome, emails: [String])] = []
        for (one, outcome) in zip(tried, outcomes) {
            if let index = groups.firstIndex(where: { $0.outcome == outcome }) {
                groups[index].emails.append(one.address.email)
            } else {
                groups.append((outcome, [one.address.email]))
            }
        }
        return groups.prefix(50).map { element(at: now, host, $0.outcome, $0.emails) }
    }

    private static func element(
        at now: Timestamp, _ host: String, _ outcome: RecipientOutcome, _ emails: [String]
    ) -> JSON {
        var members: [(String, JSON)] = [
            ("date", .string(now.text())), ("outcome", .string(word(outcome))), ("host", .string(host)),
            ("recipients", .string(emails.prefix(100).joined(separator: ", "))),
        ]
        if let failure = outcome.failure {
            members += [
                ("error_class", .string(failure.reason.rawValue)), ("error_message", .string(words(failure))),
            ]
            members.append(("stage", .string(failure.stage.rawValue)))
            if let code = failure.code { members.append(("code", .string(String(code)))) }
            if let status = failure.enhancedStatus { members.append(("enhanced_status", .string(status))) }
        } else if case .accepted(let reply) = outcome {
            members += [("code", .string(String(reply.code))), ("message", .string(reply.text))]
        }
        return .object(JSONObject(members.map { (key: $0.0, value: $0.1) }))
    }

    static func interrupted(at now: Timestamp) -> JSON {
        plain(
            now, "interrupted",
            "The attempt was cut off after the mail had been handed over and before the answer came.")
    }

    static func unsubscribed(at now: Timestamp) -> JSON {
        plain(now, "unsubscribed", "Everybody whom this email was for has unsubscribed.")
    }

    static func noAccount(at now: Timestamp) -> JSON {
        plain(now, "no_account", "The connected account that was to send this email has been removed.")
    }

    /// What a mail server reported afterwards, about a mail that a relay had taken.
    static func bounced(at now: Timestamp, _ bounce: Bounce, recipient: String?) -> JSON {
        let outcome = bounce.kind == .complaint ? "complaint" : bounce.isFinal ? "bounced" : "delayed"
        var members: [(String, JSON)] = [
            ("date", .string(now.text())), ("outcome", .string(outcome)),
            ("recipients", .string(recipient ?? "")),
            ("error_class", .string(bounce.kind.rawValue)),
            ("error_message", .string(StoredText.line(bounce.diagnostic, max: 1000))),
        ]
        if let status = bounce.status { members.append(("enhanced_status", .string("\(status)"))) }
        return .object(JSONObject(members.map { (key: $0.0, value: $0.1) }))
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
        [failure.code.map(String.init), failure.enhancedStatus, failure.message].compactMap { $0 }.joined(
            separator: " ")
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
}
