import AjarCore
import AjarResource

/// What an account's owner lets it send, as the account's `sending` says. What counts is recipients, not
/// emails: that is how providers count.
struct SendingLimits: Sendable {
    /// So many within any hour, or any day.
    struct Cap: Sendable, Hashable {
        let reason: SendHold.Reason
        let limit: Int
        let window: Duration
    }

    let account: [Cap]
    /// For each domain of recipients.
    let domain: [Cap]
    let minimumGap: Duration
    let windows: SendingWindows?

    /// Nil when there is nothing to hold to.
    init?(_ settings: JSON, now: Timestamp) {
        guard case .object = settings else { return nil }
        func cap(_ name: String, _ reason: SendHold.Reason, _ window: Duration) -> [Cap] {
            settings[name].int.map { [Cap(reason: reason, limit: $0, window: window)] } ?? []
        }
        account =
            cap("per_hour", .accountHour, Self.hour) + cap("per_day", .accountDay, Self.day)
            + Self.warmUp(settings["warm_up"], now)
        domain = cap("per_domain_hour", .domainHour, Self.hour) + cap("per_domain_day", .domainDay, Self.day)
        minimumGap = .seconds(settings["min_gap"].int ?? 0)
        windows = SendingWindows(settings)
    }

    /// A new mailbox that sends much at once is taken for a stolen one: so many on its first day, and each
    /// day `growth` times as many as on the one before.
    private static func warmUp(_ settings: JSON, _ now: Timestamp) -> [Cap] {
        guard let start = settings["started_on"].string.flatMap({ CivilDate(iso: $0) }),
            let first = settings["first_day"].int
        else { return [] }
        let days = now.date().daysSince1970 - start.daysSince1970
        var limit = Double(first)
        for _ in 0..<max(0, min(days, 365)) where limit < enough { limit *= settings["growth"].number ?? 1 }
        return limit < enough ? [Cap(reason: .warmUp, limit: Int(limit), window: day)] : []
    }

    /// What no mailbox sends in a day; a curve that got there is over.
    private static let enough: Double = 100_000
    private static let hour: Duration = .seconds(3600)
    private static let day: Duration = .seconds(86_400)
}

/// Why an email waits although nothing is wrong with it, and until when at least.
struct SendHold: Sendable, Hashable {
    enum Reason: String, Sendable {
        case accountHour = "account_hour"
        case accountDay = "account_day"
        case domainHour = "domain_hour"
        case domainDay = "domain_day"
        case warmUp = "warm_up"
        case minimumGap = "min_gap"
        case window
        /// The account's mail server asked for less.
        case serverBusy = "server_busy"
        /// The recipients' mail server did.
        case domainBusy = "domain_busy"
    }

    let reason: Reason
    let until: Timestamp
    var limit: Int?
    var domain: String?

    var json: JSON {
        .object(
            JSONObject([
                ("reason", .string(reason.rawValue)), ("until", .string(until.text())),
                ("limit", limit.map(JSON.int) ?? .null),
                ("domain", JSON(domain)), ("message", .string(message)),
            ]))
    }

    private var message: String {
        let number = limit.map(String.init) ?? "?"
        switch reason {
        case .accountHour: return "The account may send to \(number) recipients an hour."
        case .accountDay: return "The account may send to \(number) recipients a day."
        case .domainHour: return "The account may send to \(number) recipients an hour at one domain."
        case .domainDay: return "The account may send to \(number) recipients a day at one domain."
        case .warmUp: return "The account is being warmed up: \(number) recipients a day by now."
        case .minimumGap: return "The account waits between two emails."
        case .window: return "The account doesn't send at this hour."
        case .serverBusy: return "The account's mail server asked for fewer emails."
        case .domainBusy: return "The recipients' mail server asked for fewer emails."
        }
    }
}

extension FieldKind {
    /// The sending policy of an account.
    static let sendingLimits: FieldKind = .members([
        Plain("per_hour", .int(1...1_000_000)), Plain("per_day", .int(1...10_000_000)),
        Plain("per_domain_hour", .int(1...1_000_000)), Plain("per_domain_day", .int(1...10_000_000)),
        Plain("min_gap", .int(0...86_400)),
        Plain(
            "warm_up",
            .members([
                Plain("started_on", .date, required: true),
                Plain("first_day", .int(1...100_000), required: true),
                Plain("growth", .growth, standard: .double(standardGrowth)),
            ])),
        Plain("windows", .list(.sendingWindow, max: 50), standard: []),
        Plain("timezone", .timezone, standard: "UTC"),
    ])

    private static let standardGrowth: Double = 1.3
    private static let growth: FieldKind = FieldKind("growth", storage: .double, schema: ["type": "number"]) {
        value throws(Problem) in
        guard let number = value.number else { throw .type("numeric") }
        guard (1.01...10).contains(number) else { throw .text("Value must be between 1.01 and 10.") }
        return value
    }
}
